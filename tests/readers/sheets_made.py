"""Sheets made by chance as offices make them, each with the truth: its tables, their names and their rows of data.

The words are the maker's own and not those of the finder; what is said of a row stands nowhere but in the truth.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.readers.sheets_words import LANGUAGES, Words
from workstation.readers.grid import Sheet, TextGrid

Maker = Callable[[Random, int], str]
@dataclass
class Truth:
    """A table as it is: names joined with /, the numbers of its rows (from 1), and its kind."""

    names: list[str]
    rows: list[int]
    kind: str = "table"


@dataclass
class Made:
    """A sheet being made: cells by row and column, merged areas, bold cells, and the truth."""

    rng: Random
    words: Words
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    bold: set[tuple[int, int]] = field(default_factory=set)
    truth: list[Truth] = field(default_factory=list)

    def put(self, row: int, column: int, text: str) -> None:
        if text:
            self.cells[row, column] = text

    def say(self, kind: str) -> str:
        text = self.rng.choice(self.words[kind])
        place = self.rng.choice(self.words["place"])
        return text.format(y=self.rng.randint(2015, 2026), p=place, n=self.rng.randint(100, 999), a=1, b=3)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merges.append(((top, left), (bottom, right)))

    def grid(self) -> TextGrid:
        height, width = max(r for r, _c in self.cells) + 1, max(c for _r, c in self.cells) + 1
        rows = [[self.cells.get((row, column)) for column in range(width)] for row in range(height)]
        return TextGrid(rows, Sheet(merges=tuple(self.merges), bold=frozenset(self.bold)))


def _number(rng: Random, _at: int) -> str:
    few, many = str(rng.randint(0, 999)), str(rng.randint(1000, 90000))
    return rng.choice([few, f"{rng.uniform(0, 5000):.2f}", many, f"{rng.uniform(0, 40):.1f}"])


def _whole(rng: Random, _at: int) -> str:
    return str(rng.randint(1, 4000))


def _day(rng: Random, _at: int) -> str:
    return (dt.date(2019, 1, 1) + dt.timedelta(days=rng.randint(0, 2500))).isoformat()


def _code(rng: Random, _at: int) -> str:
    return f"{rng.choice('ABKQ')}{rng.choice('MNT')}-{rng.randint(1000, 99999)}"


def _phone(rng: Random, _at: int) -> str:
    return f"1{rng.choice('3578')}{rng.randint(10**8, 10**9 - 1)}"


def _share(rng: Random, _at: int) -> str:
    return f"{rng.uniform(0, 100):.1f}%"


def _value(words: Words) -> Maker:
    def make(rng: Random, _at: int) -> str:
        one = rng.choice(words["value"])
        return one if rng.random() < 0.6 else one + rng.choice(["（一）", "2号", " II", "·东", " b"])

    return make


def columns_of(made: Made, count: int, style: str) -> list[tuple[str, Maker, str]]:
    """Return names, makers and kinds for some columns: mixed, words only or numbers only."""
    rng, words = made.rng, made.words
    mixed = ["word", "number", "number", "number", "day", "code", "share", "word"]
    kinds = {"mixed": mixed, "words": ["word"], "numbers": ["number"]}[style]
    picked: list[tuple[str, Maker, str]] = []
    used: set[str] = set()
    if style == "mixed" and rng.random() < 0.4:
        picked.append((rng.choice(words["serial"]), lambda _r, at: str(at + 1), "serial"))
    while len(picked) < count:
        kind = "word" if style == "mixed" and not any(k == "word" for _n, _m, k in picked) else rng.choice(kinds)
        free = [name for name in words[kind] if name not in used]
        name = rng.choice(free) if free else f"{rng.choice(words[kind])}{len(picked)}"
        used.add(name)
        number, code = rng.choice([_number, _whole]), rng.choice([_code, _phone])
        maker = {"word": _value(words), "number": number, "day": _day, "code": code, "share": _share}[kind]
        picked.append((name, maker, kind))
    return picked


def table(made: Made, top: int, left: int, plain: bool = False) -> tuple[int, int]:
    """Put one table with all around it; return the row below it and its width."""
    rng = made.rng
    style = rng.choices(["mixed", "words", "numbers"], [0.84, 0.09, 0.07])[0]
    columns = columns_of(made, rng.randint(3, 10) if style != "words" else rng.randint(2, 6), style)
    width = len(columns)
    row = top
    bare = style != "words" and not plain and rng.random() < 0.05
    if not bare or rng.random() < 0.5:
        row = _titles(made, row, left, width, bare)
    depth = 0 if bare else rng.choices([1, 2, 3, 4], [0.6, 0.26, 0.1, 0.04])[0]
    if width < 4:
        depth = min(depth, 1)
    row, names, header_rows = _header(made, row, left, columns, depth)
    extra: list[dict[int, str]] = []
    if depth and style == "mixed" and rng.random() < 0.1:
        line = {left + at: rng.choice(made.words["unit"]) for at, (_n, _m, kind) in enumerate(columns) if kind == "number"}
        if len(line) >= 2:
            extra.append(line)
    if depth and rng.random() < 0.05 and width > 3:
        extra.append({left + at: str(at + 1) for at in range(width)})
    for line in extra:
        for column, text in line.items():
            made.put(row, column, text)
        row += 1
    row, data = _data(made, row, left, columns, header_rows, depth)
    made.truth.append(Truth(names, data))
    row = _below(made, row, left, columns, data)
    return row, width


def _titles(made: Made, row: int, left: int, width: int, bare: bool) -> int:
    rng = made.rng
    if rng.random() < 0.3 and not bare:
        return row
    made.put(row, left, made.say("title"))
    if rng.random() < 0.6:
        made.merge(row, left, row, left + width - 1)
    if rng.random() < 0.4:
        made.bold.add((row, left))
    row += 1
    if rng.random() < 0.15:
        row += 1
    for _line in range(rng.choices([0, 1, 2], [0.5, 0.38, 0.12])[0]):
        places = [left]
        if width >= 4 and rng.random() >= 0.5:
            places += [left + width - 2] if rng.random() < 0.8 else [left + width // 2, left + width - 1]
        for column in dict.fromkeys(places):
            made.put(row, column, made.say("caption"))
        if len(places) == 1 and rng.random() < 0.3:
            made.merge(row, left, row, left + width - 1)
        row += 1
    if rng.random() < 0.12:
        row += 1
    return row


def _header(
    made: Made, row: int, left: int, columns: list[tuple[str, Maker, str]], depth: int
) -> tuple[int, list[str], list[int]]:
    rng = made.rng
    if depth == 0:
        return row, [f"column_{at}" for at in range(1, len(columns) + 1)], []
    merged = rng.random() < 0.85
    bold = rng.random() < 0.35
    names = [[name] for name, _m, _k in columns]
    first = 1 if len(columns) > 2 else 0

    def level(at: int, low: int, high: int) -> None:
        """Fill columns low..high from level `at` (0 is the top) down."""
        if at == depth - 1 or high - low < 1:
            for column in range(low, high + 1):
                made.put(row + at, left + column, names[column][-1])
                if merged:
                    made.merge(row + at, left + column, row + depth - 1, left + column)
            return
        column = low
        while column <= high:
            size = min(rng.randint(2, 4), high - column + 1)
            alone = size < 2 or (at == 0 and rng.random() < 0.2 and merged)
            if alone:
                made.put(row + at, left + column, names[column][-1])
                if merged:
                    made.merge(row + at, left + column, row + depth - 1, left + column)
                column += 1
                continue
            group = f"{rng.choice(made.words['group'])}{'' if at == 0 else column}"
            made.put(row + at, left + column, group)
            if merged:
                made.merge(row + at, left + column, row + at, left + column + size - 1)
            for inside in range(column, column + size):
                names[inside].insert(len(names[inside]) - 1, group)
            level(at + 1, column, column + size - 1)
            column += size

    if depth == 1:
        level(0, 0, len(columns) - 1)
    else:
        for column in range(first):
            made.put(row, left + column, names[column][-1])
            if merged:
                made.merge(row, left + column, row + depth - 1, left + column)
        size = len(columns) - first
        group_whole = first and size >= 2 and rng.random() < 0.3
        if group_whole:
            group = rng.choice(made.words["group"])
            made.put(row, left + first, group)
            if merged:
                made.merge(row, left + first, row, left + len(columns) - 1)
            for inside in range(first, len(columns)):
                names[inside].insert(0, group)
            level(1, first, len(columns) - 1)
        else:
            level(0, first, len(columns) - 1)
    return _ended(made, row, depth, (left, left + len(columns)), names, bold=bold)


def _ended(
    made: Made, row: int, depth: int, span: tuple[int, int], names: list[list[str]], *, bold: bool
) -> tuple[int, list[str], list[int]]:
    """Return what a header that was written tells: the row below it, the names, its rows."""
    left, right = span
    rows = list(range(row, row + depth))
    if not any(r in rows[1:] for r, c in made.cells if left <= c < right):
        depth_now = 1
        made.merges = [box for box in made.merges if not (box[0][0] == row and box[0][1] == box[1][1] and box[1][0] > row)]
        rows = rows[:depth_now]
    if bold:
        made.bold.update(cell for cell in made.cells if cell[0] in rows and left <= cell[1] < right)
    return rows[-1] + 1, ["/".join(dict.fromkeys(parts)) for parts in names], rows


def _data(
    made: Made, row: int, left: int, columns: list[tuple[str, Maker, str]], header: list[int], depth: int
) -> tuple[int, list[int]]:
    rng = made.rng
    count = rng.choice([rng.randint(2, 6), rng.randint(5, 20), rng.randint(15, 60)])
    gaps = rng.random() < 0.12
    sparse = rng.choice([0.0, 0.03, 0.12])
    repeat = rng.randint(6, 20) if depth and rng.random() < 0.07 else 0
    word = next((at for at, (_n, _m, kind) in enumerate(columns) if kind == "word"), None)
    numbers = [at for at, (_n, _m, kind) in enumerate(columns) if kind == "number"]
    subs = rng.randint(3, 6) if len(numbers) > 1 and word is not None and word < 2 and rng.random() < 0.08 else 0
    down = rng.randint(2, 4) if word is not None and word < 2 and len(columns) > 3 and not subs and rng.random() < 0.12 else 0
    out: list[int] = []
    sums = dict.fromkeys(numbers, 0.0)
    for at in range(count):
        if gaps and at and rng.random() < 0.1 and not down:
            row += 1
        if repeat and at and at % repeat == 0:
            row = _again(made, row, header, left, len(columns))
        for column, (_name, maker, kind) in enumerate(columns):
            text = maker(rng, at)
            if down and column == word:
                if at % down == 0:
                    made.put(row, left + column, text)
                    made.merge(row, left + column, row + min(down, count - at) - 1, left + column)
                continue
            if kind != "serial" and column != word and rng.random() < sparse:
                continue
            made.put(row, left + column, text)
            if kind == "number":
                sums[column] += float(text)
        out.append(row + 1)
        row += 1
        if subs and (at + 1) % subs == 0:
            made.put(row, left + (word or 0), made.say("sub"))
            for column in numbers:
                made.put(row, left + column, f"{sums[column]:.2f}")
            sums = dict.fromkeys(numbers, 0.0)
            row += 1
    return row, out


def _again(made: Made, row: int, header: list[int], left: int, width: int) -> int:
    rng = made.rng
    if rng.random() < 0.3:
        made.put(row, left, made.say("page"))
        row += 1
    for offset, at in enumerate(header):
        for column in range(left, left + width):
            if (at, column) in made.cells:
                made.put(row + offset, column, made.cells[at, column])
    for (top, west), (bottom, east) in list(made.merges):
        if top in header and left <= west < left + width:
            shift = row - header[0]
            made.merge(top + shift, west, bottom + shift, east)
    return row + len(header)


def _below(made: Made, row: int, left: int, columns: list[tuple[str, Maker, str]], data: list[int]) -> int:
    rng = made.rng
    numbers = [at for at, (_n, _m, kind) in enumerate(columns) if kind == "number"]
    if numbers and rng.random() < 0.3:
        first = 0 if columns[0][2] != "number" else None
        if first is not None:
            label = 1 if columns[0][2] == "serial" and len(columns) > 1 and 1 not in numbers and rng.random() < 0.3 else 0
            made.put(row, left + label, made.say("total"))
            for column in numbers:
                values = [made.cells.get((at - 1, left + column), "") for at in data]
                made.put(row, left + column, f"{sum(float(value) for value in values if value):.2f}")
            row += 1
    if rng.random() < 0.3:
        row += rng.random() < 0.5
        for _line in range(rng.randint(1, 3)):
            made.put(row, left, made.say("note"))
            if rng.random() < 0.3:
                made.merge(row, left, row, left + len(columns) - 1)
            row += 1
    if len(columns) > 3 and rng.random() < 0.22:
        row += rng.random() < 0.4
        parts = made.say("sign").split("|")
        step = max(1, (len(columns) - 1) // max(1, len(parts) - 1))
        for at, part in enumerate(parts):
            made.put(row, left + min(at * step, len(columns) - 1), part)
        row += 1
    return row


def form(made: Made, top: int, left: int) -> int:
    """Put a form of one record: names beside their values, in one or two pairs a row."""
    rng = made.rng
    pairs = columns_of(made, rng.randint(5, 12), "mixed")
    pairs = [pair for pair in pairs if pair[2] != "serial"]
    row = top
    across = rng.choice([1, 2, 2, 3])
    if rng.random() < 0.8:
        made.put(row, left, made.say("title"))
        made.merge(row, left, row, left + 2 * across - 1)
        row += 1
    colon = rng.random() < 0.4
    begin = row
    names = []
    at = 0
    while at < len(pairs):
        alone = across > 1 and rng.random() < 0.2
        for place in range(1 if alone else across):
            if at >= len(pairs):
                break
            name, maker, _kind = pairs[at]
            made.put(row, left + 2 * place, name + ("：" if colon else ""))
            made.put(row, left + 2 * place + 1, maker(rng, at))
            if alone:
                made.merge(row, left + 1, row, left + 2 * across - 1)
            names.append(name)
            at += 1
        row += 1
    made.truth.append(Truth(names, [begin + 1], "form"))
    return row


def transposed(made: Made, top: int, left: int) -> int:
    """Put a table turned round: names down the first column."""
    rng = made.rng
    columns = [one for one in columns_of(made, rng.randint(5, 10), "mixed") if one[2] != "serial"]
    records = rng.randint(2, 7)
    row = top
    if rng.random() < 0.5:
        made.put(row, left, made.say("title"))
        made.merge(row, left, row, left + records)
        row += 1
    for at, (name, maker, _kind) in enumerate(columns):
        made.put(row + at, left, name)
        for record in range(records):
            made.put(row + at, left + 1 + record, maker(rng, record))
    made.truth.append(Truth([name for name, _m, _k in columns], [left + 2 + record for record in range(records)], "transposed"))
    return row + len(columns)


def made_sheet(seed: int) -> Made:
    """Return the sheet of a seed."""
    rng = Random(seed)
    made = Made(rng, rng.choice(LANGUAGES))
    top, left = rng.choice([0, 0, 0, 1, 2]), rng.choice([0, 0, 0, 0, 1, 2])
    shape = rng.choices(["one", "below", "beside", "form", "transposed"], [0.68, 0.15, 0.08, 0.05, 0.04])[0]
    if shape == "form":
        form(made, top, left)
    elif shape == "transposed":
        transposed(made, top, left)
    elif shape == "one":
        table(made, top, left)
    elif shape == "below":
        row = top
        for _number in range(rng.choice([2, 2, 3])):
            row, _width = table(made, row, left, plain=True)
            row += rng.choice([1, 1, 2, 3])
    else:
        column = left
        for _number in range(2):
            _row, width = table(made, top if rng.random() < 0.8 else top + 1, column, plain=True)
            column += width + rng.choice([1, 1, 2])
    return made
