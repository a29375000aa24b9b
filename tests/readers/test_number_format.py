"""Number formats show what the spreadsheet programs show: their makers' own cases, and what their libraries leave out."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.readers.number_format import (
    BUILT_IN,
    general,
    impossible,
    is_date,
    is_general,
    loses_digits,
    render_many,
    renderer,
)

TABLES = json.loads((Path(__file__).parent / "cases" / "number_formats.json").read_text("utf-8"))


def shown(code: str | int, value: object) -> str:
    return renderer(BUILT_IN[code] if isinstance(code, int) else code)(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("table", TABLES)
def test_every_case_of_the_makers_holds(table: str) -> None:
    wrong = [(code, value, text, shown(code, value)) for code, value, text in TABLES[table]["cases"]]
    assert [one for one in wrong if one[2] != one[3]] == []


def test_fewer_than_one_case_in_fifty_is_seen_differently_and_each_says_why() -> None:
    cases = sum(len(table["cases"]) for table in TABLES.values())
    others = [one for table in TABLES.values() for one in table["deviations"]]
    assert [one for one in others if shown(one[0], one[1]) != one[3] or not one[4]] == []
    assert len(others) <= 0.02 * (cases + len(others))


CHINESE = [
    ('yyyy"年"m"月"d"日"', 45356, "2024年3月5日"),
    ("[$-804]aaaa", 45356, "星期二"),
    ("aaa", 45356, "二"),
    ("[$-411]aaaa", 45356, "火曜日"),
    ('[$-411]ggge"年"m"月"', 45356, "令和6年3月"),
    ("[$-404]e/m/d", 45356, "113/3/5"),
    ('上午/下午h"时"mm"分"', 45356.75, "下午6时00分"),
    ("[$-804]AM/PM h:mm", 45356.25, "上午 6:00"),
    ('[DBNum1][$-804]yyyy"年"m"月"d"日";@', 45646, "二〇二四年十二月二十日"),
    ("[DBNum1][$-804]General", 10203.5, "一万零二百零三.五".replace("零", "〇")),
    ("[DBNum2][$-804]General", 100010, "壹拾万零壹拾"),
    ("[DBNum2]0.00", 12.5, "壹贰.伍零"),
    ("[DBNum1]0000", 2007, "二〇〇七"),
    ("[DBNum3]0", 123, "１２３"),
    ('0!.0,"万"', 123456, "12.3万"),
    ('0.00,," 百万"', 1234567, "1.23 百万"),
    ("G/通用格式", 3.5, "3.5"),
    ('G/通用格式"元"', 12, "12元"),
    ("[$¥-804]#,##0.00;[红色]-[$¥-804]#,##0.00", -1234.5, "-¥1,234.50"),
    ('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 1234.5, "¥1,234.50"),
    ("[$-407]mmm", 45356, "Mrz"),
    ("[$-419]dd mmmm yyyy", 45356, "05 Март 2024"),
    ("[$-40C]d mmm yyyy", 45356, "5 mars 2024"),
    ("[$-F800]dddd, mmmm dd, yyyy", 45356.5, "2024-03-05"),
    ("[$-F400]h:mm:ss AM/PM", 0.5, "12:00:00"),
    ("[$-zh-CN]mmmm", 45356, "三月"),
    ("yyyy-mm-ddThh:mm:ss", 45356.25, "2024-03-05T06:00:00"),
    ("h:mmAM/PM", 0.75, "6:00PM"),
    ("[hh]:mm", 100.5, "2412:00"),
    ("h:mm", 0.999999, "0:00"),
    ("000000", 42, "000042"),
    ("0 EUR", 5, "5 EUR"),
    ("Currency", 5, "5"),
    ("@", "a", "a"),
    ('"No. "@', "7", "No. 7"),
    (";;;", 5, ""),
    ("0.00", True, "TRUE"),
]


@pytest.mark.parametrize(("code", "value", "text"), CHINESE)
def test_what_offices_in_china_and_elsewhere_see(code: str, value: object, text: str) -> None:
    assert shown(code, value) == text


@pytest.mark.parametrize(
    ("number", "text"), [(14, "2024-03-05"), (22, "2024-03-05 18:30"), (31, "2024年3月5日"), (57, "2024年3月")]
)
def test_dates_that_each_computer_shows_differently_are_iso_and_chinese_ones_chinese(number: int, text: str) -> None:
    assert renderer(BUILT_IN[number])(45356.770833333336) == text


def test_the_two_date_systems() -> None:
    assert renderer("yyyy-mm-dd")(60) == "1900-02-29"
    assert renderer("yyyy-mm-dd", True)(0) == "1904-01-01"
    assert renderer("dddd", True)(0) == "Friday"
    assert renderer("yyyy-mm-dd")(-1) == "-1" and impossible("yyyy-mm-dd", -1)
    assert renderer("[h]:mm")(-1.5) == "-36:00" and not impossible("[h]:mm", -1.5)
    assert impossible("yyyy-mm-dd", 2958466) and not impossible("0.00", -1)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1 + 0.2, "0.3"), (1e20, "100000000000000000000"), (12345678901234567890, "12345678901234567890"), (1e21, "1E+21"),
     (1234567890123456.0, "1234567890123460"), (0.00001234, "0.00001234"), (-5.0, "-5"), (1.5e-20, "1.5E-20")],
)  # fmt: skip
def test_general_shows_plain_digits(value: float, text: str) -> None:
    assert general(value) == text == renderer("General")(value)


def test_what_is_a_date_and_what_is_general() -> None:
    assert all(is_date(code) for code in ("yyyy", "[h]", "[$-409]mmm-yy;@", "h:mm AM/PM", "A/P", 'yyyy"年"', "yym"))
    assert not any(is_date(code) for code in ("0.00", '"yyyy"', "#,##0 EUR", "@", "[Red]0;[Blue]-0", "\\d0", "General", "Day"))
    assert is_general("General") and is_general("") and is_general("[Red]General") and not is_general("General;-General;0")


def test_a_format_that_hides_digits_is_known() -> None:
    assert loses_digits("0.00", 3.14159) and not loses_digits("0.00", 3.14)
    assert loses_digits("0%", 0.125) and not loses_digits("0.0%", 0.125)
    assert loses_digits("#,##0,", 1234) and loses_digits("yyyy-mm-dd", 45356.5) and loses_digits('m"月"d"日"', 45356)
    assert not loses_digits("General", 1 / 3) and not loses_digits("yyyy-mm-dd", 45356)


@given(st.floats(-1e12, 1e12, allow_nan=False), st.integers(0, 6), st.booleans())
def test_fixed_decimals_are_those_of_the_decimal_text_rounded_half_up(value: float, places: int, grouped: bool) -> None:
    code = ("#,##0" if grouped else "0") + ("." + "0" * places if places else "")
    exact = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert renderer(code)(value) == (f"{exact:,f}" if grouped else f"{exact:f}") if exact else f"{abs(exact):f}"


@given(
    st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9), st.integers(-999, 999).map(float))),
    st.sampled_from(["0.00", "0", "General", "0.0%", "#,##0.00", "yyyy-mm-dd", "# ?/?"]),
)
def test_a_column_at_once_is_the_same_as_one_by_one(values: list[float | None], code: str) -> None:
    one_by_one = [None if value is None else renderer(code)(value) for value in values]
    assert render_many(code, pa.array(values, pa.float64())).to_pylist() == one_by_one


@given(st.text('0#?.,%/E+-;[]@"\\_*ymdhsGeneral $ab万!', max_size=30), st.floats(allow_nan=False, allow_infinity=False))
def test_no_format_is_too_odd_to_be_answered(code: str, value: float) -> None:
    assert isinstance(renderer(code)(value), str) and isinstance(renderer(code)("text"), str)
    assert loses_digits(code, value) in (True, False) and is_date(code) in (True, False)
