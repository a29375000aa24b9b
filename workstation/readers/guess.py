"""What type the texts of a field look like: a suggestion, never a conversion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from workstation.readers.grid import BLANK, DATE, NUMBER, TEXT, TRUTH
from workstation.text import Sentence, say

ENOUGH = 0.9
"""Share of the texts in a field that must look like a type before it is suggested; typing errors should not hide it."""

_INTEGER = re.compile(r"[+-]?(?:0|[1-9]\d{0,14})")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_NUMBER = re.compile(r"[+-]?(?:(?:0|[1-9]\d{0,14})(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_DATE = re.compile(
    r"(?:1[89]|20|21)\d\d(?P<s>[-/.])(?:0?[1-9]|1[0-2])(?P=s)(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:1[89]|20|21)\d\d年(?:0?[1-9]|1[0-2])月(?:0?[1-9]|[12]\d|3[01])日"
    r"|(?:1[89]|20|21)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])(?P<t>[-/.])(?:0?[1-9]|[12]\d|3[01])(?P=t)(?:1[89]|20|21)\d\d",
    re.ASCII,
)
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?"
_TIME = re.compile(_CLOCK)
_MOMENT = re.compile(rf"(?P<date>[^ T]+)[ T]{_CLOCK}(?:Z|[+-]\d\d:?\d\d)?")
_BOOLEAN = frozenset(("true", "false", "yes", "no", "是", "否"))
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?(?:1[0-9]|2[0-9])")
_LONG = re.compile(r"\d{16,}|0\d+")
TOTAL_WORDS = (
    r"^[\s\x{3000}]*(?:[合总共小累][\s\x{3000}]*计|(?i:grand\s+total|sub-?\s*total|total|sum|summe))[\s\x{3000}]*[:：]?[\s\x{3000}]*$"
)
"""A text that is the name of a total and nothing else (RE2): rows among the data are judged more strictly."""
_WHOLE_TOTAL = re.compile(TOTAL_WORDS.replace(r"\x{3000}", "\u3000"))


def suggested_type(values: Iterable[str | None]) -> str:
    """Return the word of dataset.field.TYPES that nearly all of these texts look like, string when none does.

    A number with a leading zero or with more than 15 digits is an identifier: one such text makes the field a string.
    """
    texts = [text for value in values if value is not None and (text := value.strip())]
    if not texts:
        return "string"
    if any(_LONG.fullmatch(text) for text in texts):
        return "string"
    found = {"boolean": 0, "integer": 0, "number": 0, "date": 0, "datetime": 0, "time": 0}
    need = ENOUGH * len(texts)
    for at, text in enumerate(texts):
        for name in _looks(text):
            found[name] += 1
        if at % 256 == 0 and max(found.values()) + len(texts) - at - 1 < need:
            return "string"  # whatever follows, too many look like nothing
    if found["date"] >= need and all(re.fullmatch(r"\d{8}", text) is None for text in texts):
        return "date"
    for name in ("boolean", "date", "datetime", "time", "integer", "number"):
        if found[name] >= need:
            return name
    return "string"


def _looks(text: str) -> list[str]:
    if text.lower() in _BOOLEAN:
        return ["boolean"]
    found = []
    if _DATE.fullmatch(text):
        found.append("date")
    if _INTEGER.fullmatch(text):
        found += ["integer", "number"]
    elif _NUMBER.fullmatch(text) or _GROUPED.fullmatch(text):
        found.append("number")
    if _TIME.fullmatch(text):
        found.append("time")
    elif (moment := _MOMENT.fullmatch(text)) and _DATE.fullmatch(moment["date"]):
        found.append("datetime")
    return found


def is_value(text: str) -> bool:
    """Return whether a text is a number, a date or a time: what stands below a header and seldom in it."""
    return bool(_looks(text.strip()))


def cell_kind(text: str | None) -> int:
    """Return the kind of a cell that is known by its text only; see grid.py."""
    if text is None or not (plain := text.strip()):
        return BLANK
    looks = _looks(plain)
    if not looks:
        return TEXT
    return NUMBER if "number" in looks else TRUTH if looks == ["boolean"] else DATE


def is_total(text: str) -> bool:
    """Return whether a row that begins with a text is a total: 合计, 小　计, Total, Grand total ..."""
    return _WHOLE_TOTAL.match(text) is not None


def damage(names: Sequence[str], samples: Sequence[Iterable[str | None]]) -> list[Sentence]:
    """Return a warning for each field that shows long numbers another program cut to scientific notation."""
    out = []
    for name, values in zip(names, samples, strict=True):
        bad = [text for value in values if value and _SCIENTIFIC.fullmatch(text := value.strip())]
        if bad:
            out.append(
                say(
                    "“{field}” holds long numbers in scientific notation, such as {value}: already damaged by the"
                    " program that wrote the file. Ask for the original.",
                    field=name,
                    value=bad[0],
                )
            )
    return out
