"""Reading texts by a field's type: the SQL that sorting, ranges and summaries share.

DuckDB's casts take '1_000', ' 12 ', 'nan' and '1.6' as 2, so a text is matched by a pattern before it is ever cast.
What cannot be read is NULL, and so is a blank cell; the text itself never changes.
"""

from __future__ import annotations

import re

from workstation.dataset.field import Field
from workstation.engine.engine import SPACE, literal

WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000\u00a0−￥"
NARROW = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)) + "  -¥"
PLAIN = r"-?[0-9]{1,15}(\.[0-9]{1,15})?"
NUMBER = r"[-+]?(([0-9]+|[1-9][0-9]{0,2}(,[0-9]{3})+)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,3})?"
INTEGER = r"[-+]?([0-9]+|[1-9][0-9]{0,2}(,[0-9]{3})+)(\.0*)?"
YEAR_FIRST = r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?([T ].*)?"
CLOCK = r"[T ]+([01]?[0-9]|2[0-3]):([0-5][0-9])(:([0-5][0-9]))?(\.[0-9]+)?(Z|[-+][0-9]{2}:?[0-9]{2})?$"
TIME = r"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?"
BOOLEAN = ("true", "false", "yes", "no", "1", "0", "t", "f", "y", "n", "是", "否", "真", "假", "对", "错")
SERIAL = "excel-serial"
"""The notation of a spreadsheet's day number, as standards write it beside strptime patterns."""

_DIRECTIVE = re.compile(r"%(-?[a-zA-Z]|%)")
_KNOWN = set("aAbBcdfgGHIjmMnpSuUVwWxXyYzZ")


def known_format(pattern: str) -> bool:
    """Return whether DuckDB can read by this strptime pattern; it refuses the whole query for an unknown one."""
    found = [directive.lstrip("-") for directive in _DIRECTIVE.findall(pattern)]
    return bool(found) and len(found) == pattern.replace("%%", "").count("%") + pattern.count("%%") and all(
        d == "%" or d in _KNOWN for d in found)


def folded(column: str) -> str:
    """Return SQL for the text without white space at its ends and with full-width signs narrowed."""
    narrow = f"translate({column}, {literal(WIDE)}, {literal(NARROW)})"
    return (f"regexp_replace(case when regexp_matches({column}, '[^ -~]') then {narrow} else {column} end,"
            f" '^{SPACE}+|{SPACE}+$', '', 'g')")


def blank(column: str) -> str:
    """Return SQL that is true for a blank cell: nothing, or only white space."""
    return f"coalesce(regexp_full_match({column}, '{SPACE}*'), true)"


def number(column: str, pattern: str = NUMBER) -> str:
    """Return SQL for the text as DOUBLE, NULL when it is no number."""
    text = folded(column)
    return (f"case when regexp_full_match({column}, '{PLAIN}') then try_cast({column} as double)"
            f" when regexp_full_match({text}, '{pattern}') then try_cast(replace({text}, ',', '') as double) end")


def exact(column: str) -> str:
    """Return SQL for the digits of a long number as DECIMAL: a DOUBLE takes two 18-digit numbers for equal."""
    return f"case when regexp_full_match({column}, '-?[0-9]{{16,28}}') then try_cast({column} as decimal(38, 9)) end"


def date(column: str, formats: tuple[str, ...] = ()) -> str:
    """Return SQL for the text as TIMESTAMP.

    By the field's notations; without any, year first: 2024-01-05, 2024年1月5日, 20240105, a time behind it.
    """
    text = folded(column)
    usable = [pattern for pattern in formats if pattern != SERIAL and known_format(pattern)]
    ways = []
    if usable:
        ways.append(f"try_strptime({text}, [{', '.join(literal(pattern) for pattern in usable)}])")
    if SERIAL in formats:
        ways.append(f"case when regexp_full_match({text}, '[1-7][0-9]{{4}}') then"
                    f" (date '1899-12-30' + try_cast({text} as integer))::timestamp end")
    if not formats:
        part = f"regexp_extract({text}, '^{YEAR_FIRST}$', ['y', 'm', 'd'])"
        day = (f"printf('%04d-%02d-%02d', try_cast({part}.y as integer), try_cast({part}.m as integer),"
               f" try_cast({part}.d as integer))")
        clock = f"regexp_extract({text}, '{CLOCK}', ['h', 'm', 'x', 's'])"
        time = (f"case when regexp_matches({text}, '{CLOCK}') then printf(' %02d:%02d:%02d', {clock}.h::integer,"
                f" {clock}.m::integer, coalesce(try_cast({clock}.s as integer), 0)) else '' end")
        whole = f"regexp_full_match({text}, '[0-9]{{8}}')"
        digits = f"substr({text}, 1, 4) || '-' || substr({text}, 5, 2) || '-' || substr({text}, 7, 2)"
        ways.append(f"case when regexp_full_match({column}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') then"
                    f" try_cast({column} as timestamp) when regexp_full_match({text}, '{YEAR_FIRST}') then"
                    f" try_cast({day} || {time} as timestamp) when {whole} then try_cast({digits} as timestamp) end")
    return f"coalesce({', '.join(ways)})" if len(ways) > 1 else (ways[0] if ways else "null::timestamp")


def value(field: Field, column: str) -> str | None:
    """Return SQL for the text as what its type orders by (DOUBLE or TIMESTAMP); None where the text itself orders."""
    if field.type in ("integer", "number", "year"):
        return number(column)
    if field.type in ("date", "datetime"):
        return date(column, field.formats)
    return None


def readable(field: Field, column: str) -> str:
    """Return SQL that says whether a text can be read as the field's type; NULL for a blank cell."""
    text = folded(column)
    tests = {
        "integer": f"regexp_full_match({text}, '{INTEGER}')",
        "number": f"regexp_full_match({text}, '{NUMBER}')",
        "year": f"regexp_full_match({text}, '[0-9]{{4}}')",
        "boolean": f"lower({text}) in ({', '.join(literal(word) for word in BOOLEAN)})",
        "time": f"regexp_full_match({text}, '{TIME}')",
        "date": f"{date(column, field.formats)} is not null",
        "datetime": f"{date(column, field.formats)} is not null",
    }
    return f"case when not {blank(column)} then {tests.get(field.type, 'true')} end"
