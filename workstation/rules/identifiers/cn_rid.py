"""Citizen identity number, 18 characters: GB 11643-1999, check by ISO 7064 MOD 11-2."""

from __future__ import annotations

from workstation.rules.columns import DIVISIONS, Columns
from workstation.rules.identifiers.checkdigit import digits_weighted, pick
from workstation.rules.identifiers.identifier import Cases, Identifier, Test
from workstation.rules.reading import full_match, has_full_width, trimmed
from workstation.rules.rule import FULL_WIDTH, SPACES_AROUND
from workstation.text import N_

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
PROVINCES = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])"
"""RE2 pattern of the first two digits in use, Taiwan, Hong Kong and Macao (71, 81, 82) among them."""
DAY = "(?:1[0-9]{3}|2[0-9]{3})(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
LIKELY = f"{PROVINCES}[0-9]{{4}}{DAY}[0-9]{{3}}[0-9X]"
OLDEST = 130  # years; an older one is doubted, not refused: the standard's own example was born in 1880


def day(text: str) -> str:
    """Return SQL for the day of birth, NULL when it does not exist."""
    return f"CAST(try_strptime(substr({text}, 7, 8), '%Y%m%d') AS DATE)"


def expected(text: str) -> str:
    """Return SQL for the check character that the first 17 digits ask for."""
    return pick(CHECKS, f"{digits_weighted(text, WEIGHTS)} % 11")


def well_formed(text: str) -> str:
    """Return SQL: 17 digits and a digit or X."""
    return full_match(text, "[0-9]{17}[0-9X]")


def _check(text: str, columns: Columns) -> Cases:
    today, born, right = f"DATE '{columns.today.isoformat()}'", columns.once(day(text)), columns.once(expected(text))
    formed = f"NOT {well_formed(text)}"
    return [
        # One look decides for the many right ones; the reasons are asked only of the others.
        (f"{full_match(text, LIKELY)} AND {born} <= {today} AND right({text}, 1) = {right}", 0),
        (f"{formed} AND {has_full_width(text)}", 11),
        (f"{formed} AND {trimmed(text)} <> {text}", 12),
        (f"{formed} AND {full_match(text, '[0-9]{15}')}", 2),
        (f"{formed} AND {full_match(text, '[0-9]{17}x')}", 3),
        (f"{formed} AND {full_match(text, '[0-9](?:[.][0-9]+)?[eE][+]?[0-9]+')}", 10),
        (f"{formed} AND length({text}) <> 18", 1),
        (formed, 4),
        (f"NOT {full_match(f'left({text}, 2)', PROVINCES)}", 5),
        (f"NOT {full_match(f'substr({text}, 7, 8)', DAY)} OR {born} IS NULL", 6),
        (f"{born} > {today}", 7),
        (f"right({text}, 3) = '000'", 8),
        ("TRUE", 9),
    ]


def _area(text: str, columns: Columns) -> Cases:
    return [(f"NOT {columns.listed(f'left({text}, 6)', DIVISIONS)}", 1)]


def _age(text: str, columns: Columns) -> Cases:
    real = full_match(f"substr({text}, 7, 8)", DAY)
    oldest = f"DATE '{columns.today.isoformat()}' - INTERVAL {OLDEST} YEAR"
    return [(f"{real} AND {columns.once(day(text))} < {oldest}", 1)]


CN_RID = Identifier("cn_rid", N_("citizen identity number"), (
    Test("", "error", _check, (
        N_("“{value}” must have 18 characters."),
        N_("“{value}” is an old identity number of 15 digits. The one of 18 is asked for."),
        N_("The last letter of “{value}” must be a capital X."),
        N_("“{value}” must be 17 digits and a digit or X at the end."),
        N_("The first two digits of “{value}” are not the code of a province."),
        N_("The day of birth in “{value}” does not exist."),
        N_("The day of birth in “{value}” is in the future."),
        N_("“{value}” ends in 000: a spreadsheet has probably cut off its last digits. Take it from the original."),
        N_("The last character of “{value}” should be {parameter}: one of the digits is mistyped."),
        N_("“{value}” is a number that a spreadsheet has rounded. Take it from the original."),
        FULL_WIDTH, SPACES_AROUND), expected),
    Test("area", "warning", _area, (
        N_("The first six digits of “{value}” are not in our list of divisions. The list has no abolished ones: compare "
           "with the original."),), applies=well_formed, divisions=True),
    Test("age", "warning", _age, (
        N_("The day of birth in “{value}” lies more than 130 years back."),), applies=well_formed),
), shape="[1-8][0-9]{16}[0-9Xx]")
