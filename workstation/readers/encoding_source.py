"""The bytes of a text file in blocks, whether they fit an encoding, and its text as UTF-8."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.text import _

if TYPE_CHECKING:
    from workstation.readers.encoding import Encoding

BLOCK = 4 << 20
HEAD_BYTES = 1 << 20
"""How much of a file is looked at when it should be shown at once."""
SMALL = 256 << 10


@dataclass(frozen=True)
class Source:
    """A file, or as many whole lines of its head as `limit` bytes hold."""

    path: Path
    size: int
    limit: int | None = None

    def head(self) -> bytes:
        """Return the first bytes, whole lines of them when the file is longer than its limit."""
        with self.path.open("rb") as file:
            head = file.read(min(self.limit or BLOCK, BLOCK))
        if self.limit is not None and self.limit < self.size:
            cut = max(head.rfind(b"\n"), head.rfind(b"\r")) + 1
            cut = cut // 4 * 4 if b"\x00" in head else cut
            return head[:cut] if cut else head
        return head

    def blocks(self, mark: int, job: Job | None = None, label: str = "", length: int = 0) -> Iterator[bytes]:
        """Yield the bytes after the mark, in blocks of `length` bytes, else of BLOCK."""
        if self.limit is not None and self.limit < self.size:
            yield self.head()[mark:]
            return
        done = mark
        with self.path.open("rb") as file:
            file.seek(mark)
            while block := file.read(length or BLOCK):
                if job:
                    job.step(done, self.size, label)
                yield block
                done += len(block)


class LineCounter:
    r"""Counts lines in pieces of text or bytes: \n, \r\n and \r each end one; the last line needs none."""

    def __init__(self) -> None:
        """Begin before the first line."""
        self._breaks = 0
        self._open = False
        self._returned = False

    def feed(self, piece: str | bytes) -> None:
        """Count a piece that follows the one before."""
        if not piece:
            return
        text: Any = piece
        feed: Any = "\n" if isinstance(piece, str) else b"\n"
        back: Any = "\r" if isinstance(piece, str) else b"\r"
        self._breaks += text.count(feed)
        if text.find(back) >= 0:
            self._breaks += text.count(back) - text.count(back + feed)
        if self._returned and text.startswith(feed):
            self._breaks -= 1
        self._returned = text.endswith(back)
        self._open = not (self._returned or text.endswith(feed))

    @property
    def total(self) -> int:
        """Return the number of lines so far."""
        return self._breaks + self._open

    def lines_of(self, text: str, sign: str, most: int = 20) -> list[int]:
        """Return the lines, from 1, where a sign stands in the piece that is to be fed next."""
        found: list[int] = []
        at = text.find(sign)
        while at >= 0 and len(found) < most:
            ahead = LineCounter()
            ahead.feed(text[:at])
            found.append(self._breaks + ahead._breaks + 1)
            at = text.find(sign, at + 1)
        return found


def first_fault(source: Source, encoding: str, mark: int, job: Job) -> tuple[int | None, int | None]:
    """Return the line (from 1) of the first byte that is not valid in `encoding`, or None and the number of lines."""
    label = _("Looking for the encoding")
    parts = source.blocks(mark, job, label)
    count = LineCounter()
    if encoding == "utf-8":
        fault = _utf8_fault(parts, count)
        return (fault, None) if fault is not None else (None, count.total)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for block in parts:
            count.feed(decoder.decode(block))
        count.feed(decoder.decode(b"", final=True))
    except UnicodeDecodeError as error:
        good = error.object[: error.start].decode(encoding, "ignore")
        ahead = LineCounter()
        ahead.feed(good)
        return count._breaks + ahead._breaks + 1, None
    return None, count.total


def _utf8_fault(parts: Iterator[bytes], count: LineCounter) -> int | None:
    """Return the line of the first byte that is not UTF-8. Arrow's check is several times as fast as decoding."""
    import numpy as np
    import pyarrow as pa

    rest = b""
    for part in parts:
        block = rest + part if rest else part
        cut = _whole_characters(block)
        block, rest = block[:cut], block[cut:]
        ends = pa.py_buffer(np.array([0, len(block)], dtype=np.int32))
        try:
            pa.StringArray.from_buffers(1, ends, pa.py_buffer(block)).validate(full=True)
        except pa.ArrowInvalid:
            return count._breaks + _bad_line(block)
        count.feed(block)
    return count._breaks + 1 if rest else None


def _bad_line(block: bytes) -> int:
    try:
        block.decode()
    except UnicodeDecodeError as error:
        ahead = LineCounter()
        ahead.feed(block[: error.start])
        return ahead._breaks + 1
    raise AssertionError("Arrow refused UTF-8 that Python reads")


def _whole_characters(block: bytes) -> int:
    """Return where to cut a block so that no UTF-8 character is cut; a broken one is left inside, to be found."""
    for back in range(1, min(4, len(block)) + 1):
        byte = block[-back]
        if byte < 0x80:
            return len(block)
        if byte >= 0xC0:
            need = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(block) - back if need > back else len(block)
    return len(block)


def unescaped(head: bytes) -> str:
    """Return the seven-bit encoding whose escape sequences stand in a head of plain ASCII, or empty text."""
    if re.search(rb"\x1b\$[@B]|\x1b\$\([DO]", head) and b"\x1b(" in head:
        return "iso2022_jp_ext"
    if b"\x1b$)C" in head:
        return "iso2022_kr"
    if re.search(rb"~\{(?:[!-}][!-~])+~\}", head):
        return "hz"
    return ""


def utf8_blocks(
    path: Path, encoding: Encoding, size: int, job: Job, label: str, small: bool = False
) -> Iterator[bytes]:
    """Yield the text of a file as UTF-8, in blocks cut anywhere, also inside a character.

    small: in blocks of SMALL bytes, where the start is all that is wanted; else of BLOCK bytes
    """
    from workstation.readers.encoding_lines import line_by_line

    parts = Source(path, size).blocks(encoding.mark, job, label, SMALL if small else BLOCK)
    if encoding.name in ("utf-8", "ascii"):
        yield from line_by_line(parts, encoding.other) if encoding.damaged or encoding.other else parts
        return
    decoder: Any = codecs.getincrementaldecoder(encoding.name)("replace" if encoding.damaged else "strict")
    try:
        for part in parts:
            yield decoder.decode(part).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")
    except UnicodeError as error:
        raise Problem(
            "bad-encoding",
            _("The file is not valid {encoding}.", encoding=encoding.name),
            where=path.name,
            remedy=_("Import it with another encoding."),
        ) from error


def last_lines(path: Path, encoding: Encoding, size: int, most: int) -> bytes:
    """Return the last whole lines of a text as UTF-8, made of about `most` bytes of it."""
    from workstation.readers.encoding_lines import line_by_line

    start = max(encoding.mark, size - most)
    start += (encoding.mark - start) % 4 if start > encoding.mark else 0
    with path.open("rb") as file:
        file.seek(start)
        data = file.read()
    if encoding.name in ("utf-8", "ascii"):
        text = b"".join(line_by_line(iter([data]), encoding.other)) if encoding.damaged or encoding.other else data
    else:
        if start > encoding.mark and encoding.name[:6] not in ("utf-16", "utf-32"):
            data = data[max(data.find(b"\n"), -1) + 1 :]  # before it, a character may be cut
        text = data.decode(encoding.name, "replace").encode("utf-8", "replace")
        if encoding.name[:6] not in ("utf-16", "utf-32"):
            return text
    if start <= encoding.mark:
        return text
    cut = text.find(b"\n")
    return text[(cut if cut >= 0 else text.find(b"\r")) + 1 :]
