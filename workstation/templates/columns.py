"""Columns of a form: for each field of a standard its kind, its number format, what may be chosen, an example."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workstation.errors import Problem
from workstation.rules.reading import SERIAL
from workstation.rules.spec import FieldSpec
from workstation.standards.standard import Standard
from workstation.templates.form import Column
from workstation.text import _

KINDS = {"text": "@", "choice": "@", "integer": "0", "number": "General", "date": "yyyy-mm-dd",
         "datetime": "yyyy-mm-dd hh:mm:ss", "time": "hh:mm:ss"}
"""Kinds of a column, each with the number format of its cells; @ is text, so that no digit is lost."""
SHOWS = ("both", "code")
LONGEST = 15
"""Digits that a spreadsheet keeps of a number."""
EARLIEST = datetime.date(1900, 3, 1)
"""Days before this one are other days in other programs, or none at all."""


@dataclass(frozen=True)
class Choice:
    """One thing that may be chosen: what is kept, and what is shown in the drop-down."""

    code: str
    shown: str


def columns_of(standard: Standard, fields: Sequence[str], language: str, show: str) -> tuple[Column, ...]:
    """Return the columns for some fields of a standard (all when none is named), in the order given.

    Problem for a field that the standard has not, or one named twice.
    """
    if not standard.fields:
        raise Problem("no-fields", _("The standard “{title}” has no fields.", title=standard.title),
                      remedy=_("Choose another standard."))
    names = list(fields) or [spec.name for spec in standard.fields]
    for name in names:
        if name not in standard.by_name:
            raise Problem("no-standard-field", _("The standard has no field “{field}”.", field=name),
                          where=_("Fields: {names}", names=", ".join(standard.by_name)),
                          remedy=_("Use one of these names."))
        if names.count(name) > 1:
            raise Problem("field-twice", _("The field “{field}” is named twice.", field=name),
                          remedy=_("Name each field once."))
    return tuple(column_of(standard.by_name[name], standard, language, show) for name in names)


def column_of(spec: FieldSpec, standard: Standard, language: str, show: str) -> Column:
    """Return the column for one field."""
    kind = kind_of(spec)
    column = Column(spec.name, title_of(spec), kind, spec.required, show if spec.codes else "")
    return Column(column.name, column.title, kind, column.required, column.show, _example(spec, column, standard, language))


def title_of(spec: FieldSpec) -> str:
    """Return the header of a field: its title, with its unit in brackets."""
    label = " ".join(spec.label.split())
    return f"{label}（{spec.unit}）" if spec.unit and spec.unit not in label else label


def kind_of(spec: FieldSpec) -> str:
    """Return the kind of a field's column: what might lose digits or days in a spreadsheet is text."""
    if spec.codes or spec.enum or spec.type == "boolean":
        return "choice"
    if spec.type in ("integer", "year"):
        bounds = [len(bound.lstrip("+-")) for bound in (spec.minimum, spec.maximum) if bound]
        return "text" if max(bounds, default=0) > LONGEST else "integer"
    if spec.type in ("number", "time"):
        return spec.type
    if spec.type in ("date", "datetime"):
        early = spec.maximum and spec.maximum[:10] < EARLIEST.isoformat()
        ways = [way for way in spec.accept if way != SERIAL]
        usual = "%Y-%m-%d" if spec.type == "date" else "%Y-%m-%d %H:%M:%S"
        return "text" if early or (ways and usual not in ways) else spec.type
    return "text"


def choices_of(spec: FieldSpec, standard: Standard, language: str, show: str) -> list[Choice]:
    """Return what may be chosen in a field, in the order of the standard; empty where anything may be written."""
    if spec.codes:
        found = standard.codes[spec.codes]
        names = found.columns.get("name", found.codes)
        return [Choice(code, f"{code} {name}" if show == "both" and name and name != code else code)
                for code, name in zip(found.codes, names, strict=True)]
    if spec.enum:
        return [Choice(text, text) for text in spec.enum]
    if spec.type == "boolean":
        return [Choice(one, one) for values in (spec.trueValues, spec.falseValues) if values
                for one in [_own(values, language)]]
    return []


def _own(values: Sequence[str], language: str) -> str:
    """Return the way of writing that belongs to a language: 是 rather than true for Chinese."""
    chinese = [value for value in values if any(unicodedata.east_asian_width(sign) in "WF" for sign in value)]
    return chinese[0] if chinese and language.startswith("zh") else values[0]


def _example(spec: FieldSpec, column: Column, standard: Standard, language: str) -> str:
    choices = choices_of(spec, standard, language, column.show)
    if choices:
        wanted = [choice.shown for choice in choices if choice.code == spec.example] if spec.example else []
        return wanted[0] if wanted else choices[0].shown
    if spec.example:
        return spec.example
    if column.kind in ("date", "datetime"):
        day = max(spec.minimum[:10] or "2024-01-31", "2024-01-31")
        day = min(day, spec.maximum[:10]) if spec.maximum else day
        return day if column.kind == "date" else f"{day} 08:30:00"
    if column.kind == "time":
        return "08:30:00"
    if spec.type in ("integer", "number", "year"):
        return _within(spec)
    return ""


def _within(spec: FieldSpec) -> str:
    wanted = 2024.0 if spec.type == "year" else 100.0
    low, high = (float(bound) if bound else None for bound in (spec.minimum, spec.maximum))
    if low is not None and wanted < low:
        return spec.minimum
    if high is not None and wanted > high:
        return spec.maximum
    return f"{wanted:.0f}"


def typed(column: Column, text: str) -> Any:
    """Return a text as the value that a cell of this column holds: a number, a day, a time, or the text itself."""
    try:
        if column.kind == "integer":
            return int(text) if text.lstrip("+-").isdecimal() and len(text) <= LONGEST else text
        if column.kind == "number":
            number = float(text)
            return number if f"{number:.15g}" == text or text.lstrip("+-0.") == "" else text
        if column.kind == "date":
            day = datetime.date.fromisoformat(text)
            return day if day >= EARLIEST else text
        if column.kind == "datetime":
            moment = datetime.datetime.fromisoformat(text)
            return moment if moment.date() >= EARLIEST and not moment.tzinfo and not moment.microsecond else text
        if column.kind == "time":
            return datetime.time.fromisoformat(text)
    except ValueError:
        return text
    return text
