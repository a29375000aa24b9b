"""Numbers under a section of a number format: digits, thousands, percent, scientific notation, fractions, General.

Everything is done on the decimal text of 15 significant digits, as the spreadsheet programs do it: 1.005 is 1.01 under 0.00.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from workstation.readers.number_format_names import digit_by_digit, spelled
from workstation.readers.number_format_parse import (
    COMMA,
    DIGIT,
    EXPONENT,
    GENERAL,
    LITERAL,
    PAD,
    PERCENT,
    POINT,
    SLASH,
    Section,
    Token,
)

PLAIN = 1e21
"""From here on a whole number is written in scientific notation: it was never anybody's identifier."""
_EXACT = Context(prec=900, rounding=ROUND_HALF_UP, Emin=-9999, Emax=9999)
_Shown = Callable[[Decimal], str]


def general(value: float) -> str:
    """Return a number in plain digits, at most 15 significant ones; whole numbers given as int keep all their digits."""
    if isinstance(value, int):
        return str(value) if -PLAIN < value < PLAIN else general(float(value)) if abs(value) < 1 << 1023 else str(value)
    if -1e15 < value < 1e15:
        whole = int(value)
        if whole == value:
            return str(whole)
    text = f"{value:.15g}"
    if "e" not in text or not math.isfinite(value):
        return text
    if abs(value) >= PLAIN or abs(value) < 1e-15:
        return text.replace("e", "E")
    return format(Decimal(text), "f")


def decimal_of(value: float) -> Decimal:
    """Return the size of a number without its sign, as far as a spreadsheet program tells it: 15 significant digits."""
    return Decimal(abs(value)) if isinstance(value, int) else Decimal(f"{abs(value):.15g}")


def rounded(value: Decimal, places: int) -> Decimal:
    """Return a number rounded half up to so many decimal places."""
    return value.quantize(Decimal(1).scaleb(-places), context=_EXACT)


def number_section(section: Section) -> _Shown:
    """Return what shows a number, without its sign, under a section for numbers."""
    if section.kind == "general":
        shown = _general_section(section)
    elif section.kind == "fraction":
        shown = _fraction_section(section.tokens)
    elif any(token.kind == EXPONENT for token in section.tokens):
        shown = _scientific_section(section.tokens)
    else:
        shown = _plain_section(section.tokens)
    if not section.numerals or section.kind == "general":
        return shown
    return lambda value: digit_by_digit(shown(value), section.numerals, section.language)


def _literal(token: Token) -> str:
    return token.text if token.kind != PAD else " "


def _general_section(section: Section) -> _Shown:
    percent = sum(token.kind == PERCENT for token in section.tokens)

    def shown(value: Decimal) -> str:
        text = general(float(value.scaleb(2 * percent))) if percent else _general_decimal(value)
        if section.numerals:
            text = spelled(text, section.numerals, section.language)
        return "".join(text if token.kind == GENERAL else _literal(token) for token in section.tokens)

    return shown


def _general_decimal(value: Decimal) -> str:
    whole = value.to_integral_value()
    return str(int(value)) if whole == value and value < 10**21 else general(float(value))


@dataclass(frozen=True)
class _Digits:
    """Where the digits of a number go in the tokens of a section."""

    whole: tuple[int, ...]
    point: int
    """Place of the decimal point among the tokens, behind them all when there is none."""
    decimals: tuple[int, ...]
    grouped: bool
    scale: int
    """Power of ten that the number is multiplied with before: percent up, thousands down."""
    dropped: frozenset[int]
    """Commas that are no signs of their own."""

    @classmethod
    def of(cls, tokens: tuple[Token, ...]) -> _Digits:
        point = next((at for at, token in enumerate(tokens) if token.kind == POINT), len(tokens))
        digits = [at for at, token in enumerate(tokens) if token.kind == DIGIT]
        whole = tuple(at for at in digits if at < point)
        commas = [at for at, token in enumerate(tokens) if token.kind == COMMA and digits and at > digits[0]]
        last = whole[-1] if whole else -1
        inner = [at for at in commas if at < last]
        thousands = [at for at in commas if at > digits[-1] or last < at < point] if digits else []
        percent = sum(token.kind == PERCENT for token in tokens)
        return cls(
            whole,
            point,
            tuple(at for at in digits if at > point),
            bool(inner),
            2 * percent - 3 * len(thousands),
            frozenset(commas),
        )


def _plain_section(tokens: tuple[Token, ...]) -> _Shown:
    digits = _Digits.of(tokens)
    places = len(digits.decimals)
    none_shown = not digits.whole and not digits.decimals

    def shown(value: Decimal) -> str:
        if none_shown:
            return "".join(_literal(token) for token in tokens)
        number = rounded(value.scaleb(digits.scale, _EXACT), places)
        return "".join(_placed(tokens, digits, number))

    return shown


def _placed(tokens: tuple[Token, ...], digits: _Digits, number: Decimal) -> list[str]:
    """Return the text of each token with the digits of a number, already rounded, in its places."""
    text, _dot, rest = format(number, "f").partition(".")
    text = text.lstrip("0")
    out = ["" if at in digits.dropped else _literal(token) for at, token in enumerate(tokens)]
    _place_whole(tokens, digits, text, out)
    if digits.point < len(tokens):
        out[digits.point] = (_grouped(text) if digits.grouped else text) * (not digits.whole) + "."
    kept = len(rest.rstrip("0"))
    for place, at in enumerate(digits.decimals):
        sign = tokens[at].text
        out[at] = rest[place] if place < kept or sign == "0" else " " if sign == "?" else ""
    return out


def _place_whole(tokens: tuple[Token, ...], digits: _Digits, text: str, out: list[str]) -> None:
    for rank, at in enumerate(reversed(digits.whole)):
        digit = text[-1 - rank] if rank < len(text) else {"0": "0", "?": " "}.get(tokens[at].text, "")
        comma = "," if digits.grouped and rank and rank % 3 == 0 and digit.isdigit() else ""
        out[at] = digit + comma
    if not digits.whole or len(text) <= len(digits.whole):
        return
    first = digits.whole[0]
    more = text[: len(text) - len(digits.whole)]
    if digits.grouped:
        rank = len(digits.whole)
        head = "".join(
            digit + ("," if (rank + place) % 3 == 0 else "") for place, digit in reversed(list(enumerate(reversed(more))))
        )
        out[first] = head + out[first]
    else:
        out[first] = more + out[first]


def _grouped(text: str) -> str:
    return f"{int(text):,}" if text else ""


def _scientific_section(tokens: tuple[Token, ...]) -> _Shown:
    at = next(at for at, token in enumerate(tokens) if token.kind == EXPONENT)
    mantissa = tokens[:at]
    after = tokens[at + 1 :]
    digits = _Digits.of(mantissa)
    step = max(1, len(digits.whole))
    places = len(digits.decimals)
    exponent_digits = _Digits.of(after)
    if exponent_digits.whole and after[exponent_digits.whole[-1]].text == "#":  # 10⁰ is shown as E+0
        last = exponent_digits.whole[-1]
        after = (*after[:last], Token(DIGIT, "0"), *after[last + 1 :])

    def shown(value: Decimal) -> str:
        value = value.scaleb(digits.scale, _EXACT)
        power = (value.adjusted() // step) * step if value else 0
        number = rounded(value.scaleb(-power, _EXACT), places)
        if number and number.adjusted() >= step:
            power += step
            number = rounded(value.scaleb(-power, _EXACT), places)
        sign = "-" if power < 0 else tokens[at].text[1].replace("-", "")
        exponent = "".join(_placed(after, exponent_digits, Decimal(abs(power))))
        return "".join(_placed(mantissa, digits, number)) + "E" + sign + exponent

    return shown


@dataclass(frozen=True)
class _Ratio:
    """Where whole number, numerator and denominator of a fraction stand among the tokens; each a first and an end."""

    whole: tuple[int, int]
    above: tuple[int, int]
    below: tuple[int, int]
    fixed: int
    """The denominator when the format names it, else 0."""


def _ratio(tokens: tuple[Token, ...]) -> _Ratio:
    slash = next(at for at, token in enumerate(tokens) if token.kind == SLASH and any(one.kind == DIGIT for one in tokens[:at]))
    end = slash
    while tokens[end - 1].kind != DIGIT:
        end -= 1
    start = end
    while start and tokens[start - 1].kind == DIGIT:
        start -= 1
    first = slash + 1
    while first < len(tokens) and tokens[first].kind != DIGIT and not tokens[first].text.isdecimal():
        first += 1
    last = first
    while last < len(tokens) and (tokens[last].kind == DIGIT or tokens[last].text.isdecimal()):
        last += 1
    signs = "".join(token.text for token in tokens[first:last])
    fixed = int(signs) if signs[:1].isdecimal() and signs.isdecimal() and int(signs) else 0
    before = [at for at, token in enumerate(tokens[:start]) if token.kind == DIGIT]
    whole = (before[0], before[-1] + 1) if before else (0, 0)
    return _Ratio(whole, (start, end), (first, last), fixed)


def _fraction_section(tokens: tuple[Token, ...]) -> _Shown:
    ratio = _ratio(tokens)
    percent = sum(token.kind == PERCENT for token in tokens)
    most = 10 ** min(ratio.below[1] - ratio.below[0], 7) - 1  # more digits than a number has do not tell more
    mixed = ratio.whole[1] > 0

    def shown(value: Decimal) -> str:
        value = value.scaleb(2 * percent, _EXACT)
        if ratio.fixed:
            above, below = int(rounded(value * ratio.fixed, 0)), ratio.fixed
        else:
            above, below = nearest(float(value), most)
        whole = above // below if mixed else 0
        return _ratio_text(tokens, ratio, whole, above - whole * below, below)

    return shown


def nearest(value: float, most: int) -> tuple[int, int]:
    """Return numerator and denominator of the fraction that a spreadsheet shows for a value.

    It is the last convergent of the continued fraction whose denominator is at most `most`, worked out in floating point
    as the programs do it: 0.3 is 2/7 and 1.3 is 1 1/3 under # ?/?.
    """
    rest = value
    above, below, above_before, below_before = 1, 0, 0, 1
    while True:
        whole = math.floor(rest)
        above, above_before = whole * above + above_before, above
        below, below_before = whole * below + below_before, below
        if below > most:
            return above_before, below_before
        if rest - whole < 5e-8 or below == most:
            return above, below
        rest = 1 / (rest - whole)


def _ratio_text(tokens: tuple[Token, ...], ratio: _Ratio, whole: int, above: int, below: int) -> str:
    out = [_literal(token) for token in tokens]
    start, end = ratio.whole
    mixed = end > 0
    zero_shown = tokens[ratio.above[1] - 1].text == "0"
    bare = mixed and not above and not zero_shown
    if mixed:
        places = tuple(at for at in range(start, end) if tokens[at].kind == DIGIT)
        grouped = any(token.kind == COMMA for token in tokens[start:end])
        text = str(whole) if whole or bare else ""
        out[start:end] = ["" if token.kind == COMMA else _literal(token) for token in tokens[start:end]]
        _place_whole(tokens, _Digits(places, len(tokens), (), grouped, 0, frozenset()), text, out)
        if not text and not any(out[start:end]):
            out[end : ratio.above[0]] = [sign if sign != " " else "" for sign in out[end : ratio.above[0]]]
    first, last = ratio.above
    _place_whole(tokens, _Digits(tuple(range(first, last)), len(tokens), (), False, 0, frozenset()), str(above), out)
    first, last = ratio.below
    digits = str(below)
    if not ratio.fixed:
        filled = digits.zfill(last - first) if all(token.text == "0" for token in tokens[first:last]) else digits
        missing = sum(token.text == "?" for token in tokens[first + len(filled) : last])
        out[first:last] = [filled + " " * missing, *[""] * (last - first - 1)]
    if bare:
        for at in range(ratio.above[0], ratio.below[1]):
            out[at] = " " * len(out[at])
    return "".join(out)


def literal_section(section: Section) -> str:
    """Return the text of a section that shows nothing of the value."""
    return "".join(_literal(token) for token in section.tokens if token.kind in (LITERAL, PAD) or token.text)
