"""Names of cells and of their errors, as every spreadsheet program has them."""

from __future__ import annotations

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""Error values as xls and xlsb number them; MS-XLS 2.5.10."""


def column_number(letters: str) -> int:
    """Return the column (from 0) that letters name: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """Return the letters of a column (from 0)."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(at: tuple[int, int]) -> str:
    """Return the name of a cell, such as C5."""
    return f"{column_letters(at[1])}{at[0] + 1}"
