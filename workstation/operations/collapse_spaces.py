"""Collapse spaces: one space for each run of white space, or none at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.operation import FieldOperation, NameOf, param
from workstation.engine.engine import SPACE
from workstation.text import N_, _


@dataclass(frozen=True, kw_only=True)
class CollapseSpaces(FieldOperation):
    """Turn each run of spaces, tabs and line ends into one ordinary space, or remove them all."""

    name: ClassVar[str] = "collapse_spaces"
    title: ClassVar[str] = N_("Collapse spaces")
    help: ClassVar[str] = N_("Turns each run of spaces, tabs and line ends into one ordinary space, or removes them "
                             "all, as between the characters of a Chinese name.")
    group: ClassVar[str] = "text"
    remove: bool = param(False, kind="flag", label=N_("Remove them all"),
                         help=N_("Leave no space at all instead of one."))

    def expression(self, column: str) -> str:
        """Return the text with one space, or none, for each run of white space."""
        return f"regexp_replace({column}, '{SPACE}+', '{'' if self.remove else ' '}', 'g')"

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        if self.remove:
            return _("Remove all spaces in “{field}”", field=name_of(self.field))
        return _("Collapse spaces in “{field}”", field=name_of(self.field))
