"""Vehicle identification number, 17 characters: ISO 3779, with the check digit of GB 16735."""

from __future__ import annotations

from workstation.rules.columns import Columns
from workstation.rules.identifiers.checkdigit import at, pick
from workstation.rules.identifiers.identifier import Cases, Identifier, Test
from workstation.rules.reading import full_match, has_full_width, trimmed
from workstation.rules.rule import FULL_WIDTH, SPACES_AROUND
from workstation.text import N_

VALUES = {**{str(d): d for d in range(10)}, **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
          **dict(zip("JKLMN", range(1, 6), strict=True)), "P": 7, "R": 9, **dict(zip("STUVWXYZ", range(2, 10), strict=True))}
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def _value(text: str, place: int) -> str:
    """Return SQL for a character's value: looked up by its code in a constant text of digits."""
    digits = "".join(str(VALUES.get(character, 0)) for character in map(chr, range(48, 91)))
    return f"(ascii(substr('{digits}', ascii({at(text, place)}) - 47, 1)) - 48)"


def expected(text: str) -> str:
    """Return SQL for the ninth character: the weighted sum mod 11, 10 is X."""
    total = " + ".join(f"{_value(text, i + 1)} * {weight}" for i, weight in enumerate(WEIGHTS) if weight)
    return pick("0123456789X", f"({total}) % 11")


def _check(text: str, columns: Columns) -> Cases:
    formed = f"NOT {full_match(text, '[0-9A-HJ-NPR-Z]{17}')}"
    return [
        (f"{formed} AND {has_full_width(text)}", 6),
        (f"{formed} AND {trimmed(text)} <> {text}", 7),
        (f"{formed} AND length({text}) <> 17", 1),
        (f"{formed} AND regexp_matches({text}, '[a-z]')", 2),
        (f"{formed} AND regexp_matches({text}, '[IOQ]')", 3),
        (formed, 4),
        (f"substr({text}, 9, 1) = {columns.once(expected(text))}", 0),
        ("TRUE", 5),
    ]


VIN = Identifier("vin", N_("vehicle identification number"), (
    Test("", "warning", _check, (
        N_("“{value}” must have 17 characters."),
        N_("“{value}” must be written with capital letters."),
        N_("“{value}” has a letter that does not occur in these numbers (I, O, Q): 1 or 0 was probably meant."),
        N_("“{value}” has a character that does not occur in these numbers."),
        N_("The ninth character of “{value}” should be {parameter}. Imported vehicles may have no check digit."),
        FULL_WIDTH, SPACES_AROUND), expected),
), shape="[0-9A-HJ-NPR-Za-z]{17}")
