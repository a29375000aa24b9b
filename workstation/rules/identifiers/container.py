"""Freight container number, 4 letters and 7 digits: ISO 6346."""

from __future__ import annotations

from workstation.rules.columns import Columns
from workstation.rules.identifiers.checkdigit import pick, weighted
from workstation.rules.identifiers.identifier import Cases, Identifier, Test
from workstation.rules.reading import full_match, has_full_width, trimmed
from workstation.rules.rule import FULL_WIDTH, SPACES_AROUND
from workstation.text import N_

ALPHABET = "0123456789A_BCDEFGHIJK_LMNOPQRSTU_VWXYZ"
"""Values by place: letters begin with 10 and leave out 11, 22 and 33."""
WEIGHTS = tuple(2 ** i for i in range(10))


def expected(text: str) -> str:
    """Return SQL for the check digit: weighted sum mod 11, mod 10."""
    return pick("01234567890", f"{weighted(text, WEIGHTS, alphabet=ALPHABET)} % 11")


def _check(text: str, columns: Columns) -> Cases:
    formed = f"NOT {full_match(text, '[A-Z]{3}[UJZ][0-9]{7}')}"
    return [
        (f"{formed} AND {has_full_width(text)}", 6),
        (f"{formed} AND {trimmed(text)} <> {text}", 7),
        (f"{formed} AND length({text}) <> 11", 1),
        (f"{formed} AND regexp_matches({text}, '[a-z]')", 2),
        (f"{formed} AND {full_match(text, '[A-Z]{4}[0-9]{7}')}", 3),
        (formed, 4),
        (f"right({text}, 1) = {columns.once(expected(text))}", 0),
        ("TRUE", 5),
    ]


CONTAINER = Identifier("container", N_("container number"), (
    Test("", "error", _check, (
        N_("“{value}” must have 11 characters."),
        N_("“{value}” must be written with capital letters."),
        N_("The fourth letter of “{value}” must be U, J or Z."),
        N_("“{value}” must be 4 capital letters and 7 digits."),
        N_("The last digit of “{value}” should be {parameter}: one of the characters is mistyped."),
        FULL_WIDTH, SPACES_AROUND), expected),
), shape="[A-Za-z]{4}[0-9]{7}")
