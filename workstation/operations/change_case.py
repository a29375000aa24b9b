"""Change case: capital letters, small letters, title or sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.operation import FieldOperation, NameOf, param
from workstation.engine.engine import literal
from workstation.text import N_, _

MANY_LETTERS = {"ß": "SS", "ŉ": "ʼN", "ﬀ": "FF", "ﬁ": "FI", "ﬂ": "FL", "ﬃ": "FFI", "ﬄ": "FFL", "ﬅ": "ST", "ﬆ": "ST",
                "և": "ԵՒ", "ǰ": "J̌"}
"""Letters whose capital is more than one letter (Unicode SpecialCasing.txt): DuckDB leaves them or writes ẞ."""

WORD = r"[\p{L}\p{N}][\p{L}\p{M}\p{N}''’]*|[^\p{L}\p{N}]+"
"""A word with its apostrophes (“o'neil” is one), or what stands between words; as it stands in an SQL literal."""


def upper(text: str) -> str:
    """Return the SQL for `text` in capitals, with ß as SS."""
    whole = text
    for letter, capitals in MANY_LETTERS.items():
        whole = f"replace({whole}, {literal(letter)}, {literal(capitals)})"
    letters = "".join(MANY_LETTERS)
    return f"case when regexp_matches({text}, '[{letters}]') then upper({whole}) else upper({text}) end"


@dataclass(frozen=True, kw_only=True)
class ChangeCase(FieldOperation):
    """Write each text in capitals, in small letters, with capital word beginnings, or as a sentence.

    “title” lowers the rest of each word; the letter after an apostrophe stays small. “sentence” lowers everything and
    raises the first letter, unless a digit stands before it.
    """

    name: ClassVar[str] = "change_case"
    title: ClassVar[str] = N_("Change capital and small letters")
    help: ClassVar[str] = N_("Writes each text in capitals, in small letters, with a capital at each word, or with a "
                             "capital at the beginning.")
    group: ClassVar[str] = "text"
    case: str = param("upper", kind="choice", label=N_("Write as"), choices={
        "upper": N_("CAPITALS"), "lower": N_("small letters"), "title": N_("Every Word"),
        "sentence": N_("As a sentence"),
    })

    @property
    def distinct(self) -> bool:
        """True for title and sentence, which cost 30 times as much as capitals."""
        return self.case in ("title", "sentence")

    def expression(self, column: str) -> str:
        """Return the text in the chosen case."""
        if self.case == "upper":
            return upper(column)
        if self.case == "lower":
            return f"lower({column})"
        if self.case == "title":
            words = f"regexp_extract_all(lower({column}), '{WORD}')"
            return f"array_to_string(list_transform({words}, lambda w: upper(w[1]) || w[2:]), '')"
        parts = f"regexp_extract(lower({column}), '(?s)^([^\\p{{L}}\\p{{N}}]*)(.)(.*)$', ['before', 'first', 'rest'])"
        worded = f"{parts}.before || upper({parts}.first) || {parts}.rest"
        return f"case when regexp_matches({column}, '[\\p{{L}}\\p{{N}}]') then {worded} else {column} end"

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        field = name_of(self.field)
        if self.case == "upper":
            return _("Write “{field}” in capitals", field=field)
        if self.case == "lower":
            return _("Write “{field}” in small letters", field=field)
        if self.case == "title":
            return _("Write every word of “{field}” with a capital", field=field)
        return _("Write “{field}” as sentences", field=field)
