"""Reading: SQL that says whether a text is blank and what typed value it holds, never trusting a cast alone.

DuckDB's casts are lenient ('1.6' is 2, '1_000' is 1000, '2024015' is a date): every cast stands behind a lexical guard.
"""

from __future__ import annotations

import re
import unicodedata

from workstation.engine.engine import SPACE, literal
from workstation.errors import Problem
from workstation.rules.spec import FieldSpec
from workstation.text import N_, _

INTEGER = "[+-]?[0-9]+"
NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
SERIAL = "excel-serial"
SPACES = [9, 10, 12, 13, 32, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF]
"""The code points of engine.SPACE."""
DIRECTIVES = {
    "Y": "[0-9]{4}", "y": "[0-9]{2}", "m": "(?:0?[1-9]|1[0-2])", "d": "(?:0?[1-9]|[12][0-9]|3[01])",
    "H": "(?:[01]?[0-9]|2[0-3])", "M": "[0-5]?[0-9]", "S": "[0-5]?[0-9]", "f": "[0-9]{1,6}",
}
PACKED = {"m": "(?:0[1-9]|1[0-2])", "d": "(?:0[1-9]|[12][0-9]|3[01])", "H": "(?:[01][0-9]|2[0-3])",
          "M": "[0-5][0-9]", "S": "[0-5][0-9]"}
DEFAULT_ACCEPT = {
    "date": ("%Y-%m-%d",),
    "datetime": ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"),
    "time": ("%H:%M:%S",),
}
TYPE_NAMES = {
    "string": N_("text"), "integer": N_("whole number"), "number": N_("number"), "boolean": N_("yes or no"),
    "date": N_("date"), "datetime": N_("date and time"), "time": N_("time"), "year": N_("year"),
}


def full_match(column: str, pattern: str) -> str:
    """Return SQL: the whole text matches the RE2 pattern."""
    return f"regexp_full_match({column}, {literal(pattern)})"


def trimmed(column: str) -> str:
    """Return SQL: the text without white space at both ends, U+3000 and the like included."""
    return f"regexp_replace({column}, {literal(f'^{SPACE}+|{SPACE}+$')}, '', 'g')"


def has_full_width(column: str) -> str:
    """Return SQL: the text holds full-width forms of ASCII characters."""
    return rf"regexp_matches({column}, '[\x{{FF01}}-\x{{FF5E}}]')"


def folded_token(token: str) -> str:
    """Return a blank token as it is compared: half-width, without spaces around."""
    half = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in token)
    return re.sub(r"^[\s\u3000\ufeff]+|[\s\u3000\ufeff]+$", "", half)


def _either_width(character: str) -> str:
    code = ord(character)
    if 0x21 <= code <= 0x7E:
        return rf"[\x{{{code:X}}}\x{{{code + 0xFEE0:X}}}]"
    return rf"\x{{{code:X}}}"


def blank_pattern(tokens: tuple[str, ...]) -> str:
    """Return an RE2 pattern for texts that count as blank: only spaces, or a token in either width amid spaces."""
    words = sorted({folded_token(token) for token in tokens} - {""}, key=lambda word: (-len(word), word))
    choices = "|".join("".join(_either_width(c) for c in word) for word in words)
    return f"{SPACE}*(?:{choices})?{SPACE}*" if choices else f"{SPACE}+"


def blank_sql(column: str, tokens: tuple[str, ...]) -> str:
    """Return SQL: the cell is blank.

    A look at the first character spares nearly every cell the regular expression (20 ms for a million texts, not 60).
    """
    firsts = set(SPACES)
    for word in {folded_token(token) for token in tokens} - {""}:
        code = ord(word[0])
        firsts |= {code, code + 0xFEE0} if 0x21 <= code <= 0x7E else {code}
    tests = " OR ".join(f"unicode({column}) BETWEEN {low} AND {high}" if high > low else f"unicode({column}) = {low}"
                        for low, high in _ranges(sorted(firsts)))
    return f"({column} IS NULL OR (({tests}) AND {full_match(column, blank_pattern(tokens))}))"


def _ranges(codes: list[int]) -> list[tuple[int, int]]:
    """Return few ranges that cover the code points; gaps without letters or digits are bridged, the regex decides."""
    out: list[tuple[int, int]] = []
    for code in codes:
        near = bool(out) and code - out[-1][1] < 200
        if near and not any(unicodedata.category(chr(c))[0] in "LN" for c in range(out[-1][1] + 1, code)):
            out[-1] = (out[-1][0], code)
        else:
            out.append((code, code))
    return out


def accepted(spec: FieldSpec) -> tuple[str, ...]:
    """Return the ways of writing that a date or time field accepts, in order."""
    return spec.accept or DEFAULT_ACCEPT.get(spec.type, ())


def date_pattern(accept: str) -> str:
    """Return the RE2 pattern of a strptime pattern: fixed widths where digits stand without a mark between them.

    Problem for a directive that is not one of %Y %y %m %d %H %M %S %f %%.
    """
    parts = re.findall(r"%-?.|[^%]+|%", accept)
    out = []
    for i, part in enumerate(parts):
        if not part.startswith("%"):
            out.append(re.escape(part).replace(r"\ ", " "))
            continue
        letter = part[-1]
        if part == "%%":
            out.append("%")
        elif letter in DIRECTIVES and len(part) == 2:
            beside = [parts[j] for j in (i - 1, i + 1) if 0 <= j < len(parts)]
            packed = any(other.startswith("%") for other in beside)
            out.append(PACKED.get(letter, DIRECTIVES[letter]) if packed else DIRECTIVES[letter])
        else:
            raise Problem("bad-date-pattern", _("“{part}” in “{pattern}” is not understood.", part=part, pattern=accept),
                          remedy=_("Use %Y %y %m %d %H %M %S %f, or excel-serial."))
    return "".join(out)


def value_sql(spec: FieldSpec, text: str) -> str:
    """Return SQL for the typed value of a text column, NULL where blank or unreadable.

    integer: HUGEINT · number: DOUBLE · boolean · date: DATE · datetime: TIMESTAMP · time: TIME · year: SMALLINT
    """
    if spec.type == "integer":
        return _numeric(spec, text, INTEGER, "HUGEINT")
    if spec.type == "number":
        cast = _numeric(spec, text, NUMBER, "DOUBLE")
        return f"CASE WHEN isfinite({cast}) THEN {cast} END"
    if spec.type == "boolean":
        true = ", ".join(literal(value) for value in spec.trueValues) or "NULL"
        false = ", ".join(literal(value) for value in spec.falseValues) or "NULL"
        return f"CASE WHEN {text} IN ({true}) THEN TRUE WHEN {text} IN ({false}) THEN FALSE END"
    if spec.type == "year":
        return f"CASE WHEN {full_match(text, '[0-9]{4}')} THEN try_cast({text} AS SMALLINT) END"
    if spec.type in DEFAULT_ACCEPT:
        return "coalesce(" + ", ".join([*(_moment(spec.type, text, way) for way in accepted(spec)), "NULL"]) + ")"
    return text


def _numeric(spec: FieldSpec, text: str, pattern: str, type_: str) -> str:
    if not spec.groupChar:
        return f"CASE WHEN {full_match(text, pattern)} THEN try_cast({text} AS {type_}) END"
    mark = literal(spec.groupChar)
    grouped = rf"[+-]?[0-9]{{1,3}}(?:{re.escape(spec.groupChar)}[0-9]{{3}})+"
    if type_ == "DOUBLE":
        grouped += r"(?:\.[0-9]*)?"
    return (f"CASE WHEN {full_match(text, pattern)} OR {full_match(text, grouped)} "
            f"THEN try_cast(replace({text}, {mark}, '') AS {type_}) END")


def _moment(type_: str, text: str, way: str) -> str:
    """Return SQL for a date, datetime or time written in one way."""
    if way == SERIAL:
        # Five digits only (1927 to 2173): a bare year such as 2015 must not become a day of 1905.
        if type_ == "date":
            return (f"CASE WHEN {full_match(text, '[1-9][0-9]{4}(?:[.]0+)?')} "
                    f"THEN DATE '1899-12-30' + CAST(left({text}, 5) AS INTEGER) END")
        return (f"CASE WHEN {full_match(text, '[1-9][0-9]{4}(?:[.][0-9]+)?')} THEN TIMESTAMP '1899-12-30' + "
                f"to_seconds(round(CAST({text} AS DOUBLE) * 86400)) END")
    cast = {"date": "DATE", "datetime": "TIMESTAMP", "time": "TIME"}[type_]
    slow = (f"CASE WHEN {full_match(text, date_pattern(way))} "
            f"THEN CAST(try_strptime({text}, {literal(way)}) AS {cast}) END")
    if type_ == "date" and way == "%Y-%m-%d":
        # A canonical date is what prints as itself: half the time of a regular expression.
        return (f"CASE WHEN strlen({text}) = 10 AND CAST(try_cast({text} AS DATE) AS VARCHAR) = {text} "
                f"THEN try_cast({text} AS DATE) END, {slow}")
    return slow
