"""Fresh: the newest date of a field must lie within so many days before the check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workstation.rules.columns import Columns
from workstation.rules.rule import Rule
from workstation.rules.spec import FieldSpec
from workstation.text import N_


@dataclass(frozen=True, kw_only=True)
class Fresh(Rule):
    """The newest date must not be older than `days`.

    Dates after the day of the check do not count: one typing error in a year would make any table fresh. The failure is
    shown at the row with the newest date.
    """

    kind: ClassVar[str] = "fresh"
    scope: ClassVar[str] = "table"
    answer: ClassVar[str] = "day"
    stated_as: ClassVar[str] = "fresh"
    dimension: str = "时效性/0502"
    days: int = 0

    @classmethod
    def stated(cls, common: Mapping[str, Any], given: Any, specs: Mapping[str, FieldSpec]) -> Rule:
        """Return the rule that a standard states: `fresh: {column: field, within: 92 days}`."""
        return cls(**common, fields=(given["column"],), days=given["within"])

    def sql(self, columns: Columns) -> str:
        """Return the days since 1970-01-01 of each date, NULL where blank, unreadable or after the check."""
        value = f"CAST({columns.value(self.field)} AS DATE)"
        today = f"DATE '{columns.today.isoformat()}'"
        return f"CASE WHEN {value} <= {today} THEN date_diff('day', DATE '1970-01-01', {value}) END"

    def messages(self) -> Sequence[str]:
        """Return the one sentence."""
        return (N_("The newest “{title}” is {value}, more than {days} days before the check."),)

    def words(self) -> dict[str, Any]:
        """Return the days."""
        return {"days": self.days}
