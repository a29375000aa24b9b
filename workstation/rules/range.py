"""Range: a number, date or time must not be below a minimum or above a maximum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workstation.engine.engine import literal
from workstation.rules.columns import Columns
from workstation.rules.rule import Rule, verdict
from workstation.rules.spec import FieldSpec
from workstation.text import N_

CASTS = {"date": "DATE", "datetime": "TIMESTAMP", "time": "TIME", "year": "SMALLINT", "number": "DOUBLE"}


def bound_sql(type_: str, limit: str) -> str:
    """Return SQL of a limit as the standard writes it: numbers plain, dates and times in ISO form."""
    if type_ == "integer":
        return f"CAST({literal(limit)} AS {'HUGEINT' if limit.lstrip('+-').isdigit() else 'DOUBLE'})"
    return f"CAST({literal(limit)} AS {CASTS[type_]})"


@dataclass(frozen=True, kw_only=True)
class Minimum(Rule):
    """The value must not be below the minimum; the minimum itself is allowed."""

    kind: ClassVar[str] = "minimum"
    dimension: str = "准确性/0301"
    type: str = "number"
    limit: str = ""

    @classmethod
    def of(cls, spec: FieldSpec) -> Iterator[Rule]:
        """Yield the rule when the field has a minimum."""
        if spec.minimum:
            yield cls(id=f"{spec.name}.minimum", fields=(spec.name,), level=spec.level, title=spec.label,
                      type=spec.type, limit=spec.minimum)

    def sql(self, columns: Columns) -> str:
        """Return 1 where below."""
        value = columns.value(self.field)
        return verdict(f"{value} IS NOT NULL", (f"{value} < {bound_sql(self.type, self.limit)}", 1))

    def messages(self) -> Sequence[str]:
        """Return the one sentence."""
        return (N_("“{value}” is below the minimum of “{title}”, {limit}."),)

    def words(self) -> dict[str, Any]:
        """Return the limit."""
        return {"limit": self.limit}


@dataclass(frozen=True, kw_only=True)
class Maximum(Rule):
    """The value must not be above the maximum; the maximum itself is allowed."""

    kind: ClassVar[str] = "maximum"
    dimension: str = "准确性/0301"
    type: str = "number"
    limit: str = ""

    @classmethod
    def of(cls, spec: FieldSpec) -> Iterator[Rule]:
        """Yield the rule when the field has a maximum."""
        if spec.maximum:
            yield cls(id=f"{spec.name}.maximum", fields=(spec.name,), level=spec.level, title=spec.label,
                      type=spec.type, limit=spec.maximum)

    def sql(self, columns: Columns) -> str:
        """Return 1 where above."""
        value = columns.value(self.field)
        return verdict(f"{value} IS NOT NULL", (f"{value} > {bound_sql(self.type, self.limit)}", 1))

    def messages(self) -> Sequence[str]:
        """Return the one sentence."""
        return (N_("“{value}” is above the maximum of “{title}”, {limit}."),)

    def words(self) -> dict[str, Any]:
        """Return the limit."""
        return {"limit": self.limit}
