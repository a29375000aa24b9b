"""Sums of check digits in SQL: the character at a place, its value in an alphabet, weighted sums."""

from __future__ import annotations

from collections.abc import Sequence

from workstation.engine.engine import literal

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def at(text: str, place: int) -> str:
    """Return SQL for the character at a place, from 1."""
    return f"substr({text}, {place}, 1)"


def value(text: str, place: int, alphabet: str = "") -> str:
    """Return SQL for the value of the character at a place: its index in `alphabet`, or a digit's own value."""
    if alphabet:
        return f"(strpos({literal(alphabet)}, {at(text, place)}) - 1)"
    return f"(ascii({at(text, place)}) - 48)"


def weighted(text: str, weights: Sequence[int], start: int = 1, alphabet: str = "") -> str:
    """Return SQL for the sum of value x weight over the places from `start`."""
    return "(" + " + ".join(f"{value(text, start + i, alphabet)} * {weight}" for i, weight in enumerate(weights)
                            if weight) + ")"


def digits_weighted(text: str, weights: Sequence[int]) -> str:
    """Return SQL for the weighted sum of the leading digits, taken out of one number.

    Half the time of a substr for each digit (0.28 s against 0.6 s for a million). At most 18 digits.
    """
    number = f"try_cast(left({text}, {len(weights)}) AS BIGINT)"
    last = len(weights) - 1
    terms = [f"({number} // {10 ** (last - i)}) % 10 * {weight}" if i else f"({number} // {10 ** last}) * {weight}"
             for i, weight in enumerate(weights)]
    return "(" + " + ".join(terms) + ")"


def pick(characters: str, index: str) -> str:
    """Return SQL for the character of a constant text at an index from 0."""
    return f"substr({literal(characters)}, CAST({index} AS INTEGER) + 1, 1)"
