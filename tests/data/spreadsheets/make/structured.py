"""What programs exchange: json, json lines, xml, html, parquet, sqlite, data packages."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

from tests.data.spreadsheets.make.book import Corpus, Expected, Table

NAMES = ["code", "name", "amount", "active"]
RECORDS: list[dict[str, Any]] = [
    {"code": "001", "name": "清河镇", "amount": 12.5, "active": True},
    {"code": "002", "name": 'Anna "A"', "amount": -3, "active": False},
    {"code": "003", "name": None, "amount": 1234567890123456789, "active": True},
]
ROWS = [["001", "清河镇", "12.5", "true"], ["002", 'Anna "A"', "-3", "false"], ["003", None, "1234567890123456789", "true"]]
PEOPLE = [["id", "name", "city"], ["1", "Anna", "Oslo"], ["2", "Bo", "Bergen"], ["3", "Cy", None]]


def text(content: str, encoding: str = "utf-8") -> Any:
    """Return what writes a text."""
    return lambda path: path.write_bytes(content.encode(encoding)) and None


def make(corpus: Corpus) -> None:
    """Add every file of this topic."""
    _json(corpus)
    _json_too(corpus)
    _xml(corpus)
    _html(corpus)
    _html_too(corpus)
    _columns(corpus)
    _database(corpus)


def _json(corpus: Corpus) -> None:
    plain = Expected([Table(NAMES, ROWS)])
    corpus.add(
        "structured/records.json",
        "Python's json module",
        "A list of objects; numbers keep every digit",
        text(json.dumps(RECORDS, ensure_ascii=False)),
        plain,
    )
    corpus.add(
        "structured/records-gb18030.json",
        "Python's json module",
        "JSON in another encoding",
        text(json.dumps(RECORDS, ensure_ascii=False), "gb18030"),
        plain,
    )
    corpus.add(
        "structured/records.jsonl",
        "Python's json module",
        "An object on each line",
        text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in RECORDS)),
        plain,
    )
    corpus.add(
        "structured/wrapped.json",
        "Python's json module, as web services answer",
        "The list stands inside an answer",
        text(json.dumps({"code": 0, "message": "ok", "data": {"total": 3, "list": RECORDS}}, ensure_ascii=False)),
        plain,
    )
    corpus.add(
        "structured/lists.json",
        "Python's json module",
        "A list of lists, the first names the columns",
        text(json.dumps(PEOPLE)),
        Expected([Table(PEOPLE[0], PEOPLE[1:])]),
    )


def _json_too(corpus: Corpus) -> None:
    """Add more of the same."""
    nested = [
        {"id": 1, "name": {"first": "Anna", "last": "Berg"}, "tags": ["a", "b"]},
        {"id": 2, "name": {"first": "Bo"}, "tags": []},
        {"id": 3, "name": {"first": "Cy", "last": "Dahl"}, "tags": ["c"]},
    ]
    corpus.add(
        "structured/nested.json",
        "Python's json module",
        "Objects inside are flattened, lists kept as JSON text",
        text(json.dumps(nested)),
        Expected(
            [
                Table(
                    ["id", "name.first", "name.last", "tags"],
                    [["1", "Anna", "Berg", '["a", "b"]'], ["2", "Bo", None, "[]"], ["3", "Cy", "Dahl", '["c"]']],
                )
            ]
        ),
    )
    corpus.add(
        "structured/late-keys.jsonl",
        "Python's json module",
        "Keys that come later, in another order, or twice",
        text('{"a":"1","b":"x"}\n{"b":"y","a":"2","c":"new"}\n\n{"a":"3"}\n'),
        Expected([Table(["a", "b", "c"], [["1", "x", None], ["2", "y", "new"], ["3", None, None]])]),
    )
    corpus.add(
        "structured/columns.json",
        "pandas 3.1.1, orient=split",
        "Columns, index and data apart",
        text(json.dumps({"columns": PEOPLE[0], "index": [0, 1, 2], "data": PEOPLE[1:]})),
        Expected([Table(PEOPLE[0], PEOPLE[1:])]),
    )


def _xml(corpus: Corpus) -> None:
    body = "".join(
        f'<row id="{r[0]}"><name>{r[1]}</name>' + (f"<city>{r[2]}</city>" if r[2] else "<city/>") + "</row>" for r in PEOPLE[1:]
    )
    corpus.add(
        "structured/rows.xml",
        "by hand, as databases export",
        "The element that repeats gives the rows",
        text(f'<?xml version="1.0" encoding="UTF-8"?>\n<data><title>List</title><rows>{body}</rows></data>\n'),
        Expected([Table(["id", "name", "city"], PEOPLE[1:])]),
    )
    corpus.add(
        "structured/rows-gb2312.xml",
        "by hand, as databases export",
        "XML that names its encoding",
        text(
            '<?xml version="1.0" encoding="GB2312"?>\n<ROOT>'
            + "".join(
                f"<ROW><编号>{n}</编号><名称>{name}</名称></ROW>"
                for n, name in (("001", "清河镇"), ("002", "白石镇"), ("003", "黄花镇"))
            )
            + "</ROOT>",
            "gb2312",
        ),
        Expected([Table(["编号", "名称"], [["001", "清河镇"], ["002", "白石镇"], ["003", "黄花镇"]])]),
    )
    corpus.add(
        "structured/namespaces.xml",
        "by hand",
        "Namespaces, comments and CDATA",
        text(
            '<?xml version="1.0"?><f:list xmlns:f="urn:x"><!-- c --><f:item><f:a>1</f:a><f:b><![CDATA[<x> & y]]></f:b></f:item>'
            "<f:item><f:a>2</f:a><f:b>&lt;z&gt;</f:b></f:item></f:list>"
        ),
        Expected([Table(["a", "b"], [["1", "<x> & y"], ["2", "<z>"]])]),
    )


def _html(corpus: Corpus) -> None:
    page = """<!DOCTYPE html><html><head><meta charset="gb2312"><style>td{mso-number-format:"\\@"}</style>
<script>var a="<table>";</script>
</head>
<body><h1>报表</h1><table border=1><thead><tr><th rowspan=2>编号<th colspan=2>登记信息<tr><th>名称<th>金额</thead>
<tr><td>001<td>清河镇&nbsp;<td>1,234.50<tr><td>002<td>白石<b>镇</b><br>二行<td>88</td></tr><tr><td>003<td>黄花镇<td>&nbsp;</tr></table>
<p>注</p></body></html>"""
    corpus.add(
        "structured/report.html",
        "by hand, as web systems export",
        "A page with a header of two levels, open tags, entities and a script",
        text(page, "gb2312"),
        Expected(
            [
                Table(
                    ["编号", "登记信息/名称", "登记信息/金额"],
                    [["001", "清河镇", "1,234.50"], ["002", "白石镇\n二行", "88"], ["003", "黄花镇", None]],
                )
            ]
        ),
    )
    corpus.add(
        "structured/report.xls",
        "by hand, as web systems export",
        "The same page called xls",
        text(page, "gb2312"),
        Expected(
            [
                Table(
                    ["编号", "登记信息/名称", "登记信息/金额"],
                    [["001", "清河镇", "1,234.50"], ["002", "白石镇\n二行", "88"], ["003", "黄花镇", None]],
                )
            ]
        ),
    )


def _html_too(corpus: Corpus) -> None:
    """Add more of the same."""

    def pandas(path: Path) -> None:
        import pandas as pd

        path.write_text(
            "<html><body>"
            + pd.DataFrame(PEOPLE[1:], columns=PEOPLE[0]).fillna("").to_html(index=False)
            + "<hr>"
            + pd.DataFrame(ROWS, columns=NAMES).fillna("").to_html(index=False)
            + "</body></html>",
            "utf-8",
        )

    corpus.add(
        "structured/two-tables.html",
        "pandas 3.1.1",
        "Two tables on a page",
        pandas,
        Expected([Table(PEOPLE[0], PEOPLE[1:]), Table(NAMES, ROWS, number=2)]),
    )
    layout = (
        "<html><body><table><tr><td><table class=nav><tr><td>Home</td></tr></table></td><td>"
        "<table><tr><th>id</th><th>name</th></tr><tr><td>1</td><td>Anna</td></tr>"
        "<tr><td>2</td><td>Bo</td></tr><tr><td>3</td><td>Cy</td></tr></table></td></tr></table></body></html>"
    )
    corpus.add(
        "structured/nested-tables.html",
        "by hand, as old web pages are built",
        "A table inside a table that only places things",
        text(layout),
        Expected([Table(["id", "name"], [["1", "Anna"], ["2", "Bo"], ["3", "Cy"]])]),
    )


def _columns(corpus: Corpus) -> None:
    def arrow(path: Path) -> None:
        import datetime as dt
        import decimal

        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(
            pa.table(
                {
                    "code": pa.array(["001", "002", None]),
                    "n": pa.array([1, None, 9007199254740993], pa.int64()),
                    "x": pa.array([0.1, 1e6, None]),
                    "price": pa.array([decimal.Decimal("1.50"), decimal.Decimal("-0.05"), None], pa.decimal128(10, 2)),
                    "day": pa.array([dt.date(2024, 3, 5), None, dt.date(1899, 1, 1)]),
                    "at": pa.array(
                        [dt.datetime(2024, 3, 5, 14, 7, 9), None, dt.datetime(1999, 12, 31, 23, 59, 59)], pa.timestamp("us")
                    ),
                    "ok": pa.array([True, False, None]),
                    "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
                }
            ),
            path,
        )

    expected = [
        ["001", "1", "0.1", "1.50", "2024-03-05", "2024-03-05 14:07:09", "TRUE", "a"],
        ["002", None, "1000000", "-0.05", None, None, "FALSE", "b"],
        [None, "9007199254740993", None, None, "1899-01-01", "1999-12-31 23:59:59", None, "a"],
    ]
    names = ["code", "n", "x", "price", "day", "at", "ok", "kind"]
    corpus.add(
        "structured/types.parquet",
        "pyarrow 26",
        "Typed columns as text, digits kept",
        arrow,
        Expected([Table(names, [[one.lower() if one in ("TRUE", "FALSE") else one for one in row] for row in expected])]),
    )

    def polars(path: Path) -> None:
        import polars as pl

        pl.DataFrame({name: [row[at] for row in PEOPLE[1:]] for at, name in enumerate(PEOPLE[0])}).write_parquet(path)

    corpus.add(
        "structured/texts.parquet", "polars 2.1.0", "Texts with blanks", polars, Expected([Table(PEOPLE[0], PEOPLE[1:])])
    )


def _database(corpus: Corpus) -> None:
    def sqlite(path: Path) -> None:
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            db.executescript(
                'create table "人员" ("id" integer primary key, "name" text, "city" text);'
                "create table empty_one (a text, b text);"
                'create view "v" as select * from "人员"; create table amounts (code text, amount real, big integer);'
            )
            db.executemany('insert into "人员" values (?,?,?)', PEOPLE[1:])
            db.executemany(
                "insert into amounts values (?,?,?)", [("007", 1.5, 9007199254740993), ("008", None, None), ("", 100.0, -1)]
            )

    corpus.add(
        "structured/base.sqlite",
        "SQLite",
        "Tables of a database; texts, numbers and blanks",
        sqlite,
        Expected(
            [
                Table(
                    ["code", "amount", "big"],
                    [["007", "1.5", "9007199254740993"], ["008", None, None], [None, "100", "-1"]],
                    "amounts",
                ),
                Table(["a", "b"], [], "empty_one"),
                Table(["id", "name", "city"], PEOPLE[1:], "人员"),
                Table(["id", "name", "city"], PEOPLE[1:], "v"),
            ]
        ),
    )
    resource = {
        "name": "people",
        "path": "data/people.csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ";"},
        "schema": {
            "fields": [
                {"name": "id", "type": "integer"},
                {"name": "name", "type": "string"},
                {"name": "city", "type": "string"},
            ]
        },
    }
    package = json.dumps({"name": "sample", "resources": [resource]})
    people = "".join(";".join(one or "" for one in row) + "\n" for row in PEOPLE)

    def packed(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("datapackage.json", package)
            out.writestr("data/people.csv", people)

    corpus.add(
        "structured/datapackage.zip",
        "by hand after the Data Package standard",
        "A data package in a zip: its dialect and schema are followed",
        packed,
        Expected([Table(PEOPLE[0], PEOPLE[1:])]),
    )
