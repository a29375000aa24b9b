"""The sentences that say why rows of a sheet were taken for what they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from workstation.readers.layout.view import View
from workstation.text import Sentence, say

if TYPE_CHECKING:
    from workstation.readers.layout.head import Head


def because(why: str) -> Sentence:
    """Return the sentence for a word that `body.Verdict.why` holds."""
    reasons: Mapping[str, Sentence] = {
        "page": say("Holds the number of a printed page."),
        "end": say("Says that the table ends here."),
        "signature": say("Is for those who sign: who filled in, who checked."),
        "day": say("Holds only a date, as below a signed sheet."),
        "note": say("Begins like a note or a source."),
        "long": say("Holds one text that is longer than all in its column."),
        "wide": say("Holds one text over all columns."),
        "single": say("Holds one text only, below the data."),
        "apart": say("Stands apart below the data and is not like it."),
        "word": say("Begins with a word for a total."),
        "named": say("Speaks of a total."),
        "sum": say("Its numbers are the sums of rows above."),
        "unnamed": say("Holds only numbers, without what every other row begins with."),
        "statistic": say("Begins with a word for an average or a limit."),
        "header": say("Repeats the header."),
        "title": say("Repeats what stands above the header."),
        "unit": say("Repeats the row below the header."),
    }
    return reasons[why]


def left_out(kind: str, rows: str, text: str) -> Sentence:
    """Return the warning that rows of a kind were left out."""
    if kind == "repeated":
        return say("Rows that repeat the header were left out: {rows}.", rows=rows)
    if kind == "subtotal":
        return say("Subtotals among the data were left out: rows {rows}. The first reads “{text}”.", rows=rows, text=text)
    if kind == "total":
        return say("Totals below the data were left out: rows {rows}. The first reads “{text}”.", rows=rows, text=text)
    return say(
        "Notes and signatures below the data were left out: rows {rows}. The first reads “{text}”.", rows=rows, text=text
    )


def names_reason(view: View, head: Head) -> Sentence:
    """Return why these rows are the header, or why there is none."""
    if not head.header:
        return say("The first row is like the rows below it: data, not names.")
    first, last = int(view.rows[head.header[0]]) + 1, int(view.rows[head.header[-1]]) + 1
    if len(head.header) > 1:
        return say(
            "Rows {first} to {last} form one header: merged or blank cells in the upper one group those below.",
            first=first,
            last=last,
        )
    if head.typed:
        return say("Row {row} is the header: it holds words where the rows below hold numbers or dates.", row=first)
    return say("Row {row} is the header: its texts do not come again below.", row=first)
