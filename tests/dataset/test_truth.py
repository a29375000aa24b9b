"""Verify finds every falsification, and a damaged file is told in words: never a traceback, never a circle."""

from __future__ import annotations

import sqlite3

import pytest

from workstation.errors import Problem
from workstation.labels.annotate import Annotate
from workstation.labels.set_label_schema import SetLabelSchema
from workstation.operations.trim_whitespace import TrimWhitespace

FORGERIES = {
    "an operation": "update entry set operation = replace(operation, 'trim', 'trin') where seq = 2",
    "an operation that is no data": "update entry set operation = '{' where seq = 2",
    "changes that are no changes": "update entry set changes = '[1]' where seq = 2",
    "bytes that are no text": "update entry set names = x'ff' where seq = 2",
    "a step on itself": "update entry set parent = seq where seq = 2",
    "a circle": "update entry set parent = 4 where seq = 1",
    "a step on nothing": "update entry set parent = 99 where seq = 3",
    "a state that is none": "update entry set state = 77 where seq = 5",
    "a step taken out": "delete from entry where seq = 2",
    "a person": "update entry set person = 'wang' where seq = 2",
    "stored bytes": "update piece set data = zeroblob(length(data))",
    "stored bytes cut": "update piece set data = substr(data, 1, 10)",
    "a way of packing": "update piece set codec = 'zstd:abc'",
    "a stored size": "update blob set size = size - 1",
    "an approval's hash": "update version set content_hash = '0'",
    "an approver": "update version set person = 'li'",
    "an approval taken out": "delete from version",
    "an approval put in": "insert into version values (2, 1, 'x', 1, 'wang', 't')",
    "an answer": "update annotation set answer = '\"n\"'",
    "an answer put in": "insert into annotation values (4294967297, 'good', 'wang', '\"y\"')",
    "a setting": "update setting set value = '{}'",
    "a setting that is no data": "update setting set value = '{'",
    "a block": "update block set uuid = 'z'",
    "a table taken out": "drop table piece",
}


@pytest.fixture
def worked(steps):
    """Return a dataset with a step, a schema, an answer and an approved version, closed."""
    steps.given(city=[" Oslo", "Bergen"])
    steps.do(TrimWhitespace(field="city"))
    steps.do(SetLabelSchema(schema={"questions": [{"name": "good", "options": ["y", "n"]}]}))
    steps.do(Annotate(question="good", answer="y", row_ids=(1 << 32,)))
    steps.dataset.submit("li")
    steps.dataset.approve("wang")
    assert steps.reopened().verify().faults == ()
    steps.workspace.close_dataset(steps.dataset.id)
    return steps


def falsify(worked, statement: str) -> None:
    db = sqlite3.connect(worked.workspace.file(worked.dataset.id))
    for (trigger,) in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        db.execute(f'drop trigger "{trigger}"')
    db.execute(statement)
    db.commit()
    db.close()


@pytest.mark.parametrize("forgery", FORGERIES)
def test_every_falsification_is_found(worked, forgery):
    falsify(worked, FORGERIES[forgery])
    try:
        found = worked.workspace.dataset(worked.dataset.id).verify()
    except Problem as told:
        assert told.code in ("damaged", "no-blob") and told.remedy
    else:
        assert found.faults


def test_a_file_under_another_datasets_name_is_refused(worked):
    falsify(worked, "update meta set value = 'other' where key = 'id'")
    with pytest.raises(Problem) as told:
        worked.workspace.dataset(worked.dataset.id)
    assert told.value.code == "damaged"
    worked.workspace._open.pop(worked.dataset.id).close()


def test_a_bug_is_not_called_damage(steps):
    steps.given(city=["Oslo"])
    with pytest.raises(ZeroDivisionError), steps.dataset.writing("li"):
        raise ZeroDivisionError


def test_going_forward_waits_for_a_decision_too(steps):
    steps.given(city=[" Oslo"])
    steps.do(TrimWhitespace(field="city"))
    steps.undo()
    steps.dataset.submit("li")
    for act in (lambda: steps.redo(), lambda: steps.dataset.goto(2, "li")):
        with pytest.raises(Problem) as told:
            act()
        assert told.value.code == "submitted"
    assert steps.field("city") == [" Oslo"]
