"""Pattern: as much of a standard's pattern as a spreadsheet's own formulas can hold people to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_SIGNS = 80
"""A class of more characters is only counted, not listed."""
MOST_RUNS = 4
ESCAPED = {"d": "0123456789", "t": "\t"}


@dataclass(frozen=True)
class Run:
    """Characters in a row that are of one class: `signs` are those allowed, empty for any."""

    signs: str
    count: int


@dataclass(frozen=True)
class Shape:
    """What texts of a pattern look like: least and most characters (None: no end), and their runs where all are fixed."""

    least: int
    most: int | None
    runs: tuple[Run, ...] = ()


class _Beyond(Exception):
    """The pattern has something that is not looked into."""


def shape_of(pattern: str) -> Shape | None:
    """Return the shape of texts that match the pattern (RE2, whole text); None where it is not understood."""
    try:
        parser = _Parser(pattern.removeprefix("^").removesuffix("$") if not pattern.endswith("\\$") else pattern)
        shape = parser.choice()
        if parser.rest:
            return None
    except (_Beyond, IndexError, ValueError, RecursionError):
        return None
    runs = tuple(_joined(shape.runs))
    fixed = runs and shape.most == shape.least == sum(run.count for run in runs)
    return Shape(shape.least, shape.most, runs if fixed and len(runs) <= MOST_RUNS else ())


def _joined(runs: tuple[Run, ...]) -> Iterator[Run]:
    held: Run | None = None
    for run in runs:
        if held is not None and held.signs == run.signs:
            held = Run(held.signs, held.count + run.count)
            continue
        if held is not None:
            yield held
        held = run
    if held is not None:
        yield held


class _Parser:
    """Reads a pattern from the left; what is left stands in `rest`."""

    def __init__(self, pattern: str) -> None:
        self.rest = pattern

    def choice(self) -> Shape:
        shapes = [self.row()]
        while self.rest.startswith("|"):
            self.rest = self.rest[1:]
            shapes.append(self.row())
        if len(shapes) == 1:
            return shapes[0]
        ends = [shape.most for shape in shapes]
        most = None if None in ends else max(end for end in ends if end is not None)
        return Shape(min(shape.least for shape in shapes), most)

    def row(self) -> Shape:
        least, most, fixed = 0, 0, True
        runs: list[Run] = []
        while self.rest and self.rest[0] not in "|)":
            shape = self.part()
            least += shape.least
            most = None if most is None or shape.most is None else most + shape.most  # type: ignore[assignment]
            fixed = fixed and bool(shape.runs)
            runs += shape.runs
        return Shape(least, most, tuple(runs) if fixed else ())

    def part(self) -> Shape:
        sign = self.rest[0]
        if sign == "(":
            self.rest = self.rest[1:].removeprefix("?:")
            if self.rest.startswith("?"):
                raise _Beyond
            shape = self.choice()
            if not self.rest.startswith(")"):
                raise _Beyond
            self.rest = self.rest[1:]
        else:
            shape = Shape(1, 1, (Run(self.signs(), 1),))
        return self.times(shape)

    def signs(self) -> str:
        sign, self.rest = self.rest[0], self.rest[1:]
        if sign == "[":
            return self.klass()
        if sign == "\\":
            letter, self.rest = self.rest[0], self.rest[1:]
            return self.escaped(letter)
        if sign in "^$*+?{}":
            raise _Beyond
        return "" if sign == "." else sign

    def escaped(self, letter: str) -> str:
        if letter in ESCAPED:
            return ESCAPED[letter]
        if letter.isalnum():
            if letter in "wsWSDpP":
                if letter in "pP":
                    raise _Beyond
                return ""
            raise _Beyond
        return letter

    def klass(self) -> str:
        end = self.rest.index("]", 2 if self.rest.startswith("^") else 1)
        inside, self.rest = self.rest[:end], self.rest[end + 1 :]
        if inside.startswith(("^", "[:")) or "\\" in inside.replace("\\d", "").replace("\\-", "").replace("\\.", ""):
            return ""
        inside = inside.replace("\\d", "0-9").replace("\\.", ".")
        out = ""
        for low, high, one in re.findall(r"([^\\])-([^\\])|(\\?.)", inside, re.DOTALL):
            if one:
                out += one[-1]
            elif ord(high) - ord(low) > MOST_SIGNS:
                return ""
            else:
                out += "".join(chr(code) for code in range(ord(low), ord(high) + 1))
        return out if len(out) <= MOST_SIGNS and '"' not in out else ""

    def times(self, shape: Shape) -> Shape:
        found = re.match(r"\{(\d+)(,?)(\d*)\}|[*+?]", self.rest)
        if not found:
            return shape
        self.rest = self.rest[found.end() :].removeprefix("?")
        if found[0] in "*+?":
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}[found[0]]
        else:
            low = int(found[1])
            high = int(found[3]) if found[3] else None if found[2] else low
        most = None if high is None or shape.most is None else shape.most * high
        return Shape(shape.least * low, most, shape.runs * low if low == high and low <= 64 else ())


def formula(shape: Shape, cell: str, rows: str, signs: dict[str, str]) -> str:
    """Return a spreadsheet formula that is true for texts of a fixed shape.

    cell:  such as B7
    rows:  name of a range of one row more than the longest run, from row 1 of its sheet: counts characters
    signs: {allowed characters: name that stands for them}
    """
    length = sum(run.count for run in shape.runs)
    parts = [f"LEN({cell})={length}"]
    at = 0
    for run in shape.runs:
        if run.signs and run.count == 1:
            parts.append(f"ISNUMBER(FIND(MID({cell},{at + 1},1),{signs[run.signs]}))")
        elif run.signs:
            place = f"ROW({rows.format(n=run.count)})" + (f"+{at}" if at else "")
            parts.append(f"SUMPRODUCT(--ISNUMBER(FIND(MID({cell},{place},1),{signs[run.signs]})))={run.count}")
        at += run.count
    return f"AND({','.join(parts)})" if len(parts) > 1 else parts[0]
