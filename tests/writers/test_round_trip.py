"""Round trip: a table that we wrote and read again is the same, cell for cell; what a format cannot carry is refused."""

from __future__ import annotations

import json
import re

import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options
from workstation.writers.catalogue import writer_for

ENDINGS = [".xlsx", ".ods", ".csv", ".jsonl", ".parquet"]
HOSTILE = st.text(
    alphabet=st.sampled_from(list("'=+-@\t\r\n\",;ab1.eE# \u3000\xa0中_x0Df\x00\x01\ufeff\u2028\x85😀<>&")),
    min_size=1,
    max_size=6,
)
KNOWN = st.sampled_from(
    [
        "=1+1",
        "'=1",
        "''x",
        "00123",
        "110101199003070011",
        "6222020200112233445566",
        "1.10101E+17",
        "_x000D_",
        "_x005F_x0041_",
        "合计",
        "小计",
        "total",
        "制表人：张三",
        "备注：无",
        "TRUE",
        "#N/A",
        "2024-03-05",
        "12.5%",
        "1,234.50",
        " ",
        "\u3000",
        "\ufeff",
        "a\r\nb",
        "a\rb",
        "\n",
        "NaN",
        "null",
        "None",
        "{}",
        "[1]",
        "<b>",
        "&amp;",
        "]]>",
        "sep=;",
        "#",
        "-",
        "a\tb",
        "  two  spaces  ",
        "\tx",
        "x\t",
        "\r",
    ]
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
CELL = st.one_of(st.none(), HOSTILE, TEXT, KNOWN)
NAME = st.one_of(TEXT, HOSTILE, KNOWN)


@st.composite
def tables(draw):
    """Return field names and rows of texts: rows and columns may be blank, rows may look like the header."""
    width = draw(st.integers(1, 4))
    names = draw(st.lists(NAME, min_size=width, max_size=width, unique=True))
    row = st.one_of(st.lists(CELL, min_size=width, max_size=width), st.just([None] * width), st.just(list(names)))
    return names, draw(st.lists(row, max_size=6))


def not_for(ending, names, rows) -> bool:
    """Return whether a format cannot carry a table."""
    texts = [*names, *(text for row in rows for text in row if text)]
    bad = {".ods": "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", ".xlsx": "[\ufffe\uffff]"}.get(ending)
    return (bad is not None and any(re.search(bad, text) for text in texts)) or (ending == ".jsonl" and not rows)


def back(path):
    """Return the names and rows of the one table in a file."""
    reader = open_file(path)
    (found,) = reader.tables(path, Options(), Job())
    rows = []
    for batch in reader.read(path, found, Job()):
        assert not batch.rejected
        rows += [list(row) for row in zip(*(column.to_pylist() for column in batch.data.columns), strict=True)]
    return list(found.names), rows


@pytest.mark.parametrize("ending", ENDINGS)
@example(content=(["0"], [["\ufeff"]]))
@example(content=(["0", "1"], [["\ufeff", None]]))
@example(content=(["a", "b"], [[None, None], [None, None]]))
@example(content=(["a", "\u3000"], [["x", None]]))
@example(content=([" "], []))
@given(content=tables())
def test_any_table_written_and_read_again_is_the_same(tmp_path_factory, table_of, ending, content):
    names, rows = content
    path = tmp_path_factory.mktemp("back") / f"x{ending}"
    if not_for(ending, names, rows):
        with pytest.raises(Problem) as caught:
            writer_for(path).write(table_of(names, rows), path, Job())
        assert caught.value.what and list(path.parent.iterdir()) == []
        return
    writer_for(path).write(table_of(names, rows), path, Job())
    assert back(path) == (names, rows)


@pytest.mark.parametrize("ending", [".parquet", ".jsonl"])
@given(content=tables())
def test_any_table_stands_in_parquet_and_json_lines_as_it_was(tmp_path_factory, table_of, ending, content):
    names, rows = content
    path = tmp_path_factory.mktemp("back") / f"x{ending}"
    if not_for(ending, names, rows):
        return
    writer_for(path).write(table_of(names, rows), path, Job())
    if ending == ".parquet":
        got = pq.read_table(path)
        assert got.column_names == names
        assert [list(row.values()) for row in got.to_pylist()] == rows
    else:
        lines = path.read_text("utf-8").split("\n")[:-1]
        assert [json.loads(line) for line in lines] == [dict(zip(names, row, strict=True)) for row in rows]


UNCARRIED = [
    (".ods", "a\x07b", "U+0007"),
    (".ods", "a\x00", "U+0000"),
    (".xlsx", "a\ufffeb", "U+FFFE"),
    (".ods", "x" * 32_768, "32768"),
    (".xlsx", "😀" * 16_384, "32768"),
]


@pytest.mark.parametrize("ending, text, cause", UNCARRIED)
def test_what_a_workbook_cannot_carry_is_refused_by_row_field_and_cause(tmp_path, table_of, ending, text, cause):
    path = tmp_path / f"x{ending}"
    with pytest.raises(Problem) as caught:
        writer_for(path).write(table_of(["a", "b"], [["1", "2"], ["3", text]]), path, Job())
    assert "Row 2" in caught.value.where and "“b”" in caught.value.where and cause in caught.value.what.replace(",", "")
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_a_workbook_cannot_carry_is_refused(tmp_path, table_of):
    with pytest.raises(Problem) as caught:
        writer_for(tmp_path / "x.ods").write(table_of(["a", "b\x07"], [["1", "2"]]), tmp_path / "x.ods", Job())
    assert "2" in caught.value.where and list(tmp_path.iterdir()) == []


def test_json_lines_without_a_row_would_lose_the_fields_and_are_refused(tmp_path, table_of):
    with pytest.raises(Problem) as caught:
        writer_for(tmp_path / "x.jsonl").write(table_of(["a"], []), tmp_path / "x.jsonl", Job())
    assert caught.value.code == "no-rows" and list(tmp_path.iterdir()) == []


def test_the_longest_text_a_cell_holds_comes_back(tmp_path, table_of):
    content = (["a"], [["中" * 32_767], ["😀" * 16_383]])
    for ending in ENDINGS:
        writer_for(tmp_path / f"x{ending}").write(table_of(*content), tmp_path / f"x{ending}", Job())
        assert back(tmp_path / f"x{ending}") == content


ROWS = [
    ["00123", "=1+1", "合计"],
    ["code", "name\nx", "note"],
    [None, None, None],
    ["a\r\nb", " \u3000", "_x000D_"],
    ["total", "1", None],
    [None, None, None],
]


def test_a_file_that_was_exported_is_imported_as_the_same_table_on_the_command_line(office, tmp_path, table_of, long):
    names = ["code", "name\nx", "note"]
    writer_for(tmp_path / "start.csv").write(table_of(names, ROWS), tmp_path / "start.csv", Job())
    assert office("import", tmp_path / "start.csv").code == 0
    for ending in ENDINGS if long else ENDINGS[:2]:  # each command is a process of its own
        path = tmp_path / f"out{ending}"
        assert office("export", "start", "--to", path).code == 0
        done = office("import", path, "--name", ending[1:])
        assert done.code == 0, done.err
        assert [one["name"] for one in done.data["fields"]] == names
        shown = office("show", ending[1:], "--rows", "1:100").data["rows"]
        assert [list(row["values"].values()) for row in shown] == ROWS
