"""Days of a spreadsheet and ISO 8601, both ways."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from workstation.readers.number_format_dates import moment, possible
from workstation.readers.number_format_parse import parse

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?Z?)?", re.ASCII)
_CLOCK = re.compile(r"T?(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?Z?", re.ASCII)
_THOUSANDTH = 1000


def serial_of(text: str, date1904: bool) -> float | None:
    """Return the day number of an ISO date, time or both; None when it is none."""
    text = text.strip()
    if match := _ISO.fullmatch(text):
        try:
            day = dt.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
        days = (day - (dt.date(1904, 1, 1) if date1904 else dt.date(1899, 12, 30))).days
        days -= not date1904 and days < 61  # the 29 February 1900 that never was
        clock = match[4], match[5], match[6]
    elif match := _CLOCK.fullmatch(text):
        days, clock = 0, (match[1], match[2], match[3])
    else:
        return None
    seconds = int(clock[0] or 0) * 3600 + int(clock[1] or 0) * 60 + float(clock[2] or 0)
    return days + seconds / 86_400


@lru_cache(maxsize=4096)
def _shape(code: str) -> tuple[bool, bool]:
    """Return whether a format shows a duration, and whether it shows a day."""
    tokens = parse(code).numbers[0].tokens
    elapsed = any(token.kind == "elapsed" for token in tokens)
    system = parse(code).numbers[0].system
    day = system == "date" or any(token.kind == "date" and token.text[0] not in "hns" for token in tokens)
    return elapsed, day


def iso_text(value: float, code: str, date1904: bool) -> str | None:
    """Return a number of days as ISO 8601 says it: a date, a moment, a time of day or a duration by its format.

    None for what cannot be a date; seconds to the millisecond.
    """
    elapsed, day = _shape(code)
    if elapsed:
        return _duration(value)
    if not possible(value, date1904):
        return None
    at = moment(value, _THOUSANDTH, date1904)
    clock = f"{at.hour:02d}:{at.minute:02d}:{at.second:02d}"
    if at.micro:
        clock += f".{at.micro // 1000:03d}".rstrip("0")
    if value < 1 and not day:
        return clock
    date = f"{at.year:04d}-{at.month:02d}-{at.day:02d}"
    return date if clock == "00:00:00" and day else f"{date} {clock}"


def _duration(value: float) -> str:
    thousandths = round(abs(value) * 86_400_000)
    seconds, rest = divmod(thousandths, 1000)
    text = f"{'-' if value < 0 else ''}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{rest:03d}".rstrip("0") if rest else text
