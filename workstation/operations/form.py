"""Form: what a screen or the command line must ask to make an operation, read from its own declaration."""

from __future__ import annotations

import dataclasses
import inspect
import re
from dataclasses import dataclass
from typing import Any

from workstation.dataset.operation import Operation
from workstation.text import _


@dataclass(frozen=True)
class FormField:
    """One question of a form, worded in the current language.

    kind:    field, fields, text, long-text, choice, flag, number, mapping, cells, rows, type or data
    choices: {value: label} for the kinds choice and type
    default: plain data; None where an answer is required
    """

    name: str
    kind: str
    label: str
    help: str
    choices: dict[str, str]
    default: Any
    required: bool

    def data(self) -> dict[str, Any]:
        """Return the question as plain data."""
        return dataclasses.asdict(self)


def form(kind: type[Operation]) -> list[FormField]:
    """Return the questions of an operation, in the order in which they were declared."""
    questions = []
    for declared in dataclasses.fields(kind):
        default = None
        if declared.default is not dataclasses.MISSING:
            default = declared.default
        elif declared.default_factory is not dataclasses.MISSING:
            default = declared.default_factory()
        required = declared.default is dataclasses.MISSING and declared.default_factory is dataclasses.MISSING
        about = declared.metadata
        questions.append(FormField(
            name=declared.name, kind=about.get("kind", "data"),
            label=_(about["label"]) if about.get("label") else declared.name,
            help=_(about["help"]) if about.get("help") else "",
            choices={value: _(label) for value, label in (about.get("choices") or {}).items()},
            default=list(default) if isinstance(default, tuple) else default, required=required))
    return questions


def described(kind: type[Operation]) -> dict[str, Any]:
    """Return what `workstation operations --json` prints about one operation."""
    return {"operation": kind.name, "title": _(kind.title), "help": _(kind.help) if kind.help else "",
            "group": kind.group, "listed": kind.listed, "needs_rows": kind.needs_rows, "reusable": kind.reusable,
            "about": about(kind),
            "parameters": [question.data() for question in form(kind)]}


def about(kind: type[Operation]) -> str:
    """Return the help page of an operation: its docstring, as paragraphs without line breaks (English)."""
    page = inspect.cleandoc(kind.__doc__ or "")
    return "\n\n".join(re.sub(r"\s*\n\s*", " ", part) for part in page.split("\n\n"))
