"""Encodings without a mark: letters of many languages, odd ones, damaged ones; told when it is a guess."""

from __future__ import annotations

import codecs

import pytest

from workstation.readers.reader import SURE

TEXTS = {
    "cp1250": "id,nazwa\n1,Łódź\n2,zażółć gęślą jaźń\n3,książka Świętosławskiego\n",
    "iso8859-2": "id,nazwa\n1,Łódź\n2,zażółć gęślą jaźń\n3,książka Świętosławskiego\n",
    "cp1251": "id,имя\n1,Иванов Иван\n2,улица Ленина, дом 5\n".replace(", дом", " дом"),
    "koi8-r": "id,имя\n1,Иванов Иван\n2,улица Ленина дом\n",
    "cp866": "id,имя\n1,Иванов Иван\n2,улица Ленина дом\n",
    "iso8859-5": "id,имя\n1,Иванов Иван\n2,улица Ленина дом\n",
    "cp1252": "id,nom\n1,Éric Lefèvre\n2,déjà réglé à l’école\n",
    "cp1253": "id,όνομα\n1,Γιώργος Παπαδόπουλος\n2,Αθήνα\n",
    "cp1254": "id,isim\n1,Ayşe Yıldız\n2,Çağlar Şahin\n3,ığdır\n",
    "cp1255": "id,שם\n1,ירושלים\n2,תל אביב יפו\n",
    "cp1256": "id,الاسم\n1,محمد علي\n2,القاهرة\n",
    "cp1257": "id,vardas\n1,Žydrūnė Šimkutė\n2,įmonė\n3,ąžuolų gatvė\n",
    "cp850": "id,nom\n1,Éric Lefèvre\n2,déjà réglé\n3,Müller\n",
    "cp437": "id,nom\n1,élève très doué\n2,déjà réglé\n3,Müller\n",
    "cp874": "id,ชื่อ\n1,กรุงเทพมหานคร\n2,ประเทศไทย\n",
    "big5": "編號,姓名\n1,張偉\n2,台北市中正區重慶南路\n",
    "shift_jis": "番号,氏名\n1,佐藤太郎\n2,東京都千代田区霞が関\n",
    "euc_jp": "番号,氏名\n1,佐藤太郎\n2,東京都千代田区霞が関\n",
    "euc_kr": "번호,이름\n1,김철수\n2,서울특별시 종로구\n",
    "gb18030": "编号,姓名\n1,张伟\n2,福州市鼓楼区东街口\n3,㛃䶮𬭎\n",
    "iso2022_jp": "番号,氏名\n1,佐藤太郎\n2,東京都千代田区\n",
    "hz": "编号,姓名\n1,张伟\n2,福州市\n",
    "utf-16-be": "编号,姓名\n1,张伟\n2,福州市鼓楼区东街口\n",
    "utf-16-le": "번호,이름\n1,김철수\n2,서울특별시 종로구\n",
    "utf-32-le": "编号,姓名\n1,张伟\n2,福州市鼓楼区东街口\n",
    "utf-32-be": "id,имя\n1,Иванов Иван\n2,улица Ленина дом\n",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_without_a_mark_is_read_as_it_was_written(read, name):
    text = TEXTS[name]
    got = read(text.encode(name))
    assert [got.names, *got.rows] == [line.split(",") for line in text.splitlines()]


def test_two_encodings_that_read_alike_are_no_reason_for_doubt(read):
    got = read("id,name\n1,Müller\n2,Jürgen Weiß\n3,Straße\n".encode("cp1252"))
    assert (codecs.lookup(got.found.encoding).name, got.found.confidence >= SURE) == ("cp1252", True)


def test_a_guess_is_marked_unsure_and_names_what_else_it_could_be(read):
    got = read("a,b\n1,\u00e6\n".encode("cp1252"))
    assert got.found.confidence < SURE and any("guess" in one for one in got.warnings)


CHINESE = "编号,姓名,地址\n" + "".join(f"{n},张伟,福建省福州市鼓楼区\n" for n in range(50))


def test_plain_letters_for_megabytes_do_not_hide_the_encoding_behind_them(read):
    got = read(b"a,b,c\n" + b"1,2,3\n" * 900_000 + "5,李明,福州\n".encode("gbk"))
    assert (got.found.encoding, got.rows[-1], got.rejected) == ("gb18030", ["5", "李明", "福州"], [])


def test_a_last_character_that_was_cut_off_rejects_its_line_only(read):
    for name in ("utf-8", "gb18030"):
        got = read(CHINESE.encode(name)[:-2])
        assert (got.found.encoding, len(got.rows), [one.line for one in got.rejected]) == (name, 49, [51])
        assert got.found.confidence < SURE


def test_halves_of_surrogate_pairs_are_joined_and_a_lone_one_rejects_its_line(read):
    pair = "😀".encode("utf-16-be")
    halves = b"".join(chr(int.from_bytes(pair[at : at + 2], "big")).encode("utf-8", "surrogatepass") for at in (0, 2))
    got = read("a,b\n1,é\n2,".encode() + halves + b"\n3," + halves[:3] + "\n4,ü\n5,ö\n6,ä\n".encode())
    assert [row[1] for row in got.rows] == ["é", "😀", "ü", "ö", "ä"]
    assert [one.line for one in got.rejected] == [4]


TOLD = [
    ("texts encoded twice", "id,nom\n1,É\n2,é\n".encode().decode("cp1252").encode(), "encoded twice"),
    ("UTF-7", b"a,b\n1," + "福州市".encode("utf-7") + b"\n", "UTF-7"),
    ("lost texts", "a,b\n1,锟斤拷锟斤拷\n".encode(), "锟斤拷"),
]


@pytest.mark.parametrize("data, words", [c[1:] for c in TOLD], ids=[c[0] for c in TOLD])
def test_what_another_program_spoilt_is_told_and_not_altered(read, data, words):
    got = read(data)
    assert any(words in one for one in got.warnings)
    assert [",".join(row) for row in got.rows] == data.decode().splitlines()[1:]


def test_the_head_of_a_large_file_is_shown_at_once_and_marked_provisional(tmp_path):
    from workstation.job import Job
    from workstation.readers.delimited import Delimited
    from workstation.readers.options import Options

    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 600_000 + "3,福州\n".encode("gbk"))
    grid = Delimited().grid(path, Options(), Job(), rows=200)
    assert (grid.height, grid.width, grid.sheet.provisional) == (200, 2, True)
    assert [grid.text(0, 0), grid.text(199, 1)] == ["a", "2"]
    whole = Delimited().grid(path, Options(), Job())
    assert (whole.height, whole.text(600_001, 1), whole.sheet.provisional) == (600_002, "福州", False)


def test_notes_below_a_large_file_are_found_and_counted(read):
    got = read("编号,姓名,数\n" + "1,张伟,5\n" * 100_000 + "\n制表人：李四\n")
    assert (len(got.rows), got.balance.notes, got.balance.blank) == (100_000, 1, 1)
    assert got.found.parts[-1].range == "100003:100003" and got.found.parts[-2].range == "2:100002"
