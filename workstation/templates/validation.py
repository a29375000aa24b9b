"""Validation: what a spreadsheet program can hold a column to by itself while it is filled in."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from workstation.rules.spec import FieldSpec
from workstation.templates.columns import EARLIEST, LONGEST, Choice
from workstation.templates.form import LISTS, Column
from workstation.templates.pattern import Shape, formula, shape_of

INLINE = 255
"""Characters of a list, or of a formula, inside a rule; longer ones stand on a sheet, or are left out."""
STYLES = {"error": "stop", "warning": "warning", "info": "information"}
EPOCH = datetime.date(1899, 12, 30)
YEARS = (1000, 9999)


@dataclass(frozen=True)
class Rule:
    """One rule of a column, in the words of the file format: type, operator, two formulas."""

    type: str
    operator: str = ""
    first: str = ""
    second: str = ""


class Names:
    """The names that rules use: long lists and classes of characters. What they stand for goes into the workbook."""

    def __init__(self) -> None:
        """Start with none."""
        self.lists: dict[str, list[str]] = {}
        """{name: texts of a long list}; one list used by two columns is kept once."""
        self.signs: dict[str, str] = {}
        """{allowed characters: name}."""
        self.rows: set[int] = set()
        """Lengths of runs that are counted."""

    def list_of(self, texts: Sequence[str]) -> str:
        """Return the name of a list."""
        for name, known in self.lists.items():
            if known == list(texts):
                return name
        name = f"form_list_{len(self.lists) + 1}"
        self.lists[name] = list(texts)
        return name

    def formula(self, shape: Shape, cell: str) -> str:
        """Return the formula for a shape; empty when it is longer than a rule may be, and then no name is kept."""
        signs = dict(self.signs)
        for run in shape.runs:
            if run.signs and run.signs not in signs:
                signs[run.signs] = f"form_signs_{len(signs) + 1}"
        made = formula(shape, cell, "form_rows_{n}", signs)
        if len(made) > INLINE:
            return ""
        self.signs = signs
        self.rows |= {run.count for run in shape.runs if run.signs and run.count > 1}
        return made

    def defined(self) -> dict[str, str]:
        """Return {name: what it stands for} for the workbook."""
        from openpyxl.utils import get_column_letter

        out = {f"form_rows_{n}": f"'{LISTS}'!$A$1:$A${n}" for n in sorted(self.rows)}
        out |= {name: f'"{signs}"' for signs, name in self.signs.items()}
        for at, (name, texts) in enumerate(self.lists.items(), 1):
            letter = get_column_letter(at)
            out[name] = f"'{LISTS}'!${letter}$1:${letter}${len(texts)}"
        return out


def rule_of(column: Column, spec: FieldSpec, choices: Sequence[Choice], names: Names, cell: str) -> Rule | None:
    """Return the rule for a column; None where a spreadsheet cannot hold people to anything.

    cell: the first cell of the column, such as B7; the rule moves along for the others
    """
    if choices:
        return _choice([choice.shown for choice in choices], names)
    if column.kind == "integer":
        least, most = YEARS if spec.type == "year" else (-(10**LONGEST - 1), 10**LONGEST - 1)
        return Rule("whole", "between", spec.minimum.lstrip("+") or str(least), spec.maximum.lstrip("+") or str(most))
    if column.kind == "number":
        return Rule("decimal", "between", spec.minimum.lstrip("+") or "-1E+307", spec.maximum.lstrip("+") or "1E+307")
    if column.kind in ("date", "datetime"):
        low, high = _moment(spec.minimum or EARLIEST.isoformat()), _moment(spec.maximum or "9999-12-31", end=True)
        return Rule("date", "between", low, high)
    if column.kind == "time":
        return Rule("time", "between", _time(spec.minimum or "00:00:00"), _time(spec.maximum or "23:59:59"))
    return _text(spec, names, cell)


def _choice(texts: list[str], names: Names) -> Rule:
    inline = ",".join(texts)
    plain = all(text and text == text.strip() and not set(text) & set(',"\n') for text in texts)
    if plain and len(inline) <= INLINE and len(inline.encode("utf-16-le")) // 2 <= INLINE:
        return Rule("list", first=f'"{inline}"')
    return Rule("list", first=names.list_of(texts))


def _text(spec: FieldSpec, names: Names, cell: str) -> Rule | None:
    shape = shape_of(spec.pattern) if spec.pattern else None
    if shape is not None and shape.runs and any(run.signs for run in shape.runs) and (made := names.formula(shape, cell)):
        return Rule("custom", first=made)
    least, most = lengths(spec)
    if most is None:
        return Rule("textLength", "greaterThanOrEqual", str(least)) if least > 1 else None
    return Rule("textLength", "between", str(max(least, 1)), str(most))


def lengths(spec: FieldSpec) -> tuple[int, int | None]:
    """Return the least and most characters that length and pattern of a field allow; None is no end."""
    least, most = spec.minLength or 0, spec.maxLength
    shape = shape_of(spec.pattern) if spec.pattern else None
    if shape is not None:
        least = max(least, shape.least)
        most = shape.most if most is None else most if shape.most is None else min(most, shape.most)
    return least, most


def _moment(text: str, *, end: bool = False) -> str:
    """Return a day or moment as the number a spreadsheet keeps; `end`: to the last second of a day."""
    moment = datetime.datetime.fromisoformat(text).replace(tzinfo=None)
    days = (moment.date() - EPOCH).days
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    if end and len(text) == 10:
        seconds = 86_399
    days = max(days, (EARLIEST - EPOCH).days)
    return f"{days}" if not seconds else f"{days + seconds / 86_400:.10f}"


def _time(text: str) -> str:
    time = datetime.time.fromisoformat(text)
    return f"{(time.hour * 3600 + time.minute * 60 + time.second) / 86_400:.10f}"
