"""Rows of a head that hold an order rather than names: years, days, units, the numbers of the columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workstation.readers.layout import words
from workstation.readers.layout.view import MARK, NUM, PERIOD, VALUES, WORD

if TYPE_CHECKING:
    from workstation.readers.layout.head import Top


def years_in_order(top: Top, at: int) -> bool:
    """Return whether the numbers of a row are years, one after the other, as tables by year have in their header."""
    years = []
    for column in top.cells(at):
        look = top.looks[at, column]
        if look not in (NUM, PERIOD):
            continue
        digits = re.fullmatch(r"((?:19|20)\d\d)(?:\.0+)?年?", top.text(at, column))
        if digits is None:
            if look == NUM:
                return False
            continue
        years.append(int(digits[1]))
    return len(years) > 1 and (years == sorted(set(years)) or years == sorted(set(years), reverse=True))


def numbered_in_order(top: Top, at: int) -> bool:
    """Return whether the numbers of a row, right of a word, run 1, 2, 3 ... as days and months do in a header."""
    values: list[int] = []
    cells = top.cells(at)
    for column in cells:
        if top.looks[at, column] != NUM:
            if values and top.looks[at, column] in VALUES:
                return False
            continue
        text = top.text(at, column)
        if not text.isdecimal():
            return False
        values.append(int(text))
    starts = bool(cells) and (top.looks[at, cells[0]] == WORD or cells[0] > 0)
    return starts and len(values) >= 4 and values == list(range(values[0], values[0] + len(values)))


def is_unit_row(top: Top, at: int) -> bool:
    """Return whether a row holds units of measure for the columns: 元, 万元, kg ..."""
    cells = [column for column in top.cells(at) if top.looks[at, column] != MARK]
    if not cells or len(cells) > 200:
        return False
    texts = [top.text(at, column) for column in cells]
    told = sum(words.is_unit(text) for text in texts)
    label = texts[0].strip("()（）:： ") in ("单位", "计量单位", "unit", "Unit", "units", "Units", "Einheit")
    if label and len(texts) > 1:
        return told >= 0.5 * (len(texts) - 1)
    bracketed = all(text[0] in "([（【" for text in texts)
    if told and len(texts) > 1 and all(len(text) <= 6 and not any(sign.isdigit() for sign in text) for text in texts):
        below = [row for row in range(at + 1, min(at + 7, len(top.rows))) if top.solid[row]]
        if below and all(top.valued[below, column].sum() * 2 > len(below) for column in cells):
            return True  # short words over numbers only, some of them units
    need = max(1 if bracketed or top.usual <= 2 else 2, 0.6 * len(texts))
    return told >= need and (told == len(texts) or told >= 2) and all(len(text) <= 8 for text in texts)


_ORDINALS = "甲乙丙丁戊己庚辛壬癸"
_ORDINAL = re.compile(r"[(（\[]?(\d{1,3})[)）\]]?(?:\s*=.*)?")


def is_number_row(top: Top, at: int) -> bool:
    """Return whether a row numbers the columns: 1 2 3, 甲 乙 1 2, (1) (2) (3)=(1)+(2), 栏次 1 2 3."""
    cells = top.cells(at)
    if len(cells) < 2 or len(cells) < 0.5 * top.usual:
        return False
    numbers: list[int] = []
    letters = ""
    for place, column in enumerate(cells):
        text = top.text(at, column)
        match = _ORDINAL.fullmatch(text)
        if match:
            numbers.append(int(match[1]))
        elif (text in _ORDINALS and text) or (len(text) == 1 and "A" <= text <= "Z"):
            letters += text
        elif place or text not in ("栏次", "栏目", "序号", "编号", "行次", "列次", "代码", "No.", "No", "Nr."):
            return False
    straight = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    if not straight or (numbers and numbers[0] not in (0, 1, 2)):
        return False
    if letters:
        return letters in _ORDINALS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" and len(letters) + len(numbers) >= 3
    if len(numbers) < 3:
        return False
    below = [row for row in range(at + 1, min(at + 8, len(top.rows))) if top.solid[row]]
    worded = not below or any(int((top.looks[below, column] == WORD).sum()) * 2 > len(below) for column in cells)
    return worded or (len(numbers) >= 5 and numbers[0] == 1)
