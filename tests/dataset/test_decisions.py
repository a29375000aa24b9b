"""Submit, approve, return, withdraw: who may, what they bar, the versions they make."""

from __future__ import annotations

import pytest

from workstation.errors import Problem
from workstation.operations.trim_whitespace import TrimWhitespace


@pytest.fixture
def submitted(steps):
    steps.given(city=[" a", "b"])
    steps.do(TrimWhitespace(field="city"))
    steps.dataset.submit("li")
    return steps


def test_an_approval_makes_a_version_of_what_stands(submitted):
    submitted.dataset.approve("wang")
    version = submitted.dataset.versions()[0]
    assert (version.number, version.person, version.content_hash) == (1, "wang", submitted.dataset.table.content_hash)
    assert submitted.dataset.status == "approved"


def test_nobody_approves_or_returns_their_own_submission(submitted):
    for act in (lambda: submitted.dataset.approve("li"), lambda: submitted.dataset.return_("li", "no")):
        with pytest.raises(Problem) as refused:
            act()
        assert refused.value.code == "same-person"


def test_a_return_needs_a_reason_and_opens_the_dataset_again(submitted):
    with pytest.raises(Problem, match="reason"):
        submitted.dataset.return_("wang", "  ")
    submitted.dataset.return_("wang", "Bodø is missing")
    assert submitted.dataset.status == "returned"
    submitted.do(TrimWhitespace(field="city"))


def test_nothing_is_changed_while_a_submission_waits(submitted):
    with pytest.raises(Problem) as refused:
        submitted.do(TrimWhitespace(field="city"))
    assert refused.value.code == "submitted"
    submitted.dataset.withdraw("li")
    assert submitted.dataset.status == "draft"


def test_only_who_submitted_withdraws(submitted):
    with pytest.raises(Problem, match="only they can withdraw"):
        submitted.dataset.withdraw("wang")


def test_a_step_that_was_approved_cannot_be_undone(submitted):
    submitted.dataset.approve("wang")
    with pytest.raises(Problem) as refused:
        submitted.undo()
    assert refused.value.code == "decided"


def test_a_change_after_an_approval_is_a_draft_again_and_the_version_stays(submitted):
    from workstation.operations.change_case import ChangeCase

    submitted.dataset.approve("wang")
    version = submitted.dataset.versions()[0]
    submitted.do(ChangeCase(field="city"))
    assert submitted.dataset.status == "draft"
    assert submitted.dataset.table_at(version.state).content_hash == version.content_hash
    submitted.undo()
    assert submitted.dataset.status == "approved"


def test_what_was_not_submitted_cannot_be_approved(steps):
    steps.given(city=["a"])
    with pytest.raises(Problem, match="not submitted"):
        steps.dataset.approve("wang")
