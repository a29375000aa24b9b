"""DIF: kinds of cells, texts over several lines, and what does not hold together."""

from __future__ import annotations

import pytest

from tests.readers.conftest import read_file
from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options

HEAD = 'TABLE\n0,1\n"x"\nVECTORS\n0,2\n""\nTUPLES\n0,3\n""\nDATA\n0,0\n""\n'
BODY = '-1,0\nBOT\n1,0\n"name"\n1,0\n"n"\n-1,0\nBOT\n1,0\n"a ""b""\nc"\n0,1.50\nV\n-1,0\nBOT\n1,0\n"=""007"""\n0,0\nNA\n'
END = "-1,0\nEOD\n"


def test_texts_numbers_and_errors_are_read_as_they_stand(tmp_path):
    path = tmp_path / "x.dif"
    path.write_text(HEAD + BODY + END, "utf-8")
    (one,) = read_file(path)
    assert (one.names, one.rows) == (["name", "n"], [['a "b"\nc', "1.50"], ["007", "#N/A"]])


@pytest.mark.parametrize("text", [HEAD + BODY, HEAD, HEAD + "1,0\n\"x\"\n" + END, HEAD + "-1,0\nBOT\n7,0\nx\n" + END])
def test_a_sheet_that_breaks_off_is_damaged(tmp_path, text):
    path = tmp_path / "x.dif"
    path.write_text(text, "utf-8")
    with pytest.raises(Problem) as caught:
        open_file(path).tables(path, Options(), Job())
    assert caught.value.code == "damaged-file"
