"""Pattern: the whole text must match a regular expression (RE2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workstation.rules.columns import Columns
from workstation.rules.reading import full_match, has_full_width, trimmed
from workstation.rules.rule import FULL_WIDTH, SPACES_AROUND, Rule, verdict
from workstation.rules.spec import FieldSpec
from workstation.text import N_

LIMIT = 1_000  # characters of a pattern; RE2 is linear in the text, but a hostile pattern may still be huge


@dataclass(frozen=True, kw_only=True)
class Pattern(Rule):
    """The whole text must match a regular expression. RE2 only, so no text can make it slow; never part of the text."""

    kind: ClassVar[str] = "pattern"
    pattern: str = ""
    example: str = ""

    @classmethod
    def of(cls, spec: FieldSpec) -> Iterator[Rule]:
        """Yield the rule when the field has a pattern."""
        if spec.pattern:
            yield cls(id=f"{spec.name}.pattern", fields=(spec.name,), level=spec.level, title=spec.label,
                      pattern=spec.pattern, example=spec.example)

    def sql(self, columns: Columns) -> str:
        """Return 0 where it matches; for the others, whether spaces, width or case are all that is wrong."""
        text = columns.text(self.field)
        return verdict(
            f"{text} IS NOT NULL", (full_match(text, self.pattern), 0), (has_full_width(text), 3),
            (f"{trimmed(text)} <> {text} AND {full_match(trimmed(text), self.pattern)}", 4),
            (full_match(f"upper({text})", self.pattern), 5),
        ).replace("ELSE 0 END", "ELSE 2 END" if self.example else "ELSE 1 END")

    def messages(self) -> Sequence[str]:
        """Return the five sentences."""
        return (N_("“{value}” is not written as “{title}” must be: {pattern}"),
                N_("“{value}” is not written as “{title}” must be, such as {example}"),
                FULL_WIDTH, SPACES_AROUND, N_("“{value}” must be written with capital letters."))

    def words(self) -> dict[str, Any]:
        """Return the pattern and the example."""
        return {"pattern": self.pattern, "example": self.example}
