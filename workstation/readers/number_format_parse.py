"""A number format taken apart: its sections, when each applies, and what each is made of.

The language is that of ECMA-376 part 1, 18.8.30 and 18.8.31, with what Excel and WPS in East Asia add to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from workstation.readers.number_format_names import language_of

LITERAL, PAD, DIGIT, POINT, COMMA, PERCENT, EXPONENT, SLASH, TEXT, GENERAL, DATE, ELAPSED, HALF, FRACTION = (
    "literal", "pad", "digit", "point", "comma", "percent", "exponent", "slash", "text", "general", "date", "elapsed",
    "half", "fraction",
)  # fmt: skip
"""Kinds of tokens. date: a run of one letter, minutes as n; half: AM/PM; fraction: digits behind seconds."""

LONGEST = 2_000
"""Signs of a format; Excel takes 255. What is longer is not read and shows like General."""


@dataclass(frozen=True)
class Token:
    """One piece of a section."""

    kind: str
    text: str


@dataclass(frozen=True)
class Section:
    """One of the parts between semicolons.

    kind:      number, fraction, date, general, text, or literal (nothing of the value is shown)
    condition: operator and limit, None when there is none
    numerals:  the number in [DBNum1], 0 for ordinary digits
    system:    date or time when the reader's own settings decide how it looks
    calendar:  "" or thai, korean, taiwan, japanese
    """

    tokens: tuple[Token, ...]
    kind: str
    condition: tuple[str, float] | None = None
    language: str = ""
    numerals: int = 0
    system: str = ""
    calendar: str = ""
    known: bool = True
    """False when it holds what no spreadsheet program would take."""


@dataclass(frozen=True)
class Format:
    """A number format: up to three sections for numbers, and one for text."""

    numbers: tuple[Section, ...]
    text: Section | None


_COLOURS = frozenset(
    (
        "black", "blue", "cyan", "green", "magenta", "red", "white", "yellow",
        "黑色", "蓝色", "青色", "绿色", "洋红色", "红色", "白色", "黄色", "蓝绿色", "洋红",
        "schwarz", "blau", "zyan", "grün", "rot", "weiss", "gelb", "黒", "青", "水", "緑", "紫", "赤", "白", "黄",
    )
)  # fmt: skip
_COLOUR = re.compile(r"(?:colou?r|颜色|色|farbe)\s*\d+", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]*\.?[0-9]+(?:E[+-]?[0-9]+)?)", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_NUMERALS = re.compile(r"(DBNum|NatNum)(\d+)", re.IGNORECASE)
_GENERAL = re.compile(r"general|g/通用格式|g/標準|g/标准|g/표준|通用格式", re.IGNORECASE)
_STANDARD = frozenset(("standard", "estándar", "standaard", "geral", "основной", "ogólny", "obecné", "genel", "標準", "常规"))
"""What General is called in formats that other languages' programs wrote as they show them."""
_HALF = re.compile(r"am/pm|a/p|上午/下午|午前/午後|오전/오후", re.IGNORECASE)
_RUNS = re.compile(r"y+|m+|d+|h+|s+|e+|g+|b+|a{3,}", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+?(?=am/pm|a/p|general|[^A-Za-z]|$)", re.IGNORECASE)
_DATE_WORD = re.compile(r"(?:y+|m+|d+|h+|s+|e+|g+|b+|a{3,}|T)+Z?|Z", re.IGNORECASE)
"""What an unquoted word must be made of to show a date; any other word stands for itself. T and Z are those of ISO 8601."""
_FULL = str.maketrans("＃０？％", "#0?%")
_CALENDARS = {3: "japanese", 4: "taiwan", 5: "korean", 7: "thai"}
_NUMERAL_SHAPES = {0x1B + at: at % 3 + 1 for at in range(9)} | {0x24: 1, 0x25: 2, 0x26: 3, 0x27: 4}
"""Signs of numbers in East Asia by the highest byte of a locale: three each for Japan, China and Taiwan, four for Korea."""
_CALENDAR_NAMES = {"hij": "", "eng": "", "jpn": "japanese", "twn": "taiwan", "~hijri": "", "~gregorian": ""}


@lru_cache(maxsize=4096)
def parse(code: str) -> Format:
    """Return a number format taken apart; one that cannot be read at all is General."""
    if len(code) > LONGEST or not code.strip() or code.strip().lower() in _STANDARD:
        return Format((_GENERAL_SECTION,), None)
    parts = _split(code)
    sections = [_section(part) for part in parts[:4]]
    if len(sections) == 1 and not sections[0].system and (not sections[0].tokens or _is_name(code)):
        return Format((_GENERAL_SECTION,), None)  # only a colour or a language, or no format at all
    text: Section | None = None
    if len(sections) == 4 or any(token.kind == TEXT for token in sections[-1].tokens):
        text = sections.pop()
    if text is not None and text.kind == "general":
        tokens = tuple(Token(TEXT, "@") if token.kind == GENERAL else token for token in text.tokens)
        text = replace(text, kind="text", tokens=tokens) if len(tokens) > 1 else None
    return Format(tuple(sections) or (_GENERAL_SECTION,), text)


def _is_name(code: str) -> bool:
    """Return whether a program wrote the name of a format, such as Currency, where its code should stand."""
    return bool(_WORD.fullmatch(code)) and not _DATE_WORD.fullmatch(code)


_GENERAL_SECTION = Section((Token(GENERAL, ""),), "general")


def _split(code: str) -> list[str]:
    """Return the sections of a format; a semicolon in quotation marks, escaped or in brackets divides nothing."""
    parts: list[str] = []
    start = at = 0
    while at < len(code):
        sign = code[at]
        if sign == '"':
            end = code.find('"', at + 1)
            at = len(code) if end < 0 else end + 1
        elif sign in "\\!_*":
            at += 2
        elif sign == "[":
            end = code.find("]", at)
            at = end + 1 if end > 0 else at + 1
        else:
            if sign == ";":
                parts.append(code[start:at])
                start = at + 1
            at += 1
    parts.append(code[start:])
    return parts


class _Scanner:
    """Goes through one section once and keeps what it meets."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.at = 0
        self.tokens: list[Token] = []
        self.condition: tuple[str, float] | None = None
        self.language = self.system = self.calendar = ""
        self.numerals = 0
        self.known = True

    def add(self, kind: str, text: str, length: int = 0) -> None:
        self.tokens.append(Token(kind, text))
        self.at += length or len(text)

    def run(self) -> None:
        while self.at < len(self.code):
            sign = self.code[self.at]
            if sign == '"':
                end = self.code.find('"', self.at + 1)
                end = len(self.code) if end < 0 else end
                self.add(LITERAL, self.code[self.at + 1 : end], end + 1 - self.at)
            elif sign in "\\!":
                self.add(LITERAL, self.code[self.at + 1 : self.at + 2] or sign, 2)
            elif sign == "_":
                self.add(PAD, " ", 2)
            elif sign == "*":
                self.at += 2
            elif sign == "[":
                self.bracket()
            else:
                self.plain(sign.translate(_FULL))

    def plain(self, sign: str) -> None:
        rest = self.code[self.at : self.at + 12]
        if match := _GENERAL.match(rest):
            self.add(GENERAL, match[0])
        elif match := _HALF.match(rest):
            self.add(HALF, match[0])
        elif sign in "eE" and rest[1:2] in ("+", "-"):
            self.add(EXPONENT, rest[:2])
        elif sign in "eE" and rest[1:2] == "0" and any(token.kind == DIGIT for token in self.tokens):
            self.add(EXPONENT, "E-", 1)
        elif match := _WORD.match(self.code, self.at):
            self.word(match[0])
        elif sign in "0#?":
            self.add(DIGIT, sign)
        elif sign in ".,%/@":
            self.add({".": POINT, ",": COMMA, "%": PERCENT, "/": SLASH, "@": TEXT}[sign], sign)
        else:
            self.add(LITERAL, sign)

    def word(self, word: str) -> None:
        """Read letters that are not quoted: the letters of a date, or a word that no program would take unquoted."""
        if not _DATE_WORD.fullmatch(word):
            self.known = False
            self.add(LITERAL, word)
            return
        run = _RUNS.match(word)
        if run and run[0].lower() == "b" and self.code[self.at + 1 : self.at + 2] in ("1", "2"):
            self.at += 2  # B1 and B2 choose a calendar
            return
        self.add(DATE if run else LITERAL, run[0] if run else word[0])

    def bracket(self) -> None:
        end = self.code.find("]", self.at)
        if end < 0:
            self.add(LITERAL, "[")
            return
        inner = self.code[self.at + 1 : end]
        length = end + 1 - self.at
        plain = inner.strip().lower()
        if inner.startswith("$"):
            self.locale(inner[1:])
            self.at += length
        elif condition := _CONDITION.fullmatch(inner.strip()):
            self.condition = (condition[1], float(condition[2]))
            self.at += length
        elif _ELAPSED.fullmatch(inner):
            self.add(ELAPSED, inner.lower(), length)
        elif numerals := _NUMERALS.match(inner):
            if numerals[1].lower() == "dbnum":
                self.numerals = int(numerals[2][:1])
            self.at += length
        elif plain in _CALENDAR_NAMES:
            self.calendar = _CALENDAR_NAMES[plain]
            self.at += length
        elif plain in _COLOURS or _COLOUR.fullmatch(plain):
            self.at += length
        else:
            self.add(LITERAL, self.code[self.at : end + 1], length)

    def locale(self, inner: str) -> None:
        """Read what stands in [$...]: a sign that is shown, and a language."""
        symbol, dash, place = inner.partition("-")
        if symbol:
            self.tokens.append(Token(LITERAL, symbol))
        if not dash:
            return
        place = place.partition(",")[0].lower()
        if place in ("f800", "x-sysdate"):
            self.system = "date"
        elif place in ("f400", "x-systime"):
            self.system = "time"
        elif re.fullmatch(r"[0-9a-f]{1,8}", place):
            number = int(place, 16)
            self.language = language_of(number) or self.language
            self.calendar = _CALENDARS.get(number >> 16 & 0xFF, self.calendar)
            self.numerals = _NUMERAL_SHAPES.get(number >> 24, self.numerals)
        else:
            old = place.startswith(("zh-tw", "zh-hk", "zh-mo", "zh-hant"))
            self.language = "zh-TW" if old else place[:2]


def _section(code: str) -> Section:
    scanner = _Scanner(code)
    scanner.run()
    tokens = _seconds_joined(scanner.tokens)
    kinds = {token.kind for token in tokens}
    section = Section(
        tuple(tokens),
        "literal",
        scanner.condition,
        scanner.language,
        scanner.numerals,
        _system(scanner.system, tokens),
        scanner.calendar,
        scanner.known,
    )
    if TEXT in kinds and not kinds & {DIGIT}:
        return replace(section, kind="text", tokens=tuple(_as_text(token) for token in tokens))
    if GENERAL in kinds:
        return replace(section, kind="general", tokens=tuple(_as_number(token, GENERAL) for token in tokens))
    if DIGIT in kinds:
        kind = "fraction" if _is_fraction(tokens) else "number"
        return replace(section, kind=kind, tokens=tuple(_as_number(token) for token in tokens))
    if kinds & {DATE, ELAPSED, HALF} or section.system:
        return replace(section, kind="date", tokens=tuple(_dated(tokens)))
    if scanner.numerals and not tokens:
        return replace(section, kind="general", tokens=(Token(GENERAL, ""),))
    return section


def _system(system: str, tokens: list[Token]) -> str:
    """Return date or time when a format leaves that to each computer, and shows nothing else."""
    letters = {token.text[0].lower() for token in tokens if token.kind in (DATE, ELAPSED)}
    others = set("hs") if system == "date" else set("yd")
    return "" if letters & others else system


def _seconds_joined(tokens: list[Token]) -> list[Token]:
    """Return the tokens with the digits behind a time as one: they show fractions of a second.

    A comma divides them right behind the seconds only, a point anywhere behind a time.
    """
    out: list[Token] = []
    at = 0
    timed = False
    while at < len(tokens):
        token = tokens[at]
        timed = timed or token.kind == ELAPSED or (token.kind == DATE and token.text[0] in "hHsS")
        seconds = bool(out) and out[-1].kind in (DATE, ELAPSED) and out[-1].text[0] in "sS"
        if (token.kind == POINT and timed) or (token.kind == COMMA and seconds):
            end = at + 1
            while end < len(tokens) and tokens[end] == Token(DIGIT, "0"):
                end += 1
            if end > at + 1:
                out.append(Token(FRACTION, token.text + "0" * (end - at - 1)))
                at = end
                continue
        out.append(token)
        at += 1
    return out


def _as_text(token: Token) -> Token:
    return token if token.kind in (TEXT, LITERAL, PAD) else Token(LITERAL, token.text)


def _as_number(token: Token, *kept: str) -> Token:
    """Return the token as it counts in a section for numbers: letters of dates are only letters there."""
    if token.kind in (DATE, HALF, TEXT, FRACTION):
        return Token(LITERAL, token.text)
    if token.kind == ELAPSED:
        return Token(LITERAL, f"[{token.text}]")
    if kept and token.kind not in (*kept, LITERAL, PAD, PERCENT):
        return Token(LITERAL, token.text)
    return token


def _is_fraction(tokens: list[Token]) -> bool:
    """Return whether a slash stands between digits, as in # ?/? or # ?/8."""
    for at, token in enumerate(tokens):
        if token.kind != SLASH:
            continue
        before = next((one for one in reversed(tokens[:at]) if one.kind != PAD and one.text != " "), None)
        after = next((one for one in tokens[at + 1 :] if one.kind != PAD and one.text != " "), None)
        if before and after and before.kind == DIGIT and (after.kind == DIGIT or after.text.isdecimal()):
            return True
    return False


def _dated(tokens: list[Token]) -> list[Token]:
    """Return the tokens of a date: letters small, m as n where it stands for minutes, all else as it is written."""
    out: list[Token] = []
    for token in tokens:
        if token.kind == EXPONENT:
            out += [Token(DATE, "e"), Token(LITERAL, token.text[1])]
        elif token.kind == DATE:
            out.append(Token(DATE, token.text.lower()))
        elif token.kind in (LITERAL, PAD, ELAPSED, HALF, FRACTION):
            out.append(token)
        else:
            out.append(Token(LITERAL, token.text))
    marks = [at for at, token in enumerate(out) if token.kind in (DATE, ELAPSED)]
    for place, at in enumerate(marks):
        if out[at].kind != DATE or out[at].text not in ("m", "mm"):
            continue
        before = out[marks[place - 1]].text if place else ""
        after = out[marks[place + 1]].text if place + 1 < len(marks) else ""
        if before.startswith("h") or after.startswith("s"):
            out[at] = Token(DATE, out[at].text.replace("m", "n"))
    return out
