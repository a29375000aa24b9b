"""Parse dates: write dates of many notations as 2024-01-05, and leave what is ambiguous or unreadable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, NameOf, param
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.operations.date_notation import date_reading
from workstation.operations.parsing import ParseOperation
from workstation.text import N_, Sentence, _, say

LEFT = {
    "ambiguous": N_("Ambiguous cells (day and month could change places) that stay as they are until you choose "
                    "an order: {n}"),
    "time": N_("Cells with a time of day that stay as they are until you choose what to do with the time: {n}"),
    "unreadable": N_("Cells that cannot be read as dates and stay as they are: {n}"),
}


@dataclass(frozen=True, kw_only=True)
class ParseDate(ParseOperation):
    """Write dates as ISO 8601 (2024-01-05).

    Read are 2024年1月5日, 二〇二四年一月五日, 2024/1/5, 2024.1.5, 20240105, 5-Jan-2024, January 5th, 2024, 05/01/2024,
    spreadsheet day numbers such as 45296, all of them in full-width digits too, with a weekday or a time beside them.
    """

    name: ClassVar[str] = "parse_date"
    title: ClassVar[str] = N_("Read dates")
    help: ClassVar[str] = N_("Writes dates of many notations as 2024-01-05. Where day and month could change places "
                             "nothing is guessed until you choose an order. What cannot be read stays as it is.")
    group: ClassVar[str] = "values"
    order: str = param("", kind="choice", label=N_("Order of dates in numbers"), choices={
        "": N_("Only where there is no doubt"), "ymd": N_("Year, month, day"), "dmy": N_("Day, month, year"),
        "mdy": N_("Month, day, year")}, help=N_("How 03/04/2024 or 24-03-04 is meant."))
    pivot: int = param(30, kind="number", label=N_("Two-digit years from"),
                       help=N_("Two-digit years from this one on are 19xx, those below it 20xx."))
    serials: str = param("1900", kind="choice", label=N_("Day numbers of a spreadsheet"), choices={
        "1900": N_("45296 is 2024-01-05"), "1904": N_("43834 is 2024-01-05 (old Mac files)"), "no": N_("Leave them")})
    time: str = param("midnight", kind="choice", label=N_("Time of day"), choices={
        "midnight": N_("Drop 00:00, leave cells with another time"), "drop": N_("Drop it"),
        "keep": N_("Keep it: 2024-01-05T08:30:00")})

    def check(self, table: Table) -> None:
        """Raise a Problem for a field that is not there or a pivot that is no two-digit year."""
        super().check(table)
        if not 0 <= self.pivot <= 100:
            raise Problem("bad-parameter", _("Two-digit years cannot be parted at {pivot}.", pivot=self.pivot),
                          remedy=_("Use a number from 0 to 100."))

    def reading(self) -> str:
        """Return the SQL that reads one text."""
        return date_reading(self.order, self.pivot, self.serials, self.time)

    def notes(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Sentence]:
        """Return how many cells are ambiguous, have a time, or cannot be read."""
        _positions, _old, readings = self.readings(table, rows, context)
        counts = readings.counts()
        return tuple(say(message, n=counts[state]) for state, message in LEFT.items() if counts.get(state))

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        return _("Read dates in “{field}”", field=name_of(self.field))
