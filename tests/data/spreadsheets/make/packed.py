"""Packed files: gz, bz2, xz, zip with one file and with several, in folders, with Chinese names."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from pathlib import Path

from tests.data.spreadsheets.make import programs as by
from tests.data.spreadsheets.make.book import Book, Corpus, Expected, Sheet, Table
from tests.data.spreadsheets.make.delimited import CHINESE, ENGLISH, lined, table


def make(corpus: Corpus) -> None:
    """Add every file of this topic."""
    content = lined(CHINESE).encode("gb18030")
    for ending, pack in [("gz", lambda data: gzip.compress(data, mtime=0)), ("bz2", bz2.compress), ("xz", lzma.compress)]:
        corpus.add(
            f"packed/list.csv.{ending}",
            f"Python's {ending} module",
            f"A csv packed with {ending}",
            lambda path, p=pack: path.write_bytes(p(content)) and None,
            Expected([table(CHINESE)]),
        )

    def book(path: Path) -> None:
        sheet = Sheet(CHINESE, name="表")
        inner = path.with_name("inner.xlsx")
        by.by_openpyxl(Book([sheet]), inner)
        path.write_bytes(gzip.compress(inner.read_bytes(), mtime=0))
        inner.unlink()

    corpus.add("packed/list.xlsx.gz", "openpyxl 3.1.5 and gzip", "A workbook packed with gz", book, Expected([table(CHINESE)]))
    corpus.add(
        "packed/one.zip", "Python's zipfile", "A zip with one csv", zipped({"list.csv": content}), Expected([table(CHINESE)])
    )
    several = {
        "甲/list.csv": content,
        "乙/names.csv": lined(ENGLISH).encode(),
        "readme.txt": b"",
        "__MACOSX/._list.csv": b"\0\5\26\7",
        "Thumbs.db": b"\xd0\xcf\x11\xe0",
    }
    corpus.add(
        "packed/several.zip",
        "Python's zipfile",
        "A zip with files in folders; what no person put there is passed over",
        zipped(several),
        Expected([table(CHINESE), table(ENGLISH)]),
    )
    corpus.add(
        "packed/named.zip",
        "Python's zipfile",
        "One file of a zip, named by its path",
        zipped(several),
        Expected([Table(table(ENGLISH).names, table(ENGLISH).rows, "乙/names.csv")], options={"sheet": "乙/names.csv"}),
    )


def zipped(files: dict[str, bytes]) -> object:
    """Return what writes a zip of these files."""

    def write(path: Path) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name, (2024, 3, 5, 0, 0, 0)), content)
        path.write_bytes(out.getvalue())

    return write
