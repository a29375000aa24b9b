"""Checking while people work: the standard of the table is checked once, then what each edit touches."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.table.problem_set import ProblemSet
from workstation.text import _

if TYPE_CHECKING:
    from ui.desk import Desk
    from workstation.dataset.column import Positions
    from workstation.dataset.dataset import Changes
    from workstation.job import Job
    from workstation.standards.result import CheckResult

MAPPING = "mapping:"
MOST_CODES = 5000
MOVED = frozenset({"rows-added", "rows-hidden", "rows-shown"})
SILENT = frozenset({"annotation", "decision"})


class Checking(QObject):
    """The live result of the table in front."""

    changed = Signal()
    """state or problems are others."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        """Start without a table."""
        super().__init__(parent)
        self._desk = desk
        self._latest = desk.latest(self)
        self.state = "none"
        """none: no standard is chosen; checking; ready; failed."""
        self.result: CheckResult | None = None
        self.problems: ProblemSet | None = None
        self.checked_at: datetime | None = None
        self._standard = ""
        self._mapping: dict[str, str] = {}
        self._fields: set[str] | None = set()
        self._rows: list[Positions] | None = []

    def start(self) -> None:
        """Check the whole table in front against its standard, when it has one."""
        self._latest.cancel()
        self.result, self.problems, self.checked_at = None, None, None
        self._forget()
        dataset, workspace = self._desk.session.dataset, self._desk.session.workspace
        self._standard, self._mapping = chosen(dataset.settings) if dataset is not None else ("", {})
        if dataset is None or workspace is None or not self._standard:
            self._turn("none")
            return
        self._turn("checking")
        id, mapping, table = self._standard, self._mapping, dataset.table

        def work(job: Job) -> tuple[CheckResult, ProblemSet]:
            from workstation.standards.check import check
            from workstation.standards.installed import Installed

            standard = Installed(workspace.path / "standards", workspace.db).load(id)
            found = check(table, standard, mapping, job=job)
            return found, ProblemSet(found)

        self._latest.start(work, self._take, self._fail, title=_("Checking"), shown=True)

    def touched(self, changes: Changes) -> None:
        """Check again what an edit touched."""
        dataset = self._desk.session.dataset
        if dataset is None or (changes.kinds <= SILENT and changes.kinds):
            return
        if (self._standard, self._mapping) != chosen(dataset.settings) or self.state == "failed":
            self.start()
            return
        if not self._standard:
            return
        self._remember(changes)
        table, before = dataset.table, self.result
        if before is None:
            self.start()
            return
        fields = sorted(self._fields) if self._fields is not None else None
        parts = self._rows

        def work(job: Job) -> tuple[CheckResult, ProblemSet]:
            import numpy as np

            from workstation.standards.live import recheck

            rows = np.unique(np.concatenate(parts)) if parts else None
            found = recheck(before, table, fields, rows)
            return found, ProblemSet(found)

        self._latest.start(work, self._take, self._fail, title=_("Checking"), shown=True)

    def _remember(self, changes: Changes) -> None:
        """Add to what was touched since the last result: several edits may come before one is checked."""
        if changes.kinds <= MOVED:
            return  # rows that came or went are found by comparing the tables
        if self._fields is not None:
            self._fields = self._fields | set(changes.fields)
        if changes.rows is None and changes.fields:
            self._rows = None
        elif changes.rows is not None and self._rows is not None:
            self._rows = [*self._rows, changes.rows]

    def _forget(self) -> None:
        self._fields, self._rows = set(), []

    def _take(self, answer: tuple[CheckResult, ProblemSet]) -> None:
        self.result, self.problems = answer
        self.checked_at = datetime.now()
        self._forget()
        self._turn("ready")

    def _fail(self, problem: BaseException) -> None:
        self._turn("failed")
        self._desk.show(problem)

    def _turn(self, state: str) -> None:
        self.state = state
        self.changed.emit()

    # --- what others ask --------------------------------------------------------------------------------------------

    def codes(self, field_id: str) -> list[str]:
        """Return the values that the standard allows in a field, none when it names no list or a very long one."""
        if self.result is None or field_id not in self.result.mapping:
            return []
        spec: Any = self.result.standard.by_name.get(self.result.mapping[field_id])
        return allowed(self.result.standard, spec)

    def standard_label(self) -> str:
        """Return the standard's title, '' without one."""
        return self.result.standard.label if self.result is not None else ""

    def rules(self) -> tuple[int, int]:
        """Return (rules that were checked, rules that could not be)."""
        if self.result is None:
            return 0, 0
        done = sum(1 for answer in self.result.answers if answer.tally.outcome != "not checked")
        return done, len(self.result.answers) - done


def chosen(settings: Any) -> tuple[str, dict[str, str]]:
    """Return (standard id, mapping) that a dataset's settings name; the one chosen last counts, '' without one."""
    named = {key.removeprefix(MAPPING): value for key, value in settings.items() if key.startswith(MAPPING) and value}
    wanted = settings.get("standard")
    id = wanted if wanted in named else next(reversed(named), "")
    return id, dict(named.get(id, {}))


def allowed(standard: Any, spec: Any) -> list[str]:
    """Return the values a field may have: its list of words or codes, at most some thousands: more are not a choice."""
    if spec is None:
        return []
    name = spec.codes
    listed: list[str] = list(standard.codes[name].columns["code"][:MOST_CODES]) if name in standard.codes else []
    return [*spec.enum, *listed]
