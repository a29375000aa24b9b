"""What a packed file may cost: entries, bytes, ratio; and the Problems that say why one is refused."""

from __future__ import annotations

import re
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.text import _

BLOCK = 1 << 20
MOST_ENTRIES = 100_000
MOST_BYTES = 8 << 30
"""Unpacked bytes of all that is read from one packed file."""
HARMLESS = 256 << 20
MOST_RATIO = 500
"""Unpacked to packed, for what is larger than HARMLESS; tables of the same line again and again reach 300."""
_TRICK = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|^[A-Za-z]:|\x00")


class Budget:
    """Counts what one packed file has cost so far, and stops what costs too much."""

    def __init__(self, path: Path, job: Job, label: str) -> None:
        """Count for one file; `label` says what is being done."""
        self._job = job
        self._label = label
        self._path = path
        self._packed = max(1, path.stat().st_size)
        self._made = 0
        self._read = 0

    def read(self, count: int) -> None:
        """Take note of packed bytes that were read; raise Cancelled when the job was stopped."""
        self._read += count
        self._job.step(min(self._read, self._packed), self._packed, self._label)

    def made(self, count: int, path: Path) -> None:
        """Take note of bytes that were unpacked; Problem when they are far more than a table can need."""
        self._made += count
        self._job.step(0, 0, self._label)
        if self._made > MOST_BYTES or (self._made > HARMLESS and self._made > MOST_RATIO * self._packed):
            raise burst(path, _("It was stopped at {n} MB.", n=self._made >> 20))


def bad_path(name: str) -> bool:
    """Return whether the name of an entry would lead out of the folder that it is unpacked to."""
    return _TRICK.search(name.replace("\\", "/")) is not None


def burst(path: Path, why: str) -> Problem:
    """Return the Problem for a packed file that would unpack to far more than a table can need."""
    return Problem(
        "too-large",
        _("This packed file would unpack to far more than a table can need. {why}", why=why),
        where=path.name,
        remedy=_("Ask the sender what it is."),
    )


def damaged(path: Path) -> Problem:
    """Return the Problem for a packed file that is broken or cut off."""
    return Problem(
        "damaged-file",
        _("This packed file is damaged or cut off, and cannot be unpacked."),
        where=path.name,
        remedy=_("Copy or download it again, or ask for it again."),
    )


def tricky(path: Path, name: str) -> Problem:
    """Return the Problem for an entry whose name leads out of the packed file."""
    return Problem(
        "hostile-file",
        _("This packed file holds a path that leads out of its folder: {name}", name=ascii(name)[1:-1]),
        where=path.name,
        remedy=_("Do not unpack it; ask the sender what it is."),
    )


def sealed(path: Path) -> Problem:
    """Return the Problem for a packed file that needs a password."""
    return Problem(
        "encrypted-file",
        _("This packed file is protected by a password."),
        where=path.name,
        remedy=_("Give the password, or unpack it and import what is in it."),
    )


def wrong_password(path: Path) -> Problem:
    """Return the Problem for a password that does not open a packed file."""
    return Problem(
        "wrong-password",
        _("The password does not open this packed file."),
        where=path.name,
        remedy=_("Check the password: capital letters, and the input method."),
    )
