"""Xls files of every age: records put together by hand, since few programs still write the old ones."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options
from workstation.readers.xls_strings import shared_strings


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def short(text: str, page: str = "latin-1") -> bytes:
    raw = text.encode(page)
    return bytes((len(raw),)) + raw


def long(text: str, page: str = "latin-1") -> bytes:
    raw = text.encode(page)
    return struct.pack("<H", len(raw)) + raw


def grid(path: Path, data: bytes, **options: str):
    path.write_bytes(data)
    return open_file(path).grid(path, Options.from_data(options), Job())


def excel2() -> bytes:
    def cell(kind: int, row: int, column: int, body: bytes, number: int = 0) -> bytes:
        return record(kind, struct.pack("<HH3B", row, column, 0, number, 0) + body)

    return (
        record(0x0009, struct.pack("<HH", 2, 0x10))
        + b"".join(record(0x001E, short(code)) for code in ("General", "0", "0.00", "d/m/yyyy"))
        + cell(0x0004, 0, 0, short("code"))
        + cell(0x0002, 1, 0, struct.pack("<H", 42))
        + cell(0x0003, 1, 1, struct.pack("<d", 2.5), 2)
        + cell(0x0003, 1, 2, struct.pack("<d", 33000), 3)
        + cell(0x0005, 1, 3, b"\x01\x00")
        + cell(0x0005, 1, 4, b"\x2a\x01")
        + cell(0x0006, 1, 5, struct.pack("<B5xH", 0, 0xFFFF) + b"\0\0")
        + record(0x0007, short("worked out"))
        + record(0x000A)
    )


def excel4(bof: int = 0x0409) -> bytes:
    form, style = (0x041E, 0x0443) if bof == 0x0409 else (0x001E, 0x0243)
    lead = b"\0\0" if bof == 0x0409 else b""
    return (
        record(bof, struct.pack("<HHH", 4, 0x10, 0))
        + record(0x0042, struct.pack("<H", 1251))
        + b"".join(record(form, lead + short(code)) for code in ("General", "0", "0.00", "000"))
        + b"".join(record(style, bytes((0, number)) + b"\0" * 10) for number in (0, 2, 3))
        + record(0x0204, struct.pack("<HHH", 0, 0, 0) + long("имя", "cp1251"))
        + record(0x0203, struct.pack("<HHHd", 1, 0, 1, 2.5))
        + record(0x027E, struct.pack("<HHHI", 1, 1, 2, (7 << 2) | 2))
        + record(0x000A)
    )


def excel5(page: int, text: str, encoding: str) -> bytes:
    name = text.encode(encoding)
    globals_ = (
        record(0x0809, struct.pack("<HHHH", 0x0500, 5, 0, 0))
        + record(0x0042, struct.pack("<H", page))
        + record(0x0022, struct.pack("<H", 1))
        + record(0x041E, struct.pack("<HB", 200, 10) + b"yyyy-mm-dd")
        + record(0x00E0, struct.pack("<HH", 0, 0) + b"\0" * 12)
        + record(0x00E0, struct.pack("<HH", 0, 200) + b"\0" * 12)
    )
    sheet_record = 4 + 7 + len(name)
    start = len(globals_) + sheet_record + 4
    globals_ += record(0x0085, struct.pack("<IBBB", start, 0, 0, len(name)) + name) + record(0x000A)
    sheet = (
        record(0x0809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0))
        + record(0x0208, struct.pack("<HHHHHHHH", 1, 0, 3, 255, 0, 0, 0x20, 0))
        + record(0x007D, struct.pack("<HHHHHH", 2, 2, 100, 0, 1, 0))
        + record(0x0204, struct.pack("<HHH", 0, 0, 0) + long(text, encoding))
        + record(0x00D6, struct.pack("<HHH", 0, 1, 0) + long(text, encoding) + b"\x01\x00\x00")
        + record(0x0203, struct.pack("<HHHd", 1, 0, 1, 0.0))
        + record(0x00BD, struct.pack("<HHHIHIH", 1, 1, 0, (1234 << 2) | 3, 0, (5 << 2) | 2, 2))
        + record(0x0006, struct.pack("<HHHB5xHHI", 2, 0, 0, 3, 0xFFFF, 3, 0))
        + record(0x001C, struct.pack("<HHH", 0, 0, len(name)) + name)
        + record(0x000A)
    )
    return globals_ + sheet


def test_excel_2_is_read(tmp_path):
    got = grid(tmp_path / "x.xls", excel2())
    assert got.text(0, 0) == "code"
    assert [got.text(1, at) for at in range(6)] == ["42", "2.50", "7/5/1990", "TRUE", "#N/A", "worked out"]


@pytest.mark.parametrize("bof", [0x0209, 0x0409])
def test_excel_3_and_4_are_read_with_their_code_page(tmp_path, bof):
    got = grid(tmp_path / "x.xls", excel4(bof))
    assert [got.text(0, 0), got.text(1, 0), got.text(1, 1)] == ["имя", "2.50", "007"]


@pytest.mark.parametrize(
    ("page", "text", "encoding"),
    [(936, "清河镇", "gb18030"), (950, "臺北", "cp950"), (1251, "имя", "cp1251"), (932, "東京", "cp932"),
     (10000, "é", "mac_roman"), (949, "서울", "cp949"), (1252, "é", "cp1252")],
)  # fmt: skip
def test_excel_5_is_read_with_its_code_page_dates_of_1904_and_what_is_hidden(tmp_path, page, text, encoding):
    got = grid(tmp_path / "x.xls", excel5(page, text, encoding))
    assert (got.sheet.name, got.text(0, 0), got.text(0, 1)) == (text, text, text)
    assert [got.text(1, at) for at in range(3)] == ["1904-01-01", "12.34", "5"]
    assert (got.sheet.hidden_rows, got.sheet.hidden_columns) == ({1}, {2})
    assert got.sheet.notes.no_result == ((2, 0),) and dict(got.sheet.notes.comments) == {(0, 0): text}


def test_shared_texts_go_on_from_record_to_record():
    one = struct.pack("<HB", 6, 0) + b"abc"
    two = b"\x01" + "déf".encode("utf-16-le") + struct.pack("<HBH", 2, 9, 1) + "甲乙".encode("utf-16-le") + b"\0\0\1\0"
    three = struct.pack("<HBI", 1, 4, 6) + b"z" + b"123"
    four = b"456" + struct.pack("<HB", 0, 0) + struct.pack("<HB", 2, 1) + "😀".encode("utf-16-le")
    assert shared_strings([struct.pack("<II", 9, 5) + one, two, three, four]) == ["abcdéf", "甲乙", "z", "", "😀"]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.97])
def test_what_is_cut_off_is_damaged_and_not_read_in_part(tmp_path, share):
    data = excel5(936, "甲", "gb18030")
    with pytest.raises(Problem) as caught:
        grid(tmp_path / "x.xls", data[: int(len(data) * share)])
    assert caught.value.code == "damaged-file"


def test_bytes_changed_at_random_are_read_or_refused_and_never_crash(tmp_path):
    import random

    chosen = random.Random(7)
    source = (Path(__file__).parent / "files" / "calc-types.xls").read_bytes()
    for round_ in range(60):
        data = bytearray(source)
        for _time in range(12):
            data[chosen.randrange(len(data))] = chosen.randrange(256)
        path = tmp_path / f"{round_}.xls"
        path.write_bytes(data)
        try:
            reader = open_file(path)
            for info in reader.sheets(path, Options(), Job()):
                if info.kind == "sheet":
                    reader.grid(path, Options(sheet=info.name), Job())
        except Problem:
            continue
