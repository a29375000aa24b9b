"""Notes: what a person who fills in a column is told, in sentences of their language."""

from __future__ import annotations

from collections.abc import Sequence

from workstation.rules.spec import FieldSpec
from workstation.standards.standard import Standard
from workstation.templates.columns import Choice
from workstation.templates.form import Column
from workstation.text import _, _n, joined

FEW = 12
"""Choices that are written out."""


def how_to_write(spec: FieldSpec, column: Column, standard: Standard, choices: Sequence[Choice]) -> str:
    """Return how a field is written: the kind of value, its bounds, its length."""
    if choices:
        if spec.codes:
            found = standard.codes[spec.codes]
            return _n("Choose from the list “{list}” ({n} code).", "Choose from the list “{list}” ({n} codes).", len(found),
                      list=found.title or found.name)
        return _("Choose one of the list.")
    if column.kind == "integer":
        return joined(_("A year of four digits.") if spec.type == "year" else _("A whole number."), bounds(spec))
    if column.kind == "number":
        number = _("A number in {unit}, without the unit.", unit=spec.unit) if spec.unit else _("A number.")
        return joined(number, bounds(spec))
    if spec.type == "date":
        return joined(_("A date, such as {example}.", example=column.example), bounds(spec))
    if spec.type == "datetime":
        return joined(_("A date and time, such as {example}.", example=column.example), bounds(spec))
    if column.kind == "time":
        return joined(_("A time, such as {example}.", example=column.example), bounds(spec))
    if column.kind == "text" and spec.type == "integer":
        return _("A whole number, every digit of it.")
    return joined(_("Text."), length(spec))


def bounds(spec: FieldSpec) -> str:
    """Return the least and the greatest value, as a sentence; empty where there is none."""
    if spec.minimum and spec.maximum:
        return _("From {low} to {high}.", low=spec.minimum, high=spec.maximum)
    if spec.minimum:
        return _("{low} or more.", low=spec.minimum) if spec.type in ("integer", "number") else _(
            "Not before {low}.", low=spec.minimum)
    if spec.maximum:
        return _("{high} or less.", high=spec.maximum) if spec.type in ("integer", "number") else _(
            "Not after {high}.", high=spec.maximum)
    return ""


def length(spec: FieldSpec) -> str:
    """Return how many characters are allowed, as a sentence; empty where any number is."""
    from workstation.templates.validation import lengths

    least, most = lengths(spec)
    if most is None:
        return _n("At least {n} character.", "At least {n} characters.", least) if least > 1 else ""
    if least == most:
        return _n("Exactly {n} character.", "Exactly {n} characters.", most)
    if least > 1:
        return _("{low} to {high} characters.", low=least, high=most)
    return _n("At most {n} character.", "At most {n} characters.", most)


def note(spec: FieldSpec, column: Column, standard: Standard, choices: Sequence[Choice]) -> str:
    """Return the text of the note on a column's header, a sentence a line."""
    lines = [column.title, spec.description, must(spec), how_to_write(spec, column, standard, choices)]
    if spec.unique:
        lines.append(_("Each row has its own; none may stand twice."))
    if spec.check:
        lines.append(_("Its check digit is verified."))
    if column.example:
        lines.append(_("Example: {example}", example=column.example))
    if choices:
        lines += [choice.shown for choice in choices[:FEW]]
        if len(choices) > FEW:
            lines.append("…")
    return "\n".join(line for line in lines if line)


def must(spec: FieldSpec) -> str:
    """Return whether a field must be filled in."""
    return _("Must be filled in.") if spec.required else _("May be left blank.")
