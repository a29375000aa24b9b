"""Replace text: plain text or a pattern, anywhere in the cell or the whole of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.operation import FieldOperation, NameOf, param
from workstation.dataset.table import Table
from workstation.engine.engine import literal
from workstation.engine.pattern import check_pattern, escaped
from workstation.errors import Problem
from workstation.text import N_, _


@dataclass(frozen=True, kw_only=True)
class ReplaceText(FieldOperation):
    r"""Replace a text, or what a pattern matches, by another; every place in the cell.

    Patterns are RE2 with \1 for what the first bracket matched; “.” also stands for a line end.
    """

    name: ClassVar[str] = "replace_text"
    title: ClassVar[str] = N_("Replace")
    help: ClassVar[str] = N_("Replaces a text by another, everywhere in the cell or only where it is the whole cell. "
                             "With a pattern, \\1 in the new text is what the first bracket matched.")
    group: ClassVar[str] = "text"
    find: str = param(kind="text", label=N_("Find"))
    replace: str = param("", kind="text", label=N_("Replace by"), help=N_("Leave empty to remove what was found."))
    pattern: bool = param(False, kind="flag", label=N_("Pattern"),
                          help=N_("Read “Find” as a regular expression (RE2)."))
    whole: bool = param(False, kind="flag", label=N_("Whole cell only"))
    ignore_case: bool = param(False, kind="flag", label=N_("Capital or small makes no difference"))

    def check(self, table: Table) -> None:
        """Raise a Problem for a field that is not there, nothing to find, or a bad pattern."""
        super().check(table)
        if not self.find:
            raise Problem("nothing-to-find", _("There is no text to find."),
                          remedy=_("Type what to find. To fill blank cells, use “Replace by a list”."))
        if self.pattern:
            check_pattern(self.find, self.replace)

    def expression(self, column: str) -> str:
        """Return the text with every match replaced."""
        if not self.pattern and not self.ignore_case:
            if self.whole:
                return f"case when {column} = {literal(self.find)} then {literal(self.replace)} else {column} end"
            return f"replace({column}, {literal(self.find)}, {literal(self.replace)})"
        pattern = self.find if self.pattern else escaped(self.find)
        replacement = self.replace if self.pattern else self.replace.replace("\\", "\\\\")
        if self.whole:
            pattern = rf"\A(?:{pattern})\z"
        options = "gsi" if self.ignore_case else "gs"
        return f"regexp_replace({column}, {literal(pattern)}, {literal(replacement)}, '{options}')"

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        if not self.replace:
            return _("Remove “{find}” from “{field}”", find=self.find, field=name_of(self.field))
        return _("Replace “{find}” by “{replace}” in “{field}”", find=self.find, replace=self.replace,
                 field=name_of(self.field))
