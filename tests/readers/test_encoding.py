"""Encoding: the whole file decides, and where the evidence does not suffice a person is asked."""

from __future__ import annotations

import codecs

import pytest

from workstation.errors import Problem
from workstation.readers.reader import SURE

CHINESE = "编号,姓名,地址,备注\n1,张伟,福建省福州市鼓楼区东街口,反映小区噪音扰民问题\n2,李娜,厦门市思明区,咨询社保缴费流程\n"
TAIWAN = "編號,姓名,地址,備註\n1,張偉,台北市中正區重慶南路一段,反映社區噪音擾民問題，希望儘快處理\n2,李娜,高雄市,諮詢\n"
JAPANESE = "番号,氏名,住所,備考\n1,佐藤太郎,東京都千代田区霞が関,騒音についての苦情です。早めの対応をお願いします\n"
KOREAN = "번호,이름,주소,비고\n1,김철수,서울특별시 종로구 세종대로,소음 민원입니다. 빠른 처리 부탁드립니다\n"
FRENCH = "id,nom\n1,Éric Lefèvre\n2,Zoé Gaël\n"

KNOWN = [
    ("UTF-8", CHINESE.encode(), "utf-8"),
    ("UTF-8 with its mark", CHINESE.encode("utf-8-sig"), "utf-8"),
    ("GBK", CHINESE.encode("gbk"), "gb18030"),
    ("GB18030 with rare characters", (CHINESE + "3,㛃㛃,䶮,𬭎\n").encode("gb18030"), "gb18030"),
    ("UTF-16 with its mark", CHINESE.encode("utf-16"), "utf-16-le"),
    ("UTF-16 without it", CHINESE.encode("utf-16-le"), "utf-16-le"),
    ("UTF-32", CHINESE.encode("utf-32"), "utf-32-le"),
    ("ASCII for 100 kB, then GBK", b"a,b,c,d\n" + b"1,2,3,4\n" * 20_000 + "5,李明,福州,市\n".encode("gbk"), "gb18030"),
]


@pytest.mark.parametrize("data, name", [c[1:] for c in KNOWN], ids=[c[0] for c in KNOWN])
def test_an_encoding_with_evidence_is_known(read, data, name):
    got = read(data)
    assert got.found.encoding == name
    assert len(got.names) == 4 and not got.rejected


ASKED = [
    ("Big5", TAIWAN.encode("big5"), "big5", TAIWAN),
    ("Shift_JIS", JAPANESE.encode("shift_jis"), "shift_jis", JAPANESE),
    ("EUC-JP", JAPANESE.encode("euc-jp"), "euc-jp", JAPANESE),
    ("EUC-KR", KOREAN.encode("euc-kr"), "euc-kr", KOREAN),
    ("Latin", FRENCH.encode("cp1252"), "cp1252", FRENCH),
]


@pytest.mark.parametrize("data, name, text", [c[1:] for c in ASKED], ids=[c[0] for c in ASKED])
def test_what_also_reads_as_gb18030_is_not_taken_for_it(read, data, name, text):
    got = read(data)
    assert (codecs.lookup(got.found.encoding).name, got.found.confidence >= SURE) == (codecs.lookup(name).name, True)
    assert got.names == text.splitlines()[0].split(",") and got.rows[0] == text.splitlines()[1].split(",")
    assert read(data, encoding=name).rows == got.rows


def test_each_line_of_a_file_of_two_encodings_is_read_in_its_own_and_the_lines_are_named(read):
    got = read(CHINESE.encode() + CHINESE.encode("gbk").split(b"\n", 1)[1])
    assert [row[1] for row in got.rows] == ["张伟", "李娜", "张伟", "李娜"]
    assert got.found.confidence < SURE and any("two encodings" in one and "4-5" in one for one in got.warnings)


def test_a_wished_encoding_must_fit_the_whole_file(read):
    with pytest.raises(Problem) as caught:
        read(CHINESE.encode("gbk"), encoding="utf-8")
    assert (caught.value.code, "line 1" in caught.value.where) == ("bad-encoding", True)
    with pytest.raises(Problem) as caught:
        read("a,b\n1,2\n", encoding="zip")
    assert caught.value.code == "bad-option"


def test_a_character_cut_by_a_block_is_read_whole(read, monkeypatch):
    from workstation.readers import encoding_source

    monkeypatch.setattr(encoding_source, "BLOCK", 7)
    for name in ("utf-8", "gb18030", "utf-16"):
        assert read(CHINESE.encode(name)).rows[1] == ["2", "李娜", "厦门市思明区", "咨询社保缴费流程"]
