"""Identifiers with check digits: every value of the reference, each way to be wrong with its own sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.standards.tables import checked, table_of
from workstation.rules.identifiers.catalogue import ALIASES, IDENTIFIERS
from workstation.standards.lint import load
from workstation.standards.result import CheckResult

VECTORS = tomllib.loads((Path(__file__).parents[1] / "rules" / "identifiers.toml").read_text(encoding="utf-8"))


@pytest.fixture
def of(pack: Callable[..., Path]) -> Callable[[str, list[str]], CheckResult]:
    """Check values as one identifier."""

    def run(name: str, values: list[str]) -> CheckResult:
        return checked(table_of(v=list(values)), load(pack(f"{{name: v, check: {name}}}")))

    return run


@pytest.mark.parametrize("name", VECTORS)
def test_valid_values_pass_the_check(of: Callable[..., CheckResult], name: str) -> None:
    """None fails."""
    values = VECTORS[name]["valid"]
    tally = of(name, values).by_id["v.check"].tally
    assert (tally.checked, tally.failed, tally.outcome) == (len(values), 0, "pass")


@pytest.mark.parametrize("name", VECTORS)
def test_invalid_values_fail_each_with_its_own_sentence(of: Callable[..., CheckResult], name: str) -> None:
    """Every one fails, and the sentence holds the word that tells why."""
    cases = VECTORS[name]["invalid"]
    result = of(name, [value for value, _word in cases])
    found = {f.value: str(f.message) for f in result.failures(rules=["v.check"])}
    assert len(found) == result.by_id["v.check"].tally.failed == len(cases)
    for value, word in cases:
        assert word in found[value], (value, found[value])


@pytest.mark.parametrize(
    ("name", "value", "suffix"),
    [(name, value, suffix) for name, vectors in VECTORS.items() for value, suffix in vectors.get("doubtful", [])],
)
def test_what_is_only_doubtful_is_a_warning_of_its_own(
    of: Callable[..., CheckResult], name: str, value: str, suffix: str
) -> None:
    """The check itself passes."""
    result = of(name, [value])
    assert result.by_id["v.check"].tally.failed == 0
    answer = result.by_id[f"v.check.{suffix}"]
    assert (answer.rule.level, answer.tally.failed) == ("warning", 1)


def test_every_identifier_has_vectors() -> None:
    """None is forgotten."""
    assert set(VECTORS) >= set(IDENTIFIERS)
    assert set(ALIASES.values()) <= set(IDENTIFIERS)


def test_a_wrong_value_is_not_doubted_as_well(of: Callable[..., CheckResult]) -> None:
    """One mistake is told once."""
    result = of("cn_uscc", ["91310115MA1H8R7C6D"])
    assert [f.rule for f in result.failures()] == ["v.check"]
