"""Installed: the standards of a workspace, copied into it, and those that come with the program."""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from workstation.dataset.journal import now
from workstation.errors import Problem
from workstation.standards.lint import load
from workstation.standards.pack import open_pack
from workstation.standards.standard import Standard
from workstation.text import RESOURCES, _

SHIPPED = RESOURCES / "standards"


@dataclass(frozen=True)
class Entry:
    """One standard that can be used: installed in the workspace, or shipped with the program."""

    id: str
    version: str
    title: str
    sha256: str
    path: Path
    shipped: bool = False
    added_at: str = ""
    added_by: str = ""

    @property
    def label(self) -> str:
        """Id and version as one word."""
        return f"{self.id}@{self.version}"

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"id": self.id, "version": self.version, "title": self.title, "sha256": self.sha256,
                "path": str(self.path), "shipped": self.shipped, "added_at": self.added_at, "added_by": self.added_by}


class Installed:
    """The standards of one workspace. folder: its `standards` folder; db: workspace.db."""

    def __init__(self, folder: Path, db: sqlite3.Connection) -> None:
        """Keep both; nothing is read yet."""
        self.folder = folder
        self.db = db

    def all(self) -> list[Entry]:
        """Return the installed ones by id and version, then the shipped ones that are not installed."""
        rows = self.db.execute("select id, version, title, sha256, path, added_at, added_by from standard")
        own = [Entry(r[0], r[1], r[2], r[3], self.folder / r[4], added_at=r[5], added_by=r[6]) for r in rows]
        known = {entry.label for entry in own}
        return sorted(own, key=_order) + [entry for entry in shipped() if entry.label not in known]

    def add(self, path: Path, person: str) -> Entry:
        """Copy the standard at `path` into the workspace and return it.

        Problem when it has errors, or when another standard of the same id and version is there: a version never changes.
        The same one again changes nothing.
        """
        standard = load(path)
        known = self.db.execute("select sha256 from standard where id = ? and version = ?",
                                [standard.id, standard.version]).fetchone()
        if known and known[0] != standard.sha256:
            raise Problem("version-taken", _("Another standard {label} is installed already.", label=standard.label),
                          where=str(path), remedy=_("Give the changed standard a new version."))
        name = standard.label
        if not known or not (self.folder / name).is_dir():
            self._copy(path, name)
        if not known:
            self.db.execute("insert into standard (id, version, title, sha256, path, added_at, added_by) "
                            "values (?, ?, ?, ?, ?, ?, ?)",
                            [standard.id, standard.version, standard.title, standard.sha256, name, now(), person])
        return next(entry for entry in self.all() if entry.label == name)

    def _copy(self, path: Path, name: str) -> None:
        """Write the pack's files to a folder beside and put it in place at once."""
        pack = open_pack(path)
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f".{uuid.uuid4().hex}.part"
        try:
            for file in pack.names:
                target = part / file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(pack.read(file))
            target = self.folder / name
            if target.exists():
                shutil.rmtree(target)
            os.replace(part, target)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def find(self, key: str) -> Path:
        """Return where the standard is that a person named: a path, an id, id@version or title; Problem when there is none.

        What was added to the workspace stands before what comes with the program, then the highest version.
        """
        if Path(key).exists() and ("/" in key or os.sep in key or key.endswith((".yaml", ".yml", ".zip"))):
            return Path(key)
        entries = self.all()
        for attribute in ("label", "id", "title"):
            found = [entry for entry in entries if getattr(entry, attribute) == key]
            if found:
                return max(found, key=lambda entry: (not entry.shipped, _order(entry))).path
        if key and Path(key).exists():
            return Path(key)
        names = ", ".join(entry.label for entry in entries)
        raise Problem("no-standard", _("There is no standard “{name}”.", name=key),
                      where=_("Standards: {names}", names=names or "-"),
                      remedy=_("Add it with “standard add”, or name its folder."))

    def load(self, key: str) -> Standard:
        """Return the standard that a person named; an unchanged one is read once."""
        path = self.find(key)
        return cached(path, open_pack(path).sha256())


@lru_cache(maxsize=16)
def cached(path: Path, sha256: str) -> Standard:
    """Return the standard at a path whose files have this hash."""
    return load(path)


def shipped() -> list[Entry]:
    """Return the standards that come with the program."""
    out = []
    for path in sorted(SHIPPED.iterdir()) if SHIPPED.is_dir() else []:
        if path.is_dir() and list(path.glob("*.pack.yaml")):
            standard = cached(path, open_pack(path).sha256())
            out.append(Entry(standard.id, standard.version, standard.title, standard.sha256, path, shipped=True))
    return sorted(out, key=_order)


def _order(entry: Entry) -> tuple[str, tuple[int, ...], bool]:
    number, _dash, tail = entry.version.partition("-")
    return entry.id, tuple(int(part) for part in number.split(".")), not tail
