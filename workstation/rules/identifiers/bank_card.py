"""Bank card number, 13 to 19 digits: the Luhn check of ISO/IEC 7812-1."""

from __future__ import annotations

from workstation.rules.columns import Columns
from workstation.rules.identifiers.checkdigit import value
from workstation.rules.identifiers.identifier import Cases, Identifier, Test
from workstation.rules.reading import full_match, has_full_width, trimmed
from workstation.rules.rule import FULL_WIDTH, SPACES_AROUND
from workstation.text import N_


def total(text: str) -> str:
    """Return SQL for the sum before the check digit, over the number filled up to 18 digits on the left.

    Every second digit, beginning with the one before the check digit, is doubled and its nines are cast out.
    """
    body = f"lpad(left({text}, length({text}) - 1), 18, '0')"
    terms = []
    for place in range(1, 19):
        digit = value(body, place)
        # Doubled: 2d - 9 * (d > 4), written without a branch.
        terms.append(f"{digit} * 2 - ({digit} // 5) * 9" if place % 2 == 0 else digit)
    return "(" + " + ".join(terms) + ")"


def expected(text: str) -> str:
    """Return SQL for the check digit that the others ask for."""
    return f"CAST((10 - {total(text)} % 10) % 10 AS VARCHAR)"


def _check(text: str, columns: Columns) -> Cases:
    formed = f"NOT {full_match(text, '[0-9]{13,19}')}"
    return [
        (f"{formed} AND {has_full_width(text)}", 5),
        (f"{formed} AND {trimmed(text)} <> {text}", 6),
        (f"{formed} AND regexp_matches({text}, '[ -]') AND {full_match(text, '[0-9 -]+')}", 4),
        (f"{formed} AND {full_match(text, '[0-9]+')}", 1),
        (formed, 2),
        (f"right({text}, 1) = {columns.once(expected(text))}", 0),
        ("TRUE", 3),
    ]


BANK_CARD = Identifier("bank_card", N_("bank card number"), (
    Test("", "error", _check, (
        N_("“{value}” must have 13 to 19 digits."),
        N_("“{value}” must have only digits."),
        N_("The last digit of “{value}” should be {parameter}: one of the digits is mistyped."),
        N_("“{value}” must be written without spaces or hyphens."),
        FULL_WIDTH, SPACES_AROUND), expected),
), sure=False, shape="[0-9]{13,19}")
