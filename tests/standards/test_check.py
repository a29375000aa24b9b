"""Checking: what counts as blank, readable, checked and failing; each kind of rule, with the cells it lists."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tests.standards.tables import TODAY, by_name, checked, failing, table_of
from workstation.dataset.change import RowsHidden
from workstation.standards.check import check
from workstation.standards.lint import load
from workstation.standards.standard import Standard

Pack = Callable[..., Path]


def counts(pack: Path, rule: str, **columns: list[str | None]) -> tuple[int, int, str]:
    """Return (checked, failed, outcome) of a rule."""
    tally = checked(table_of(**columns), load(pack)).by_id[rule].tally
    return tally.checked, tally.failed, tally.outcome


BLANK = [
    (None, True),
    ("", True),
    ("-", True),
    ("－", True),
    (" - ", True),
    ("　", True),
    ("\u00a0\t", True),
    ("无", True),
    ("　无 ", True),
    ("NULL", True),
    ("ＮＵＬＬ", True),
    ("/", True),
    ("／", True),
    ("null", False),
    ("无锡", False),
    ("--", False),
    ("N", False),
    ("0", False),
    ("- x", False),
    ("NULL NULL", False),
]


@pytest.mark.parametrize(("text", "blank"), BLANK)
def test_a_text_is_blank_after_folding_width_and_trimming(pack: Pack, text: str | None, blank: bool) -> None:
    """Blank cells fail `required`, and no other rule looks at them."""
    where = pack("{name: a, required: true, minLength: 50}", table='  blank: ["", "-", "无", "NULL", "/"]\n')
    assert counts(where, "a.required", a=[text]) == (1, int(blank), "fail" if blank else "pass")
    assert counts(where, "a.minLength", a=[text])[0] == int(not blank)


TYPES = [
    ("integer", "12", ""),
    ("integer", "-3", ""),
    ("integer", "+7", ""),
    ("integer", "007", ""),
    ("integer", "１２３", "full-width"),
    ("integer", "1_000", "separators"),
    ("integer", "1,000", "separators"),
    ("integer", "1.6", "not a whole"),
    ("integer", "12 ", "spaces"),
    ("integer", "　12", "spaces"),
    ("integer", "1e3", "not a whole"),
    ("integer", "abc", "not a"),
    ("integer", "9" * 60, "too large"),
    ("integer", "9" * 30, ""),
    ("number", "1.5", ""),
    ("number", "-.5", ""),
    ("number", "1e3", ""),
    ("number", "nan", "not a"),
    ("number", "inf", "not a"),
    ("number", "1,000.5", "separators"),
    ("number", "1e999", "too large"),
    ("number", "１.５", "full-width"),
    ("number", "12元", "not a"),
    ("boolean", "true", ""),
    ("boolean", "是", ""),
    ("boolean", "maybe", "not a"),
    ("year", "2024", ""),
    ("year", "24", "not a"),
    ("time", "08:30:00", ""),
    ("time", "25:00:00", "not a"),
    ("date", "2024-01-05", ""),
    ("date", "2024-1-5", ""),
    ("date", "2024-02-30", "does not exist"),
    ("date", "2024/01/05", "not accepted"),
    ("date", "20240105", "not accepted"),
    ("date", "2024-01-05 ", "spaces"),
    ("date", "infinity", "not a"),
    ("date", "epoch", "not a"),
    ("date", "24-01-05", "not accepted"),
    ("date", "２０２４-01-05", "full-width"),
    ("datetime", "2024-01-05T08:00:00", ""),
    ("datetime", "2024-01-05 08:00:00", ""),
    ("datetime", "2024-01-05", "not accepted"),
]


@pytest.mark.parametrize(("type_", "text", "word"), TYPES)
def test_a_text_is_readable_only_behind_a_lexical_guard(pack: Pack, type_: str, text: str, word: str) -> None:
    """Lenient casts never decide, and the sentence tells what is wrong."""
    result = checked(table_of(a=[text]), load(pack(f"{{name: a, type: {type_}}}")))
    found = [str(failure.message) for failure in result.failures()]
    assert bool(found) is bool(word)
    assert all(word in sentence for sentence in found), found


ACCEPT = '["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", excel-serial]'
WRITTEN = [
    ("2024-01-05", True),
    ("2024/1/5", True),
    ("2024年1月5日", True),
    ("20240105", True),
    ("45296", True),
    ("45296.0", True),
    ("2024015", False),
    ("202415", False),
    ("2024", False),
    ("4529", False),
    ("452960", False),
    ("20241301", False),
    ("2024年13月1日", False),
    ("45296.5", False),
]


@pytest.mark.parametrize(("text", "good"), WRITTEN)
def test_dates_are_tried_in_the_accepted_ways_and_no_other(pack: Pack, text: str, good: bool) -> None:
    """All ways mean the same day."""
    where = pack(f'{{name: d, type: date, accept: {ACCEPT}, minimum: "2024-01-05", maximum: "2024-01-05"}}')
    result = checked(table_of(d=[text]), load(where))
    assert [failure.rule for failure in result.failures()] == ([] if good else ["d.type"])
    assert result.by_id["d.minimum"].tally.checked == int(good)


RANGES = [
    ("integer", '"0"', "1000000", ["-1", "0", "1000000", "1000001", "x", None], [1, 4], 4),
    ("number", '"0.5"', '"1.5"', ["0.4", "0.5", "1.50", "1.51", "", "1e0"], [1, 4], 5),
    ("date", '"1949-10-01"', '"2030-01-01"', ["1949-09-30", "1949-10-01", "2030-01-02", "x"], [1, 3], 3),
    ("year", '"1949"', '"2030"', ["1948", "1949", "2031"], [1, 3], 3),
]


@pytest.mark.parametrize(("type_", "low", "high", "texts", "rows", "readable"), RANGES)
def test_a_range_holds_for_readable_cells(
    pack: Pack, type_: str, low: str, high: str, texts: list[str | None], rows: list[int], readable: int
) -> None:
    """The bounds themselves are allowed; unreadable cells fail only their own rule."""
    where = pack(f"{{name: a, type: {type_}, minimum: {low}, maximum: {high}}}")
    result = checked(table_of(a=texts), load(where))
    assert sorted(failing(result, "a.minimum") + failing(result, "a.maximum")) == rows
    assert result.by_id["a.minimum"].tally.checked == readable


def test_a_pattern_matches_the_whole_text(pack: Pack) -> None:
    """Never a part of it, and alternatives are taken together."""
    where = pack('{name: a, pattern: "ab|abc"}')
    result = checked(table_of(a=["ab", "abc", "abcd", "xab", "ab\n", "AB", " ab", "ａｂ"]), load(where))
    assert failing(result, "a.pattern") == [3, 4, 5, 6, 7, 8]
    words = {failure.row: str(failure.message) for failure in result.failures()}
    assert "spaces" in words[7] and "full-width" in words[8]


def test_a_code_list_tells_a_name_from_a_wrong_code(pack: Pack) -> None:
    """With the code that the name belongs to."""
    where = pack("{name: a, codes: c}", codes={"c": "code,name\n01,One\n02,Two\n"})
    result = checked(table_of(a=["01", "Two", "03", "1", " 01", None]), load(where))
    words = {failure.row: str(failure.message) for failure in result.failures()}
    assert list(words) == [2, 3, 4, 5]
    assert "code 02" in words[2] and "not in the code list" in words[3] and "spaces" in words[5]
    assert result.by_id["a.codes"].tally.checked == 5


def test_every_member_of_a_group_fails_a_unique_rule(pack: Pack) -> None:
    """Also the first; blank cells are not counted, typed values are compared by value."""
    where = pack("{name: a, unique: true}\n{name: n, type: integer, unique: true}")
    result = checked(table_of(a=["x", "y", "x", None, None, "x "], n=["1", "01", "2", "a", "a", "3"]), load(where))
    assert failing(result, "a.unique") == [1, 3]
    assert failing(result, "n.unique") == [1, 2]
    assert result.by_id["n.unique"].tally.checked == 4
    assert "row 3" in str(result.failures(rules=["a.unique"])[0].message)


def test_a_key_of_two_fields_looks_at_both(pack: Pack) -> None:
    """A row with a blank in the key is not counted."""
    where = pack("{name: a}\n{name: b}", table="  key: [a, b]\n")
    result = checked(table_of(a=["1", "1", "1", None], b=["x", "y", "x", "x"]), load(where))
    assert failing(result, "key") == [1, 3]
    assert result.by_id["key"].tally.checked == 3
    assert result.failures()[0].fields == ("a", "b")


MUST = [
    (
        "b >= a",
        "",
        [
            ("2024-01-01", "2024-01-02", 0),
            ("2024-01-02", "2024-01-01", 1),
            (None, "2024-01-01", None),
            ("x", "2024-01-01", None),
        ],
    ),
    (
        "b IS NOT NULL",
        "a >= '2024-01-01'",
        [("2024-01-01", None, 1), ("2023-01-01", None, None), (None, None, None), ("2024-01-01", "bad", 0)],
    ),
    (
        "b IS NOT NULL AND b > a",
        "",
        [("2024-01-01", None, 1), ("2024-01-01", "2024-01-02", 0), ("2024-01-01", "bad", None)],
    ),
    ("a <= today()", "", [("2026-11-24", None, 0), ("2026-11-25", None, 1)]),
    ("b - a <= 30", "", [("2024-01-01", "2024-01-31", 0), ("2024-01-01", "2024-02-01", 1)]),
    ("b <= a + INTERVAL 1 MONTH", "", [("2024-01-31", "2024-02-29", 0), ("2024-01-31", "2024-03-01", 1)]),
]


@pytest.mark.parametrize(("must", "when", "cases"), MUST, ids=[m[0] for m in MUST])
def test_a_condition_says_nothing_of_blank_and_unreadable_cells(
    pack: Pack, must: str, when: str, cases: list[tuple[str | None, str | None, int | None]]
) -> None:
    """Unless it asks for blanks itself."""
    given = f'when: "{when}", ' if when else ""
    where = pack("{name: a, type: date}\n{name: b, type: date}", f'{{id: R1, {given}must: "{must}"}}')
    result = checked(table_of(a=[c[0] for c in cases], b=[c[1] for c in cases]), load(where))
    assert failing(result, "R1") == [i for i, c in enumerate(cases, 1) if c[2] == 1]
    assert result.by_id["R1"].tally.checked == sum(c[2] is not None for c in cases)


def test_a_failure_across_fields_names_the_first_field_of_must(example: Standard) -> None:
    """And lists all of them; the standard's sentence is filled with the row's values."""
    table = table_of(reg_date=["2024-05-01"], cancel_date=["2024-04-01"], status=["注销"])
    failure = checked(table, example).failures(rules=["R01"])[0]
    assert failure.data() == {
        "row": 1,
        "row_id": int(table.row_ids(table.visible)[0]),
        "field": "cancel_date",
        "fields": ["cancel_date", "reg_date"],
        "rule": "R01",
        "value": "2024-04-01",
        "message": "注销日期 2024-04-01 早于成立日期 2024-05-01",
    }


def test_numbers_that_were_computed_are_compared_with_a_billionth_to_spare(pack: Pack) -> None:
    """0.1 + 0.2 is 0.3, and a hundredth more is not."""
    where = pack(
        "{name: a, type: number}\n{name: b, type: number}\n{name: c, type: number}", '{id: R1, must: "a + b = c"}'
    )
    result = checked(table_of(a=["0.1", "0.1"], b=["0.2", "0.2"], c=["0.3", "0.31"]), load(where))
    assert failing(result, "R1") == [2]


def test_a_rate_within_its_limit_lists_nothing(pack: Pack) -> None:
    """Outside it, every row that counts against it is listed."""
    rules = "{id: R1, rate: {of: a IS NOT NULL, at_least: 0.75}}\n{id: R2, rate: {of: \"a = 'x'\", at_most: 0.5}}"
    good = checked(table_of(a=["1", "2", "3", None]), load(pack("{name: a}", rules)))
    assert good.by_id["R1"].tally == dataclasses.replace(
        good.by_id["R1"].tally, checked=4, failed=0, outcome="pass", satisfied=3
    )
    bad = checked(table_of(a=["1", None, "x", None, "x", "x", "x"]), load(pack("{name: a}", rules)))
    assert failing(bad, "R1") == [2, 4]
    assert failing(bad, "R2") == [3, 5, 6, 7]
    assert "71.43%" in str(bad.failures(rules=["R1"])[0].message)


FRESH = [
    (["2026-10-01", "2020-01-01", None], "pass", []),
    (["2026-01-01", "2026-08-01"], "fail", [2]),
    (["2062-01-01", "2020-01-01"], "fail", [2]),
    ([None, "x"], "not checked", []),
]


@pytest.mark.parametrize(("dates", "outcome", "rows"), FRESH)
def test_a_table_is_fresh_by_its_newest_date_that_is_not_in_the_future(
    pack: Pack, dates: list[str | None], outcome: str, rows: list[int]
) -> None:
    """Without any date it cannot be said."""
    where = pack("{name: d, type: date}", "{id: R1, fresh: {column: d, within: 92 days}, level: info}")
    result = checked(table_of(d=dates), load(where))
    assert result.by_id["R1"].tally.outcome == outcome
    assert failing(result, "R1") == rows
    assert not result.found_problems or outcome != "fail"


def test_rules_of_fields_that_are_not_mapped_are_not_checked(example: Standard) -> None:
    """And say why; the others run."""
    result = checked(table_of(uscc=["91350100M000100Y43"]), example)
    lines = {line["rule"]: line for line in result.rules()}
    assert lines["uscc.check"]["outcome"] == "pass"
    assert lines["R01"]["outcome"] == "not checked" and "cancel_date" in lines["R01"]["why"]


def test_hidden_rows_are_not_checked(pack: Pack) -> None:
    """Row numbers are those that people see."""
    table = table_of(a=["x", "x", "y", None])
    hidden = RowsHidden(table.row_ids(np.array([0]))).apply(table)
    result = checked(hidden, load(pack("{name: a, required: true, unique: true}")))
    assert result.failed == 1
    assert [(f.rule, f.row) for f in result.failures()] == [("a.required", 3)]


def test_an_empty_table_is_checked_without_a_fault(example: Standard) -> None:
    """Nothing fails."""
    table = table_of(**{spec.name: [] for spec in example.fields})
    assert not checked(table, example).failures()


def test_the_listed_cells_are_as_many_as_are_counted(example: Standard) -> None:
    """For every rule, and a limit takes the first by row."""
    columns: dict[str, list[str | None]] = {spec.name: ["x", None, "2024-01-01", "1"] * 5 for spec in example.fields}
    result = checked(table_of(**columns), example)
    listed = result.failures()
    for answer in result.answers:
        assert sum(f.rule == answer.rule.id for f in listed) == answer.tally.failed
    assert [f.data() for f in result.failures(7)] == [f.data() for f in listed[:7]]
    assert [f.data() for f in result.failures_at(2)] == [f.data() for f in listed if f.row == 3]


def test_two_checks_of_one_day_are_the_same_and_another_day_differs(pack: Pack) -> None:
    """`today()` is the day that was given."""
    standard = load(pack("{name: a, type: date}", '{id: R1, must: "a <= today()"}'))
    table = table_of(a=["2026-11-25"])
    assert check(table, standard, by_name(table), today=TODAY).failed == 1
    assert check(table, standard, by_name(table), today=date(2026, 11, 25)).failed == 0


def test_a_rule_that_the_engine_refuses_is_not_checked_and_the_others_run(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason names no cell."""
    from workstation.rules.required import Required

    standard = load(pack("{name: a, required: true}\n{name: b, minLength: 2}"))
    monkeypatch.setattr(Required, "sql", lambda self, columns: f"CAST({columns.text(self.field)} AS INTEGER)")
    result = checked(table_of(a=["secret"], b=["x"]), standard)
    answer = result.by_id["a.required"].tally
    assert answer.outcome == "not checked" and "Conversion" in answer.why and "secret" not in answer.why
    assert result.by_id["b.minLength"].tally.failed == 1


def test_names_that_differ_only_in_case_are_different_fields(pack: Pack) -> None:
    """DuckDB takes them for the same, so our statements never use names."""
    where = pack(
        "{name: Name, maxLength: 1, codes: L}\n{name: name, maxLength: 2, codes: l}\n{name: position, required: true}",
        "{id: R1, must: \"Name = name\"}\n{id: r1, must: \"Name <> name\"}\n{id: position, must: \"position = 'x'\"}",
        codes={"L": "code,name\nab,x\n", "l": "code,name\nq,x\n"},
    )
    result = checked(table_of(Name=["ab"], name=["ab"], position=["x"]), load(where))
    assert {f.rule for f in result.failures()} == {"Name.maxLength", "name.codes", "r1"}


def test_a_standard_of_many_rules_is_asked_in_several_statements(pack: Pack) -> None:
    """Each rule is answered once."""
    where = pack("\n".join(f"{{name: f{i}, required: true, maxLength: 1}}" for i in range(200)))
    table = table_of(**{f"f{i}": ["x", "yy", None] for i in range(200)})
    result = checked(table, load(where))
    assert result.failed == 400
    assert [f.row for f in result.failures(rules=["f199.required", "f0.maxLength"])] == [2, 3]
