"""Number formats: the text that a spreadsheet shows for a stored value.

`renderer(code)` gives a function from values to texts; make it once per format and call it once per distinct value.
`render_many` does a column of numbers at once. Source: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from workstation.readers.number_format_dates import date_section, possible
from workstation.readers.number_format_numbers import decimal_of, general, literal_section, number_section, rounded
from workstation.readers.number_format_parse import DIGIT, PERCENT, TEXT, Format, Section, Token, parse

if TYPE_CHECKING:
    import pyarrow as pa

Value = float | int | bool | str
Renderer = Callable[[Value], str]

ISO_DATE, ISO_MOMENT = r"yyyy\-mm\-dd", r"yyyy\-mm\-dd\ hh:mm"
"""For 14 and 22, which have no order of their own: each computer shows them after its own settings."""
_MONEY = r'"$"#,##0{0}_);\("$"#,##0{0}\)', r'"$"#,##0{0}_);[Red]\("$"#,##0{0}\)'
BUILT_IN: Mapping[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: _MONEY[0].format(""), 6: _MONEY[1].format(""), 7: _MONEY[0].format(".00"), 8: _MONEY[1].format(".00"),
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: ISO_DATE, 15: r"d\-mmm\-yy", 16: r"d\-mmm",
    17: r"mmm\-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: ISO_MOMENT,
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: r"m\-d\-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: r"#,##0_);\(#,##0\)", 38: r"#,##0_);[Red]\(#,##0\)", 39: r"#,##0.00_);\(#,##0.00\)",
    40: r"#,##0.00_);[Red]\(#,##0.00\)", 41: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)',
    42: r'_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)',
    43: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)',
    44: r'_("$"* #,##0.00_);_("$"* \(#,##0.00\);_("$"* "-"??_);_(@_)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"', 59: "0", 60: "0.00", 61: "#,##0", 62: "#,##0.00",
    67: "0%", 68: "0.00%", 69: "# ?/?", 70: "# ??/??", 71: ISO_DATE, 72: r"d\-mmm\-yy", 73: r"d\-mmm", 74: r"mmm\-yy",
    75: "h:mm", 76: "h:mm:ss", 77: ISO_MOMENT, 78: "mm:ss", 79: "[h]:mm:ss", 80: "mm:ss.0", 81: "d/m/bb",
}  # fmt: skip
"""Number formats that a file names by number only, as a spreadsheet in China shows them; ECMA-376 part 1, 18.8.30."""

_FIXED = re.compile(r"(#,##)?0(?:\.(0{1,10}))?(%)?")
_ZEROS = re.compile(r"0{2,20}")


def built_in(number: int) -> str:
    """Return the code of a format that a file names by number only; General for a number without one."""
    return BUILT_IN.get(number, "General")


def is_general(code: str) -> bool:
    """Return whether a format shows numbers and texts as they are."""
    form = parse(code)
    return form.text is None and len(form.numbers) == 1 and _bare(form.numbers[0])


def _bare(section: Section) -> bool:
    return section.kind == "general" and not section.numerals and all(token.kind == "general" for token in section.tokens)


def is_text(code: str) -> bool:
    """Return whether a format was made for text: @ and nothing else."""
    form = parse(code)
    plain = form.text is not None and all(token.kind == TEXT for token in form.text.tokens)
    return plain and len(form.numbers) == 1 and _bare(form.numbers[0])


@lru_cache(maxsize=4096)
def is_date(code: str) -> bool:
    """Return whether a format shows numbers as dates, times or durations."""
    return parse(code).numbers[0].kind == "date"


@lru_cache(maxsize=4096)
def shows_value(code: str) -> bool:
    """Return whether a format shows something of a number; ;;; hides it."""
    return any(section.kind != "literal" for section in parse(code).numbers)


def impossible(code: str, value: float, date1904: bool = False) -> bool:
    """Return whether a format asks for a date of a number that cannot be one; it is shown as the number then."""
    section = _section_for(parse(code), value)
    return section is not None and section.kind == "date" and date_section(section, date1904)(value) is None


@lru_cache(maxsize=4096)
def renderer(code: str, date1904: bool = False) -> Renderer:
    """Return a function from a stored value to the text that a person saw under a number format.

    Spaces that only align (from _x and ?) are left out at both ends, colours and fillings everywhere. Where a spreadsheet
    shows nothing but ##### (dates before 1900, no section for the value) the number itself is returned. Texts pass
    through the section for text, TRUE and FALSE are the same under every format.
    """
    if match := _FIXED.fullmatch(code):
        return _fixed(len(match[2] or ""), bool(match[1]), bool(match[3]), _any(code, date1904))
    if _ZEROS.fullmatch(code):
        return _zeros(len(code), _any(code, date1904))
    if is_general(code):
        return _general
    return _any(code, date1904)


def _general(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return general(value)


def _any(code: str, date1904: bool) -> Renderer:
    """Return the renderer for any format."""
    form = parse(code)
    shown = [_number_part(section, date1904) for section in form.numbers]
    text = form.text

    def render(value: Value) -> str:
        if isinstance(value, str):
            return value if text is None else _through(text, value)
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if not isinstance(value, int) and not math.isfinite(value):
            return general(value)
        at = _place(form, value)
        if at is None:
            return general(value)
        return shown[at](value, value < 0 and not _unsigned(form, at))

    return render


def _number_part(section: Section, date1904: bool) -> Callable[[float, bool], str]:
    """Return what shows a number under one section, with a minus before it if that is asked for."""
    if section.kind == "date":
        date = date_section(section, date1904)

        def dated(value: float, _minus: bool) -> str:
            text = date(value)
            return general(value) if text is None else text.strip(" ")

        return dated
    section = replace(section, tokens=_unpadded(section.tokens))
    if section.kind == "literal":
        words = literal_section(section).strip(" ")
        return lambda _value, minus: f"-{words}" if minus and words else words
    number = number_section(section)
    kept = section.kind != "number"
    blank = section.tokens[0].kind == "literal" and section.tokens[0].text[:1] == " "

    def numbered(value: float, minus: bool) -> str:
        text = number(decimal_of(value))
        if minus and (kept or text != zero):  # a number that is rounded to nothing loses its sign: -0.001 is 0.00
            return "-" + (text.rstrip(" ") if blank else text.strip(" "))
        return text.strip(" ")

    zero = number(Decimal(0))

    return numbered


def _unpadded(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return the tokens without those at both ends that only align."""
    kept = [at for at, token in enumerate(tokens) if token.kind != "pad"]
    return tokens[kept[0] : kept[-1] + 1] if kept else ()


def _through(section: Section, value: str) -> str:
    """Return a text under a section for text; spaces that only align are left out, its own are kept."""
    out = ["" if token.kind == "pad" else value if token.kind == TEXT else token.text for token in section.tokens]
    return "".join(out)


def _holds(condition: tuple[str, float], value: float) -> bool:
    sign, limit = condition
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[sign]


def _conditions(form: Format) -> list[tuple[str, float] | None]:
    """Return when each section applies; None for the one that takes the rest."""
    first, *others = form.numbers
    if not others:
        return [first.condition]
    own = first.condition
    one = own or ((">=", 0.0) if len(form.numbers) == 2 and others[0].condition is None else (">", 0.0))
    if len(form.numbers) == 2:
        return [one, others[0].condition]
    two = others[0].condition
    if two is None:
        negative = own is not None and own[0] in ("<", "<=") and own[1] <= 0
        two = (">", 0.0) if negative else ("<", 0.0)
    return [one, two, None]


def _place(form: Format, value: float) -> int | None:
    for at, condition in enumerate(_conditions(form)):
        if condition is None or _holds(condition, value):
            return at
    return None


def _section_for(form: Format, value: float) -> Section | None:
    at = _place(form, value)
    return None if at is None else form.numbers[at]


def _unsigned(form: Format, at: int) -> bool:
    """Return whether a section is for negative numbers only: they are shown without their sign."""
    condition = _conditions(form)[at]
    if condition is None:
        first = form.numbers[0].condition
        if len(form.numbers) != 2 or first is None:
            return len(form.numbers) == 2
        return (first[0] in (">", ">=") and first[1] == 0) or (first[0][0] == "<" and first[1] < 0)
    sign, limit = condition
    return (sign == "<" and limit <= 0) or (sign in ("<=", "=") and limit < 0)


def _fixed(places: int, grouped: bool, percent: bool, slow: Renderer) -> Renderer:
    """Return the renderer for 0.00, #,##0 and 0.0% and the like, which most numbers stand under."""
    pattern = f"%.{places}f"
    spec = f",.{places}f"
    power = 10.0 ** (places + 2 * percent)

    def render(value: Value) -> str:
        if value.__class__ is not float:
            return slow(value)
        scaled = value * power
        if not -1e11 < scaled < 1e11 or -1 < scaled < 1:
            return slow(value)
        if 0.4999 < scaled % 1 < 0.5001:  # where half up and half to even part, the decimal text decides
            return slow(value)
        number = value * 100 if percent else value
        text = format(number, spec) if grouped else pattern % number
        return text + "%" if percent else text

    return render


def _zeros(width: int, slow: Renderer) -> Renderer:
    """Return the renderer for 00000."""

    def render(value: Value) -> str:
        if value.__class__ is float and 0 <= value < 1e15 and value == int(value):
            return str(int(value)).zfill(width)
        return slow(value)

    return render


def loses_digits(code: str, value: float) -> bool:
    """Return whether a format shows less of a number than is stored, so that the stored digits may be wanted.

    Rounded digits, a clock time that a date leaves out, or a year that 3月5日 leaves out.
    """
    section = _section_for(parse(code), value)
    if section is None or section.kind in ("general", "text"):
        return False
    if section.kind == "date":
        return _loses_time(section, value)
    if section.kind == "literal":
        return value != 0
    if section.kind == "fraction" or any(token.kind == "exponent" for token in section.tokens):
        return True
    exact = decimal_of(value)
    places = _decimals(section)
    return rounded(exact, places) != exact if places < 40 else False


def _decimals(section: Section) -> int:
    """Return how many decimal places of the stored number a section shows; fewer than 0 when thousands are left out."""
    kinds = [token.kind for token in section.tokens]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    digits = [at for at, kind in enumerate(kinds) if kind == DIGIT]
    thousands = sum(kind == "comma" and at > max(digits, default=0) for at, kind in enumerate(kinds))
    thousands += sum(
        kind == "comma" and max([d for d in digits if d < point], default=0) < at < point < max(digits, default=0)
        for at, kind in enumerate(kinds)
    )
    return sum(at > point for at in digits) + 2 * kinds.count(PERCENT) - 3 * thousands


def _loses_time(section: Section, value: float) -> bool:
    letters = {token.text[0] for token in section.tokens if token.kind in ("date", "elapsed")}
    if section.system == "date":
        letters = set("ymd")
    elif section.system == "time":
        letters = set("hns")
    elapsed = any(token.kind == "elapsed" for token in section.tokens)
    seconds = round((value - math.floor(value)) * 86_400)
    day_left = value >= 1 and not elapsed and not letters >= {"y", "m", "d"} and not letters >= {"e", "m", "d"}
    clock_left = seconds % 86_400 > 0 and not letters & set("hns")
    return (day_left and not letters >= {"y", "m"}) or clock_left


def render_many(code: str, values: pa.Array, date1904: bool = False) -> pa.Array:
    """Return the texts of many numbers under one format: strings, null where null was.

    values: doubles
    """
    from workstation.readers.number_format_columns import column_texts

    return column_texts(code, values, date1904)


__all__ = [
    "BUILT_IN",
    "Renderer",
    "built_in",
    "general",
    "impossible",
    "is_date",
    "is_general",
    "is_text",
    "loses_digits",
    "possible",
    "render_many",
    "renderer",
    "shows_value",
]
