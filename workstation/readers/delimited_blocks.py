"""Several tables one below the other in a text file, and lines of another dialect than the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workstation.readers.delimited_tail import listed
from workstation.readers.dialect import DELIMITERS, rows_of, shown
from workstation.readers.guess import is_value
from workstation.readers.records import Dialect
from workstation.text import Sentence, say


@dataclass(frozen=True)
class Block:
    """Records from `first` up to but without `end`, and the number of fields most of them have."""

    first: int
    end: int
    width: int


def blocks(rows: Sequence[Sequence[str]]) -> list[Block]:
    """Return the tables that stand one below the other, parted by blank lines; one or none when there is one table.

    rows: the fields of every record of the file, none for a blank line
    A further table is believed when it has a number of fields of its own, or names above numbers of its own.
    """
    found: list[Block] = []
    above: int | None = None
    for first, end in _bands(rows):
        widths = Counter(len(row) for row in rows[first:end] if len(row) > 1)
        width = max(widths, key=lambda w: (widths[w], w)) if widths else 1
        if width < 2 or widths[width] < 2 or 2 * widths[width] < end - first:
            above = first if above is None and end - first <= 3 else above
            continue
        block = Block(above if above is not None else first, end, width)
        above = None
        if found and not _begins(rows, Block(first, end, width), found[-1]):
            found[-1] = Block(found[-1].first, end, found[-1].width)
        else:
            found.append(block)
    return found


def _bands(rows: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for at, row in enumerate(rows):
        if not any(cell.strip() for cell in row):
            continue
        if out and out[-1][1] == at:
            out[-1] = (out[-1][0], at + 1)
        else:
            out.append((at, at + 1))
    return out


def _begins(rows: Sequence[Sequence[str]], block: Block, before: Block) -> bool:
    """Return whether a block is a table of its own and does not go on with the one before."""
    wide = [row for row in rows[block.first : block.end] if len(row) == block.width]
    names, body = wide[0], wide[1:]
    named = all(cell.strip() and not is_value(cell) for cell in names)
    if not named or list(names) in [list(row) for row in rows[before.first : before.end]]:
        return False
    valued = any(all(is_value(row[at]) for row in body) for at in range(block.width))
    return block.width != before.width or valued


def other_dialects(
    lines: Sequence[int], rows: Sequence[Sequence[str]], width: int, dialect: Dialect
) -> Sentence | None:
    """Return a warning when lines that do not fit would, with another delimiter."""
    lone = [(line, row[0]) for line, row in zip(lines, rows, strict=True) if len(row) == 1 and width > 1]
    for sign in DELIMITERS:
        if sign == dialect.delimiter:
            continue
        fits = [line for line, text in lone if sign in text
                and [len(row) for row in rows_of(text, Dialect(sign, dialect.quote))] == [width]]
        if len(fits) >= 2:
            return say(
                "The file holds lines of two kinds: lines {lines} have {width} fields when “{sign}” separates them. They"
                " were not read; import the file again with that delimiter to have them.",
                lines=listed(fits), width=width, sign=shown(sign))
    return None
