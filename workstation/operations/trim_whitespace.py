"""Trim white space: take spaces, tabs and line ends from both ends of each text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.operation import FieldOperation, NameOf, param
from workstation.engine.engine import SPACE
from workstation.text import N_, _

ENDS = f"^{SPACE}+|{SPACE}+$"


@dataclass(frozen=True, kw_only=True)
class TrimWhitespace(FieldOperation):
    """Remove spaces, tabs and line ends from both ends of each text; a cell of only those becomes blank."""

    name: ClassVar[str] = "trim_whitespace"
    title: ClassVar[str] = N_("Trim spaces")
    help: ClassVar[str] = N_("Removes spaces, tabs and line ends from both ends of each text, full-width and no-break "
                             "spaces included. A cell of only spaces becomes blank.")
    group: ClassVar[str] = "text"
    inner: bool = param(False, kind="flag", label=N_("Also inside the text"),
                        help=N_("Also turn each run of white space inside the text into one space."))

    def expression(self, column: str) -> str:
        """Return the text without white space at its ends."""
        trimmed = f"regexp_replace({column}, '{ENDS}', '', 'g')"
        return f"regexp_replace({trimmed}, '{SPACE}+', ' ', 'g')" if self.inner else trimmed

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        return _("Trim spaces in “{field}”", field=name_of(self.field))
