"""Numbers and durations in plain digits, and notice of numbers that were damaged before they came here."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

LONG = 1e15
"""Numbers of 16 digits and more: spreadsheets keep 15 and write zeros for the rest."""
PLAIN = 1e21
"""Beyond, a number is written in scientific notation: it was never anybody's identifier."""


def number_text(value: float) -> str:
    """Return a number in plain digits, at most 15 significant ones: no spreadsheet shows more, the rest is noise."""
    if value.is_integer() and -LONG < value < LONG:
        return str(int(value))
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    text = f"{value:.15g}"
    if "e" not in text:
        return text
    if abs(value) >= PLAIN:
        return text
    if abs(value) < 1e-15:
        return text
    return format(Decimal(text), "f")


def duration_text(value: dt.timedelta) -> str:
    """Return a duration as hours, minutes and seconds, to the millisecond; hours may be more than 24."""
    thousandths = round(value.total_seconds() * 1000)
    sign, thousandths = ("-", -thousandths) if thousandths < 0 else ("", thousandths)
    seconds, rest = divmod(thousandths, 1000)
    text = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{rest:03d}".rstrip("0") if rest else text


def long_damaged(text: str) -> bool:
    """Return whether a long number in plain digits was cut to 15 digits by the program that wrote it."""
    digits = text.lstrip("-")
    return len(digits) > 15 and digits.isdecimal() and not digits[15:].strip("0")
