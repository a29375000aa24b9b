"""Ragged and patched-up csv as offices have them: nothing is merged, lost or altered without a word."""

from __future__ import annotations

import os
import socket

import pytest

from workstation.errors import Problem
from workstation.readers.catalogue import open_file

HEADS = [
    ("header shorter by two", "a,b\n1,2,3,4\n5,6,7,8\n", ["a", "b", "column_3", "column_4"], 2, 0),
    ("header longer by two", "a,b,c,d\n1,2\n3,4\n", ["a", "b", "c", "d"], 2, 0),
    ("ragged lines below the header", "a|b|c\n1|2\n1|2|3|4\n1|2\n1|2|3|4\n", ["a", "b", "c", "column_4"], 2, 2),
    ("ragged lines without a header", "1,2\n1,2,3\n4,5,6\n7,8,9\n", ["column_1", "column_2", "column_3"], 3, 1),
    ("the line that tells Excel the delimiter", "sep=;\na;b\n1,5;2\n", ["a", "b"], 1, 0),
    ("two levels", "单位,金额,,数量,\n,预算,决算,预算,决算\n甲,1,2,3,4\n乙,5,6,7,8\n",
     ["单位", "金额/预算", "金额/决算", "数量/预算", "数量/决算"], 2, 0),
    ("row numbers without a name", "a,b\nx1,1,2\nx2,3,4\n", ["column_1", "a", "b"], 2, 0),
]


@pytest.mark.parametrize("text, names, rows, rejected", [c[1:] for c in HEADS], ids=[c[0] for c in HEADS])
def test_a_header_that_does_not_fit_its_lines_is_still_the_header(read, text, names, rows, rejected):
    got = read(text)
    assert (got.names, len(got.rows), len(got.rejected)) == (names, rows, rejected)
    assert got.balance.lines == text.count("\n")


def test_a_header_longer_than_the_usual_sample_is_read_whole(read):
    names = [f"很长的字段名称很长的字段名称很长的字段名称{n}" for n in range(10_000)]
    got = read(",".join(names) + "\n" + ",".join(map(str, range(10_000))) + "\n")
    assert (got.names, got.rows[0][-1], got.rejected) == (names, "9999", [])


def test_escaped_marks_before_a_closing_one_are_understood(read):
    assert read('a,b,c\n1,"he said \\"hi, you\\"",3\n2,"x",4\n').rows[0] == ["1", 'he said "hi, you"', "3"]


TOLD = [
    ("a total", "id,n\n1,10\n合计,30\n2,20\n", "totals", "3"),
    ("a total with wide spaces", "id,n\n1,10\n小　计,10\n　合　　计　,30\n2,20\n", "totals", "3-4"),
    ("a header that comes again", "a,b\n1,2\na,b\n3,4\n", "repeat the header", "3"),
    ("a file joined on", "\ufeffa,b\n1,2\n\ufeffa,b\n3,4\n", "repeat the header", "3"),
    ("a mark inside the text", "a,b\n1,\ufeffx\n", "U+FEFF", "1"),
    ("text behind a closing mark", 'a,b\n1,x\n2,"a"b\n3,"c"\n', "behind a closing quotation mark", "3"),
]


@pytest.mark.parametrize("text, words, where", [c[1:] for c in TOLD], ids=[c[0] for c in TOLD])
def test_what_a_person_should_look_at_is_told_and_nothing_is_lost(read, text, words, where):
    got = read(text)
    assert any(words in warning and where in warning for warning in got.warnings)
    assert len(got.rows) + len(got.rejected) + got.balance.notes == text.count("\n") - 1


def test_lines_swallowed_between_two_stray_marks_are_told(read):
    got = read('a,b,c\n1,"x,y\n2,x,y\n3,x,y\n4,x",y\n5,x,y\n')
    assert len(got.rows) == 2
    assert any("swallowed" in warning and "lines 2 " in warning for warning in got.warnings)
    assert not read('a,b,c\n1,"one\ntwo, three\nfour",y\n5,x,y\n').warnings


def test_a_stray_mark_near_the_top_does_not_make_one_column_of_the_file(read):
    got = read('a|b\n"\n' + "".join(f"{n}|x\n" for n in range(9)))
    assert (got.names, len(got.rows), [one.raw for one in got.rejected]) == (["a", "b"], 9, ['"'])


def test_a_word_that_only_begins_like_a_total_is_no_total(read):
    assert not read("name,n\n合计财务所,1\n总计算中心,2\nTotal Energies,3\n").warnings


CHINESE = "编号,姓名,地址\n" + "".join(f"{n},张伟,福建省福州市鼓楼区\n" for n in range(50))


def test_the_line_of_a_bad_byte_in_utf_8_is_named_and_rejected_and_the_rest_is_read(read):
    lines = CHINESE.encode().split(b"\n")
    lines[7] = b"\xff" + lines[7]
    for options in ({}, {"encoding": "utf-8"}):
        got = read(b"\n".join(lines), **options)
        assert ([one.line for one in got.rejected], len(got.rows)) == ([8], 49)
        assert got.rejected[0].raw == "\ufffd6,张伟,福建省福州市鼓楼区"
        assert any("lines 8" in one for one in got.warnings)


SHORT = [
    ("Korean", "번호,이름\n1,김철수\n", "euc-kr"),
    ("Hong Kong", "編號,姓名\n1,嘅係\n", "big5hkscs"),
]


@pytest.mark.parametrize("text, name", [c[1:] for c in SHORT], ids=[c[0] for c in SHORT])
def test_a_short_file_of_a_neighbouring_encoding_is_read_as_it_is(read, text, name):
    got = read(text.encode(name))
    assert got.names == text.split("\n")[0].split(",")
    assert read(text.encode(name), encoding=name).names == got.names


def test_gb18030_with_its_mark_and_with_many_rare_characters_is_known(read):
    got = read("\ufeff姓名,字\n张伟,𠮷𠮷𠮷😀😀😀😀\n".encode("gb18030"))
    assert (got.found.encoding, got.names, got.rows) == ("gb18030", ["姓名", "字"], [["张伟", "𠮷𠮷𠮷😀😀😀😀"]])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_a_pipe_a_socket_and_a_device_are_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket.csv"))
        for path in (tmp_path / "pipe.csv", tmp_path / "socket.csv"):
            with pytest.raises(Problem) as caught:
                open_file(path)
            assert caught.value.code == "not-a-file"
