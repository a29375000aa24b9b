"""Rate: a condition must hold in at least (or at most) a share of the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from workstation.rules.columns import Columns
from workstation.rules.expression import Expression, parse
from workstation.rules.rule import Rule, Tally
from workstation.rules.spec import FieldSpec
from workstation.text import N_


@dataclass(frozen=True, kw_only=True)
class Rate(Rule):
    """The share of rows in which a condition holds must reach `at_least` (or stay within `at_most`).

    Within the limit nothing fails, and no row is listed. Outside it, every row that pulls the share down is listed.
    Rows where the condition comes to nothing are not counted.
    """

    kind: ClassVar[str] = "rate"
    scope: ClassVar[str] = "table"
    stated_as: ClassVar[str] = "rate"
    dimension: str = "完整性/0201"
    of_what: Expression = field(compare=False)
    at_least: float | None = None
    at_most: float | None = None

    @classmethod
    def stated(cls, common: Mapping[str, Any], given: Any, specs: Mapping[str, FieldSpec]) -> Rule:
        """Return the rule that a standard states: `rate: {of: condition, at_least: 0.95}`."""
        of_what = parse(given["of"], {name: spec.type for name, spec in specs.items()})
        return cls(**common, fields=of_what.fields, of_what=of_what, at_least=given.get("at_least"),
                   at_most=given.get("at_most"))

    def sql(self, columns: Columns) -> str:
        """Return 0 where the condition holds, 1 where not (turned round for `at_most`)."""
        from workstation.rules.emit_duckdb import emit

        good, bad = (0, 1) if self.at_least is not None else (1, 0)
        held = f"({emit(self.of_what, columns)})"
        return f"CASE WHEN {held} THEN {good} WHEN NOT {held} THEN {bad} END"

    def conclude(self, checked: int, failed: int) -> Tally:
        """Return a pass within the limit; outside it, every row that counts against it has failed."""
        share = (checked - failed) / checked if checked else 0.0
        limit = self.at_least if self.at_least is not None else 1 - (self.at_most or 0.0)
        good = not checked or share >= limit - 1e-12
        shown = share if self.at_least is not None else 1 - share
        note = f"{shown:.2%}" if round(shown, 4) != (self.at_least or self.at_most) else f"{shown:.4%}"
        return Tally(checked, 0 if good else failed, "pass" if good else "fail", checked - failed, note=note)

    def messages(self) -> Sequence[str]:
        """Return the sentence, by the side of the limit."""
        if self.at_least is not None:
            return (N_("Counts against “{rule_title}”: the share is {note}, and at least {limit} is asked for."),)
        return (N_("Counts against “{rule_title}”: the share is {note}, and at most {limit} is asked for."),)

    def words(self) -> dict[str, Any]:
        """Return the rule's title and limit."""
        limit = self.at_least if self.at_least is not None else self.at_most
        return {"rule_title": self.title or self.id, "limit": f"{limit:.4g}" if limit is None else f"{limit:.0%}"
                if round(limit * 100) == limit * 100 else f"{limit:.2%}"}
