"""One stream out of an OLE compound file, the container of .xls (MS-CFB); nothing else is looked at."""

from __future__ import annotations

import struct
from pathlib import Path

_FREE = 0xFFFFFFFA
"""Sector numbers from here on mean: the chain ends."""


class BrokenContainer(Exception):
    """The compound file does not hold together; the reader of values decides what that means."""


def stream(path: Path, names: tuple[str, ...]) -> bytes | None:
    """Return the first stream with one of these names, None when there is none.

    Raises BrokenContainer when its sectors do not hold together.
    """
    data = path.read_bytes()
    try:
        return _Container(data).stream(names)
    except (struct.error, IndexError, ValueError) as error:
        raise BrokenContainer(str(error)) from error


def is_cut_off(data: bytes) -> bool:
    """Return whether a compound file ends before the sectors that its head names."""
    if len(data) < 512:
        return True
    shift = struct.unpack_from("<H", data, 30)[0]
    named = [*struct.unpack_from("<109I", data, 76), struct.unpack_from("<I", data, 48)[0]]
    return not 7 <= shift <= 16 or any((number + 1) << shift >= len(data) for number in named if number < _FREE)


class _Container:
    def __init__(self, data: bytes) -> None:
        self.data = data
        shift, self.small_shift = struct.unpack_from("<HH", data, 30)
        if not 7 <= shift <= 16 or not 4 <= self.small_shift <= shift:
            raise ValueError("sector sizes")
        self.size = 1 << shift
        self.cutoff, small_start = struct.unpack_from("<II", data, 56)
        (directory,) = struct.unpack_from("<I", data, 48)
        self.fat = self._table(self._fat_sectors())
        self.small_fat = self._table(self._chain(self.fat, small_start))
        self.entries = self._joined(directory)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        return self.data[start : start + self.size]

    def _fat_sectors(self) -> list[int]:
        """Return the sectors of the table of sectors: 109 are named in the head, the others in a chain of their own."""
        found = [*struct.unpack_from("<109I", self.data, 76)]
        (more,) = struct.unpack_from("<I", self.data, 68)
        seen: set[int] = set()
        while more < _FREE and more not in seen:
            seen.add(more)
            numbers = struct.unpack(f"<{self.size // 4}I", self._sector(more))
            found += numbers[:-1]
            more = numbers[-1]
        return [number for number in found if number < _FREE]

    def _table(self, sectors: list[int]) -> list[int]:
        raw = b"".join(self._sector(number) for number in sectors)
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))

    def _chain(self, table: list[int], start: int) -> list[int]:
        out: list[int] = []
        while start < _FREE:
            if len(out) > len(table):
                raise ValueError("a chain of sectors in a circle")
            out.append(start)
            start = table[start]
        return out

    def _joined(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._chain(self.fat, start))

    def stream(self, names: tuple[str, ...]) -> bytes | None:
        wanted = {name.lower() for name in names}
        root = self.entries[:128]
        for at in range(0, len(self.entries) - 127, 128):
            entry = self.entries[at : at + 128]
            (length,) = struct.unpack_from("<H", entry, 64)
            name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
            if entry[66] != 2 or name not in wanted:
                continue
            start, size = struct.unpack_from("<II", entry, 116)
            if size >= self.cutoff:
                whole = self._joined(start)[:size]
                if len(whole) < size:
                    raise ValueError("cut off")
                return whole
            small = self._joined(struct.unpack_from("<I", root, 116)[0])
            step = 1 << self.small_shift
            return b"".join(small[n * step : (n + 1) * step] for n in self._chain(self.small_fat, start))[:size]
        return None
