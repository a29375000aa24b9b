"""What lies beside the table at a state of the tree: settings and answers, walked back from those of now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from workstation.dataset import payload, projection
from workstation.dataset.change import Annotated, Change, SettingChanged

if TYPE_CHECKING:
    from workstation.dataset.dataset import Dataset

Answers = dict[str, dict[int, dict[str, Any]]]
"""{question: {row id: {person: answer}}}"""


def beside_at(dataset: Dataset, state: int) -> tuple[dict[str, Any], Answers]:
    """Return settings and answers as they were at a state, out of one look at the file. Takes no write lock."""
    db = dataset._db
    with dataset._guard:
        db.execute("begin")
        try:
            dataset.refresh()
            settings = dict(dataset.settings)
            questions = [row[0] for row in db.execute("select distinct question from annotation").fetchall()]
            answers: Answers = {question: projection.answers(db, question) for question in questions}
            for change in _changes(dataset, state):
                if isinstance(change, SettingChanged):
                    settings[change.key] = change.new
                elif isinstance(change, Annotated):
                    rows = answers.setdefault(change.question, {})
                    for row, answer in change.new.items():
                        rows.setdefault(row, {})[change.person] = answer
        finally:
            db.execute("commit")
    return {key: value for key, value in settings.items() if value is not None}, {
        question: {row: kept for row, by in rows.items()
                   if (kept := {person: answer for person, answer in by.items() if answer is not None})}
        for question, rows in answers.items()}


def _changes(dataset: Dataset, state: int) -> Iterator[Change]:
    """Yield the changes of settings and answers on the way from now to `state`, each turned as it is met."""
    back, again = dataset.journal.path(dataset.state, state)
    for node in back:
        for header in reversed(dataset.journal.entry(node).changes):
            if header["kind"] in ("setting", "annotation"):
                yield payload.decode_back(dataset._db, header)
    for node in again:
        for header in dataset.journal.entry(node).changes:
            if header["kind"] in ("setting", "annotation"):
                yield payload.decode(dataset._db, header)
