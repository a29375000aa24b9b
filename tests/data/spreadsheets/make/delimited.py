"""Text files: encodings, dialects, ragged lines, preambles, fixed width, damage; lines and rejects are counted."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.data.spreadsheets.make import programs as by
from tests.data.spreadsheets.make.book import Book, Corpus, Expected, Sheet, Table

Rows = Sequence[Sequence[str | None]]
CHINESE: Rows = [
    ["编号", "单位名称", "负责人", "地址", "金额"],
    ["001", "清河镇人民政府", "张三", "清河镇中心街一号，二楼", "1234.50"],
    ["002", "白石乡卫生院", "李四", "白石乡东路 12 号", "88"],
    ["003", "第一中学", None, "城关镇学府路", "0"],
    ["004", "林业工作站", "王五", None, "-5"],
]
RARE: Rows = [
    ["编号", "姓名", "单位名称"],
    ["001", "王㼆", "清河镇人民政府"],
    ["002", "李𬭎", "白石乡卫生院"],
    ["003", "张𪸩", "城关镇第一中学"],
    ["004", "赵六", "林业工作站"],
]
TAIWAN: Rows = [
    ["編號", "單位名稱", "負責人", "地址"],
    ["001", "臺北市政府", "陳大文", "信義區市府路一號"],
    ["002", "高雄市立圖書館", "林小明", "前鎮區新光路"],
    ["003", "國立臺灣大學", "黃美麗", "羅斯福路四段"],
]
JAPAN: Rows = [
    ["番号", "名前", "住所"],
    ["001", "山田太郎", "東京都千代田区一丁目"],
    ["002", "佐藤花子", "大阪府大阪市北区ビルディング"],
    ["003", "鈴木一郎", "北海道札幌市の中央"],
]
KOREA: Rows = [
    ["번호", "이름", "주소"],
    ["001", "홍길동", "서울특별시 종로구"],
    ["002", "김철수", "부산광역시 해운대구"],
    ["003", "이영희", "대전광역시 유성구"],
]
RUSSIA: Rows = [
    ["код", "название", "город"],
    ["001", "Городская больница", "Москва"],
    ["002", "Средняя школа", "Санкт-Петербург"],
    ["003", "Районная библиотека", "Ёлкино"],
]
WEST: Rows = [
    ["code", "name", "city"],
    ["001", "François Lefèvre", "Besançon"],
    ["002", "Jürgen Müller", "Köln"],
    ["003", "María Peña", "A Coruña – €5"],
    ["004", "“Café”", "Malmö"],
]
EAST: Rows = [
    ["kod", "nazwa", "miasto"],
    ["001", "Szkoła podstawowa", "Łódź"],
    ["002", "Urząd miejski w Gdańsku", "Gdańsk"],
    ["003", "Książnica", "Świdnica"],
    ["004", "Żłobek „Wróbelek”", "Kraków"],
]
GREEK: Rows = [
    ["κωδικός", "όνομα", "πόλη"],
    ["001", "Δημοτικό σχολείο", "Αθήνα"],
    ["002", "Γενικό νοσοκομείο", "Θεσσαλονίκη"],
    ["003", "Βιβλιοθήκη", "Πάτρα"],
]
ENGLISH: Rows = [
    ["id", "name", "city", "amount"],
    ["007", "Anna", "Oslo", "12.50"],
    ["008", "Bo", None, "3"],
    ["009", "Cé", "Malmö", "-7"],
    ["010", "Dag", "Bergen", "1000"],
]


def table(rows: Rows, first: int = 1) -> Table:
    """Return the table of rows whose first is the header."""
    return Table([text or "" for text in rows[0]], rows[first:])


def lined(rows: Rows, delimiter: str = ",", end: str = "\r\n", **more: Any) -> str:
    """Return rows as Python's csv module writes them."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, **more).writerows(rows)
    return out.getvalue()


def as_bytes(content: bytes) -> Callable[[Path], None]:
    """Return what writes bytes."""
    return lambda path: path.write_bytes(content) and None


def by_iconv(text: str, encoding: str) -> Callable[[Path], None]:
    """Return what lets iconv write a text."""
    return lambda path: (
        path.write_bytes(
            subprocess.run(
                ["iconv", "-f", "UTF-8", "-t", encoding], input=text.encode(), check=True, capture_output=True
            ).stdout
        )
        and None
    )


def make(corpus: Corpus) -> None:
    """Add every file of this topic; ragged and damaged ones stand in delimited_damage.py."""
    _encodings(corpus)
    _dialects(corpus)
    _dialects_too(corpus)


def _encodings(corpus: Corpus) -> None:
    for name, encoding, rows in [
        ("gb18030", "GB18030", RARE),
        ("gbk", "GBK", CHINESE),
        ("utf-16le-without-mark", "UTF-16LE", CHINESE),
        ("utf-16be", "UTF-16BE", ENGLISH),
        ("utf-32le", "UTF-32LE", CHINESE),
        ("big5", "BIG5", TAIWAN),
        ("shift-jis", "SHIFT_JIS", JAPAN),
        ("euc-jp", "EUC-JP", JAPAN),
        ("euc-kr", "EUC-KR", KOREA),
        ("windows-1251", "WINDOWS-1251", RUSSIA),
        ("windows-1252", "WINDOWS-1252", WEST),
        ("windows-1250", "WINDOWS-1250", EAST),
        ("windows-1253", "WINDOWS-1253", GREEK),
        ("utf-8", "UTF-8", CHINESE),
    ]:
        corpus.add(
            f"delimited/{name}.csv",
            "Python's csv module and GNU iconv",
            f"Encoding found by evidence: {encoding}",
            by_iconv(lined(rows), encoding),
            Expected([table(rows)]),
        )
    for name, mark, encoding in [
        ("utf-8", "\ufeff", "utf-8"),
        ("utf-16le", "\ufeff", "utf-16-le"),
        ("utf-16be", "\ufeff", "utf-16-be"),
        ("utf-32be", "\ufeff", "utf-32-be"),
        ("gb18030", "\ufeff", "gb18030"),
    ]:
        corpus.add(
            f"delimited/{name}-with-mark.csv",
            "Python's csv module",
            f"Encoding told by a byte-order mark: {encoding}",
            as_bytes((mark + lined(CHINESE)).encode(encoding)),
            Expected([table(CHINESE)]),
        )
    sheet = Sheet(CHINESE)
    for name, number in [("gb18030", 85), ("utf-16", 65535)]:
        corpus.add(
            f"delimited/libreoffice-{name}.csv",
            "LibreOffice 7.4",
            "As a spreadsheet program exports it",
            lambda path, n=number: by.by_libreoffice(f"csv:Text - txt - csv (StarCalc):44,34,{n}")(Book([sheet]), path),
            Expected([table(CHINESE)]),
        )
    corpus.add(
        "delimited/encoding-said.csv",
        "Python's csv module",
        "An encoding that a person names",
        as_bytes(lined(EAST).encode("cp1250")),
        Expected([table(EAST)], options={"encoding": "cp1250"}),
    )


def _dialects(corpus: Corpus) -> None:
    hard: Rows = [
        ["id", "text", "n"],
        ["1", "a, b; c|d\te", "1"],
        ["2", 'he said "hi"', "2"],
        ["3", "line one\nline two", "3"],
        ["4", None, "4"],
        ["5", " kept ", "5"],
    ]
    for name, what, content, rows in [
        ("semicolon", "Semicolons, commas inside", lined(hard, ";"), hard),
        ("tab", "Tabs", lined(hard, "\t"), hard),
        ("pipe", "Upright strokes", lined(hard, "|"), hard),
        ("caret", "A rare delimiter", lined(ENGLISH, "^"), ENGLISH),
        ("all-quoted", "Every field in quotation marks", lined(hard, quoting=csv.QUOTE_ALL), hard),
        ("single-quotes", "Fields in single quotation marks", lined(hard, quotechar="'"), hard),
        (
            "backslash",
            "Marks inside written with a backslash",
            lined(hard[:3] + hard[4:], doublequote=False, escapechar="\\"),
            hard[:3] + hard[4:],
        ),
        ("lf", "Lines that end with LF", lined(hard, end="\n"), hard),
        ("cr", "Lines that end with CR", lined(ENGLISH, end="\r"), ENGLISH),
        ("no-last-break", "No line break at the end", lined(ENGLISH).rstrip("\r\n"), ENGLISH),
        ("mixed-breaks", "CRLF and LF in one file", lined(ENGLISH[:3]) + lined(ENGLISH[3:], end="\n"), ENGLISH),
        ("sep-line", "The first line tells the delimiter", "sep=;\r\n" + lined(hard, ";"), hard),
        (
            "spaces-after-commas",
            "A space behind each delimiter",
            'id, name, city\r\n1, "Anna, A.", "Oslo"\r\n2, "Bo", "Bergen"\r\n3, "Cy", "Moss"\r\n',
            [["id", "name", "city"], ["1", "Anna, A.", "Oslo"], ["2", "Bo", "Bergen"], ["3", "Cy", "Moss"]],
        ),
        (
            "decimal-commas",
            "Semicolons with decimal commas",
            lined([["id", "price", "share"], ["1", "1,5", "0,25"], ["2", "2,75", "0,5"], ["3", "10,0", "1,0"]], ";"),
            [["id", "price", "share"], ["1", "1,5", "0,25"], ["2", "2,75", "0,5"], ["3", "10,0", "1,0"]],
        ),
        (
            "blank-lines",
            "Blank lines among the rows",
            lined(ENGLISH[:2]) + "\r\n" + lined(ENGLISH[2:3]) + "\r\n\r\n" + lined(ENGLISH[3:]),
            ENGLISH,
        ),
        ("comments", "Lines that begin with #", "# exported 2024-03-05\r\n# by the office\r\n" + lined(ENGLISH), ENGLISH),
    ]:
        corpus.add(
            f"delimited/{name}.csv",
            "Python's csv module",
            what,
            as_bytes(content.encode()),
            Expected([Table(table(rows).names, rows[1:])]),
        )


def _dialects_too(corpus: Corpus) -> None:
    """Add more of the same."""
    titled = "职工名单\r\n填报单位：清河镇,,,,\r\n\r\n" + lined(CHINESE) + "合计,,,,1317.50\r\n制表人：张三,,,审核人：李四,\r\n"
    corpus.add(
        "delimited/preamble-and-total.csv",
        "Python's csv module, exported from a sheet",
        "Title above the header; total and signatures below",
        as_bytes(titled.encode("gb18030")),
        Expected([table(CHINESE)]),
    )
    long = [
        ["id", "card", "phone", "date"],
        ["1", "110101199003070011", "+8613800138000", "2024-03-05"],
        ["2", "6222020200112233445", "013900139000", "2024/3/6"],
        ["3", "1.10101E+17", "13700137000", "20240307"],
    ]
    corpus.add(
        "delimited/long-digits.csv",
        "Python's csv module",
        "Digits stay as they are; what a program cut before is told",
        as_bytes(lined(long).encode()),
        Expected([table(long)], says=["“card”"]),
    )
