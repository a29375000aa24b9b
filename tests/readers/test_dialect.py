"""Dialects: cases of other programs' tests and our own; each file says where a case comes from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CASES = json.loads((Path(__file__).parent / "cases" / "delimited" / "dialects.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_dialect_is_found_out(read, case):
    got = read(case["text"])
    if "delimiter" in case:
        assert got.found.dialect["delimiter"] == case["delimiter"]
    if "names" in case:
        assert got.names == case["names"]
    if "rows" in case:
        assert got.rows == case["rows"]
    if "count" in case:
        assert len(got.rows) == case["count"]
    if "first" in case:
        assert got.rows[0] == case["first"]
    assert not got.rejected
