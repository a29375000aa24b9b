"""Records of an xlsb part: number and length in seven bits a byte, then the content; MS-XLSB 2.1.4."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

_BLOCK = 1 << 20
LONGEST = 64 << 20
"""Bytes of one record that are believed."""


class BrokenPart(Exception):
    """The records do not hold together."""


def records(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of each record, the file read in blocks."""
    data, at = file.read(_BLOCK), 0
    while True:
        if len(data) - at < 16:
            data, at = data[at:] + file.read(_BLOCK), 0
            if not data:
                return
        try:
            kind = data[at]
            at += 1
            if kind & 0x80:
                kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
                at += 1
            size = data[at]
            at += 1
            if size & 0x80:
                size &= 0x7F
                for shift in (7, 14, 21):
                    byte = data[at]
                    at += 1
                    size |= (byte & 0x7F) << shift
                    if byte < 0x80:
                        break
        except IndexError as error:
            raise BrokenPart("cut off") from error
        if at + size > len(data):
            if size > LONGEST:
                raise BrokenPart(f"a record of {size} bytes")
            data, at = data[at:] + file.read(max(size, _BLOCK)), 0
            if size > len(data):
                raise BrokenPart("cut off")
        yield kind, data[at : at + size]
        at += size


def text_at(record: bytes, at: int) -> tuple[str, int]:
    """Return a text and where it ends; empty text for none."""
    (length,) = struct.unpack_from("<I", record, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    if end > len(record):
        raise BrokenPart("a text longer than its record")
    return record[at + 4 : end].decode("utf-16-le", "replace"), end
