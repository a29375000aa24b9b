"""Length: a text must have at least or at most so many characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workstation.rules.columns import Columns
from workstation.rules.rule import Rule, verdict
from workstation.rules.spec import FieldSpec
from workstation.text import N_


@dataclass(frozen=True, kw_only=True)
class MinLength(Rule):
    """The text must have at least so many characters (a Chinese character is one)."""

    kind: ClassVar[str] = "minLength"
    limit: int = 0

    @classmethod
    def of(cls, spec: FieldSpec) -> Iterator[Rule]:
        """Yield the rule when the field has minLength."""
        if spec.minLength is not None:
            yield cls(id=f"{spec.name}.minLength", fields=(spec.name,), level=spec.level, title=spec.label,
                      limit=spec.minLength)

    def sql(self, columns: Columns) -> str:
        """Return 1 where too short."""
        text = columns.text(self.field)
        return verdict(f"{text} IS NOT NULL", (f"length({text}) < {self.limit}", 1))

    def messages(self) -> Sequence[str]:
        """Return the one sentence."""
        return (N_("“{value}” is too short: “{title}” has at least {limit} characters."),)

    def words(self) -> dict[str, Any]:
        """Return the limit."""
        return {"limit": self.limit}


@dataclass(frozen=True, kw_only=True)
class MaxLength(Rule):
    """The text must have at most so many characters (a Chinese character is one)."""

    kind: ClassVar[str] = "maxLength"
    limit: int = 0

    @classmethod
    def of(cls, spec: FieldSpec) -> Iterator[Rule]:
        """Yield the rule when the field has maxLength."""
        if spec.maxLength is not None:
            yield cls(id=f"{spec.name}.maxLength", fields=(spec.name,), level=spec.level, title=spec.label,
                      limit=spec.maxLength)

    def sql(self, columns: Columns) -> str:
        """Return 1 where too long; bytes bound characters from above, so most texts need no counting."""
        text = columns.text(self.field)
        return verdict(f"{text} IS NOT NULL", (f"strlen({text}) > {self.limit} AND length({text}) > {self.limit}", 1))

    def messages(self) -> Sequence[str]:
        """Return the one sentence."""
        return (N_("“{value}” is too long: “{title}” has at most {limit} characters."),)

    def words(self) -> dict[str, Any]:
        """Return the limit."""
        return {"limit": self.limit}
