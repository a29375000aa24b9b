"""FieldType: a text must be readable as the field's type; full-width digits, spaces and separators are told apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workstation.rules.columns import Columns
from workstation.rules.reading import (
    INTEGER,
    NUMBER,
    SERIAL,
    TYPE_NAMES,
    accepted,
    date_pattern,
    full_match,
    has_full_width,
    trimmed,
)
from workstation.rules.rule import FULL_WIDTH, SPACES_AROUND, Rule, verdict
from workstation.rules.spec import FieldSpec
from workstation.text import N_, _

READABLE_DATE = r"[0-9]{2,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,4}日?(?:[ T].*)?|[0-9]{8}|[0-9]{4}[-/.年][0-9]{1,2}月?"


@dataclass(frozen=True, kw_only=True)
class FieldType(Rule):
    """The text must be readable as the field's type (whole number, number, date ...), written in an accepted way.

    １２３ is not a whole number, and neither are 1_000, 1.6 or 12 with a space behind it. Dates are tried in the ways
    that the field accepts, in order; 30 February is an impossible day, not another way of writing.
    """

    kind: ClassVar[str] = "type"
    type: str = "string"
    ways: tuple[str, ...] = ()

    @classmethod
    def of(cls, spec: FieldSpec) -> Iterator[Rule]:
        """Yield the rule for every field that is not text."""
        if spec.type != "string":
            yield cls(id=f"{spec.name}.type", fields=(spec.name,), level=spec.level, title=spec.label,
                      type=spec.type, ways=accepted(spec))

    def sql(self, columns: Columns) -> str:
        """Return 0 where readable, else which of the sentences tells why not; the reasons cost nothing for good cells."""
        text, value = columns.text(self.field), columns.value(self.field)
        half_width = rf"regexp_matches(translate({text}, '０１２３４５６７８９．－／', '0123456789.-/'), '[0-9]')"
        cases = [(f"{value} IS NOT NULL", 0), (f"{has_full_width(text)} AND {half_width}", 2),
                 (f"{trimmed(text)} <> {text}", 3)]
        if self.type in ("integer", "number"):
            cases += [(full_match(text, r"[+-]?[0-9]{1,3}(?:[,，' ][0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:_[0-9]+)+"), 4),
                      (full_match(text, INTEGER if self.type == "integer" else NUMBER), 5)]
        if self.type == "integer":
            cases.append((full_match(text, NUMBER), 6))
        if self.ways:
            possible = " OR ".join(full_match(text, date_pattern(way)) for way in self.ways if way != SERIAL)
            if possible:
                cases.append((f"({possible})", 7))
            cases.append((full_match(text, READABLE_DATE), 8))
        return verdict(f"{text} IS NOT NULL", *cases).replace("ELSE 0 END", "ELSE 1 END")

    def messages(self) -> Sequence[str]:
        """Return the sentences of the eight reasons."""
        return (
            N_("“{value}” is not a {type}."),
            FULL_WIDTH,
            SPACES_AROUND,
            N_("“{value}” has separators between its digits. Write only the digits."),
            N_("“{value}” is too large a number."),
            N_("“{value}” is not a whole number."),
            N_("“{value}” is a day or time that does not exist."),
            N_("“{value}” is written in a way that is not accepted here. Accepted: {ways}."),
        )

    def words(self) -> Mapping[str, Any]:  # type: ignore[override]
        """Return the type's name and the accepted ways of writing."""
        shown = [_("Excel day number") if way == SERIAL else _example(way) for way in self.ways]
        return {"type": _(TYPE_NAMES[self.type]), "ways": ", ".join(shown)}


def _example(way: str) -> str:
    """Return a strptime pattern as an example that a clerk understands."""
    for directive, shown in (("%Y", "2024"), ("%y", "24"), ("%m", "01"), ("%d", "31"), ("%H", "08"), ("%M", "30"),
                             ("%S", "00"), ("%f", "000"), ("%%", "%")):
        way = way.replace(directive, shown)
    return way
