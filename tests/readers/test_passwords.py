"""Sealed workbooks: opened by their password and nothing else, and the password is told to nobody."""

from __future__ import annotations

import io
import logging
import tempfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options

FILES = Path(__file__).parent / "files"
"""sealed.xls and sealed.ods were saved by LibreOffice 7.4 with the password geheim."""


def sealed_xlsx(path: Path, password: str) -> Path:
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    plain = io.BytesIO()
    book = Workbook()
    for row in (["code", "name"], ["007", "x"], ["008", "y"]):
        book.active.append(row)
    book.save(plain)
    plain.seek(0)
    with path.open("wb") as file:
        OOXMLFile(plain).encrypt(password, file)
    return path


def texts(path: Path, password: str | None = None) -> list[list[str]]:
    grid = open_file(path).grid(path, Options(password=password), Job())
    return [[grid.text(row, column) for column in range(grid.width)] for row in range(grid.height)]


@pytest.fixture(params=["xls", "ods", "xlsx"])
def sealed(request, tmp_path) -> Path:
    if request.param == "xlsx":
        return sealed_xlsx(tmp_path / "sealed.xlsx", "geheim")
    return FILES / f"sealed.{request.param}"


def test_its_password_opens_a_sealed_workbook(sealed, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    assert texts(sealed, "geheim")[0] == ["code", "name"] and len(texts(sealed, "geheim")) == 3
    assert set(tmp_path.iterdir()) == before, "what was opened is left on the disk"


def test_its_tables_are_read_with_the_password_and_named_after_the_file(sealed):
    found = open_file(sealed).tables(sealed, Options(password="geheim"), Job())
    reading = open_file(sealed).read(sealed, found[0], Job())
    assert sum(batch.data.num_rows for batch in reading) == 2 and "geheim" not in str(Options(password="geheim").data())


@pytest.mark.parametrize(
    ("password", "code"), [(None, "encrypted-file"), ("", "encrypted-file"), ("Geheim7", "wrong-password")]
)
def test_without_it_a_problem_says_so_and_names_no_password(sealed, password, code, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Problem) as caught:
        texts(sealed, password)
    assert caught.value.code == code and caught.value.where == sealed.name
    assert not password or (password not in str(caught.value.data()) and password not in caplog.text)


def test_a_workbook_that_is_only_protected_against_changes_opens_without_asking(tmp_path):
    assert texts(sealed_xlsx(tmp_path / "x.xlsx", "VelvetSweatshop"))[1] == ["007", "x"]


def test_a_broken_seal_is_a_problem_or_read_whole_and_no_crash(sealed, tmp_path):
    data, whole = sealed.read_bytes(), texts(sealed, "geheim")
    for share in (0.3, 0.6, 0.9):
        path = tmp_path / f"cut-{share}{sealed.suffix}"
        path.write_bytes(data[: int(len(data) * share)])
        try:
            assert texts(path, "geheim") == whole
        except Problem as problem:
            assert problem.code in ("damaged-file", "encrypted-file")
