"""Label schema, answers as operations, the queue."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.dataset.conftest import steps, workspace  # noqa: F401 - the same fixtures
from workstation.errors import Problem
from workstation.labels import schema
from workstation.labels.annotate import Annotate
from workstation.labels.queue import next_row, progress
from workstation.labels.set_label_schema import SetLabelSchema
from workstation.operations.remove_rows import RemoveRows

SCHEMA = {"name": "requests", "show": ["text"], "questions": [
    {"name": "topic", "title": "Topic", "kind": "single", "options": ["roads", "water", "noise"]},
    {"name": "tone", "kind": "multiple", "options": [{"value": "urgent", "key": "u"}, {"value": "angry", "key": "1"}]}]}

BAD = [
    ("no questions", {"name": "x"}),
    ("one option", {"questions": [{"name": "q", "options": ["a"]}]}),
    ("unknown kind", {"questions": [{"name": "q", "kind": "stars", "options": ["a", "b"]}]}),
    ("same name", {"questions": [{"name": "q", "options": ["a", "b"]}, {"name": "q", "options": ["a", "b"]}]}),
    ("same value", {"questions": [{"name": "q", "options": ["a", "a"]}]}),
    ("same key", {"questions": [{"name": "q", "options": [{"value": "a", "key": "x"}, {"value": "b", "key": "X"}]}]}),
    ("long key", {"questions": [{"name": "q", "options": [{"value": "a", "key": "ab"}, "b"]}]}),
    ("not a mapping", ["q"]),
]


@pytest.fixture
def labelled(steps):  # noqa: F811
    steps.given(text=["a hole", "no water", "loud"])
    steps.do(SetLabelSchema(schema=SCHEMA))
    return steps


def ids(steps, *rows):  # noqa: F811
    return tuple(int(one) for one in steps.dataset.table.row_ids(np.array(rows)))


def test_keys_are_given_out_where_they_are_missing():
    made = schema.from_data(SCHEMA)
    assert [option.key for option in made.questions[0].options] == ["1", "2", "3"]
    assert [option.key for option in made.questions[1].options] == ["u", "1"]
    assert schema.from_data(made.data()) == made


@pytest.mark.parametrize("data", [case[1] for case in BAD], ids=[case[0] for case in BAD])
def test_a_bad_schema_is_refused(data):
    with pytest.raises(Problem):
        schema.from_data(data)


def test_a_schema_is_read_from_yaml_and_json(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(SCHEMA), "utf-8")
    (tmp_path / "a.yaml").write_text("questions: [{name: q, options: [a, b]}]", "utf-8")
    assert schema.load(tmp_path / "a.json").name == "requests"
    assert schema.load(tmp_path / "a.yaml").questions[0].name == "q"
    (tmp_path / "b.yaml").write_text("questions: [", "utf-8")
    with pytest.raises(Problem):
        schema.load(tmp_path / "b.yaml")


def test_a_schema_that_shows_a_missing_field_is_refused(steps):  # noqa: F811
    steps.given(note=["a"])
    with pytest.raises(Problem, match="no field"):
        steps.do(SetLabelSchema(schema=SCHEMA))


def test_an_answer_is_one_persons_and_can_be_undone(labelled):
    row, = ids(labelled, 1)
    labelled.do(Annotate(question="topic", answer="water", row_ids=(row,)))
    labelled.do(Annotate(question="topic", answer="noise", row_ids=(row,)), person="wang")
    assert labelled.dataset.answers("topic") == {row: {"li": "water", "wang": "noise"}}
    labelled.undo(person="wang")
    assert labelled.dataset.answers("topic") == {row: {"li": "water"}}
    assert labelled.reopened().answers("topic") == {row: {"li": "water"}}


def test_an_answer_can_be_changed_and_taken_back(labelled):
    row, = ids(labelled, 0)
    labelled.do(Annotate(question="tone", answer=["angry", "urgent"], row_ids=(row,)))
    assert labelled.dataset.answers("tone") == {row: {"li": ["urgent", "angry"]}}
    labelled.do(Annotate(question="tone", answer=None, row_ids=(row,)))
    assert labelled.dataset.answers("tone") == {}
    labelled.undo()
    assert labelled.dataset.answers("tone") == {row: {"li": ["urgent", "angry"]}}


def test_what_is_no_option_is_refused(labelled):
    for answer in ("birds", ["roads", "water"]):
        with pytest.raises(Problem):
            labelled.do(Annotate(question="topic", answer=answer, row_ids=ids(labelled, 0)))


def test_many_rows_are_answered_alike_in_one_step(labelled):
    assert labelled.do(Annotate(question="topic", answer="roads", row_ids=ids(labelled, 0, 2))).count == 2
    assert labelled.do(Annotate(question="topic", answer="roads", row_ids=ids(labelled, 0, 2))).entry is None


def test_the_queue_leads_to_the_next_row_without_an_answer(labelled):
    only_topic = {**SCHEMA, "questions": SCHEMA["questions"][:1]}
    labelled.do(SetLabelSchema(schema=only_topic))
    assert next_row(labelled.dataset, "li") == 0
    labelled.do(Annotate(question="topic", answer="roads", row_ids=ids(labelled, 0)))
    assert next_row(labelled.dataset, "li") == 1
    assert next_row(labelled.dataset, "li", after=1) == 2
    assert next_row(labelled.dataset, "wang") == 0
    labelled.do(RemoveRows(), np.array(ids(labelled, 1)))
    labelled.do(Annotate(question="topic", answer="noise", row_ids=ids(labelled, 2)))
    assert next_row(labelled.dataset, "li") is None
    assert progress(labelled.dataset, "li").answered == progress(labelled.dataset, "li").total == 2
