"""A thousand delimited files made from seeds: every line accounted for, and the table exact or marked unsure."""

from __future__ import annotations

from tests.readers.files_made import make
from workstation.errors import Problem
from workstation.readers.reader import SURE

KNOWN = {"bad-encoding", "unknown-encoding"}


def test_files_of_twelve_encodings_are_read_exactly_and_every_line_is_accounted_for(read, long):
    whole = exact = unsure = 0
    wrong = []
    for seed in range(1000 if long else 120):
        made = make(seed)
        try:
            got = read(made.data, name=f"x{seed}.csv")
        except Problem as problem:
            assert made.damage and problem.code in KNOWN, (seed, made.what, str(problem))
            continue
        if made.lines is not None and not made.damage:
            assert got.balance.lines == made.lines, (seed, made.what)
        if made.damage:
            continue
        whole += 1
        right = (got.names, got.rows) == (made.names, made.rows)
        exact += right
        unsure += got.found.confidence < SURE
        if not right and got.found.confidence >= SURE:
            wrong.append((seed, made.what, got.found.encoding, got.found.dialect))
    print(whole, exact, unsure, wrong)
    assert len(wrong) <= 0.01 * whole, wrong
    assert exact >= 0.97 * whole and unsure <= 0.1 * whole, (whole, exact, unsure)
