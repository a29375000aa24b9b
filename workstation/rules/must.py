"""Must: a condition over the fields of one row, in the rule language, optionally only where another holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from workstation.rules.columns import Columns
from workstation.rules.expression import Expression, parse
from workstation.rules.rule import Rule
from workstation.rules.spec import FieldSpec
from workstation.text import N_


@dataclass(frozen=True, kw_only=True)
class Must(Rule):
    """`must` has to hold in every row (where `when` holds, if it is given).

    A comparison with a blank or unreadable cell is not an error and is not counted; a `must` that itself asks
    IS NULL or IS NOT NULL is wrong where it comes to nothing. The failure is shown at the first field in `must`.
    """

    kind: ClassVar[str] = "must"
    scope: ClassVar[str] = "row"
    stated_as: ClassVar[str] = "must"
    dimension: str = "一致性/0402"
    must: Expression = field(compare=False)
    when: Expression | None = field(default=None, compare=False)

    @classmethod
    def stated(cls, common: Mapping[str, Any], given: Any, specs: Mapping[str, FieldSpec], when: str = "") -> Rule:
        """Return the rule that a standard states: `must: condition`, `when: condition`. BadExpression when refused."""
        types = {name: spec.type for name, spec in specs.items()}
        must = parse(given, types)
        condition = parse(when, types) if when else None
        fields = dict.fromkeys([*must.fields, *(condition.fields if condition else ())])
        return cls(**common, fields=tuple(fields), must=must, when=condition)

    def sql(self, columns: Columns) -> str:
        """Return 1 where `must` is broken, NULL where it says nothing."""
        from workstation.rules.emit_duckdb import emit

        must = f"({emit(self.must, columns)})"
        cases = f"WHEN {must} THEN 0 WHEN NOT {must} THEN 1"
        if self.must.asks_null:
            unreadable = [columns.unreadable(name) for name in self.must.valued if columns.specs[name].type != "string"]
            cases += f" WHEN {' OR '.join(unreadable)} THEN NULL" if unreadable else ""
            cases += " ELSE 1"
        checked = f"CASE {cases} END"
        if self.when is None:
            return checked
        return f"CASE WHEN ({emit(self.when, columns)}) THEN {checked} END"

    def today_matters(self) -> bool:
        """Return True when the answer depends on the day of the check."""
        return self.must.asks_today or bool(self.when and self.when.asks_today)

    def messages(self) -> Sequence[str]:
        """Return the sentence used where the standard gives none."""
        return (N_("This does not hold: {rule_title}"),)

    def words(self) -> dict[str, Any]:
        """Return the rule's title, or its text."""
        return {"rule_title": self.title or self.must.text}


def iso(day: date) -> str:
    """Return a day as SQL writes it."""
    return f"DATE '{day.isoformat()}'"
