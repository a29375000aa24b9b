"""The text of a spreadsheet's value, as a person saw it, and notice of values that were damaged before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

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


def moment_text(value: dt.datetime) -> str:
    """Return date and time as ISO 8601 with a space; fractions of a second where there are any, to the millisecond."""
    rounded = value + dt.timedelta(microseconds=500)
    text = rounded.strftime("%Y-%m-%d %H:%M:%S") if rounded.year >= 1000 else rounded.isoformat(" ", "seconds")
    milliseconds = rounded.microsecond // 1000
    return f"{text}.{milliseconds:03d}".rstrip("0") if milliseconds else text


def duration_text(value: dt.timedelta) -> str:
    """Return a duration as hours, minutes and seconds, to the millisecond; hours may be more than 24."""
    thousandths = round(value.total_seconds() * 1000)
    sign, thousandths = ("-", -thousandths) if thousandths < 0 else ("", thousandths)
    seconds, rest = divmod(thousandths, 1000)
    text = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{rest:03d}".rstrip("0") if rest else text


def _time_text(value: dt.time) -> str:
    return value.isoformat("milliseconds").rstrip("0") if value.microsecond >= 1000 else value.isoformat("seconds")


TEXTS: Mapping[type, Callable[[Any], str]] = {
    str: lambda value: value,
    float: number_text,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    dt.datetime: moment_text,
    dt.date: lambda value: value.isoformat(),
    dt.time: _time_text,
    dt.timedelta: duration_text,
}


def text_of(value: Any) -> str:
    """Return the text of one value; '' for a blank cell."""
    return TEXTS[type(value)](value)


def column_texts(values: list[Any]) -> list[str | None]:
    """Return the texts of a column; None for a blank cell."""
    kinds = set(map(type, values))
    if kinds <= {str}:
        return [value or None for value in values]
    if kinds <= {float}:
        return [number_text(value) for value in values]
    texts = TEXTS
    return [(value or None) if type(value) is str else texts[type(value)](value) for value in values]


def long_numbers(values: list[Any]) -> list[int]:
    """Return the places of numbers with 16 digits and more in a column."""
    if not {float, int} & set(map(type, values)):
        return []
    return [
        at
        for at, value in enumerate(values)
        if (type(value) is float or type(value) is int) and not -LONG < value < LONG
    ]


def long_damaged(text: str) -> bool:
    """Return whether a long number in plain digits was cut to 15 digits by the program that wrote it."""
    digits = text.lstrip("-")
    return len(digits) > 15 and digits.isdecimal() and not digits[15:].strip("0")


def formatted(value: Any, pattern: str) -> str | None:
    """Return a number as its number format shows it, for the formats that change what it says; None for all others.

    pattern: zeros that fill up with leading zeros (00000, 000-0000-0000), or one that ends with % (0.0%)
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if pattern.endswith("%"):
        return number_text(float(f"{value * 100:.15g}")) + "%"
    if value < 0 or float(value) != int(value):
        return None
    digits = str(int(value)).zfill(pattern.count("0"))
    out: list[str] = []
    for sign in reversed(pattern):
        if sign != "0":
            out.append(sign)
        else:
            out.append(digits[-1])
            digits = digits[:-1]
    return digits + "".join(reversed(out))
