"""Identifier and Test: an identifier is one or more tests, each a rule of its own with its level and sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workstation.rules.columns import Columns

Cases = list[tuple[str, int]]


@dataclass(frozen=True)
class Test:
    """One rule that an identifier brings: `check` for what is wrong, others for what is only doubtful.

    suffix:   "" for the check itself, else a word behind it: uscc.check, uscc.check.inner
    cases:    (SQL text, columns) -> [(SQL condition, reason)], the first true one counts; reason 0 is a pass
    messages: the sentence of each reason, from 1
    expected: SQL of what should stand there ({parameter} in a sentence), or None
    applies:  SQL of where the test says anything at all; everywhere by default
    """

    __test__ = False  # not a test of pytest

    suffix: str
    level: str
    cases: Callable[[str, Columns], Cases]
    messages: tuple[str, ...]
    expected: Callable[[str], str] | None = None
    applies: Callable[[str], str] | None = None
    divisions: bool = False
    """True when it asks for the list of administrative divisions."""


@dataclass(frozen=True)
class Identifier:
    """A kind of identifier: the name a standard uses for it, what people call it, and its tests."""

    name: str
    title: str
    tests: tuple[Test, ...]
    sure: bool = True
    """False when its check is weak evidence: 1 in 10 random numbers passes Luhn."""
    shape: str = ""
    """RE2 pattern of texts that could be one, for guessing what a column holds."""
