"""Scores: A of B by dimension and indicator, "not measured" where nothing was, weights of the standard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.standards.tables import checked, table_of
from workstation.standards.lint import load
from workstation.standards.quality import quality
from workstation.standards.standard import DIMENSIONS, Standard

SCORE = "score: {weights: {规范性: 1, 完整性: 3}, pass: 90, levels: {error: 1, warning: 0.5, info: 0}}\n"


def test_a_dimension_is_a_of_b_over_its_rules(pack: Callable[..., Path]) -> None:
    """Blank cells count for completeness only."""
    standard = load(pack("{name: a, required: true, maxLength: 1}", head=SCORE))
    scores = quality(checked(table_of(a=["x", None, "yy", "z"]), standard)).data()
    assert scores["dimensions"]["完整性"] | {"A": 3, "B": 4, "score": 75.0} == scores["dimensions"]["完整性"]
    assert scores["dimensions"]["规范性"] | {"A": 2, "B": 3, "score": 66.66} == scores["dimensions"]["规范性"]
    assert scores["overall"] == pytest.approx((3 * 75 + 66.6666) / 4, abs=0.01)
    assert scores["passed"] is False


def test_what_was_not_measured_says_so(example: Standard) -> None:
    """It has no number and no part in the whole."""
    found = quality(checked(table_of(industry=["A"]), example))
    by = {measure.name: measure for measure in found.dimensions}
    assert tuple(by) == DIMENSIONS
    assert by["可访问性"].score is None and by["可访问性"].why == "not measured" and not by["可访问性"].b
    assert by["时效性"].score is None
    assert found.overall == 100.0


def test_nothing_measured_is_no_score(example: Standard) -> None:
    """Never 100, never a division by zero."""
    found = quality(checked(table_of(other=["x"]), example))
    assert found.overall is None and found.passed is None
    assert found.data()["overall"] is None


def test_a_warning_counts_its_share_and_a_remark_nothing(pack: Callable[..., Path]) -> None:
    """A and B stay plain counts."""
    rules = (
        "{id: R1, must: \"a = 'x'\", level: warning, dimension: 规范性/0104}\n"
        "{id: R2, must: \"a = 'y'\", level: info, dimension: 一致性/0401}"
    )
    found = quality(checked(table_of(a=["x", "y"]), load(pack("{name: a}", rules, head=SCORE))))
    by = {measure.name: measure for measure in found.dimensions}
    assert (by["规范性"].a, by["规范性"].b, by["规范性"].score) == (1, 2, 75.0)
    assert (by["一致性"].a, by["一致性"].b, by["一致性"].score) == (1, 2, None)
    assert by["规范性"].parts[0].name == "0104 业务规则"


def test_nearly_all_is_not_all(pack: Callable[..., Path]) -> None:
    """99,999 of 100,000 does not show as 100."""
    standard = load(pack("{name: a, required: true}", head=SCORE))
    scores = quality(checked(table_of(a=["x"] * 99_999 + [None]), standard)).data()
    assert scores["overall"] == 99.99
