"""What every report says, whatever its format: figures, scores, rules, the first failures of each rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from workstation.standards.quality import Quality, quality
from workstation.standards.result import Answer, CheckResult, Failure
from workstation.text import N_, _

LEVELS = {"error": N_("error"), "warning": N_("warning"), "info": N_("remark")}
ASKS = {
    "required": N_("must not be blank"), "type": N_("must be readable as its type"), "pattern": N_("must be written as asked"),
    "minLength": N_("must not be too short"), "maxLength": N_("must not be too long"), "minimum": N_("must not be too small"),
    "maximum": N_("must not be too large"), "codes": N_("must be in the code list"), "enum": N_("must be one of the choices"),
    "check": N_("must be a right identifier"), "unique": N_("must not occur twice"),
    "inner": N_("organisation code inside"), "area": N_("known division"), "age": N_("likely age"),
}
OUTCOMES = {"pass": N_("passes"), "fail": N_("fails"), "not checked": N_("not checked")}


@dataclass(frozen=True)
class Report:
    """A check with what else a report names: the dataset, the person, the moment."""

    result: CheckResult
    dataset: str = ""
    person: str = ""
    moment: datetime = field(default_factory=lambda: datetime.now().astimezone())

    @cached_property
    def quality(self) -> Quality:
        """The scores."""
        return quality(self.result)

    @property
    def failing(self) -> list[Answer]:
        """Rules that fail: errors first, then by number of failing cells."""
        order = ["error", "warning", "info"]
        found = [answer for answer in self.result.answers if answer.tally.outcome == "fail"]
        return sorted(found, key=lambda answer: (order.index(answer.rule.level), -answer.tally.failed))

    @property
    def not_checked(self) -> list[Answer]:
        """Rules that could not run."""
        return [answer for answer in self.result.answers if answer.tally.outcome == "not checked"]

    def first(self, answer: Answer, limit: int) -> list[Failure]:
        """Return the first failing cells of a rule."""
        return self.result.failures(limit, [answer.rule.id])

    def label(self, answer: Answer) -> str:
        """Return what a rule asks: its title, and for a rule of a field what is asked of it."""
        rule = answer.rule
        asks = ASKS.get(rule.kind) if "." in rule.id or rule.id == "key" else None
        if rule.id.count(".") > 1:
            asks = ASKS.get(rule.id.rsplit(".", 1)[1], asks)
        title = rule.title or (_("Primary key") if rule.id == "key" else "")
        return _("{what}: {said}", what=title, said=_(asks)) if asks and title else title or rule.id

    def unmapped(self) -> list[str]:
        """Return names of the dataset's fields that no field of the standard stands for."""
        return [one.name for one in self.result.table.fields if one.id not in self.result.mapping]

    def missing(self) -> list[str]:
        """Return labels of the standard's fields that the dataset lacks."""
        return [spec.label for spec in self.result.standard.fields if spec.name not in self.result.ids]

    def pairs(self) -> Iterator[tuple[str, str, str]]:
        """Yield (field of the dataset, field of the standard, its title) of every mapped field."""
        for one in self.result.table.fields:
            if one.id in self.result.mapping:
                name = self.result.mapping[one.id]
                yield one.name, name, self.result.standard.by_name[name].title

    def data(self) -> dict[str, Any]:
        """Return everything but the failures as plain data."""
        result = self.result
        return {"standard": result.standard.id, "version": result.standard.version, "sha256": result.standard.sha256,
                "title": result.standard.title, "dataset": self.dataset, "person": self.person,
                "moment": self.moment.isoformat(timespec="seconds"), "today": result.today.isoformat(),
                "rows": len(result.table), "failed": result.failed, "counts": result.counts(), "rules": result.rules(),
                "scores": self.quality.data(), "mapping": {a: b for a, b, _t in self.pairs()},
                "unmapped": self.unmapped(), "missing": self.missing()}
