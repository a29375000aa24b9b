"""Dates, times and durations under a section of a number format.

A date is a number of days: day 1 is 1 January 1900 and day 60 is 29 February 1900, which never was but which every
spreadsheet shows; in workbooks of the other system day 0 is 1 January 1904.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from workstation.readers.number_format_names import digit_by_digit, era, names_of, spelled
from workstation.readers.number_format_parse import DATE, ELAPSED, FRACTION, HALF, PAD, Section, Token

LAST_DAY = 2_958_465
"""31 December 9999."""
DAYS_1904 = 1462
_MILLION = 1_000_000
_DAY = 86_400 * _MILLION


class Moment(NamedTuple):
    """A number of days taken apart. weekday: 0 is Sunday; total: microseconds since day 0, for durations."""

    year: int
    month: int
    day: int
    weekday: int
    hour: int
    minute: int
    second: int
    micro: int
    total: int


def possible(value: float, date1904: bool = False) -> bool:
    """Return whether a number can be a date at all: not negative and not beyond the year 9999."""
    return 0 <= value < LAST_DAY + 1 - DAYS_1904 * date1904


def calendar_day(day: int) -> tuple[int, int, int]:
    """Return year, month and day of a day number, with the day 0 and the 29 February that 1900 never had."""
    if day == 60:
        return 1900, 2, 29
    if day == 0:
        return 1900, 1, 0
    date = dt.date.fromordinal(day + (693_594 if day > 60 else 693_595))
    return date.year, date.month, date.day


def moment(value: float, unit: int, date1904: bool) -> Moment:
    """Return a number of days, not negative, rounded to `unit` microseconds, taken apart."""
    day = int(value)
    micro = round((value - day) * _DAY)
    micro = (micro + unit // 2) // unit * unit
    if micro >= _DAY - 100:  # nothing but the noise of a floating point number
        day, micro = day + 1, max(0, micro - _DAY)
    total = day * _DAY + micro
    if date1904:
        day += DAYS_1904
    year, month, date = calendar_day(min(day, LAST_DAY))
    seconds, rest = divmod(micro, _MILLION)
    return Moment(year, month, date, (day - 1) % 7, seconds // 3600, seconds // 60 % 60, seconds % 60, rest, total)


def date_section(section: Section, date1904: bool) -> Callable[[float], str | None]:
    """Return what shows a number under a section for dates; it says None to what cannot be a date."""
    if section.system:
        return _by_system(section.system, date1904)
    tokens = section.tokens
    elapsed = any(token.kind == ELAPSED for token in tokens)
    half = any(token.kind == HALF for token in tokens)
    unit = _unit(tokens)
    parts = [_part(token, section, half) for token in tokens]

    def shown(value: float) -> str | None:
        if not possible(value, date1904):
            if value < 0 and elapsed and value > -LAST_DAY:
                return "-" + "".join(part(moment(-value, unit, date1904)) for part in parts)
            return None
        at = moment(value, unit, date1904)
        return "".join([part(at) for part in parts])

    return shown


def _unit(tokens: tuple[Token, ...]) -> int:
    """Return the microseconds that a time is rounded to: by the digits behind seconds, else whole seconds."""
    digits = max((len(token.text) - 1 for token in tokens if token.kind == FRACTION), default=0)
    clock = any(token.kind in (ELAPSED, HALF, FRACTION) or (token.kind == DATE and token.text[0] in "hns") for token in tokens)
    return int(10 ** (6 - min(digits, 6))) if clock else 1


def _by_system(system: str, date1904: bool) -> Callable[[float], str | None]:
    """Return what shows a date, or a time, whose look each computer decides: ISO 8601."""

    def date(value: float) -> str | None:
        if not possible(value, date1904):
            return None
        at = moment(value, 1, date1904)
        return f"{at.year:04d}-{at.month:02d}-{at.day:02d}"

    def time(value: float) -> str | None:
        if not possible(value, date1904):
            return None
        at = moment(value, _MILLION, date1904)
        return f"{at.hour:02d}:{at.minute:02d}:{at.second:02d}"

    return date if system == "date" else time


_Part = Callable[[Moment], str]


def _part(token: Token, section: Section, half: bool) -> _Part:
    """Return what shows one token of a date."""
    text = token.text
    if token.kind == PAD:
        return lambda at: " "
    if token.kind == HALF:
        return _half(text, section.language)
    if token.kind == FRACTION:
        digits = len(text) - 1
        return lambda at: text[0] + f"{at.micro:06d}".ljust(digits, "0")[:digits]
    if token.kind == ELAPSED:
        part = _elapsed(text)
    elif token.kind == DATE:
        part = _letters(text, section, half)
    else:
        return lambda at: text
    if not section.numerals:
        return part
    if text[0] in "yeb" or text in ("aaa", "aaaa") or len(text) > 2:
        return lambda at: digit_by_digit(part(at), section.numerals, section.language)
    return lambda at: spelled(part(at), section.numerals, section.language, short=section.numerals == 1)


def _elapsed(text: str) -> _Part:
    unit = {"h": 3600, "m": 60, "s": 1}[text[0]] * _MILLION
    width = len(text)
    return lambda at: str(at.total // unit).zfill(width)


def _half(text: str, language: str) -> _Part:
    if text.lower() == "am/pm":
        first, second = names_of(language).halves
    else:
        first, _slash, second = text.partition("/")
    return lambda at: second if at.hour >= 12 else first


def _letters(text: str, section: Section, half: bool) -> _Part:
    letter, count = text[0], len(text)
    if letter in "yeb":
        return _year(letter, count, section)
    if letter == "g":
        return _era(count, section.language)
    if letter == "m":
        return _month(count, section.language)
    if letter == "a" or (letter == "d" and count > 2):
        return _weekday(letter, count, section.language)
    pad = min(count, 2)
    if letter == "d":
        return lambda at: str(at.day).zfill(pad)
    if letter == "h" and half:
        return lambda at: str(at.hour % 12 or 12).zfill(pad)
    if letter == "h":
        return lambda at: str(at.hour).zfill(pad)
    if letter == "n":
        return lambda at: str(at.minute).zfill(pad)
    return lambda at: str(at.second).zfill(pad)


def _year(letter: str, count: int, section: Section) -> _Part:
    shift = {"thai": 543, "korean": 2333, "taiwan": -1911}.get(section.calendar, 0)
    if letter == "b":
        shift = 543
    if section.calendar == "japanese" or (letter == "e" and section.language == "ja"):
        return lambda at: str(era(at.year, at.month, at.day)[2]).zfill(min(count, 2))
    if letter == "e":
        shift = -1911 if section.language == "zh-TW" else shift
        return lambda at: str(at.year + shift if at.year + shift > 0 else at.year)
    if count <= 2:
        return lambda at: f"{(at.year + shift) % 100:02d}"
    return lambda at: f"{at.year + shift:04d}"


def _era(count: int, language: str) -> _Part:
    if language == "zh-TW":
        name = {1: "", 2: "民國"}.get(count, "中華民國")
        return lambda at: name
    if language != "ja":
        return lambda at: ""

    def part(at: Moment) -> str:
        name, letter, _year = era(at.year, at.month, at.day)
        return letter if count == 1 else name[:1] if count == 2 else name

    return part


def _month(count: int, language: str) -> _Part:
    names = names_of(language)
    if count <= 2:
        return lambda at: str(at.month).zfill(count)
    if count == 3:
        return lambda at: names.months_short[at.month - 1]
    if count == 5:
        return lambda at: names.months[at.month - 1][0]
    return lambda at: names.months[at.month - 1]


def _weekday(letter: str, count: int, language: str) -> _Part:
    if letter == "d":
        names = names_of(language)
        days = names.days_short if count == 3 else names.days
        return lambda at: days[at.weekday]
    east = names_of(language if language[:2] in ("zh", "ja", "ko") else "zh")
    if count > 3:
        return lambda at: east.days[at.weekday]
    return lambda at: east.days[at.weekday][0 if language[:2] in ("ja", "ko") else -1]
