"""Organisation code, 9 characters: GB 11714."""

from __future__ import annotations

from workstation.rules.columns import Columns
from workstation.rules.identifiers.checkdigit import LETTERS, pick, weighted
from workstation.rules.identifiers.identifier import Cases, Identifier, Test
from workstation.rules.reading import full_match, has_full_width, trimmed
from workstation.rules.rule import FULL_WIDTH, SPACES_AROUND
from workstation.text import N_

WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def expected(text: str, start: int = 1) -> str:
    """Return SQL for the ninth character: 11 - sum mod 11, where 10 is X and 11 is 0."""
    return pick("0X987654321", f"{weighted(text, WEIGHTS, start, LETTERS)} % 11")


def _check(text: str, columns: Columns) -> Cases:
    formed = f"NOT {full_match(text, '[0-9A-Z]{8}[0-9X]')}"
    return [
        (f"{formed} AND {has_full_width(text)}", 6),
        (f"{formed} AND {trimmed(text)} <> {text}", 7),
        (f"{formed} AND {full_match(text, '[0-9A-Za-z]{8}-[0-9Xx]')}", 2),
        (f"{formed} AND length({text}) <> 9", 1),
        (f"{formed} AND regexp_matches({text}, '[a-z]')", 3),
        (formed, 4),
        (f"right({text}, 1) = {columns.once(expected(text))}", 0),
        ("TRUE", 5),
    ]


CN_ORG = Identifier("cn_org", N_("organisation code"), (
    Test("", "error", _check, (
        N_("“{value}” must have 9 characters."),
        N_("“{value}” must be written without the hyphen."),
        N_("“{value}” must be written with capital letters."),
        N_("“{value}” must be 8 digits or capital letters, and a digit or X at the end."),
        N_("The last character of “{value}” should be {parameter}: one of the characters is mistyped."),
        FULL_WIDTH, SPACES_AROUND), expected),
), shape="[0-9A-Za-z]{8}-?[0-9Xx]")
