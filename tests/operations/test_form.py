"""Forms: every operation can be asked for by a screen or a command line, in words."""

from __future__ import annotations

import json

import pytest

from workstation.errors import Problem
from workstation.operations.catalogue import GROUPS, OPERATIONS, by_name, operation
from workstation.operations.form import described, form

KINDS = {"field", "fields", "text", "long-text", "choice", "flag", "number", "mapping", "cells", "rows", "type", "data"}


@pytest.mark.parametrize("kind", OPERATIONS, ids=lambda kind: kind.name)
def test_every_question_has_a_known_kind_and_a_label(kind):
    assert kind.group in GROUPS
    for question in form(kind):
        assert question.kind in KINDS
        assert question.label
        assert question.label != question.name
        assert bool(question.choices) == (question.kind in ("choice", "type"))
        if question.choices and not question.required:
            assert question.default in question.choices
    assert json.loads(json.dumps(described(kind)))["operation"] == kind.name


def test_names_are_unique_and_in_the_order_of_the_menu():
    names = [kind.name for kind in OPERATIONS]
    assert len(set(names)) == len(names)
    groups = [kind.group for kind in OPERATIONS]
    assert list(dict.fromkeys(groups)) == list(GROUPS)


def test_a_form_says_what_must_be_answered():
    asked = {question.name: question for question in form(by_name("replace_text"))}
    assert [name for name, question in asked.items() if question.required] == ["field", "find"]
    assert asked["whole"].default is False


@pytest.mark.parametrize(("data", "code"), [
    ({"operation": "nothing"}, "no-operation"),
    ({}, "no-operation"),
    ({"operation": "trim_whitespace", "field": "a", "inner": "perhaps"}, "bad-parameter"),
    ({"operation": "move_field", "field": "a", "place": "one"}, "bad-parameter"),
    ({"operation": "trim_whitespace", "field": ["a"]}, "bad-parameter"),
    ({"operation": "split_field", "field": "a", "by": "lengths", "lengths": "6,x"}, "bad-parameter"),
    ({"operation": "join_fields", "fields": 3, "new_name": "x"}, "bad-parameter"),
], ids=["unknown", "nothing", "a flag", "a number", "a field", "lengths", "fields"])
def test_what_does_not_fit_is_refused_in_words(data, code):
    with pytest.raises(Problem) as refused:
        operation(data)
    assert refused.value.code == code
    assert refused.value.remedy


def test_a_command_line_may_write_everything_as_text():
    split = operation({"operation": "split_field", "field": "a", "by": "lengths", "lengths": "6,8", "keep": "no"})
    assert (split.lengths, split.keep) == ((6, 8), False)
    assert operation({"operation": "join_fields", "fields": "a,b", "new_name": "x"}).fields == ("a", "b")
    assert operation({"operation": "trim_whitespace", "field": "a", "inner": "yes"}).inner is True
