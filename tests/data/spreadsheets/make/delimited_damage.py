"""Text files with ragged lines, of other shapes, and damaged ones; lines and rejects are counted."""

from __future__ import annotations

from tests.data.spreadsheets.make.book import Corpus, Expected, Table
from tests.data.spreadsheets.make.delimited import CHINESE, Rows, as_bytes, lined, table


def make(corpus: Corpus) -> None:
    """Add every file of this topic."""
    for add in (_ragged, _ragged_too, _other_shapes, _damage):
        add(corpus)


def _ragged(corpus: Corpus) -> None:
    corpus.add(
        "delimited/short-lines.csv",
        "by hand",
        "Lines with too few fields are kept as rejected",
        as_bytes(b"a,b,c\n1,2,3\n4,5\n6,7,8\n9\n10,11,12\n13,14,15\n"),
        Expected(
            [Table(["a", "b", "c"], [["1", "2", "3"], ["6", "7", "8"], ["10", "11", "12"], ["13", "14", "15"]])],
            more={"rejected": [3, 5]},
        ),
    )
    corpus.add(
        "delimited/short-lines-filled.csv",
        "by hand",
        "Short lines filled up with blanks, when that is chosen",
        as_bytes(b"a,b,c\n1,2,3\n4,5\n6,7,8\n9\n10,11,12\n"),
        Expected(
            [
                Table(
                    ["a", "b", "c"], [["1", "2", "3"], ["4", "5", None], ["6", "7", "8"], ["9", None, None], ["10", "11", "12"]]
                )
            ],
            options={"short_rows": "fill"},
            more={"rejected": []},
        ),
    )
    corpus.add(
        "delimited/long-lines.csv",
        "by hand",
        "Lines with too many fields are kept as rejected",
        as_bytes(b"id;name;city\n1;Anna;Oslo\n2;Bo;Bergen;x;y\n3;Cy;Moss\n4;Di;Vik\n5;Ed;Bod\xc3\xb8\n6;Fe;Hamar\n7;Gy;Voss\n"),
        Expected(
            [
                Table(
                    ["id", "name", "city"],
                    [
                        ["1", "Anna", "Oslo"],
                        ["3", "Cy", "Moss"],
                        ["4", "Di", "Vik"],
                        ["5", "Ed", "Bodø"],
                        ["6", "Fe", "Hamar"],
                        ["7", "Gy", "Voss"],
                    ],
                )
            ],
            more={"rejected": [3]},
        ),
    )


def _ragged_too(corpus: Corpus) -> None:
    """Add more of the same."""
    corpus.add(
        "delimited/trailing-delimiters.csv",
        "by hand",
        "A delimiter too many at the end of each row",
        as_bytes(b"a,b,c,\n1,2,3,\n4,5,6,\n7,8,9,\n"),
        Expected([Table(["a", "b", "c"], [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]])], more={"rejected": []}),
    )
    corpus.add(
        "delimited/two-levels.csv",
        "LibreOffice 7.4",
        "A header of two levels that lost its merged cells",
        as_bytes("单位,金额,,数量,\r\n,预算,决算,预算,决算\r\n甲,1,2,3,4\r\n乙,5,6,7,8\r\n丙,9,10,11,12\r\n".encode()),
        Expected(
            [
                Table(
                    ["单位", "金额/预算", "金额/决算", "数量/预算", "数量/决算"],
                    [["甲", "1", "2", "3", "4"], ["乙", "5", "6", "7", "8"], ["丙", "9", "10", "11", "12"]],
                )
            ]
        ),
    )
    corpus.add(
        "delimited/no-header.csv",
        "by hand",
        "Data from the first line",
        as_bytes(b"1,2.5,2024-01-03\n2,3.5,2024-01-04\n3,4.5,2024-01-05\n"),
        Expected(
            [
                Table(
                    ["column_1", "column_2", "column_3"],
                    [["1", "2.5", "2024-01-03"], ["2", "3.5", "2024-01-04"], ["3", "4.5", "2024-01-05"]],
                )
            ]
        ),
    )


def _other_shapes(corpus: Corpus) -> None:
    rows: Rows = [
        ["code", "name", "city"],
        ["001", "Anna Berg", "Oslo"],
        ["002", "Bo", "Bergen"],
        ["003", None, "Moss"],
        ["004", "Di Voss", "Vik"],
    ]
    fixed = "".join(f"{row[0] or '':<6}{row[1] or '':<14}{row[2] or '':<10}".rstrip() + "\n" for row in rows)
    corpus.add(
        "delimited/fixed-width.txt",
        "by hand, as mainframes print it",
        "Fields of fixed width, found by their gaps",
        as_bytes(fixed.encode()),
        Expected([table(rows)]),
    )
    tight = "".join(f"{row[0] or '':<3}{(row[1] or ''):<9}{row[2] or '':<6}\n" for row in rows[1:])
    corpus.add(
        "delimited/fixed-width-said.txt",
        "by hand",
        "Fields of fixed width that a person gave",
        as_bytes(tight.encode()),
        Expected(
            [Table(["column_1", "column_2", "column_3"], rows[1:])],
            options={"kind": "fixed_width", "widths": [3, 9, 6], "header_rows": 0},
        ),
    )
    corpus.add(
        "delimited/lines.txt",
        "by hand",
        "Lines, one field",
        as_bytes("单位名称\n清河镇\n白石镇\n黄花镇\n青龙镇\n".encode("gbk")),
        Expected([Table(["单位名称"], [["清河镇"], ["白石镇"], ["黄花镇"], ["青龙镇"]])]),
    )
    corpus.add(
        "delimited/lines-said.log",
        "by hand",
        "Lines as they are, whatever stands in them",
        as_bytes(b"a, b\nc;d\n\ne\tf\n"),
        Expected([Table(["text"], [["a, b"], ["c;d"], ["e\tf"]])], options={"kind": "lines", "header_rows": 0}),
    )


def _damage(corpus: Corpus) -> None:
    mixed = lined(CHINESE[:3]).encode() + lined(CHINESE[3:4]).encode("gb18030") + lined(CHINESE[4:]).encode()
    corpus.add(
        "delimited/mixed-encodings.csv",
        "Python's csv module, two files joined",
        "Two encodings in one file: the line is named",
        as_bytes(mixed),
        Expected([table(CHINESE)], says=["gb18030, lines 4"], more={"sure": [False]}),
    )
    corpus.add(
        "delimited/nul-bytes.csv",
        "by hand",
        "NUL bytes among the text",
        as_bytes(b"a,b\n1,x\x00y\n2,z\n3,w\n"),
        Expected([Table(["a", "b"], [["1", "x\x00y"], ["2", "z"], ["3", "w"]])]),
    )
    corpus.add(
        "delimited/formulas.csv",
        "by hand",
        "What looks like a formula stays text",
        as_bytes(b"a,b\n=1+1,+x\n@SUM(A1),-y\n\"=cmd|' /C calc'!A0\",'z\n"),
        Expected([Table(["a", "b"], [["=1+1", "+x"], ["@SUM(A1)", "-y"], ["=cmd|' /C calc'!A0", "'z"]])]),
    )
    corpus.add(
        "delimited/mark-inside.csv",
        "two files joined",
        "A byte-order mark inside, and the header again",
        as_bytes("\ufeffa,b\n1,2\n\ufeffa,b\n3,4\n".encode()),
        Expected([Table(["a", "b"], [["1", "2"], ["3", "4"]])]),
    )
