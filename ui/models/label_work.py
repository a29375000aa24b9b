"""Label work: one person's answers, which rows are done, which comes next; kept here so that a key answers at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workstation.text import _n

if TYPE_CHECKING:
    import numpy as np

    from workstation.dataset.dataset import Dataset
    from workstation.dataset.field import Field
    from workstation.dataset.table import Table
    from workstation.job import Job
    from workstation.labels.schema import LabelSchema, Question


class LabelWork:
    """The answers of one person to every question of a schema, and the rows they are about."""

    def __init__(self, schema: LabelSchema, table: Table, answers: Mapping[str, Mapping[int, Any]]) -> None:
        """Take {question: {row id: answer}} of one person."""
        self.schema = schema
        self.table = table
        self.answers = {question.name: dict(answers.get(question.name, {})) for question in schema.questions}
        self._done = self._mask()

    def _mask(self) -> np.ndarray[Any, Any]:
        """Return for each position whether every question is answered, or the row is not to be seen."""
        import numpy as np

        rows: set[int] | None = None
        for given in self.answers.values():
            rows = set(given) if rows is None else rows & set(given)
        mask = np.zeros(self.table.height, dtype=bool)
        mask[self.table.positions(sorted(rows or ()))] = True
        mask[self.table.hidden] = True
        return mask

    @property
    def total(self) -> int:
        """Rows to be labelled."""
        return len(self.table)

    @property
    def answered(self) -> int:
        """Rows with an answer to every question."""
        return int(self._done.sum()) - len(self.table.hidden)

    def row_id(self, position: int) -> int:
        """Return the id of the row at a position."""
        import numpy as np

        return int(self.table.row_ids(np.array([position]))[0])

    def number(self, position: int) -> int:
        """Return the row's number on screen, from 1."""
        import numpy as np

        return int(self.table.row_numbers(np.array([position]))[0])

    def of(self, row_id: int) -> dict[str, Any]:
        """Return {question: answer} of a row, without those that have none."""
        return {name: given[row_id] for name, given in self.answers.items() if row_id in given}

    def put(self, question: str, row_ids: tuple[int, ...], answer: Any) -> None:
        """Take an answer (None takes it away) for some rows."""
        given = self.answers[question]
        for row in row_ids:
            if answer is None:
                given.pop(row, None)
            else:
                given[row] = answer
        at = self.table.positions(row_ids)
        full = [all(row in one for one in self.answers.values()) for row in row_ids]
        self._done[at] = full
        self._done[self.table.hidden] = True

    def step(self, position: int, by: int, *, unanswered: bool) -> int | None:
        """Return the next row to show after (or before) a position, round the end once; None when there is none."""
        import numpy as np

        visible = self.table.visible
        rows = visible[~self._done[visible]] if unanswered else visible
        if not len(rows):
            return None
        at = int(np.searchsorted(rows, position, side="right" if by > 0 else "left")) - (by < 0)
        return int(rows[at % len(rows)])

    def open_question(self, row_id: int) -> Question | None:
        """Return the first question of a row that has no answer."""
        return next((q for q in self.schema.questions if row_id not in self.answers[q.name]), None)

    def counts(self, question: str) -> Counter[str]:
        """Return how often each answer was given."""
        found: Counter[str] = Counter()
        for answer in self.answers[question].values():
            found.update([answer] if isinstance(answer, str) else answer)
        return found

    def _fields(self) -> list[Field]:
        """Return the fields that one reads to answer; those that the schema names and are there, else all."""
        known = {field.id: field for field in self.table.fields} | {field.name: field for field in self.table.fields}
        return [known[name] for name in self.schema.show if name in known] or list(self.table.fields)

    def cells(self, position: int) -> list[tuple[str, str | None]]:
        """Return (field, text) of the row at a position."""
        fields = self._fields()
        texts = self.table.cells([position], [field.id for field in fields])[0]
        return [(field.title or field.name, text) for field, text in zip(fields, texts, strict=True)]

    def common(self, row_ids: tuple[int, ...]) -> list[tuple[str, str | None]]:
        """Return (field, text) of what some rows have in common, or how many texts they have."""
        fields = self._fields()
        columns = zip(*self.table.cells(self.table.positions(row_ids), [field.id for field in fields]), strict=True)
        out: list[tuple[str, str | None]] = []
        for field, texts in zip(fields, columns, strict=True):
            n = len(set(texts))
            several = _n("{n} text", "{n} different texts", n)
            out.append((field.title or field.name, texts[0] if n == 1 else several))
        return out

    def shared(self, row_ids: tuple[int, ...], question: str) -> Any:
        """Return the answer that all these rows have, None when they differ."""
        found = [self.answers[question].get(row_id) for row_id in row_ids]
        return found[0] if all(one == found[0] for one in found) else None

    def other(self, newer: LabelWork) -> int | None:
        """Return the row whose answers differ in `newer`, None when none or many do: where an undo leads."""
        rows = {row for name, given in self.answers.items() for row in given.keys() | newer.answers.get(name, {}).keys()
                if given.get(row) != newer.answers.get(name, {}).get(row)}
        return rows.pop() if len(rows) == 1 else None


def read(dataset: Dataset, person: str, job: Job) -> LabelWork | None:
    """Return a person's work on a dataset, None when it has no label schema."""
    from workstation.labels.schema import SETTING, of

    if SETTING not in dataset.settings:
        return None
    schema = of(dataset.settings)
    answers = {question.name: {row: given[person] for row, given in dataset.answers(question.name).items() if person in given}
               for question in schema.questions}
    return LabelWork(schema, dataset.table, answers)
