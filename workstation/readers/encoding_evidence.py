"""Which old encoding a text has, by evidence: how likely its bytes are in each one, as letters of a language.

A text read with a wrong encoding gives letters that its language seldom writes, capitals inside words, signs between
letters. So each encoding is tried on lines that hold bytes beyond ASCII, and for each of its languages the logarithm
of the text's probability is added up, letter by letter and neighbour by neighbour. All of them read the same bytes: the
sums may be compared, and how far the best one leads tells how sure it is.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from workstation.readers import encoding_tables as tables

MOST_SAMPLE = 96 << 10
"""Bytes that are judged; more of the same would only make the sums longer."""

MOST_BROKEN = 0.01
"""Share of characters that may be damaged; an encoding that more of them contradict is not thought of."""

LATIN, ALPHABET, SIGNS = "latin", "alphabet", "signs"
WEST = ("de", "fr", "es", "pt", "it", "nl", "sv", "nb", "da", "fi", "is", "ca", "sq")
MIDDLE = ("pl", "cs", "sk", "hu", "hr", "sl", "ro", "sq", "de")
ENCODINGS: Mapping[str, tuple[str, ...]] = {
    "gb18030": ("zh",),
    "big5": ("zh-TW",),
    "cp950": ("zh-TW",),
    "big5hkscs": ("zh-TW",),
    "shift_jis": ("ja",),
    "cp932": ("ja",),
    "euc_jp": ("ja",),
    "euc_kr": ("ko",),
    "cp949": ("ko",),
    "cp1252": WEST,
    "cp1250": MIDDLE,
    "cp1251": ("ru", "uk", "bg", "sr", "be", "mk"),
    "cp1253": ("el",),
    "cp1254": ("tr",),
    "cp1255": ("he",),
    "cp1256": ("ar", "fa"),
    "cp1257": ("lt", "lv", "et"),
    "cp874": ("th",),
    "iso8859-1": WEST,
    "iso8859-15": ("fr", "fi", "de", "es"),
    "iso8859-2": MIDDLE,
    "iso8859-5": ("ru", "bg", "sr"),
    "iso8859-6": ("ar",),
    "iso8859-7": ("el",),
    "iso8859-8": ("he",),
    "iso8859-9": ("tr",),
    "iso8859-13": ("lt", "lv", "et"),
    "koi8-r": ("ru",),
    "koi8-u": ("uk", "ru"),
    "cp866": ("ru", "be"),
    "cp850": WEST,
    "cp437": ("de", "fr", "es", "it", "nl", "sv", "fi"),
    "cp852": MIDDLE,
    "cp857": ("tr",),
    "cp737": ("el",),
    "cp775": ("lt", "lv", "et"),
    "mac-roman": WEST,
    "mac-cyrillic": ("ru", "uk"),
}
"""Encodings and the languages they were made for; of two that read a text alike, the first one is named."""
PRIOR = {"gb18030": 2.0, "cp1252": 1.5, "big5": 0.5, "shift_jis": 0.5, "euc_kr": 0.5, "cp1251": 0.5, "cp1250": 0.5,
         "mac-roman": -2.0, "mac-cyrillic": -2.0, "cp437": -1.5, "cp850": -1.0, "cp775": -2.0, "cp737": -1.5,
         "cp857": -1.5, "cp852": -1.0, "iso8859-6": -1.0, "iso8859-13": -1.0, "iso8859-15": -1.0}
"""How much more often an encoding is met than others, in natural logarithms."""
PLAIN_SIGNS = "°€§«»“”„–—…’‘·©®±²³µ½×÷№ºª´¨£¥•\xa0¼¾¿¡"
WIDE_SIGNS = "，。、；：（）“”‘’《》【】！？—…·\u3000％～－／．＋「」『』〈〉〒※○●→①②③④⑤０１２３４５６７８９ＡＢＣＤＥＦ"

Codes = np.ndarray[Any, np.dtype[np.uint32]]


@dataclass(frozen=True)
class Judged:
    """An encoding that reads the whole sample, and how likely the text then is.

    score: natural logarithm of its probability, of use only beside another one
    mean:  the same for each character beyond ASCII
    """

    encoding: str
    language: str
    score: float
    mean: float
    text: str


def rank(sample: bytes) -> list[Judged]:
    """Return the encodings that can read a sample of whole lines, the likeliest first; those alike once."""
    best: dict[str, Judged] = {}
    for encoding, languages in ENCODINGS.items():
        text = sample.decode(encoding, "replace")
        broken = text.count("\ufffd")
        if broken > 1 + MOST_BROKEN * len(text):
            continue
        if text in best and best[text].encoding in ENCODINGS and languages == ENCODINGS[best[text].encoding]:
            continue
        counts, pairs = _counted(text)
        for language in languages:
            score = _score(language, counts, pairs) + PRIOR.get(encoding, 0.0) - 25.0 * broken
            found = Judged(encoding, language, score, score / max(1, sum(counts.values())), text)
            if text not in best or (score > best[text].score and _order(encoding) <= _order(best[text].encoding)):
                best[text] = found
            elif score > best[text].score:
                known = best[text]  # the same text: a likelier language, and the name of the encoding met more often
                best[text] = Judged(known.encoding, language, score, found.mean, text)
    return sorted(best.values(), key=lambda one: -one.score)


def _order(encoding: str) -> int:
    return list(ENCODINGS).index(encoding)


def _counted(text: str) -> tuple[dict[str, int], Mapping[tuple[int, int], int]]:
    """Return how often each character beyond ASCII comes, and each pair of kinds of neighbours."""
    codes: Codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    often = np.bincount(np.minimum(codes, 0x2FFFF))
    present = np.flatnonzero(often)
    counts = {chr(code): int(often[code]) for code in present.tolist() if code > 127}
    kinds = np.zeros(len(often), dtype=np.int64)
    kinds[present] = [_kind(chr(code)) for code in present.tolist()]
    row = kinds[np.minimum(codes, 0x2FFFF)]
    both = np.bincount(row[:-1] * 8 + row[1:], minlength=64) if len(row) > 1 else np.zeros(64, np.int64)
    return counts, {(at // 8, at % 8): int(both[at]) for at in np.flatnonzero(both).tolist()}


NOTHING, SMALL, CAPITAL, HIGH_SMALL, HIGH_CAPITAL, LETTER, SIGN = range(7)


def _kind(char: str) -> int:
    if char.isascii():
        return SMALL if char.islower() else CAPITAL if char.isupper() else NOTHING
    category = unicodedata.category(char)
    if char in "ªº":
        return SIGN
    if category == "Ll":
        return HIGH_SMALL
    if category == "Lu":
        return HIGH_CAPITAL
    return LETTER if category[0] in "LM" else SIGN


def _score(language: str, counts: Mapping[str, int], pairs: Mapping[tuple[int, int], int]) -> float:
    likely, script = _model(language)
    total = sum(n * likely(char) for char, n in counts.items())
    for (first, second), n in pairs.items():
        total += n * _neighbours(script, first, second)
    return total


def _neighbours(script: str, first: int, second: int) -> float:
    """Return what a pair of neighbours adds: letters beyond ASCII stand alone in Latin words and together in others."""
    high = (HIGH_SMALL, HIGH_CAPITAL, LETTER)
    if first not in high and second not in high:
        return 0.0
    value = 0.0
    if first in high:
        together = second in high or second == SIGN
        value += (-2.5 if together else -0.1) if script == LATIN else (-0.25 if together else -1.5)
    if script != SIGNS:
        if first in (SMALL, HIGH_SMALL) and second in (CAPITAL, HIGH_CAPITAL):
            value -= 5.0
        if SIGN in (first, second):
            value -= 2.0
        if script == ALPHABET and {first, second} & {SMALL, CAPITAL}:
            value -= 4.0
    if script == LATIN and NOTHING in (first, second) and second in high and first == NOTHING:
        value -= 1.0  # words seldom begin with such a letter
    return value


@cache
def _model(language: str) -> tuple[Callable[[str], float], str]:
    """Return how likely a character beyond ASCII is in a language, as a natural logarithm, and how it is written."""
    known: dict[str, float] = {}
    if language in tables.LETTERS:
        script = LATIN if language in (*WEST, *MIDDLE, "tr", "lt", "lv", "et") else ALPHABET
        total = 0
        letters = [(part[0], int(part[1:])) for part in tables.LETTERS[language].split()]
        total = sum(n for _letter, n in letters)
        for letter, n in letters:
            share = 0.93 * n / total
            cased = letter.upper() != letter and len(letter.upper()) == 1
            known[letter] = math.log(share * (0.85 if cased else 1))
            if cased:
                known[letter.upper()] = math.log(max(share * 0.15, 2e-4))
        if language == "tr":
            known["İ"] = math.log(0.05)
        _add(known, PLAIN_SIGNS, 0.04)
        return _known_or(known, _rare_letter), script
    lists: dict[str, tuple[tuple[str, float], ...]] = {
        "zh": ((tables.SIMPLIFIED, 0.78),),
        "zh-TW": ((tables.TRADITIONAL, 0.78),),
        "ja": ((tables.KANA, 0.5), (tables.KANJI, 0.35)),
        "ko": ((tables.HANGUL, 0.85),),
    }
    for signs, share in lists[language]:
        weights = [1 / (at + 25) for at in range(len(signs))]
        for sign, weight in zip(signs, weights, strict=True):
            known[sign] = math.log(share * weight / sum(weights))
    _add(known, WIDE_SIGNS, 0.06)
    return _known_or(known, {"zh": _rare_zh, "zh-TW": _rare_tw, "ja": _rare_ja, "ko": _rare_ko}[language]), SIGNS


def _add(known: dict[str, float], signs: str, share: float) -> None:
    for sign in signs:
        known.setdefault(sign, math.log(share / len(signs)))


def _known_or(known: Mapping[str, float], rare: Callable[[str], float]) -> Callable[[str], float]:
    def likely(char: str) -> float:
        value = known.get(char)
        return rare(char) if value is None else value

    return likely


def _rare_letter(char: str) -> float:
    category = unicodedata.category(char)
    if category in ("Cc", "Cn", "Co", "Cs"):
        return -16.0
    return math.log(0.01 / 100) if category[0] in "LM" else math.log(0.003 / 150)


def _rare_zh(char: str) -> float:
    if "\u4e00" <= char <= "\u9fff":
        code = _bytes(char, "gb2312")
        if code:
            return math.log(0.14 / 3755) if code[0] < 0xD8 else math.log(0.02 / 3008)
        return math.log(0.004 / 14000)
    return math.log(0.004 / 700) if _bytes(char, "gb2312") else math.log(0.001 / 30000)


def _rare_tw(char: str) -> float:
    code = _bytes(char, "big5")
    if len(code) == 2 and "\u4e00" <= char <= "\u9fff":
        return math.log(0.14 / 5401) if code[0] < 0xC9 else math.log(0.01 / 7652)
    return math.log(0.004 / 400) if code else math.log(0.002 / 5000)


def _rare_ja(char: str) -> float:
    if "\uff61" <= char <= "\uff9f":
        return math.log(0.006 / 63)
    code = _bytes(char, "euc_jp")
    if len(code) == 2 and "\u4e00" <= char <= "\u9fff":
        return math.log(0.06 / 2965) if code[0] < 0xD0 else math.log(0.005 / 3390)
    return math.log(0.004 / 500) if len(code) == 2 else math.log(0.001 / 6000)


def _rare_ko(char: str) -> float:
    if "\uac00" <= char <= "\ud7a3":
        return math.log(0.1 / 2000) if _bytes(char, "euc_kr") else math.log(0.004 / 8822)
    return math.log(0.006 / 4888) if "\u4e00" <= char <= "\u9fff" else math.log(0.004 / 900)


def _bytes(char: str, encoding: str) -> bytes:
    try:
        return char.encode(encoding)
    except UnicodeEncodeError:
        return b""


def script_of(language: str) -> str:
    """Return how a language is written: LATIN, ALPHABET or SIGNS."""
    return _model(language)[1]


def unassigned(text: str) -> int:
    """Return how many characters of a text are none: unassigned, private, halves of pairs, controls but for white space."""
    return sum(n for char, n in Counter(text).items()
               if unicodedata.category(char) in ("Cn", "Co", "Cs", "Cc") and char not in "\t\r\n\ufeff\x01\x1c\x1d\x1e\x1f")
