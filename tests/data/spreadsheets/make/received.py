"""Small text files of other projects' own tests, written again as they are, and workbooks with charts and comments."""

from __future__ import annotations

import json
from pathlib import Path

from tests.data.spreadsheets.make import programs as by
from tests.data.spreadsheets.make.book import Book, Cell, Corpus, Expected, Sheet, Table
from tests.data.spreadsheets.make.delimited import as_bytes

CSVKIT = "MIT (csvkit, examples)"
SPECTRUM = "BSD-2-Clause (csv-spectrum)"
FIELDS = ["text", "date", "integer", "boolean", "float", "time", "datetime", "empty_column"]
CHICAGO = [
    ["Chicago Reader", "1971-01-01", "40", "True", "1.0", "4:14:00", "1971-01-01T04:14:00", None],
    ["Chicago Sun-Times", "1948-01-01", "63", "True", "1.24", "14:57:13", "1948-01-01T14:57:13", None],
    ["Chicago Tribune", "1920-01-01", "164", "False", "41800000.01", "0:00:00", "1920-01-01T00:00:00", None],
    ["Row with blanks", None, None, None, None, None, None, None],
]


def make(corpus: Corpus) -> None:
    """Add every file of this topic."""
    _texts(corpus)
    _workbooks(corpus)


NESTED = [
    {"text": "Chicago Reader", "float": 1.0, "boolean": True, "nested": {"time": "04:14:00", "nested": {"integer": 40}}},
    {
        "text": "Chicago Sun-Times",
        "float": 1.27,
        "boolean": True,
        "nested": {"time": "14:57:13", "nested": {"integer": 63}},
    },
]
FLAT = [["Chicago Reader", "1.0", "true", "04:14:00", "40"], ["Chicago Sun-Times", "1.27", "true", "14:57:13", "63"]]
NAMES = ["text", "float", "boolean", "nested.time", "nested.nested.integer"]


def _cases() -> list[tuple[str, str, str, str, Table, list[int]]]:
    lines = "".join(",".join(text or "" for text in row) + "\n" for row in [FIELDS, *CHICAGO])
    return [
        (
            "skip-lines.csv",
            "Blank lines above the header, a last row with one text",
            CSVKIT,
            "\n\n\n" + lines,
            Table(FIELDS, CHICAGO),
            [],
        ),
        ("nested.json", "Objects two deep", CSVKIT, json.dumps(NESTED, indent=4), Table(NAMES, FLAT), []),
        (
            "bad.csv",
            "A line too long and one too short",
            CSVKIT,
            'column_a,column_b,column_c\n1,27,,"I\'m too long!"\n,"I\'m too short!"\n0,mixed types.... uh oh,17\n',
            Table(["column_a", "column_b", "column_c"], [["0", "mixed types.... uh oh", "17"]]),
            [2, 3],
        ),
        (
            "blanks.csv",
            "Words for nothing stay words",
            CSVKIT,
            "a,b,c,d,e,f\n,NA,N/A,NONE,NULL,.\n",
            Table(list("abcdef"), [[None, "NA", "N/A", "NONE", "NULL", "."]]),
            [],
        ),
        (
            "location-coordinates.csv",
            "Marks inside texts",
            SPECTRUM,
            'Contact Phone Number,Location Coordinates,Cities,Counties\n2122222222,"37°36\'37.8""N 121°2\'17.9""W","",""\n',
            Table(
                ["Contact Phone Number", "Location Coordinates", "Cities", "Counties"],
                [["2122222222", "37°36'37.8\"N 121°2'17.9\"W", None, None]],
            ),
            [],
        ),
        (
            "json-in-csv.csv",
            "JSON in a field",
            SPECTRUM,
            'key,val\n1,"{""type"": ""Point"", ""coordinates"": [102.0, 0.5]}"\n',
            Table(["key", "val"], [["1", '{"type": "Point", "coordinates": [102.0, 0.5]}']]),
            [],
        ),
        (
            *("quotes-and-newlines.csv", "Marks and line breaks in a field", SPECTRUM),
            'a,b\n1,"ha \n""ha"" \nha"\n3,4\n',
            Table(["a", "b"], [["1", 'ha \n"ha" \nha'], ["3", "4"]]),
            [],
        ),
        (
            *("utf8.csv", "A letter beyond Latin", SPECTRUM),
            "a,b,c\n1,2,3\n4,5,ʤ\n",
            Table(list("abc"), [list("123"), list("45ʤ")]),
            [],
        ),
    ]


def _texts(corpus: Corpus) -> None:
    for name, what, licence, content, table, rejected in _cases():
        source = licence.partition("(")[2].rstrip(")")
        corpus.add(
            f"received/{name}",
            f"{source}, written again",
            what,
            as_bytes(content.encode()),
            Expected([table], more={"rejected": rejected}),
            licence,
        )


def _workbooks(corpus: Corpus) -> None:
    rows = [["region", "units", "day"], ["north", 12, "2024-01-02"], ["south", 7, "2024-01-03"], ["east", 9, "2024-01-04"]]
    sheet = Sheet(rows, name="figures")

    def charted(path: Path) -> None:
        import xlsxwriter

        book = xlsxwriter.Workbook(str(path))
        page, chart = book.add_worksheet("figures"), book.add_chart({"type": "column"})
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
        chart.add_series({"categories": "=figures!$A$2:$A$4", "values": "=figures!$B$2:$B$4"})
        page.insert_chart("F2", chart)
        other = book.add_chart({"type": "line"})
        other.add_series({"values": "=figures!$B$2:$B$4"})
        book.add_chartsheet("picture").set_chart(other)
        book.close()

    corpus.add(
        "received/charts.xlsx",
        "XlsxWriter 3.3.1",
        "A chart on the sheet and a sheet that is a chart",
        charted,
        Expected([sheet.table()]),
    )
    noted = Sheet(
        [
            ["code", "name"],
            [Cell("1", comment="checked by phone"), "Anna"],
            ["2", Cell("Bo", comment="left in May")],
            ["3", "Cy"],
        ],
        name="noted",
    )
    for ending, program, write in [
        ("openpyxl.xlsx", "openpyxl 3.1.5", by.by_openpyxl),
        ("libreoffice.ods", "LibreOffice 7.4", by.by_libreoffice("ods")),
        ("libreoffice.xls", "LibreOffice 7.4", by.by_libreoffice("xls")),
    ]:
        corpus.add(
            f"received/comments-{ending}",
            program,
            "Comments are not cells",
            lambda path, w=write: w(Book([noted]), path),
            Expected([noted.table()]),
        )
