"""Texts in an xls file: of one byte a sign in the file's code page, or of two, cut into records of 8 KB (MS-XLS)."""

from __future__ import annotations

import struct

_PAGES = {
    367: "ascii", 932: "cp932", 936: "gb18030", 949: "cp949", 950: "cp950", 1200: "utf-16-le", 1361: "johab",
    10000: "mac_roman", 10001: "shift_jis", 10002: "big5", 10003: "euc_kr", 10006: "mac_greek", 10007: "mac_cyrillic",
    10008: "gb18030", 10029: "mac_latin2", 10079: "mac_iceland", 10081: "mac_turkish", 32768: "mac_roman", 32769: "cp1252",
    65001: "utf-8",
}  # fmt: skip


def code_page(number: int) -> str:
    """Return Python's name of a code page; windows-1252 for one that is not known."""
    name = _PAGES.get(number, f"cp{number}")
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name


def decoded(raw: bytes, page: str) -> str:
    """Return the text of bytes in a code page."""
    try:
        return raw.decode(page)
    except UnicodeDecodeError:
        return raw.decode(page, "replace")


def wide_text(data: bytes, at: int, long: bool = True) -> str:
    """Return a text of BIFF8. long: its length stands in two bytes, else in one."""
    if long:
        (length,) = struct.unpack_from("<H", data, at)
        at += 2
    else:
        length = data[at]
        at += 1
    flags = data[at]
    at += 1
    if flags & 8:
        at += 2
    if flags & 4:
        at += 4
    if flags & 1:
        return data[at : at + 2 * length].decode("utf-16-le", "replace")
    return data[at : at + length].decode("latin-1")


class _Parts:
    """Records that continue each other, read through as one."""

    def __init__(self, parts: list[bytes]) -> None:
        self.parts, self.part, self.at = parts, 0, 0

    @property
    def more(self) -> bool:
        while self.part < len(self.parts) and self.at >= len(self.parts[self.part]):
            self.part, self.at = self.part + 1, 0
        return self.part < len(self.parts)

    def take(self, size: int) -> bytes:
        out = b""
        while size and self.more:
            piece = self.parts[self.part][self.at : self.at + size]
            out += piece
            self.at += len(piece)
            size -= len(piece)
        return out

    def skip(self, size: int) -> None:
        while size > 0 and self.more:
            step = min(size, len(self.parts[self.part]) - self.at)
            self.at += step
            size -= step

    def signs(self, count: int, wide: bool) -> str:
        """Return the signs of a text; where it goes on in the next record, a byte says anew how wide they are."""
        out: list[str] = []
        while count and self.more:
            if self.at == 0 and self.part and out:
                wide = bool(self.parts[self.part][0] & 1)
                self.at = 1
            body = self.parts[self.part]
            width = 2 if wide else 1
            have = min(count, (len(body) - self.at) // width)
            raw = body[self.at : self.at + have * width]
            out.append(raw.decode("utf-16-le", "surrogatepass") if wide else raw.decode("latin-1"))
            self.at += len(raw)
            count -= have
            if count:
                self.part, self.at = self.part + 1, 0
        text = "".join(out)
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return text


def shared_strings(parts: list[bytes]) -> list[str]:
    """Return the texts that all sheets share. parts: the SST record and those that continue it."""
    if not parts or len(parts[0]) < 8:
        return []
    (count,) = struct.unpack_from("<I", parts[0], 4)
    reader = _Parts(parts)
    reader.at = 8
    out: list[str] = []
    while len(out) < count and reader.more:
        head = reader.take(3)
        if len(head) < 3:
            break
        length, flags = struct.unpack("<HB", head)
        runs = struct.unpack("<H", reader.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", reader.take(4))[0] if flags & 4 else 0
        out.append(reader.signs(length, bool(flags & 1)) if length else "")
        reader.skip(4 * runs + extra)
    return out
