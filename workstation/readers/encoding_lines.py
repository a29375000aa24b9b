"""Files whose lines are not all of one encoding: what each line is, and its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from workstation.job import Job
from workstation.readers.encoding_evidence import MOST_SAMPLE
from workstation.readers.encoding_source import LineCounter, Source
from workstation.text import _

NAMED = 40
"""Lines that are named; there may be more."""
_LONE = re.compile("[\udc80-\udcff]")
_THREE = re.compile("[\u0800-\U0010ffff]")
_TWO = re.compile("[\x80-\u07ff]")


@dataclass
class LineKinds:
    """How many lines with bytes beyond ASCII are what.

    utf8:    valid UTF-8; strong ones among them cannot be so by chance
    damaged: UTF-8 with few bytes that are none
    other:   not UTF-8 at all
    sample:  lines of the third kind, from all over the file
    """

    utf8: int = 0
    strong: int = 0
    damaged: int = 0
    other: int = 0
    bad: int = 0
    lines: int = 0
    first_bad: int = 0
    bad_lines: list[int] = field(default_factory=list)
    utf8_lines: list[int] = field(default_factory=list)
    samples: list[bytes] = field(default_factory=list)

    @property
    def sample(self) -> bytes:
        """Return lines that are not UTF-8; the last one of the file, which may be torn, only when it is the only one."""
        kept = self.samples[:-1] if len(self.samples) > 1 and not self.samples[-1].endswith((b"\n", b"\r")) else self.samples
        return b"".join(kept)


def line_kinds(source: Source, mark: int, job: Job) -> LineKinds:
    """Return what the lines of a file are that is not UTF-8 throughout."""
    found = LineKinds()
    count = LineCounter()
    taken = 0
    room = MOST_SAMPLE // 2
    step = max(1, source.size // max(1, room))
    for part in _whole_lines(source.blocks(mark, job, _("Looking for the encoding"))):
        if not part.isascii():
            first = count.total
            for at, line in enumerate(part.splitlines(keepends=True), 1):
                if line.isascii():
                    continue
                other = _judge(line, first + at, found)
                if other and (taken < room or (taken < MOST_SAMPLE and (first + at) % step == 0)):
                    found.samples.append(line)
                    taken += len(line)
        count.feed(part)
    found.lines = count.total
    return found


def _judge(line: bytes, number: int, found: LineKinds) -> bool:
    """Count a line, and return whether it is not UTF-8 at all."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = line.decode("utf-8", "surrogateescape")
        bad = len(_LONE.findall(text))
        good = len(_THREE.findall(text)) - bad + len(_TWO.findall(text))
        found.bad += bad
        found.first_bad = found.first_bad or number
        if len(found.bad_lines) < NAMED:
            found.bad_lines.append(number)
        if good > 2 * bad or _halves(line):
            found.damaged += 1
            return False
        found.other += 1
        return True
    found.utf8 += 1
    if len(found.utf8_lines) < NAMED:
        found.utf8_lines.append(number)
    if len(_THREE.findall(text)) >= 2 or len(_TWO.findall(text)) >= 5:
        found.strong += 1
    return False


def _halves(line: bytes) -> bool:
    """Return whether a line is UTF-8 but for halves of surrogate pairs, as old Java and databases write them."""
    try:
        line.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _whole_lines(parts: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for part in parts:
        block = rest + part
        cut = block.rfind(b"\n") + 1
        if not cut and len(block) > (8 << 20):
            cut = len(block)
        if not cut and b"\r" in block[:-1]:
            cut = block.rfind(b"\r", 0, -1) + 1
        rest = block[cut:]
        if cut:
            yield block[:cut]
    if rest:
        yield rest


def line_by_line(parts: Iterator[bytes], other: str) -> Iterator[bytes]:
    """Yield the text as UTF-8, each line read in its own encoding; bytes that are no text become U+FFFD."""
    for block in _whole_lines(parts):
        if block.isascii():
            yield block
            continue
        yield b"".join(line if line.isascii() else _mended(line, other) for line in block.splitlines(keepends=True))


def _mended(line: bytes, other: str) -> bytes:
    try:
        line.decode()
        return line
    except UnicodeDecodeError:
        pass
    if other:
        try:
            return line.decode(other).encode()
        except UnicodeError:
            pass
    if _halves(line):
        whole = line.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
        return whole.decode("utf-16-le", "replace").encode()
    return line.decode("utf-8", "replace").encode()
