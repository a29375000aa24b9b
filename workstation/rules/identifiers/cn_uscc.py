"""Unified social credit code, 18 characters: GB 32100-2015; its inner organisation code by GB 11714."""

from __future__ import annotations

from workstation.rules.columns import Columns
from workstation.rules.identifiers import cn_org
from workstation.rules.identifiers.checkdigit import pick, weighted
from workstation.rules.identifiers.cn_rid import PROVINCES
from workstation.rules.identifiers.identifier import Cases, Identifier, Test
from workstation.rules.reading import full_match, has_full_width, trimmed
from workstation.rules.rule import FULL_WIDTH, SPACES_AROUND
from workstation.text import N_

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
AREAS = f"(?:{PROVINCES}|10|66)"
"""RE2 pattern: provinces, 10 for bodies registered with the state itself, 66 for the Xinjiang corps."""


def expected(text: str) -> str:
    """Return SQL for the check character that the first 17 ask for; the remainder 0 gives 0."""
    return pick(ALPHABET, f"(31 - {weighted(text, WEIGHTS, alphabet=ALPHABET)} % 31) % 31")


def well_formed(text: str) -> str:
    """Return SQL: 18 characters of the alphabet, the area in digits."""
    return full_match(text, f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")


def _check(text: str, columns: Columns) -> Cases:
    formed = f"NOT {well_formed(text)}"
    return [
        (f"{full_match(text, f'[{ALPHABET}]{{2}}{AREAS}[0-9]{{4}}[{ALPHABET}]{{10}}')} "
         f"AND right({text}, 1) = {columns.once(expected(text))}", 0),
        (f"{formed} AND {has_full_width(text)}", 8),
        (f"{formed} AND {trimmed(text)} <> {text}", 9),
        (f"{formed} AND {full_match(text, '[0-9](?:[.][0-9]+)?[eE][+]?[0-9]+')}", 10),
        (f"{formed} AND length({text}) <> 18", 1),
        (f"{formed} AND regexp_matches({text}, '[a-z]')", 2),
        (f"{formed} AND regexp_matches({text}, '[IOSVZ]')", 3),
        (f"{formed} AND NOT {full_match(text, f'[{ALPHABET}]{{18}}')}", 4),
        (formed, 5),
        (f"NOT {full_match(f'substr({text}, 3, 2)', AREAS)}", 6),
        (f"right({text}, 3) = '000' AND {full_match(text, '[0-9]{18}')}", 11),
        ("TRUE", 7),
    ]


def _inner(text: str, columns: Columns) -> Cases:
    return [(f"substr({text}, 17, 1) <> {columns.once(cn_org.expected(text, start=9))}", 1)]


CN_USCC = Identifier("cn_uscc", N_("unified social credit code"), (
    Test("", "error", _check, (
        N_("“{value}” must have 18 characters."),
        N_("“{value}” must be written with capital letters."),
        N_("“{value}” has a letter that does not occur in credit codes (I, O, S, V, Z): 1, 0, 5 or 2 was probably meant."),
        N_("“{value}” has a character that does not occur in credit codes."),
        N_("Characters 3 to 8 of “{value}” must be the six digits of a division."),
        N_("Characters 3 and 4 of “{value}” are not the code of a province."),
        N_("The last character of “{value}” should be {parameter}: one of the characters is mistyped."),
        FULL_WIDTH, SPACES_AROUND,
        N_("“{value}” is a number that a spreadsheet has rounded. Take it from the original."),
        N_("“{value}” ends in 000: a spreadsheet has probably cut off its last digits. Take it from the original.")),
         expected),
    Test("inner", "warning", _inner, (
        N_("The organisation code inside “{value}” (characters 9 to 17) should end in {parameter}. Compare with the "
           "original."),), lambda text: cn_org.expected(text, start=9), applies=well_formed),
), shape="[0-9A-HJ-NPQRTUWXYa-z]{2}[0-9]{6}[0-9A-Za-z]{10}")
