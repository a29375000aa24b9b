"""Packed files: names in any encoding, passwords, files inside files; bombs, tricks and lies are refused."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pyarrow as pa
import pytest

from tests.readers.conftest import read_file
from workstation.errors import Problem

CSV = "编号,姓名\n001,张三\n002,李四\n"
ROWS = [["001", "张三"], ["002", "李四"]]


def zipped(path, *parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(("ending", "pack"), [
    ("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress),
    ("zst", lambda data: pa.compress(data, codec="zstd", asbytes=True)),
])
def test_one_packed_file_is_read_as_if_it_were_not_packed(tmp_path, ending, pack):
    (tmp_path / f"x.csv.{ending}").write_bytes(pack(CSV.encode("gb18030")))
    (one,) = read_file(tmp_path / f"x.csv.{ending}")
    assert (one.found.sheet, one.rows) == ("", ROWS)


def test_two_packed_streams_one_after_the_other_are_one_file(tmp_path):
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(b"a,b\n1,x\n") + gzip.compress(b"2,y\n") + b"\0" * 512)
    (one,) = read_file(tmp_path / "x.csv.gz")
    assert one.rows == [["1", "x"], ["2", "y"]]


def test_each_file_that_can_be_read_is_a_sheet_and_what_no_person_put_there_is_left_out(tmp_path):
    inner = zipped(tmp_path / "inner.zip", ("k.json", '[{"a":1}]'))
    path = zipped(tmp_path / "x.zip", ("README.txt", "hello\nworld\n"), ("d/a.csv", CSV), ("__MACOSX/._a.csv", "x"),
                  (".DS_Store", "x"), ("p.pdf", "%PDF-1.4"), ("in.zip", inner.read_bytes()))
    got = read_file(path)
    assert [(one.found.sheet, one.found.visible) for one in got] == [
        ("README.txt", False), ("d/a.csv", True), ("in.zip / k.json", True)]
    (one,) = read_file(path, sheet="in.zip / k.json")
    assert one.rows == [["1"]]


def test_a_name_in_gbk_without_the_mark_of_utf_8_is_read(tmp_path):
    path = zipped(tmp_path / "x.zip", ("AAAA.csv", CSV))
    path.write_bytes(path.read_bytes().replace(b"AAAA.csv", "学生.csv".encode("gbk")))
    (one,) = read_file(path)
    assert one.found.sheet == "学生.csv"


def test_a_tar_is_read_and_its_links_are_not_followed(tmp_path):
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as archive:
        link = tarfile.TarInfo("link.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        part = tarfile.TarInfo("a.csv")
        part.size = len(CSV.encode())
        archive.addfile(part, io.BytesIO(CSV.encode()))
    (one,) = read_file(tmp_path / "x.tar.gz")
    assert (one.found.sheet, one.rows) == ("a.csv", ROWS)


def aes_zip(path, password):
    """Write a zip with one entry sealed with AES-256, stored, after the specification of the format."""
    import hashlib
    import hmac
    import struct

    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    data, salt = CSV.encode(), bytes(range(16))
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, 1000, 66)
    seal = Cipher(algorithms.AES(keys[:32]), modes.ECB()).encryptor()
    stream = b"".join(seal.update(struct.pack("<QQ", at, 0)) for at in range(1, len(data) // 16 + 2))
    sealed = bytes(a ^ b for a, b in zip(data, stream, strict=False))
    body = salt + keys[64:] + sealed + hmac.new(keys[32:64], sealed, "sha1").digest()[:10]
    extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 0)
    head = struct.pack("<HHHHHLLLHH", 51, 1, 99, 0, 33, 0, len(body), len(data), 5, len(extra))
    local = b"PK\x03\x04" + head + b"a.csv" + extra + body
    central = b"PK\x01\x02" + struct.pack("<H", 51) + head + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + b"a.csv" + extra
    path.write_bytes(local + central + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(central), len(local), 0))


def test_a_zip_sealed_with_aes_is_opened_by_its_password_and_no_other(tmp_path):
    aes_zip(tmp_path / "x.zip", b"secret")
    (one,) = read_file(tmp_path / "x.zip", password="secret")
    assert one.rows == ROWS
    for password, code in (("wrong", "wrong-password"), (None, "encrypted-file")):
        with pytest.raises(Problem) as caught:
            read_file(tmp_path / "x.zip", **({"password": password} if password else {}))
        assert caught.value.code == code


def bomb(path):
    path.write_bytes(bz2.compress(b"a,b\n" + b"0" * (400 << 20)))


def tricks(path):
    zipped(path, ("../../evil.csv", CSV))


def lies(path):
    zipped(path, ("a.csv", CSV))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + data[len(data) // 2 + 9 :])


def overlapping(path):
    zipped(path, ("a.csv", CSV * 100), ("b.csv", CSV * 100))
    data = bytearray(path.read_bytes())
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = (0).to_bytes(4, "little")  # the second begins where the first does
    path.write_bytes(bytes(data))


def many(path):
    zipped(path, ("a.csv", CSV))
    data = bytearray(path.read_bytes())
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = (200 << 20).to_bytes(4, "little")
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(("make", "name", "codes"), [
    (bomb, "x.csv.bz2", ["too-large"]), (tricks, "x.zip", ["hostile-file"]), (lies, "x.zip", ["damaged-file"]),
    (overlapping, "x.zip", ["too-large", "damaged-file"]), (many, "x.zip", ["too-large", "damaged-file"]),
])
def test_what_would_burst_or_lies_is_refused(tmp_path, make, name, codes):
    make(tmp_path / name)
    with pytest.raises(Problem) as caught:
        read_file(tmp_path / name)
    assert caught.value.code in codes
    assert not (tmp_path.parent.parent / "evil.csv").exists()
