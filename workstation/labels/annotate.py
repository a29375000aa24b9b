"""Annotate: one person's answers to one question, for one row or many alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workstation.dataset.change import Annotated, Change
from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, NameOf, Operation, param
from workstation.dataset.table import Table
from workstation.labels.schema import of
from workstation.text import N_, _, _n


@dataclass(frozen=True, kw_only=True)
class Annotate(Operation):
    """Answer a question of the label schema for some rows; an empty answer takes one's answer back."""

    name: ClassVar[str] = "annotate"
    title: ClassVar[str] = N_("Label")
    group: ClassVar[str] = "labels"
    listed: ClassVar[bool] = False

    question: str = param(kind="text", label=N_("Question"))
    answer: Any = param(None, kind="data", label=N_("Answer"))
    row_ids: tuple[int, ...] = param((), kind="rows", label=N_("Rows"))

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return this person's old and new answers for the rows named, or those of the view."""
        answer = of(context.settings).question(self.question).checked(self.answer)
        chosen = [int(row) for row in (self.row_ids or (rows if rows is not None else ()))]
        table.positions(chosen)
        before = context.answers(self.question, chosen) if context.answers else {}
        new = {row: answer for row in chosen if before.get(row) != answer}
        if not new:
            return []
        return [Annotated(self.question, context.person, {row: before.get(row) for row in new}, new)]

    def summary(self, name_of: NameOf) -> str:
        """Name the question and how many rows were answered, not the answer: it may be personal."""
        n = len(self.row_ids)
        if not n:
            return _("Label “{question}”", question=self.question)
        return _n("Label “{question}” of one row", "Label “{question}” of {n} rows", n, question=self.question)
