"""Ways to damage a file: bytes, cuts, pieces of other files, parts inside a zip, lines of a text; all by a seed."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib

TOKENS = (b"\x00", b"\xff\xfe", b'"', b"\r", b"\n", b",", b"<", b">", b"&", b"&#0;", b"&#xFFFF;", b"]]>", b"<![CDATA[", b"<!--",
          b"{", b"[", b"]", b"}", b"\\ud800", b"1e999", b"-1", b"99999999999999999999", b"NaN", b"\x81\x40", b"\xef\xbb\xbf",
          b"PK\x03\x04", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff", b"\x80\x00\x00\x00", b"=cmd|' /C calc'!A0")
NUMBER = re.compile(rb"\d+")
TAG = re.compile(rb"<[^<>]{1,200}>")


def damaged(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return a file damaged in one to four places; `other` gives pieces of another file."""
    if data[:2] == b"PK" and chance.random() < 0.8:
        inside = _zip_inside(data, other, chance)
        if inside is not None:
            return inside
    for _turn in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(_WAYS)(data, other, chance)
    return data[: 4 << 20]


def _flip(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _turn in range(chance.choice((1, 2, 8, 64))):
        if out:
            out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _cut(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _drop(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.choice((1, 2, 16, 512)) :]


def _twice(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    piece = data[at : at + chance.choice((1, 8, 64, 4096))]
    return data[:at] + piece * chance.choice((2, 3, 50)) + data[at:]


def _splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at, begin = chance.randrange(len(data) + 1), chance.randrange(len(other) + 1)
    piece = other[begin : begin + chance.choice((4, 64, 1024))]
    return data[:at] + piece + data[at + chance.choice((0, len(piece))) :]


def _token(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    token = chance.choice(TOKENS)
    return data[:at] + token + data[at + chance.choice((0, len(token))) :]


def _number(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    found = list(NUMBER.finditer(data[: 1 << 20]))
    if not found:
        return _flip(data, _other, chance)
    one = chance.choice(found)
    new = chance.choice((b"0", b"-1", b"1048577", b"2147483648", b"18446744073709551616", b"1e308", b"0.1", b""))
    return data[: one.start()] + new + data[one.end() :]


def _tag(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    found = list(TAG.finditer(data[: 1 << 20]))
    if len(found) < 2:
        return _twice(data, _other, chance)
    one, two = chance.sample(found, 2)
    if chance.random() < 0.4:
        return data[: one.start()] + data[one.end() :]
    return data[: one.start()] + two[0] * chance.choice((1, 1, 300)) + data[one.end() :]


def _lines(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if len(lines) < 2:
        return _token(data, _other, chance)
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(4)
    if way == 0:
        lines[at], lines[to] = lines[to], lines[at]
    elif way == 1:
        del lines[at]
    elif way == 2:
        lines[at] = lines[at].rstrip(b"\r\n")
    else:
        lines[at:at] = [lines[to]] * chance.choice((1, 2, 200))
    return b"".join(lines)


_WAYS = (_flip, _flip, _cut, _drop, _twice, _splice, _token, _token, _number, _number, _tag, _lines)


def _zip_inside(data: bytes, other: bytes, chance: random.Random) -> bytes | None:
    """Return a zip with one of its parts damaged and packed again; None when it cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(info, archive.read(info)) for info in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        return None
    if not parts:
        return None
    wanted = chance.randrange(len(parts))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, (info, content) in enumerate(parts):
            if at == wanted:
                way = chance.random()
                if way < 0.05:
                    continue  # the part is missing
                for _turn in range(chance.choice((1, 1, 2, 4))):
                    content = chance.choice(_WAYS)(content, other, chance)
            archive.writestr(info.filename, content[: 8 << 20])
    return out.getvalue()
