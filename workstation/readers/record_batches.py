"""Rows of texts gathered into batches, for files that hold records and not lines: json, xml, databases ..."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from workstation.readers.guess import suggested_type
from workstation.readers.reader import Balance, Batch, Reading, Rejected
from workstation.text import Sentence, say

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 16_384
CHARACTERS = 16 << 20
"""A batch ends at whichever comes first: a column of it stays far below the 2 GB that Arrow can point into."""
MOST_COLUMNS = 16_384
"""Columns of a widest sheet; a file that would need more holds no table."""
SAMPLED_ROWS = 50
FIRST_SAMPLED_ROWS = 1_000
MOST_SAMPLED = 20_000
_HALVES = re.compile("[\ud800-\udfff]")


def whole_text(text: str) -> str:
    r"""Return a text with every half of a surrogate pair written as its escape, such as \ud83d: it has no character."""
    return _HALVES.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def has_halves(text: str) -> bool:
    """Return whether a text holds half a surrogate pair."""
    return _HALVES.search(text) is not None


class Gatherer:
    """Takes rows one by one, hands out batches, and counts what became of each record."""

    def __init__(self, names: Sequence[str]) -> None:
        """Gather rows with these fields."""
        self.names = list(names)
        self.read = self.rejected = self.blank = self.head = self.notes = 0
        self.halves = 0
        self._samples: list[list[str | None]] = [[] for _name in names]
        self._rows: list[Sequence[str | None]] = []
        self._lines: list[int] = []
        self._rejected: list[Rejected] = []
        self._size = 0

    def add(self, line: int, texts: Sequence[str | None], size: int) -> None:
        """Take a row of as many texts as there are fields; '' and None are both blank. size: its characters, about."""
        self._rows.append(texts)
        self._lines.append(line)
        self._size += size

    def reject(self, line: int, raw: str, why: Sentence) -> None:
        """Take a record that is no row of the table."""
        self._rejected.append(Rejected(line, whole_text(raw), why))
        self._size += len(raw)

    @property
    def full(self) -> bool:
        """True when a batch should be drawn."""
        return len(self._lines) + len(self._rejected) >= ROWS or self._size >= CHARACTERS

    def batch(self) -> Iterator[Batch]:
        """Yield what was gathered as one batch, if anything was."""
        import pyarrow as pa

        if not self._lines and not self._rejected:
            return
        columns = list(zip(*self._rows, strict=True)) if self._rows else [()] * len(self.names)
        arrays = [self._array(column) for column in columns]
        wanted = FIRST_SAMPLED_ROWS if not self.read else SAMPLED_ROWS
        step = max(1, len(self._lines) // wanted)
        for sample, column in zip(self._samples, columns, strict=True):
            if len(sample) < MOST_SAMPLED:
                sample.extend(column[::step])
        data = pa.RecordBatch.from_arrays(arrays, self.names)
        batch = Batch(data, pa.array(self._lines, pa.int32()), tuple(self._rejected))
        self.read += len(self._lines)
        self.rejected += len(self._rejected)
        self._rows, self._lines, self._rejected, self._size = [], [], [], 0
        yield batch

    def _array(self, column: Sequence[str | None]) -> pa.Array:
        import pyarrow as pa

        texts = [text or None for text in column]
        try:
            return pa.array(texts, pa.string())
        except UnicodeEncodeError:
            self.halves += sum(text is not None and has_halves(text) for text in texts)
            return pa.array([None if text is None else whole_text(text) for text in texts], pa.string())

    def finish(self, reading: Reading) -> None:
        """Fill in the figures of a reading whose batches were all drawn."""
        lines = self.read + self.rejected + self.blank + self.head + self.notes
        reading.balance = Balance(lines, self.read, self.rejected, self.blank, self.head, 0, self.notes)
        reading.suggested = tuple(suggested_type(sample) for sample in self._samples)
        if self.halves:
            reading.warnings.append(
                say("{n} cells hold half a character (a lone surrogate); it was kept as its escape, such as \\ud83d.",
                    n=self.halves)
            )


def reading_of(draw: Callable[[Reading], Iterator[Batch]]) -> Reading:
    """Return a reading whose batches come from `draw`, which is given the reading to fill in its figures."""
    holder: list[Reading] = []

    def batches() -> Iterator[Batch]:
        yield from draw(holder[0])

    holder.append(Reading(batches()))
    return holder[0]
