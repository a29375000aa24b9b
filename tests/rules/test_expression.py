"""The rule language: what it means row by row, and that nothing else gets through."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from workstation.engine.engine import shared
from workstation.rules.columns import Columns
from workstation.rules.emit_duckdb import WORDS, emit
from workstation.rules.expression import DEPTH_LIMIT, BadExpression, parse
from workstation.rules.expression_nodes import ALIKE, SIGNATURES
from workstation.rules.spec import FieldSpec

SPECS = {
    name: FieldSpec(name=name, type=type_)
    for name, type_ in {
        "a": "string",
        "b": "string",
        "n": "number",
        "i": "integer",
        "d": "date",
        "e": "date",
        "t": "datetime",
        "f": "boolean",
        "成立 日期": "date",
    }.items()
}
TYPES = {name: spec.type for name, spec in SPECS.items()}
ROW = {
    "a": "甲公司",
    "b": "x",
    "n": "2.5",
    "i": "7",
    "d": "2024-02-29",
    "e": "2023-02-28",
    "t": "2024-02-29 08:30:00",
    "f": "true",
    "成立 日期": "2020-01-01",
}


def answer(text: str, **changes: str | None) -> bool | None:
    """Return what a condition comes to over ROW with some cells changed."""
    columns = Columns(SPECS, {name: f"c{i}" for i, name in enumerate(SPECS)}, ("",), date(2024, 3, 1))
    sql = columns.select([("held", emit(parse(text, TYPES), columns))])
    row = {**ROW, **changes}
    data = pa.table({**{f"c{i}": pa.array([row[name]], pa.string()) for i, name in enumerate(SPECS)}, "position": [0]})
    found = shared().query(sql, {"data": data}).column("held")[0].as_py()
    return None if found is None else bool(found)


TRUE = [
    "n = 2.5",
    "n >= 2 and i < 8",
    "i <> 8 or a = 'z'",
    "not (n = 3)",
    "a is not null",
    "a in ('甲公司', 'q')",
    "a not in ('q')",
    "n between 2 and 3",
    "i not between 8 and 9",
    "a like '甲%'",
    "a not like '乙%'",
    "i + n = 9.5",
    "i - n * 2 = 2",
    "i / 2 = 3.5",
    "i % 4 = 3",
    "-n = -2.5",
    "a || b = '甲公司x'",
    "concat(a, '-', b) = '甲公司-x'",
    "case when i > 5 then 'big' else 'small' end = 'big'",
    "if(i > 5, 1, 2) = 1",
    "coalesce(a, b) = '甲公司'",
    "nullif(i, 7) is null",
    "abs(0 - n) = 2.5",
    "round(n) = 3",
    "round(n, 1) = 2.5",
    "floor(n) = 2",
    "ceil(n) = 3",
    "greatest(n, i) = 7",
    "least(n, i) = 2.5",
    "lower(upper(b)) = 'x'",
    "length(a) = 3",
    "trim('  x　') = b",
    "substr(a, 2, 2) = '公司'",
    "substr(a, 2) = '公司'",
    "left(a, 1) = '甲'",
    "right(a, 2) = '公司'",
    "starts_with(a, '甲')",
    "ends_with(a, '司')",
    "contains(a, '公')",
    "replace(a, '公司', '') = '甲'",
    "matches(a, '[^x]+')",
    "regexp_full_match(b, '[a-z]')",
    "year(d) = 2024 and month(d) = 2 and day(d) = 29",
    "d > e",
    "d > '2024-01-01'",
    "d = date '2024-02-29'",
    "d + interval 1 day = '2024-03-01'",
    "d - interval 1 year = '2023-02-28'",
    "d - e = 366",
    "days_between(e, d) = 366",
    "years_between(e, d) = 1",
    "d <= today()",
    "d < current_date",
    "f",
    "f is true",
    "f = true",
    '"成立 日期" < d',
    "length(n) = 3",
    "t > d",
    "i / 0 = 1 or true",
    "a = '甲公司' -- remark\n",
    "/* remark */ i = 7",
    "true",
]


@pytest.mark.parametrize("text", TRUE)
def test_a_condition_holds(text: str) -> None:
    """Over the row of this page."""
    assert answer(text) is True


NOTHING = [
    ("n > 1", {"n": None}),
    ("d >= e", {"e": "bad"}),
    ("greatest(n, i) > 1", {"i": None}),
    ("a || b = 'x'", {"b": None}),
    ("i / 0 = 1", {}),
    ("i % 0 = 1", {}),
    ("a in ('x', 'y')", {"a": None}),
    ("not (n > 1)", {"n": "x"}),
]


@pytest.mark.parametrize(("text", "changes"), NOTHING)
def test_a_condition_over_a_blank_comes_to_nothing(text: str, changes: dict[str, str | None]) -> None:
    """Division by 0 included."""
    assert answer(text, **changes) is None


def test_is_null_asks_for_the_text_and_not_for_its_value() -> None:
    """An unreadable date is no blank."""
    assert answer("d is null", d="bad") is False
    assert answer("d is null", d=None) is True
    assert answer("f is false", f="false") is True


REFUSED = {
    "a in (select 1)": "In",
    "read_csv('x')": "ReadCSV",
    "getenv('HOME')": "getenv",
    "x = 1": "no field",
    "t2.a = 'x'": "t2",
    "a[1] = 'x'": "[ ]",
    "sum(n) > 1": "Sum",
    "row_number() over () > 1": "Window",
    "a = 'x'; b = 'y'": ";",
    "? = 1": "?",
    "n": "must be a condition",
    "cast(a as integer) > 1": "CAST",
    "a::integer > 1": "CAST",
    "copy a to 'y'": "Copy",
    "attach 'x'": "Attach",
    "pragma x": "Pragma",
    "exists(select 1)": "Exists",
    "a ilike 'x'": "ILike",
    "a = b collate nocase": "Collate",
    "'a = 1": "not closed",
    "n = 'x'": "compared",
    "a = 1": "compared",
    "upper(d) = n": "compared",
    "n + a > 1": "needs a number",
    "matches(a, '(?=x)')": "pattern",
    "matches(a, b)": "written out",
    "": "empty",
    "  ": "empty",
    "a.b.c = 'x'": "not part",
    "* = 1": "not part",
    "interval 1 day > 1": "not part",
    "a -> 'x' = b": "not part",
    "d + 3 > e": "needs a number",
    "d + interval n day > e": "INTERVAL",
    "date(a) = d": "not part",
    "try_cast(a as date) > d": "not part",
    "a = 'x' and": "cannot be read",
    "a =": "cannot be read",
    "a，b": "",
    "d > '2024-02-30'": "not a date",
    "case a when 'x' then true end": "CASE",
    "select 1": "SELECT",
    "a in ()": "more operands",
    "list_aggregate([n], 'sum') > 1": "",
    "nextval('s') > 1": "",
    "regexp_matches(a, 'x')": "",
    "a = any('x')": "",
    "a glob 'x'": "",
    "n is distinct from i": "",
    "lambda x: x": "",
    "substr(a) = b": "",
}


@pytest.mark.parametrize(("text", "word"), REFUSED.items(), ids=list(REFUSED))
def test_everything_else_is_refused_with_its_place(text: str, word: str) -> None:
    """The sentence names what is wrong, the offset lies inside the text."""
    with pytest.raises(BadExpression) as refused:
        parse(text, TYPES)
    assert word in str(refused.value)
    assert 0 <= refused.value.offset <= max(len(text), 1)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000 + "a" + ")" * 3000 + " = 'x'",
        "not " * 3000 + "f",
        "n = " + "-" * 3000 + "1",
        "a = '" + "x" * 5000 + "'",
        " or ".join(["f"] * 500),
        "case when " * (DEPTH_LIMIT + 1) + "f",
        "n=" + "~" * 300 + "1",
        "[" * 300 + "]" * 300,
    ],
)
def test_what_is_too_long_or_nested_too_deep_is_refused(text: str) -> None:
    """Before a parser could run out of stack."""
    with pytest.raises(BadExpression):
        parse(text, TYPES)


def test_positions_point_at_the_wrong_word() -> None:
    """For an unknown field."""
    with pytest.raises(BadExpression) as refused:
        parse("d >= e AND dd = e", TYPES)
    assert refused.value.offset == 11


def test_an_expression_knows_its_fields_and_what_it_asks() -> None:
    """In order of appearance."""
    found = parse("e >= d AND a IS NOT NULL AND d <= today()", TYPES)
    assert found.fields == ("e", "d", "a")
    assert found.asks_null and found.asks_today
    assert found.valued == ("e", "d")


def test_texts_cannot_break_out_of_their_quotation_marks() -> None:
    """They are written anew by our own emitter."""
    assert answer("a = 'x'' or true or ''x'") is False


def test_every_operation_has_its_words() -> None:
    """None of the table would be emitted as nothing."""
    elsewhere = {"coalesce", "greatest", "least", "in", "today"}
    assert set(SIGNATURES) | set(ALIKE) <= set(WORDS) | elsewhere
