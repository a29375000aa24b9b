"""Required: a cell must not be blank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from workstation.rules.columns import Columns
from workstation.rules.rule import Rule
from workstation.rules.spec import FieldSpec
from workstation.text import N_


@dataclass(frozen=True, kw_only=True)
class Required(Rule):
    """The cell must hold something. What counts as blank the standard says; it is looked at in every row."""

    kind: ClassVar[str] = "required"
    dimension: str = "完整性/0201"

    @classmethod
    def of(cls, spec: FieldSpec) -> Iterator[Rule]:
        """Yield the rule when the field is required."""
        if spec.required:
            yield cls(id=f"{spec.name}.required", fields=(spec.name,), level=spec.level, title=spec.label)

    def sql(self, columns: Columns) -> str:
        """Return 1 where blank, else 0."""
        return f"CASE WHEN {columns.text(self.field)} IS NULL THEN 1 ELSE 0 END"

    def messages(self) -> Sequence[str]:
        """Return the one sentence."""
        return (N_("“{title}” must not be blank."),)
