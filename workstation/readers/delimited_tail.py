"""What stands below the data of a text file: notes, signatures and totals, judged on its last lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workstation.readers.guess import is_total, is_value
from workstation.readers.reader import Part
from workstation.readers.records import Dialect
from workstation.text import Sentence, say

NOTE = re.compile(
    r"^[\s\u3000]*[(（【\[*※]*[\s\u3000]*(?:备\s*注|注\s*[:：1-9]|说\s*明|填\s*表\s*说\s*明|数据来源|资料来源|来源[:：]|附注|注释"
    r"|(?:foot)?notes?\b|sources?\b|fuente|quelle|nota\b|remarks?\b|disclaimer|copyright|©|end of (?:file|report|data)|eof\b"
    r"|generated (?:by|on|at)|exported|printed|as of|\d[\d,.]* (?:rows?|records?)\b|共\s*\d+\s*[条行个户人])",
    re.IGNORECASE,
)
SIGNATURE = re.compile(
    r"(?:制\s*表|填\s*表|填\s*报|审\s*核|复\s*核|经\s*办|审\s*批|负\s*责|联\s*系|校\s*对|统\s*计|打\s*印|导\s*出)\s*"
    r"(?:人|单位|部门|负责人|日期|时间|电话)?\s*(?:签\s*[字章]|盖\s*章)?[\s\u3000]*[:：]"
    r"|^[\s\u3000]*(?:prepared|approved|checked|signed|reviewed)\s+by\b",
    re.IGNORECASE,
)
LONG_NOTE = 12
"""Characters from which a lone text under a table reads like a sentence, not like the first cell of a broken line."""


@dataclass(frozen=True)
class Tail:
    """The last records that are no rows of data.

    count: how many records, blank ones among them, counted from the end of the file
    """

    count: int = 0
    parts: tuple[Part, ...] = ()
    warnings: tuple[Sentence, ...] = ()


def find_tail(
    lines: Sequence[int], rows: Sequence[Sequence[str]], width: int, dialect: Dialect, keep_totals: bool
) -> Tail:
    """Return what stands below the data.

    lines, rows: line and fields of the last records, no fields for a blank one; the first of them is data
    """
    full = [sum(bool(cell.strip()) for cell in row) for row in rows if len(row) == width]
    usual = sorted(full)[len(full) // 2] if full else width
    kinds: dict[int, str] = {}
    end = len(rows)
    for at in range(len(rows) - 1, 0, -1):
        kind = _kind(rows, at, width, usual, dialect)
        if kind == "blank":
            continue
        if not kind or (kind == "total" and keep_totals):
            break
        kinds[at] = kind
        end = at
    if not kinds:
        return Tail()
    notes = sorted(at for at, kind in kinds.items() if kind != "total")
    totals = sorted(at for at, kind in kinds.items() if kind == "total")
    warnings = []
    if notes:
        warnings.append(
            say(
                "Notes and signatures below the data were left out: lines {rows}. The first reads “{text}”.",
                rows=listed([lines[at] for at in notes]),
                text=_worded(rows[notes[0]]),
            )
        )
    if totals:
        warnings.append(
            say(
                "Totals below the data were left out: lines {rows}. The first reads “{text}”.",
                rows=listed([lines[at] for at in totals]),
                text=_worded(rows[totals[0]]),
            )
        )
    return Tail(len(rows) - end, _parts(lines, kinds), tuple(warnings))


def _kind(rows: Sequence[Sequence[str]], at: int, width: int, usual: int, dialect: Dialect) -> str:
    """Return note, signature, total, blank, or empty text for a row of data."""
    row = rows[at]
    filled = [cell for cell in row if cell.strip()]
    if not filled:
        return "blank"
    first = filled[0].strip()
    if dialect.comment and first.startswith(dialect.comment):
        return "note"
    if width < 2:
        return ""  # every line is a row of one field
    if any(SIGNATURE.search(cell) for cell in filled) and len(filled) <= max(2, usual // 2 + 1):
        return "signature"
    few = len(filled) <= max(1, usual // 2)
    if NOTE.match(first) and (few or len(row) < width):
        return "note"
    if is_total(first) and all(is_value(cell) for cell in filled[1:]):
        return "total"
    if len(row) == 1 or (len(filled) == 1 and width >= 3 and usual >= 3):
        behind_blank = not any(cell.strip() for cell in rows[at - 1])
        column = next(place for place, cell in enumerate(row) if cell.strip())
        others = [len(one[column].strip()) for one in rows[max(0, at - 40) : at] if len(one) == width]
        long = len(first) >= LONG_NOTE and len(first) > 1.4 * max(others, default=0)
        if not is_value(first) and (behind_blank or long):
            return "note"
    return ""


def _worded(row: Sequence[str]) -> str:
    return " ".join(cell.strip() for cell in row if cell.strip())[:60]


def _parts(lines: Sequence[int], kinds: dict[int, str]) -> tuple[Part, ...]:
    why = {
        "note": say("A text below the data that fills no row of the table."),
        "signature": say("A line below the data that names who made or checked it."),
        "total": say("The last row begins with the word for a total."),
    }
    out: list[Part] = []
    for at in sorted(kinds):
        kind, line = kinds[at], lines[at]
        if out and out[-1].kind == kind and out[-1].range.split(":")[1] == str(line - 1):
            out[-1] = Part(kind, f"{out[-1].range.split(':')[0]}:{line}", why[kind], 0.9)
        else:
            out.append(Part(kind, f"{line}:{line}", why[kind], 0.9))
    return tuple(out)


def listed(lines: Sequence[int], limit: int = 10) -> str:
    """Return line numbers, neighbours as first-last, at most `limit` parts."""
    parts: list[list[int]] = []
    for line in lines:
        if parts and parts[-1][1] == line - 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    shown = [str(a) if a == b else f"{a}-{b}" for a, b in parts[:limit]]
    return ", ".join(shown) + (" …" if len(parts) > limit else "")
