"""The options of an import as the page offers them: one line each, with the files they are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from workstation.text import N_

ENCODINGS: Final = {
    "": N_("Decide by the whole file"), "utf-8": "UTF-8", "gb18030": "GB18030 (GBK, GB2312)", "big5": "Big5",
    "utf-16": "UTF-16", "utf-32": "UTF-32", "shift_jis": "Shift_JIS", "euc_jp": "EUC-JP", "euc_kr": "EUC-KR",
    "cp1250": N_("Central European (Windows-1250)"), "cp1251": N_("Cyrillic (Windows-1251)"),
    "cp1252": N_("Western (Windows-1252)"), "cp1253": N_("Greek (Windows-1253)"),
    "cp1254": N_("Turkish (Windows-1254)"), "cp1256": N_("Arabic (Windows-1256)"), "koi8_r": "KOI8-R"}
DELIMITERS: Final = {"": N_("Decide by the lines"), ",": N_("Comma  ,"), ";": N_("Semicolon  ;"), "\t": N_("Tab"),
                     "|": N_("Bar  |"), " ": N_("Space"), "^": "^", "~": "~", ":": ":"}
QUOTES: Final = {"": N_("Decide by the lines"), '"': '"', "'": "'"}
ESCAPES: Final = {"": N_("Decide by the lines"), "\\": "\\"}
SHORT_ROWS: Final = {"": N_("Keep apart and show them"), "fill": N_("Fill with blanks at the end")}
KINDS: Final = {"": N_("Decide by the file"), "delimited": N_("Fields between marks"),
                "fixed_width": N_("Fields of fixed width"), "lines": N_("One field, a row for each line")}
SHAPES: Final = {"": N_("Decide by the cells"), "table": N_("Table: one record a row"),
                 "transposed": N_("Turned: one record a column"), "form": N_("Form: one record a sheet")}
MERGED: Final = {"": N_("Decide by the cells"), "fill": N_("Fill all rows and columns"),
                 "first": N_("Only the first cell")}
TOTALS: Final = {"": N_("Leave out when sure"), "leave": N_("Leave out"), "keep": N_("Keep as rows")}
VALUES: Final = {"": N_("As shown by their format"), "stored": N_("As stored, with all digits")}
HIDDEN: Final = {"": N_("Leave out"), "true": N_("Take them")}


@dataclass(frozen=True)
class Line:
    """One option on the page.

    kind:  choice, number, text, secret, widths, names (fields of the table)
    where: text (text files), cells (sheets), any
    """

    key: str
    words: str
    kind: str
    where: str = "any"
    choices: Mapping[str, str] = field(default_factory=dict)
    help: str = ""


LINES: Final = (
    Line("password", N_("Password"), "secret", "cells", help=N_("Used to open the file, and never kept.")),
    Line("sheet", N_("Sheet"), "choice", "cells"),
    Line("kind", N_("Read as"), "choice", "text", KINDS),
    Line("encoding", N_("Encoding"), "choice", "text", ENCODINGS),
    Line("delimiter", N_("Between fields"), "choice", "text", DELIMITERS),
    Line("widths", N_("Widths of the fields"), "widths", "text",
         help=N_("In characters, such as 10,4,20; the last field takes the rest.")),
    Line("shape", N_("How records stand"), "choice", "cells", SHAPES),
    Line("header_rows", N_("Rows of the header"), "number"),
    Line("first_row", N_("Data begins in row"), "number"),
    Line("last_row", N_("Data ends in row"), "number"),
    Line("columns", N_("Columns"), "text", help=N_("Such as B:K; empty for all of the table.")),
    Line("header_join", N_("Levels of the header are joined by"), "text", "cells"),
    Line("values", N_("Numbers and dates"), "choice", "cells", VALUES),
    Line("stored", N_("Fields taken as stored"), "names", "cells",
         help=N_("Names, a comma between them. These keep all digits, whatever their format shows.")),
    Line("merged", N_("Merged cells among the data"), "choice", "cells", MERGED),
    Line("totals", N_("Totals and subtotals"), "choice", "cells", TOTALS),
    Line("hidden", N_("Hidden rows and columns"), "choice", "cells", HIDDEN),
    Line("short_rows", N_("Lines with too few fields"), "choice", "text", SHORT_ROWS),
    Line("quote", N_("Around fields"), "choice", "text", QUOTES),
    Line("escape", N_("Before a special character"), "choice", "text", ESCAPES),
    Line("comment", N_("Lines to pass over begin with"), "text", "text"),
)
