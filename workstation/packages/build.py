"""Pack: an approved version written as a folder for people, whole or not at all, with its proof and signature."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from workstation import __version__
from workstation.dataset.column import CHUNK_ROWS
from workstation.dataset.table import Table
from workstation.destinations.destination import safe_name
from workstation.errors import Problem
from workstation.job import Job
from workstation.packages import describe
from workstation.packages.answers import PART as ANSWERS
from workstation.packages.answers import write_answers
from workstation.packages.canonical import file_sha256, sha256
from workstation.packages.keys import office_id
from workstation.packages.manifest import DATA, Manifest, Part, head_of
from workstation.packages.parquet import unique_names
from workstation.packages.release import Release, as_json
from workstation.packages.sign import Signer
from workstation.packages.snapshot import block_marks, write_snapshot
from workstation.text import _

HEAD_FILE, MANIFEST_FILE, CSV = "head.dsse.json", "manifest.json", "data/data.csv"
LINEAGE, APPROVALS, SETTINGS, README = "lineage.json", "approvals.json", "settings.json", "README.md"
MEDIA = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv", "json": "application/json",
         "html": "text/html",
         "md": "text/markdown",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True)
class Built:
    """A package that was made."""

    path: Path
    manifest: Manifest
    fingerprint: str
    size: int

    @property
    def manifest_sha256(self) -> str:
        """SHA-256 of the manifest: what the signature stands over."""
        return sha256(self.manifest.bytes())

    def data(self) -> dict[str, Any]:
        """Return it as plain data, as `pack --json` prints it."""
        files = [{"file": part.name, "size": part.size, "sha256": part.sha256} for part in self.manifest.parts]
        return {"package": str(self.path), "dataset": self.manifest.dataset, "name": self.manifest.dataset_name,
                "version": self.manifest.number, "rows": self.manifest.rows, "fields": len(self.manifest.fields),
                "content_hash": self.manifest.content_hash, "fingerprint": self.fingerprint, "size": self.size,
                "files": files}


def part_of(root: Path, name: str, rows: int = -1) -> Part:
    """Return the part that a written file is."""
    path = root / name
    media = MEDIA.get(name.rsplit(".", 1)[-1], "application/octet-stream")
    return Part(name, media, path.stat().st_size, file_sha256(path), rows)


def write_proof(release: Release, root: Path) -> Iterator[Part]:
    """Write what goes with the data (lineage, approvals, settings, labels, reports) below `root`; yields the parts."""
    files = {LINEAGE: as_json(release.lineage), APPROVALS: as_json({"approvals": list(release.approvals)})}
    if release.settings:
        files[SETTINGS] = as_json(release.settings)
    for name, data in sorted(release.reports.items()):
        if not safe_name(name) or "/" in name:
            raise ValueError(f"no name for a report: {name}")
        files[f"report/{name}"] = data
    for name, data in files.items():
        _put(root / name, data)
        yield part_of(root, name)
    if release.answers.num_rows:
        (root / ANSWERS).parent.mkdir(exist_ok=True)
        rows = write_answers(release.answers, root / ANSWERS)
        yield part_of(root, ANSWERS, rows)


def manifest_of(release: Release, parts: list[Part], office: str, office_name: str, device: str) -> Manifest:
    """Return the manifest of a whole version."""
    return Manifest(office, office_name, device, release.dataset, release.dataset_name, release.version.number,
                    release.version.content_hash, len(release.table), release.table.fields, block_marks(release.table),
                    tuple(parts), release.version.person, release.version.time, application=__version__)


def pack(release: Release, to: Path, signer: Signer, *, office_name: str, device: str, job: Job) -> Built:
    """Write a package to the folder `to`, which must be new or empty; nothing is left behind when it cannot be made."""
    to = Path(os.path.abspath(to))
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise Problem("exists", _("{path} is there already.", path=str(to)), remedy=_("Name a new or empty folder."))
    part = to.with_name(f".{to.name}.{os.urandom(4).hex()}.part")
    try:
        part.mkdir(parents=True)
        built = _write(release, part, signer, office_name, device, job)
        if to.exists():
            to.rmdir()  # a rename onto an empty folder is refused by Windows
        os.rename(part, to)
        _sync_folder(to.parent)
    except OSError as error:
        raise _not_written(error, to) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    size = sum(path.stat().st_size for path in to.rglob("*") if path.is_file())
    return Built(to, built, signer.fingerprint, size)


def _write(release: Release, root: Path, signer: Signer, office_name: str, device: str, job: Job) -> Manifest:
    for folder in ("data", "report", "labels"):
        (root / folder).mkdir()
    rows = write_snapshot(release.table, root / DATA, job)
    write_csv(release.table, root / CSV, job)
    parts = [part_of(root, DATA, rows), part_of(root, CSV, rows), *write_proof(release, root)]
    _put(root / "datapackage.json", describe.datapackage(release, parts, office_name))
    _put(root / README, describe.readme(release, office_name, signer.fingerprint))
    parts += [part_of(root, "datapackage.json"), part_of(root, README)]
    for folder in ("report", "labels"):
        if not any((root / folder).iterdir()):
            (root / folder).rmdir()
    manifest = manifest_of(release, parts, office_id(signer.fingerprint), office_name, device)
    _put(root / MANIFEST_FILE, manifest.bytes())
    for path in sorted(root.rglob("*")):
        _sync_file(path) if path.is_file() else _sync_folder(path)
    _put(root / HEAD_FILE, head_of(manifest).envelope(signer))  # last: a package with a head is a whole one
    _sync_file(root / HEAD_FILE)
    _sync_folder(root)
    return manifest


def write_csv(table: Table, path: Path, job: Job) -> None:
    """Write the cells that a person sees as raw csv: UTF-8, comma, LF, quotes only where needed, blank is nothing."""
    import pyarrow.csv as csv

    names = unique_names([field.name for field in table.fields], [])
    schema = pa.schema([(name, pa.string()) for name in names])
    alone = len(names) == 1  # a blank cell alone on its line would read as no line at all
    options = csv.WriteOptions(quoting_style="all_valid" if alone else "needed")
    with path.open("wb") as file, csv.CSVWriter(file, schema, write_options=options) as writer:
        for at in job.each(range(0, len(table), CHUNK_ROWS), -(-len(table) // CHUNK_ROWS), _("Writing csv")):
            batch = table.arrow(positions=table.visible[at : at + CHUNK_ROWS]).rename_columns(names)
            writer.write_table(batch.set_column(0, names[0], batch.column(0).fill_null("")) if alone else batch)


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    if os.name == "posix":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _not_written(error: OSError, to: Path) -> Problem:
    if error.errno in (28, 122):  # ENOSPC, EDQUOT
        return Problem("disk-full", _("The disk is full; no package was made."), where=str(to),
                       remedy=_("Free some space."))
    return Problem("cannot-write", _("The package could not be written."), where=f"{to}: {error.strerror or error}",
                   remedy=_("Check the folder, and that you may write there."))
