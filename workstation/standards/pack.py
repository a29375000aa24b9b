"""Pack: the files of a standard, from a folder or a zip, with limits; a pack from outside is untrusted."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from workstation.errors import Problem
from workstation.text import _

YAML_LIMIT = 2 << 20  # bytes of the YAML; the example of the reference has 4,215
FILE_LIMIT = 64 << 20  # bytes of one other file: 50,000 codes of five levels take about 4 MiB
TOTAL_LIMIT = 256 << 20
COUNT_LIMIT = 1_000
SUFFIX = ".pack.yaml"
GOOD_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
GOOD_VERSION = re.compile(r"(?:0|[1-9][0-9]{0,5})\.(?:0|[1-9][0-9]{0,5})\.(?:0|[1-9][0-9]{0,5})(?:-[0-9A-Za-z.-]{1,20})?")


def _refused(path: str, why: str) -> Problem:
    return Problem("bad-pack", _("This standard cannot be used."), where=path, remedy=why)


def safe_name(name: str) -> str:
    """Return a file name inside a pack in its plain form; Problem when it would lead out of the pack."""
    plain = name.replace("\\", "/")
    parts = PurePosixPath(plain).parts
    if not parts or plain.startswith("/") or ".." in parts or ":" in plain or any(ord(c) < 32 for c in plain):
        raise _refused(name[:200], _("A file of a standard must lie inside its folder."))
    return "/".join(part for part in parts if part != ".")


@dataclass(frozen=True)
class Pack:
    """The files of one standard. `yaml` is the name of its main file."""

    path: Path
    yaml: str
    names: tuple[str, ...]

    def read(self, name: str, limit: int = FILE_LIMIT) -> bytes:
        """Return the bytes of one file; Problem when it is missing, too large or outside."""
        name = safe_name(name)
        if name not in self.names:
            raise _refused(name, _("The file is missing."))
        if self.path.is_dir():
            data = _read(self.path / name, limit)
        else:
            with zipfile.ZipFile(self.path) as archive, archive.open(self._inside(name)) as stream:
                data = stream.read(limit + 1)
        if len(data) > limit:
            raise _refused(name, _("The file is larger than {limit} bytes.", limit=limit))
        return data

    def _inside(self, name: str) -> str:
        with zipfile.ZipFile(self.path) as archive:
            for member in archive.namelist():
                if not member.endswith("/") and _inner(member, archive.namelist()) == name:
                    return member
        raise _refused(name, _("The file is missing."))

    def sha256(self) -> str:
        """Return the SHA-256 over names and bytes of all files, in order of name."""
        digest = hashlib.sha256()
        for name in sorted(self.names):
            digest.update(f"{name}\0{hashlib.sha256(self.read(name)).hexdigest()}\n".encode())
        return digest.hexdigest()


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(limit + 1)


def _inner(member: str, members: list[str]) -> str:
    """Return a zip member's name without the one folder that holds everything, if there is one."""
    tops = {name.split("/", 1)[0] for name in members if name}
    return member.split("/", 1)[1] if len(tops) == 1 and "/" in member else member


def open_pack(path: Path) -> Pack:
    """Return the pack at `path`: a folder, its *.pack.yaml, or a zip. Problem when there is none or it is hostile."""
    path = Path(path)
    if not path.exists():
        raise Problem("no-standard", _("There is no standard here."), where=str(path),
                      remedy=_("Name a folder with a *.pack.yaml, that file, or a zip of it."))
    if path.is_file() and path.suffix.lower() in (".yaml", ".yml"):
        folder, names = path.parent, _beside(path)
        return Pack(folder, path.name, names)
    names = _names_of_folder(path) if path.is_dir() else _names_of_zip(path)
    mains = sorted(name for name in names if "/" not in name and name.endswith((SUFFIX, ".pack.yml")))
    if len(mains) != 1:
        raise _refused(str(path), _("There must be exactly one file whose name ends in {suffix}; there are {n}.",
                                    suffix=SUFFIX, n=len(mains)))
    return Pack(path, mains[0], names)


def _beside(path: Path) -> tuple[str, ...]:
    """Return the files that belong to a YAML file named by itself.

    All of its folder when it is the only pack in it; among other files only the tables and notes beside it and `codes`.
    """
    folder = path.parent
    packs = [file.name for file in folder.iterdir() if file.name.endswith((SUFFIX, ".pack.yml"))]
    if packs == [path.name]:
        return _names_of_folder(folder)
    tables = sorted(file.name for file in folder.glob("*.csv") if file.is_file() and not file.is_symlink())
    codes = [f"codes/{name}" for name in _names_of_folder(folder / "codes")] if (folder / "codes").is_dir() else []
    return (path.name, *tables[:COUNT_LIMIT], *codes)


def _names_of_folder(folder: Path) -> tuple[str, ...]:
    out: list[str] = []
    total = 0
    for root, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        for file in sorted(files):
            path = Path(root) / file
            if file.startswith("."):
                continue
            name = path.relative_to(folder).as_posix()
            if path.is_symlink() or not path.is_file():
                raise _refused(name, _("A standard may hold only plain files, no links."))
            total += path.stat().st_size
            out.append(name)
            _count(len(out), total, name)
    return tuple(out)


def _names_of_zip(path: Path) -> tuple[str, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise _refused(str(path), _("This is neither a folder, nor a *.pack.yaml, nor a zip.")) from error
    total = 0
    for number, member in enumerate(members, 1):
        total += member.file_size
        _count(number, total, member.filename)
        if member.external_attr >> 28 == 0xA:
            raise _refused(member.filename, _("A standard may hold only plain files, no links."))
        safe_name(member.filename)
    return tuple(_inner(member.filename, names) for member in members)


def _count(count: int, total: int, name: str) -> None:
    if count > COUNT_LIMIT:
        raise _refused(name, _("A standard has at most {n} files.", n=COUNT_LIMIT))
    if total > TOTAL_LIMIT:
        raise _refused(name, _("A standard has at most {n} bytes.", n=TOTAL_LIMIT))
