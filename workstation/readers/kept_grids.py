"""Sheets that were read and are still in use: another look at the same file, with other options, need not read it again."""

from __future__ import annotations

import threading
from pathlib import Path
from weakref import WeakValueDictionary

from workstation.readers.grid import Grid

Key = tuple[str, int, int, int, str]

_KEPT: WeakValueDictionary[Key, Grid] = WeakValueDictionary()
_GUARD = threading.Lock()


def key_of(path: Path, sheet: str) -> Key:
    """Return what a sheet of a file is known by: the file's place, number, size and time, and the sheet's name."""
    at = path.stat()
    return str(path.resolve()), at.st_ino, at.st_size, at.st_mtime_ns, sheet


def kept(key: Key) -> Grid | None:
    """Return a sheet that somebody still holds, None when nobody does."""
    with _GUARD:
        return _KEPT.get(key)


def keep(key: Key, grid: Grid) -> None:
    """Remember a sheet for as long as somebody else holds it."""
    with _GUARD:
        _KEPT[key] = grid
