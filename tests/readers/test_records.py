"""Records: where a text is cut into parts makes no difference, and not one character is lost."""

from __future__ import annotations

import csv
import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from workstation.job import Job
from workstation.readers.delimited import Delimited
from workstation.readers.options import Options
from workstation.readers.records import Dialect, records

CELLS = st.text(alphabet=st.sampled_from(list('ab,"\n\r;1 中')), max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=6)


def in_parts(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\r\n') else cell


@settings(max_examples=300, deadline=None)
@given(ROWS, st.sampled_from(["\n", "\r\n", "\r"]), st.integers(1, 9), st.booleans())
def test_a_well_made_file_is_cut_as_python_cuts_it(rows, eol, size, ended):
    text = "".join(",".join(map(quoted, row)) + eol for row in rows)
    text = text if ended else text.removesuffix(eol)
    got = []
    for some in records(in_parts(text.encode(), size), Dialect(",")):
        assert not some.broken
        got += [some.raw(at).decode() for at in range(len(some))]
    assert [next(csv.reader(io.StringIO(raw, newline="")), []) for raw in got] == rows


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet=st.sampled_from(list('ab,"\n\r')), max_size=40), st.integers(1, 9))
def test_a_damaged_file_loses_no_character_wherever_it_is_cut(text, size):
    def run(parts):
        out = []
        for some in records(parts, Dialect(",")):
            out += [(int(some.lines[at]), some.raw(at)) for at in range(len(some))]
            out += list(some.broken)
        return sorted(out)

    whole = run(in_parts(text.encode(), 1000))
    assert run(in_parts(text.encode(), size)) == whole
    assert b"".join(raw for _line, raw in whole).translate(None, b"\r\n").decode() == re.sub("[\r\n]", "", text)


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet=st.sampled_from(list('abc,,"\n\n\r1;')), min_size=1, max_size=60))
def test_the_parser_agrees_on_every_record_and_the_balance_holds(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("records") / "x.csv"
    path.write_bytes(("h,k,l\n" + text).encode())
    (found,) = Delimited().tables(path, Options(), Job())
    reading = Delimited().read(path, found, Job())
    batches = list(reading)
    lines = [line for batch in batches for line in batch.rows.to_pylist()]
    rejected = [one.line for batch in batches for one in batch.rejected]
    balance = reading.balance
    assert lines == sorted(lines) and not set(lines) & set(rejected)
    assert (balance.read, balance.rejected) == (len(lines), len(rejected))
    assert balance.lines == balance.read + balance.rejected + balance.blank + balance.head + balance.notes
