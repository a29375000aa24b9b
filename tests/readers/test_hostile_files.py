"""Hostile files for all readers: bombs, lies, devices, drives that vanish; the answer is a Problem, in bounded time."""

from __future__ import annotations

import errno
import io
import os
import random
import sqlite3
import time
import zipfile
from pathlib import Path

import pytest

from tests.readers.conftest import read_file
from workstation.errors import Cancelled, Problem
from workstation.importing.look import look
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options

SECONDS = 30.0
"""What no file here may take, on a machine that does much else."""


def samples(folder: Path) -> dict[str, Path]:
    """Write a small good file of each kind; {kind: path}."""
    import openpyxl
    import pyarrow as pa
    import pyarrow.parquet as pq

    book = openpyxl.Workbook()
    rows = [["code", "name"], *[[f"{at:03}", f"name {at}"] for at in range(50)]]
    for row in rows:
        book.active.append(row)
    book.save(folder / "x.xlsx")
    text = "".join(",".join(row) + "\n" for row in rows)
    (folder / "x.csv").write_text(text)
    (folder / "x.json").write_text("[" + ",".join(f'{{"a":{at},"b":{{"c":"x"}}}}' for at in range(50)) + "]")
    (folder / "x.jsonl").write_text("".join(f'{{"a":{at}}}\n' for at in range(50)))
    (folder / "x.html").write_text("<table>" + "".join(f"<tr><td>{a}<td>{b}" for a, b in rows) + "</table>")
    (folder / "x.xml").write_text("<r>" + "".join(f"<o><a>{a}</a><b>{b}</b></o>" for a, b in rows) + "</r>")
    pq.write_table(pa.table({"a": list(range(50))}), folder / "x.parquet")
    with sqlite3.connect(folder / "x.sqlite") as db:
        db.execute("create table t(a, b)")
        db.executemany("insert into t values (?, ?)", rows)
    db.close()
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        archive.writestr("a.csv", text)
    return {path.suffix[1:]: path for path in folder.iterdir()}


KINDS = ("xlsx", "csv", "json", "jsonl", "html", "xml", "parquet", "sqlite", "zip")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_off_anywhere_is_read_in_part_or_refused(tmp_path, kind):
    data = samples(tmp_path)[kind].read_bytes()
    for share in (0.02, 0.3, 0.7, 0.98):
        path = tmp_path / f"cut.{kind}"
        path.write_bytes(data[: int(len(data) * share)])
        try:
            read_file(path)
        except Problem as problem:
            assert problem.what


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_changed_by_chance_never_end_in_a_bug(tmp_path, kind):
    data = samples(tmp_path)[kind].read_bytes()
    chance = random.Random(kind)
    for _turn in range(12):
        changed = bytearray(data)
        for _place in range(chance.choice((1, 4, 20))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        path = tmp_path / f"changed.{kind}"
        path.write_bytes(bytes(changed))
        try:
            read_file(path)
        except Problem as problem:
            assert problem.what


@pytest.mark.parametrize("kind", KINDS)
def test_a_drive_that_vanishes_in_the_middle_is_told_and_is_no_bug(tmp_path, kind, monkeypatch):
    path = samples(tmp_path)[kind]
    class Vanishing(io.BufferedReader):
        def read(self, *size):
            if self.tell() > 0:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return super().read(*size)

    plain = Path.open

    def opened(self, mode="r", *more, **said):
        if self == path and mode == "rb":
            return Vanishing(io.FileIO(str(self)))
        return plain(self, mode, *more, **said)

    monkeypatch.setattr(Path, "open", opened)
    try:
        read_file(path)
    except Problem as problem:
        assert problem.what
    except OSError as error:
        assert error.errno == errno.EIO  # importing and the command line word it


def test_what_is_no_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "empty.json").write_bytes(b"")
    (tmp_path / "sealed.csv").write_text("a,b\n1,2\n")
    cases = [(tmp_path, "not-a-file"), (tmp_path / "pipe.csv", "not-a-file"), (Path("/dev/zero"), "not-a-file"),
             (tmp_path / "gone.csv", "no-file"), (tmp_path / "empty.json", "empty-file"), (tmp_path / "a\0b.csv", None)]
    begun = time.monotonic()
    for path, code in cases:
        with pytest.raises(Problem) as caught:
            open_file(path)
        assert code is None or caught.value.code == code
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(("name", "content", "kind"), [
    ("x.csv", b"PK\x05\x06" + b"\0" * 18, None), ("x.xlsx", b"a,b\n1,2\n3,4\n", "delimited"),
    ("x.xls", b"<html><table><tr><td>a<td>b<tr><td>1<td>2</table>", "html"), ("x.csv", b'[{"a":1},{"a":2}]', "json"),
    ("x.json", b"a,b\n1,2\n", "delimited"), ("x.txt", b'{"a":1}\n{"a":2}\n', "json"), ("x", b"a\tb\n1\t2\n", "delimited"),
    ("x.csv", b'<?xml version="1.0"?><r><o>1</o><o>2</o></r>', "xml"), ("x.data", b"a,b\n1,2\n", "delimited"),
    ("x.csv", b"[Header]\nDate,2020\n[Data]\na,b\n", "delimited"), ("x.csv", b"%PDF-1.7", None), ("x.zip", b"7z\xbc\xaf", None),
    ("x.bin", bytes(range(256)) * 4, None), ("x.csv", b"<5,<6\n<7,<8\n", "delimited"),
])
def test_a_file_is_what_its_first_bytes_say(tmp_path, name, content, kind):
    (tmp_path / name).write_bytes(content)
    if kind is None:
        with pytest.raises(Problem):
            read_file(tmp_path / name)
    else:
        assert open_file(tmp_path / name).name == kind


def test_a_person_may_say_how_a_text_is_read_but_not_what_bytes_are(tmp_path):
    (tmp_path / "x.txt").write_text('[{"a":1}]\n')
    assert open_file(tmp_path / "x.txt", "lines").name == "lines"
    with pytest.raises(Problem) as caught:
        open_file(tmp_path / "x.txt", "sqlite")
    assert caught.value.code == "bad-option"


def nul_and_halves(folder):
    (folder / "x.csv").write_bytes(b"a,b\n1\x00,2\n" + '"\ud800",3\n'.encode("utf-8", "surrogatepass"))


def long_cells(folder):
    (folder / "x.csv").write_text("a,b\n" + "x" * 40_000 + "," + "中" * 32_767 + "\n")


def one_long_line(folder):
    (folder / "x.jsonl").write_text('{"a":"' + "x" * (8 << 20) + '"}\n{"a":1}\n')


def wide(folder):
    (folder / "x.json").write_text("[{" + ",".join(f'"k{at}":{at}' for at in range(20_000)) + "}]")


def keys_that_are_values(folder):
    (folder / "x.jsonl").write_text("".join(f'{{"id":{at},"by":{{"k{at}":1,"m{at}":2}}}}\n' for at in range(9_000)))


def deep_xml(folder):
    (folder / "x.xml").write_text("<a>" * 100_000)


def long_attribute(folder):
    (folder / "x.xml").write_text('<r><o a="' + "x" * (80 << 20))


def formulas(folder):
    (folder / "x.json").write_text('[{"a":"=cmd|\' /C calc\'!A0"},{"a":"@SUM(1)"}]')


@pytest.mark.parametrize("make", [nul_and_halves, long_cells, one_long_line, wide, keys_that_are_values, deep_xml,
                                  long_attribute, formulas])
def test_odd_texts_are_kept_or_refused_in_bounded_time(tmp_path, make):
    make(tmp_path)
    (path,) = tmp_path.iterdir()
    begun = time.monotonic()
    try:
        look(path)
        read_file(path)
    except Problem as problem:
        assert problem.what and make in (nul_and_halves, wide, deep_xml, long_attribute)
    assert time.monotonic() - begun < SECONDS


def test_formulas_stay_the_text_that_they_are(tmp_path):
    formulas(tmp_path)
    (one,) = read_file(tmp_path / "x.json")
    assert one.rows == [["=cmd|' /C calc'!A0"], ["@SUM(1)"]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_stopped_job_ends_the_reading(tmp_path, kind):
    path = samples(tmp_path)[kind]
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        reader = open_file(path)
        for found in reader.tables(path, Options(), job):
            list(reader.read(path, found, job))
