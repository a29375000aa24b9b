"""Blocks of cells on the clipboard as Excel and WPS write and read them: tabs, line ends, quotation marks."""

from __future__ import annotations

from collections.abc import Sequence

Block = list[list[str]]


def to_tsv(rows: Sequence[Sequence[str | None]]) -> str:
    """Return a block as text: a cell with a tab, a line end or a first quotation mark is quoted, as Excel does."""
    return "\n".join("\t".join(_quoted(text or "") for text in row) for row in rows)


def _quoted(text: str) -> str:
    if text.startswith('"') or any(sign in text for sign in "\t\n\r"):
        return '"' + text.replace('"', '""') + '"'
    return text


def from_tsv(text: str) -> Block:
    """Return the block that a text from the clipboard holds; its rows may differ in length.

    One line end at the very end is not a row: Excel writes one. A quotation mark that opens a cell but never closes
    is an ordinary letter.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.removesuffix("\n")
    if '"' not in text:
        return [line.split("\t") for line in text.split("\n")]
    rows: Block = [[]]
    at = 0
    while True:
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at >= len(text):
            return rows
        if text[at] == "\n":
            rows.append([])
        at += 1


def _cell(text: str, at: int) -> tuple[str, int]:
    """Return (the cell that begins at `at`, where its end sign stands)."""
    if at < len(text) and text[at] == '"':
        end, parts = at + 1, []
        while (found := text.find('"', end)) >= 0:
            parts.append(text[end:found])
            if text[found + 1 : found + 2] == '"':
                parts.append('"')
                end = found + 2
                continue
            if found + 1 == len(text) or text[found + 1] in "\t\n":
                return "".join(parts), found + 1
            break
    ends = [found for sign in "\t\n" if (found := text.find(sign, at)) >= 0]
    end = min(ends, default=len(text))
    return text[at:end], end
