"""What the rows below a header are: data, or the header again, page numbers, subtotals and totals, notes, signatures.

Only rows that stand out are looked at one by one: with few cells, with words where others hold numbers, with a word
for a total, with the texts of the header. All others are data without a look.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workstation.readers.grid import DATE, NUMBER, TEXT, TRUTH
from workstation.readers.layout import words
from workstation.readers.layout.repeated import judge_repeated
from workstation.readers.layout.sums import Sums
from workstation.readers.layout.verdict import Verdict
from workstation.readers.layout.view import MARK, NOTHING, PERIOD, VALUES, WORD, View

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]
    Mask = np.ndarray[Any, np.dtype[np.bool_]]

TAIL = 80
"""Rows from the last that are looked at for notes and totals."""
STANDING_OUT = 3_000
"""Rows among the data that are looked at one by one; where more stand out, standing out is usual."""
LABELS = 3
"""Columns from the left in which the word for a total may stand."""


@dataclass
class Body:
    """The rows below a header.

    rows:  rows of the view that hold something, in order
    """

    view: View
    top: int
    bottom: int
    left: int
    right: int
    header: tuple[int, ...] = ()
    titles: tuple[int, ...] = ()
    units: tuple[int, ...] = ()
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    """By number among the rows; rows without one are data."""
    subheads: list[int] = field(default_factory=list)
    """Rows with a single text among the data, kept as rows."""
    doubts: list[float] = field(default_factory=list)
    """Confidences of single decisions about what is left out or kept."""
    kept_totals: list[int] = field(default_factory=list)
    """Rows that look like totals and were kept as rows."""

    @cached_property
    def rows(self) -> Numbers:
        """The rows that hold something."""
        import numpy as np

        part = self.view.filled[self.top : self.bottom + 1, self.left : self.right + 1]
        return np.flatnonzero(part.any(axis=1)) + self.top

    @cached_property
    def counts(self) -> Numbers:
        """For each row how many cells hold something."""
        counts: Numbers = self.view.filled[self.rows, self.left : self.right + 1].sum(axis=1)
        return counts

    @cached_property
    def usual(self) -> int:
        """How many cells most rows hold, rows of one cell left out."""
        import numpy as np

        several = self.counts[self.counts > 1]
        return int(np.median(several)) if len(several) else 1

    @cached_property
    def typed(self) -> Mask:
        """For each column from `left` whether its cells are numbers or dates, by their look in a sample."""
        import numpy as np

        width = self.right - self.left + 1
        need = max(2, 0.5 * self.usual) if self.usual > 1 else 1
        solid = self.rows[self.counts >= need]
        sample = solid[:: max(1, len(solid) // 120)][:140]
        if not len(sample):
            return np.zeros(width, bool)
        looks = np.array([self.view.looks(row)[self.left : self.right + 1] for row in sample.tolist()], np.uint8)
        filled = ((looks != NOTHING) & (looks != MARK)).sum(axis=0)
        valued = np.isin(looks, [*VALUES, PERIOD]).sum(axis=0)
        return np.asarray((filled > 0) & (valued >= 0.7 * filled), bool)

    @cached_property
    def sums(self) -> Sums:
        """The numbers of the rows."""
        return Sums(self.view, self.rows, self.left, self.right)

    def cells(self, at: int) -> list[int]:
        """Return the columns of a row's cells; at: number among the rows."""
        return self.view.cells(int(self.rows[at]), self.left, self.right)

    def judge(self) -> None:
        """Look at the rows that stand out and fill in what they are."""
        if not len(self.rows):
            return
        last = self._judge_tail()
        standing = self._standing_out(last)
        judge_repeated(self, last)
        before: list[int] = []
        for at in standing:
            if at in self.verdicts:
                continue
            verdict = self._among(at, before)
            if verdict is not None:
                self.verdicts[at] = verdict
                if verdict.kind in ("subtotal", "total"):
                    before.append(at)
        self._reconsider(last)
        self._rejudge_tail()

    def _judge_tail(self) -> int:
        """Judge rows from the last one up, until one is data; return its number."""
        at = len(self.rows) - 1
        floor = max(0, at - TAIL)
        while at >= floor:
            gap = at > 0 and int(self.rows[at] - self.rows[at - 1]) > 1
            verdict = self._below(at, gap)
            if verdict is None:
                break
            self.verdicts[at] = verdict
            at -= 1
        if at < 0:  # nothing is left: everything was data, unless it is all notes
            kept = {at for at, one in self.verdicts.items() if one.kind in ("note", "signature") and one.confidence > 0.8}
            self.verdicts = {at: one for at, one in self.verdicts.items() if at in kept}
            at = len(self.rows) - 1
            while at in self.verdicts:
                at -= 1
        return at

    def _rejudge_tail(self) -> None:
        """Say how sure totals at the end are now that subtotals among the data are known."""
        totals = sorted(at for at, one in self.verdicts.items() if one.kind in ("subtotal", "total"))
        for place, at in enumerate(totals):
            one = self.verdicts[at]
            if one.why in ("sum", "lead"):
                continue
            since = totals[place - 1] + 1 if place else 0
            fits, tried = self.sums.fits(at, since, totals[:place])
            if fits and fits * 2 >= tried:
                self.verdicts[at] = Verdict(one.kind, 0.98, "sum")
            elif one.why in ("named", "unnamed"):
                self.doubts.append(one.confidence)

    def _below(self, at: int, gap: bool) -> Verdict | None:
        """Return what a row at the end of the table is, None for data."""
        row, cells = int(self.rows[at]), self.cells(at)
        texts = [self.view.text(row, column) for column in cells]
        looks = self.view.looks(row)
        first = texts[0]
        if all(words.PAGE.fullmatch(text) for text in texts):
            return Verdict("note", 0.97, "page")
        if len(cells) <= 2 and words.END.fullmatch(first) and looks[cells[0]] == WORD:
            return Verdict("note", 0.97, "end")
        conform = self._conform(row)
        few = len(cells) <= max(2, self.usual // 2 + 1) and looks[cells[0]] == WORD
        said = few and (words.SIGNATURE.match(first) or words.NOTE.match(first))
        if conform < 0.5 or not self.typed.any() or said:
            signed = self._signed(texts)
            if signed and len(cells) <= max(4, self.usual):
                return Verdict("signature", 0.95, "signature")
            wide = len(cells) <= max(1, self.usual // 2)
            if words.NOTE.match(first) and (wide or len(first) > 15):
                return Verdict("note", 0.96, "note")
        total = self._total(at, cells, texts, True)
        if total is not None:
            return total
        last = gap or at + 1 in self.verdicts or at == len(self.rows) - 1
        if last and first.lower() in words.STATISTICS and self.typed.any():
            return Verdict("total", 0.8, "statistic")
        if len(cells) == 1 and self.usual >= 2:
            return self._single_below(at, row, cells[0], first, gap)
        if gap and conform < 0.3 and self.typed.any() and len(cells) <= max(2, self.usual // 2):
            return Verdict("note", 0.62, "apart")
        return None

    def _signed(self, texts: list[str]) -> bool:
        if any(words.SIGNATURE.search(text) for text in texts):
            return not all(words.UNIT_CAPTION.fullmatch(text) for text in texts)
        return any(words.BARE_SIGNATURE.fullmatch(text) for text in texts) and len(texts) <= 6

    def _conform(self, row: int) -> float:
        """Return the share of the table's columns of numbers and dates in which a row holds one."""
        import numpy as np

        count = int(self.typed.sum())
        if not count:
            return 0.0
        looks = self.view.looks(row)[self.left : self.right + 1]
        return int((self.typed & np.isin(looks, [*VALUES, PERIOD])).sum()) / count

    def _single_below(self, at: int, row: int, column: int, text: str, gap: bool) -> Verdict | None:
        """Return what a single text at the end is: a note, unless it may be a row whose other cells are blank."""
        look = int(self.view.looks(row)[column])
        box = self.view.anchors.get((row, column))
        merged = box is not None and box[3] > box[1]
        if words.DAY.fullmatch(text) and (gap or at + 1 in self.verdicts or merged or not self.typed[column - self.left]):
            return Verdict("signature", 0.85, "day")
        if look in VALUES and not merged:
            return None
        if merged and box is not None and box[3] - box[1] >= 0.5 * (self.right - self.left):
            return Verdict("note", 0.9, "wide")
        lengths = sorted(len(self.view.text(int(one), column)) for one in self.rows[max(0, at - 40) : at])
        longest = lengths[-1] if lengths else 0
        sentence = any(sign in text for sign in "。；：，:;") or len(text) > 60
        if len(text) > 1.4 * max(longest, 4) or (sentence and len(text) > 8):
            return Verdict("note", 0.88, "long")
        if self.usual >= 3 and (gap or at + 1 in self.verdicts):
            return Verdict("note", 0.75 if gap else 0.66, "single")
        if self.usual >= 3 and words.NUMBERED.match(text):
            return Verdict("note", 0.75, "single")
        if self.usual >= 3:
            self.doubts.append(0.66)
        return None

    def _total(self, at: int, cells: list[int], texts: list[str], tail: bool) -> Verdict | None:
        """Return whether a row is a total or subtotal by its words and its numbers."""
        row = int(self.rows[at])
        looks = self.view.looks(row)
        labels = [(place, texts[place]) for place, column in enumerate(cells[: LABELS + 1]) if looks[column] == WORD]
        for place, text in labels[:LABELS]:
            sub = words.SUBTOTAL.fullmatch(text) is not None
            if not sub and words.TOTAL.fullmatch(text) is None:
                continue
            kind = "subtotal" if sub or not tail else "total"
            if place == 0 or looks[cells[0]] != WORD:
                if place and not self._label_free(at, cells, place):
                    continue
                return Verdict(kind, 0.93 if self._numbers(row) else 0.8, "word")
            box = self.view.covered.get((row, cells[0]))
            if box is not None and box[0] < row:
                return Verdict(kind, 0.93, "word")
            if self._adds(at):
                return Verdict(kind, 0.95, "sum")
        if labels and labels[0][0] == 0:
            return self._named_total(at, row, labels[0][1], tail)
        return self._unnamed(at, row, cells) if tail else None

    def _label_free(self, at: int, cells: list[int], place: int) -> bool:
        """Return whether the cells before a total's word are only a number of the row."""
        return place == 1 or self._adds(at)

    def _numbers(self, row: int) -> bool:
        return bool((self.view.kinds[row, self.left : self.right + 1] == NUMBER).any())

    def _named_total(self, at: int, row: int, text: str, tail: bool) -> Verdict | None:
        if words.NAMED_TOTAL.fullmatch(text) is None or not self._numbers(row):
            return None
        kind = "total" if tail and at == len(self.rows) - 1 else "subtotal"
        if self._adds(at):
            return Verdict(kind, 0.95, "sum")
        before = self.view.bold(int(self.rows[at - 1]), self.cells(at - 1)) if at else 1.0
        bold = self.view.bold(row, self.cells(at)) > 0.6 and before < 0.4
        if bold or text.endswith(("小计", "合计", "总计")):
            return Verdict(kind, 0.72, "named")
        return None

    def _unnamed(self, at: int, row: int, cells: list[int]) -> Verdict | None:
        """Return whether a last row of numbers without any label is the sum of the others."""
        import numpy as np

        if at < 2 or (at != len(self.rows) - 1 and at + 1 not in self.verdicts):
            return None
        kinds = self.view.kinds[row, cells]
        if (kinds != NUMBER).any():
            return None
        lead = self.view.filled[self.rows[:at], self.left : self.right + 1].mean(axis=0)
        always = np.flatnonzero(lead >= 0.95)
        if not len(always) or int(always[0]) + self.left in cells:
            return None
        if self._adds(at):
            return Verdict("total", 0.95, "sum")
        labelled = not self.typed[int(always[0])] or (always[0] == 0 and self.typed.sum() < self.typed.size)
        return Verdict("total", 0.62, "unnamed") if at >= 5 and labelled else None

    def _adds(self, at: int) -> bool:
        totals = sorted(one for one, verdict in self.verdicts.items() if one < at and verdict.kind in ("subtotal", "total"))
        fits, tried = self.sums.fits(at, totals[-1] + 1 if totals else 0, totals)
        return fits > 0 and fits * 2 >= tried

    def _standing_out(self, last: int) -> list[int]:
        """Return numbers of rows up to `last` that are worth a look, in order."""
        import numpy as np

        count = last + 1
        if count <= 0:
            return []
        sparse = self.counts[:count] <= max(1, 0.34 * self.usual) if self.usual > 2 else np.zeros(count, bool)
        if self.usual == 2:
            sparse = self.counts[:count] == 1
        kinds = self.view.kinds[self.rows[:count], self.left : self.right + 1]
        base = np.isin(kinds, [NUMBER, DATE, TRUTH])
        text = kinds == TEXT
        solid = (base.sum(axis=0) >= 0.7 * np.maximum(1, base.sum(axis=0) + text.sum(axis=0))) & base.any(axis=0)
        odd = (text & solid).sum(axis=1) >= max(1, 0.5 * int(solid.sum()))
        named = np.zeros(count, bool)
        named[self._speaking_of_totals(count)] = True
        for mask in (sparse, odd):
            if int(mask.sum()) > max(60, 0.2 * count):
                mask[:] = False
        standing: list[int] = np.flatnonzero(sparse | odd | named)[:STANDING_OUT].tolist()
        return standing

    def _speaking_of_totals(self, count: int) -> list[int]:
        """Return numbers of rows with a word for a total in one of the first columns."""
        import numpy as np
        import pyarrow.compute as pc

        out: list[int] = []
        looked = 0
        for column in range(self.left, self.right + 1):
            there = np.flatnonzero(self.view.kinds[self.rows[:count], column] == TEXT)
            if not len(there):
                continue
            looked += 1
            texts = self.view.grid.texts(self.view.rows[self.rows[there]], int(self.view.columns[column]))
            mask = pc.fill_null(pc.match_substring_regex(texts, words.ABOUT_TOTALS), False)
            mask = pc.and_(mask, pc.fill_null(pc.less_equal(pc.utf8_length(texts), 48), False))
            hits = np.flatnonzero(mask.to_numpy(zero_copy_only=False))
            known: dict[str, bool] = {}
            for hit, value in zip(hits.tolist(), texts.take(hits).to_pylist(), strict=True):
                if value not in known:
                    known[value] = any(p.fullmatch(value.strip()) for p in (words.TOTAL, words.SUBTOTAL, words.NAMED_TOTAL))
                if known[value]:
                    out.append(int(there[hit]))
            if looked >= LABELS:
                break
        return out

    def _among(self, at: int, before: list[int]) -> Verdict | None:
        """Return what a row among the data is, None for data."""
        row, cells = int(self.rows[at]), self.cells(at)
        texts = [self.view.text(row, column) for column in cells]
        if all(words.PAGE.fullmatch(text) for text in texts):
            return Verdict("note", 0.95, "page")
        verdict = self._total(at, cells, texts, False)
        if verdict is not None:
            return verdict
        labels = [text for column, text in zip(cells, texts, strict=True) if self.view.looks(row)[column] == WORD][:LABELS]
        if any(words.TOTAL.fullmatch(text) or words.SUBTOTAL.fullmatch(text) for text in labels):
            self.kept_totals.append(at)
        if len(cells) == 1 and self.usual >= 3:
            if words.NOTE.match(texts[0]) and len(texts[0]) > 4:
                return Verdict("note", 0.85, "note")
            if words.END.fullmatch(texts[0]):
                return Verdict("note", 0.9, "end")
            if self.view.looks(row)[cells[0]] in (WORD, PERIOD):
                self.subheads.append(at)
        return None

    def _reconsider(self, last: int) -> None:
        """Keep rows that speak of totals where this is a usual word among the data, not the end of a group."""
        among = [at for at, one in self.verdicts.items() if at <= last and one.kind in ("subtotal", "total")]
        sure = [at for at in among if self.verdicts[at].why == "sum"]
        if len(among) > 0.45 * (last + 1) and len(among) > 3 and len(sure) * 2 < len(among):
            for at in among:
                del self.verdicts[at]
                self.kept_totals.append(at)
            self.doubts.append(0.6)
