"""Where records begin and end in delimited text: line breaks inside quotation marks do not end one.

The rules are those of pyarrow's csv parser, so that both see the same records: a quotation mark opens only at the
start of
a field; two in a row inside are one; what follows a closing one up to the delimiter belongs to the field as it stands.
One thing is added: a mark that opens and is not closed properly would swallow the lines below it without a word, so
such a line ends at its own line break and is handed out as broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

LONGEST = 8 << 20
"""Bytes of one record; a quotation mark still open after so many was never meant to be one."""
LF, CR = 10, 13

Offsets = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Dialect:
    """How fields are told apart; quote and escape are of one byte or empty.

    comment:  what lines begin with that are no rows; empty when there are none
    spaced:   spaces behind a delimiter belong to nothing, and a quotation mark behind them opens a field
    stand_in: one byte that `standing_in` puts in the place of a delimiter of several bytes; empty for one of one byte
    """

    delimiter: str
    quote: str = '"'
    escape: str = ""
    comment: str = ""
    spaced: bool = False
    stand_in: str = ""

    @property
    def sign(self) -> str:
        """Return the one byte that stands between fields where records are split and parsed."""
        return self.stand_in or self.delimiter


STAND_INS = ("\x1f", "\x1e", "\x1d", "\x1c", "\x02", "\x03", "\x04", "\x05")
"""Bytes that texts seldom hold; one that the file does not hold stands in for a delimiter of several bytes."""


class StandInMet(Exception):
    """The byte that stands in for the delimiter is in the file itself."""


def standing_in(parts: Iterable[bytes], dialect: Dialect) -> Iterator[bytes]:
    """Yield parts of UTF-8 with one byte for each delimiter of several bytes; StandInMet when the file holds it."""
    if not dialect.stand_in:
        yield from parts
        return
    long, short = dialect.delimiter.encode(), dialect.stand_in.encode()
    rest = b""
    for part in parts:
        if short in part:
            raise StandInMet
        block = rest + part
        keep = next((n for n in range(len(long) - 1, 0, -1) if block.endswith(long[:n])), 0)
        block, rest = (block[:-keep], block[-keep:]) if keep else (block, b"")
        if keep and long[:keep].count(long[:1]) == keep and block.endswith(long[:1]):  # |||: cut where a pair ends
            run = len(block) - len(block.rstrip(long[:1]))
            block, rest = block[:-run], block[-run:] + rest
        yield block.replace(long, short)
    if rest:
        yield rest.replace(long, short)


@dataclass(frozen=True)
class Records:
    """Some whole records.

    data:   their bytes, without the broken ones
    starts: offset of each record in `data`, and the length at the end
    lines:  for each record its line in the file, from 1
    blank:  True for records that are a line break and nothing else; the parser passes over them
    broken: (line, raw bytes) of lines with a quotation mark that is never closed
    framed: lines (from 1) of records where text goes on behind a closing mark
    """

    data: bytes
    starts: Offsets
    lines: Offsets
    blank: npt.NDArray[np.bool_]
    broken: tuple[tuple[int, bytes], ...] = ()
    framed: tuple[int, ...] = ()

    def __len__(self) -> int:
        """Return the number of records, broken ones not counted."""
        return len(self.lines)

    def raw(self, at: int) -> bytes:
        """Return the bytes of one record without its line break."""
        return self.data[int(self.starts[at]) : int(self.starts[at + 1])].rstrip(b"\r\n")

    def remarks(self, sign: str) -> npt.NDArray[np.bool_]:
        """Return for each record whether it begins with a sign: a comment, which is no row."""
        codes = np.frombuffer(self.data, dtype=np.uint8)
        found = np.ones(len(self), dtype=bool)
        for at, byte in enumerate(sign.encode()):
            found &= codes[np.minimum(self.starts[:-1] + at, len(codes) - 1)] == byte
        return found

    def only(self, kept: npt.NDArray[np.bool_]) -> Records:
        """Return the records that are kept; broken ones stay."""
        sizes = np.diff(self.starts)
        codes = np.frombuffer(self.data, dtype=np.uint8)[: int(self.starts[-1])]
        starts = np.concatenate(([0], np.cumsum(sizes[kept]))).astype(np.int64)
        data = codes[np.repeat(kept, sizes)].tobytes()
        lines = self.lines[kept]
        here = set(lines.tolist())
        framed = tuple(line for line in self.framed if line in here)
        return replace(self, data=data, starts=starts, lines=lines, blank=self.blank[kept], framed=framed)

    def after(self, count: int) -> Records:
        """Return the records without the first `count`."""
        cut = int(self.starts[count])
        rest = self.lines[count:]
        framed = tuple(line for line in self.framed if len(rest) and line >= rest[0])
        return Records(self.data[cut:], self.starts[count:] - cut, rest, self.blank[count:], self.broken, framed)


def records(parts: Iterable[bytes], dialect: Dialect) -> Iterator[Records]:
    """Yield the records of a text that comes in parts cut anywhere; line numbers go on from part to part."""
    splitter = _Splitter(dialect)
    rest = b""
    line = 1
    for part in parts:
        block = rest + part if rest else part
        found, used, lines = splitter.split(block, line, final=False)
        rest, line = block[used:], line + lines
        if len(found) or found.broken:
            yield found
    while rest:  # more than once only when broken lines were set aside at the very end
        found, used, lines = splitter.split(rest, line, final=True)
        rest, line = rest[used:], line + lines
        yield found


class _Splitter:
    def __init__(self, dialect: Dialect) -> None:
        self.quote = ord(dialect.quote) if dialect.quote else -1
        self.escape = ord(dialect.escape) if dialect.escape else -1
        self.enders = np.zeros(256, dtype=bool)
        self.enders[[ord(dialect.sign), LF, CR]] = True
        d, q = re.escape(dialect.sign.encode()), re.escape(dialect.quote.encode())
        self.comment = dialect.comment.encode()
        self.remark = re.compile(rb"(?:\A|[\r\n])" + re.escape(self.comment)) if self.comment else None
        if not q:
            return
        # possessive (*+): a doubled mark must never be taken for a closing one on a second try
        inner = rb"(?:[^%b\\]|\\.)*+" % q if self.escape >= 0 else rb"[^%b]*+(?:%b%b[^%b]*+)*+" % (q, q, q, q)
        s = rb" *+" if dialect.spaced else rb""
        field = rb"(?:%b%b%b%b[^%b\r\n]*+|[^%b%b\r\n][^%b\r\n]*+|)" % (s, q, inner, q, d, q, d, d)
        closed = rb"(?:%b%b%b%b%b(?=[%b\r\n]|\Z)|[^%b%b\r\n][^%b\r\n]*+|)"
        strict = closed % (s, q, inner, q, s, d, q, d, d)
        self.lenient = re.compile(rb"%b(?:%b%b)*+(?=[\r\n]|\Z)" % (field, d, field), re.DOTALL)
        self.strict = re.compile(rb"%b(?:%b%b)*+(?=[\r\n]|\Z)" % (strict, d, strict), re.DOTALL)

    def split(self, block: bytes, line: int, final: bool) -> tuple[Records, int, int]:
        """Return the whole records in a block that starts at a record, the bytes used and the lines behind them."""
        codes = np.frombuffer(block, dtype=np.uint8)
        ends = _line_ends(block, codes, final)
        if self.quote < 0 or block.find(self.quote) < 0:
            starts = np.concatenate(([0], ends))
            return self._whole(block, codes, starts, line + np.arange(len(ends)), ()), int(starts[-1]), len(ends)
        regular = self.escape < 0 and not (self.remark is not None and self.remark.search(block))
        quotes = np.flatnonzero(codes == self.quote)
        if regular and self._regular(codes, quotes):
            open_ = np.searchsorted(quotes, ends) % 2 == 1
            if not (final and len(quotes) % 2) and not (len(block) > LONGEST and open_.all()):
                closed = np.flatnonzero(~open_)
                if final and (not len(ends) or ends[-1] < len(block)):
                    raise AssertionError("the end of a text ends a line")
                starts = np.concatenate(([0], ends[closed]))
                lines = line + np.concatenate(([0], closed + 1))
                return (self._whole(block, codes, starts, lines[:-1], ()), int(starts[-1]), int(lines[-1] - line))
        return self._walk(block, codes, ends, quotes, line, final)

    def _regular(self, codes: npt.NDArray[np.uint8], quotes: Offsets) -> bool:
        """Return whether every mark stands where a well-made file has one, so that counting them is enough."""
        opening, closing = quotes[0::2], quotes[1::2]
        before = self.enders[codes[np.maximum(opening - 1, 0)]] | (opening == 0)
        before[1:] |= opening[1:] == closing[: len(opening) - 1] + 1
        if not before.all():
            return False
        last = len(codes) - 1
        after = self.enders[codes[np.minimum(closing + 1, last)]] | (closing == last)
        doubled = closing[: len(opening) - 1] + 1 == opening[1:]
        after[: len(doubled)] |= doubled
        return bool(after.all())

    def _walk(
        self, block: bytes, codes: npt.NDArray[np.uint8], ends: Offsets, quotes: Offsets, line: int, final: bool
    ) -> tuple[Records, int, int]:
        """Return the same as `split` where marks stand oddly: only the lines that hold marks are gone through."""
        line_starts = np.concatenate(([0], ends))
        marked = np.unique(np.searchsorted(ends, quotes, side="right"))
        inside = np.zeros(len(ends), dtype=bool)  # lines that do not begin a record
        broken: list[int] = []
        framed: list[int] = []
        used = len(ends)
        behind = 0
        for at in marked.tolist():
            if at < behind:
                continue
            if at >= len(ends):
                break  # behind the last line break: comes again with the next part
            start = int(line_starts[at])
            if self.comment and block.startswith(self.comment, start):
                continue
            match = self._record(block, start, int(ends[at]))
            if (match < 0 or abs(match) > ends[-1]) and not final and len(block) - start <= LONGEST:
                used = at  # may be closed in the part to come
                break
            if match < 0:
                broken.append(at)
                behind = at + 1
                continue
            if (strict := self.strict.match(block, start)) is None or strict.end() != abs(match):
                framed.append(line + at)
            behind = max(at + 1, int(np.searchsorted(ends, match, side="left")) + 1)
            inside[at + 1 : behind] = True
        found, end, lines = self._set_aside(block, codes, line_starts, inside[:used], broken, line)
        return replace(found, framed=tuple(framed)), end, lines

    def _record(self, block: bytes, start: int, line_end: int) -> int:
        """Return where the record ends; negative when its mark is closed oddly in a later line, or never."""
        match = self.lenient.match(block, start)
        if match is None:
            return -1
        if match.end() <= line_end:
            return match.end()
        strict = self.strict.match(block, start)
        return match.end() if strict is not None and strict.end() == match.end() else -match.end()

    def _set_aside(
        self,
        block: bytes,
        codes: npt.NDArray[np.uint8],
        line_starts: Offsets,
        inside: npt.NDArray[np.bool_],
        broken: list[int],
        line: int,
    ) -> tuple[Records, int, int]:
        used = int(line_starts[len(inside)])
        first = np.flatnonzero(~inside)
        starts = np.concatenate((line_starts[first], [used]))
        lines = line + first
        broken = [at for at in broken if at < len(inside)]
        if not broken:
            return self._whole(block, codes, starts, lines, ()), used, len(inside)
        bad = np.isin(first, broken)
        aside = tuple(
            (line + at, block[int(line_starts[at]) : int(line_starts[at + 1])].rstrip(b"\r\n")) for at in broken
        )
        kept = np.flatnonzero(~bad)
        data = b"".join(block[int(starts[at]) : int(starts[at + 1])] for at in kept)
        sizes = np.diff(starts)[kept]
        again = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        return self._whole(data, np.frombuffer(data, np.uint8), again, lines[kept], aside), used, len(inside)

    def _whole(
        self,
        block: bytes,
        codes: npt.NDArray[np.uint8],
        starts: Offsets,
        lines: Offsets,
        broken: tuple[tuple[int, bytes], ...],
    ) -> Records:
        end = int(starts[-1])
        data = block if end == len(block) else block[:end]
        return Records(data, starts.astype(np.int64), lines.astype(np.int64), _blank(codes, starts), broken)


def _line_ends(block: bytes, codes: npt.NDArray[np.uint8], final: bool) -> Offsets:
    """Return the offset behind each line break; at the end of the text a last line needs none."""
    if block.find(CR) >= 0:
        feeds = codes == LF
        returns = codes == CR
        if len(codes) > 1:
            returns[:-1] &= ~feeds[1:]
        if not final and returns[-1]:
            returns[-1] = False  # a line feed may follow in the next part
        ends = np.flatnonzero(feeds | returns) + 1
    else:
        ends = np.flatnonzero(codes == LF) + 1
    if final and len(codes) and (not len(ends) or ends[-1] < len(codes)):
        ends = np.append(ends, len(codes))
    return ends


def _blank(codes: npt.NDArray[np.uint8], starts: Offsets) -> npt.NDArray[np.bool_]:
    """Return for each record whether it is a line break and nothing else."""
    if len(starts) < 2:
        return np.zeros(0, dtype=bool)
    first: npt.NDArray[np.uint8] = codes[starts[:-1]]
    found: npt.NDArray[np.bool_] = (np.diff(starts) <= 2) & ((first == LF) | (first == CR))
    return found
