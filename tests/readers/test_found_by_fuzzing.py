"""Files that the fuzz runner once found a fault with: each is read, or refused with a Problem, and keeps its balance."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.fuzz import child

FOUND = Path(child.__file__).parent / "found"


@pytest.mark.parametrize("path", sorted(FOUND.glob("*")), ids=lambda path: path.name)
def test_a_file_that_once_broke_a_reader_no_longer_does(path):
    assert child.answer(path)["end"] in ("ok", "problem")
