"""The contract of a destination: eight calls on named bytes that are never overwritten."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from workstation.errors import Problem
from workstation.text import _

SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices."""


class Trouble(Problem):
    """A destination could not do what was asked. `temporary`: trying again later may help."""

    def __init__(self, code: str, what: str, where: str = "", remedy: str = "", *, temporary: bool = False) -> None:
        """Keep the parts of a Problem, and whether it may pass."""
        super().__init__(code, what, where, remedy)
        self.temporary = temporary


class AlreadyThere(Exception):
    """An object of this name is there; nothing was written. Not for people: the caller looks at what is there."""


@dataclass(frozen=True)
class Abilities:
    """What a destination proved able to do. Declared abilities are not believed.

    exclusive:    of several who create one name at once, exactly one wins
    links:        no-replace by hard link; else by a rename that refuses, or by a claim file
    free:         bytes free, -1 when unknown
    """

    exclusive: bool
    links: bool
    free: int


class Destination(Protocol):
    """Dumb storage. Names are `a/b/c` of plain letters and digits, relative to the place; see `safe_name`."""

    location: str

    def size(self, name: str) -> int | None:
        """Return the bytes of an object, None when there is none."""

    def list(self, folder: str) -> list[str]:
        """Return the names right below a folder, sorted, folders with / at the end; empty when there is none."""

    def read(self, name: str, limit: int, offset: int = 0, length: int | None = None) -> bytes:
        """Return bytes of an object; Trouble when it is not there or would give more than `limit` bytes."""

    def put_new(self, name: str, data: bytes) -> None:
        """Write an object whole or not at all, durable when this returns; AlreadyThere when the name is taken."""

    def set_aside(self, name: str) -> None:
        """Take a damaged object out of the way under another name; nothing is deleted."""

    def mkdirs(self, folders: Iterable[str]) -> None:
        """Make folders; those that are there are left alone."""

    def sweep(self, folder: str) -> None:
        """Remove what a cut-off write of ours left in a folder that only we write to."""

    def probe(self) -> Abilities:
        """Try out exclusive create, rename and read-back; Trouble when the place cannot be used."""


def safe_name(name: object) -> bool:
    """Return whether a relative name of the form a/b.c can stand in a folder anywhere: no way out, FAT-legal ASCII."""
    if not isinstance(name, str) or not name or len(name) > 240:
        return False
    parts = name.split("/")
    return len(parts) <= 12 and all(
        SEGMENT.fullmatch(part) and not RESERVED.fullmatch(part) and not part.endswith(".") for part in parts)


def checked(name: str) -> str:
    """Return a safe name; Problem for another."""
    if not safe_name(name):
        raise Problem("bad-name", _("This is no name for something at a destination."), where=repr(name)[:200])
    return name
