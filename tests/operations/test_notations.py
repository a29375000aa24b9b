"""Numbers and dates of any notation come out exactly, and white space is what people mean by it."""

from __future__ import annotations

import datetime
import random
import re
from decimal import Decimal, localcontext

import pyarrow as pa
import pytest

from workstation.engine.engine import SPACE, shared
from workstation.operations.parse_date import ParseDate
from workstation.operations.parse_number import UNITS, ParseNumber

FULL_WIDTH = str.maketrans("0123456789-/.,()%", "０１２３４５６７８９－／．，（）％")
CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


def read(operation, texts):
    table = pa.table({"text": pa.array(texts, pa.string())})
    return shared().query(operation.reading(), {"once": table}).column("new").to_pylist()


CHANCE = random.Random(20240105)
NUMBERS = [Decimal(CHANCE.randint(-10 ** CHANCE.randint(1, 25), 10 ** CHANCE.randint(1, 25)))
           .scaleb(-CHANCE.randint(0, 8)) for _ in range(300)]
FIRST = datetime.date(1900, 1, 1)
DATES = [FIRST + datetime.timedelta(CHANCE.randrange(73_049)) for _ in range(400)] + [
    datetime.date(2000, 2, 29), datetime.date(2099, 12, 31), FIRST]


@pytest.mark.parametrize(("way", "power"), [
    (lambda n: f"{n:,f}", 0), (lambda n: f"{n:f}".translate(FULL_WIDTH), 0), (lambda n: f" ￥{n:,f} 元", 0),
    (lambda n: f"({abs(n):,f})" if n < 0 else f"{n:f}", 0), (lambda n: f"{n:f}%", -2), (lambda n: f"{n:f}e3", 3),
    (lambda n: f"{n:,f}".replace(",", " "), 0),
    *((lambda n, unit=unit: f"{n:f}{unit}", power) for unit, power in UNITS.items()),
])
def test_a_number_is_the_same_to_its_last_digit_however_it_is_written(way, power):
    got = read(ParseNumber(field="n"), [way(number) for number in NUMBERS])
    with localcontext(prec=60):
        assert [Decimal(text) for text in got] == [number.scaleb(power) for number in NUMBERS]
    assert all(re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", text) for text in got)


def chinese_number(n):
    tens, ones = divmod(n, 10)
    written = ("十" if tens == 1 else f"{tens}十" if tens else "") + (str(ones) if ones else "")
    return written.translate(CHINESE)


WAYS = {
    "iso": ("", lambda d: d.isoformat()),
    "slashes": ("", lambda d: f"{d.year}/{d.month}/{d.day}"),
    "points in full width": ("", lambda d: f"{d.year}.{d.month}.{d.day}".translate(FULL_WIDTH)),
    "compact": ("", lambda d: f"{d:%Y%m%d}"),
    "Chinese": ("", lambda d: f"{d.year}年{d.month}月{d.day}日"),
    "Chinese numerals": ("", lambda d: str(d.year).translate(CHINESE)
                         + f"年{chinese_number(d.month)}月{chinese_number(d.day)}日"),
    "English": ("", lambda d: f"{d:%A}, {d:%B} {d.day}, {d.year}"),
    "short English": ("", lambda d: f"{d.day}-{d:%b}-{d.year}"),
    "day first": ("dmy", lambda d: f"{d:%d/%m/%Y}"),
    "month first": ("mdy", lambda d: f"{d.month}/{d.day}/{d.year}"),
    "two-digit year": ("ymd", lambda d: f"{d:%y-%m-%d}" if 1930 <= d.year < 2030 else d.isoformat()),
    "day number": ("", lambda d: str((d - datetime.date(1899, 12, 30)).days) if d.year >= 1930 else d.isoformat()),
    "with midnight": ("", lambda d: f"{d.year}/{d.month}/{d.day} 0:00:00"),
}


@pytest.mark.parametrize(("order", "write"), WAYS.values(), ids=list(WAYS))
def test_a_date_is_the_same_day_however_it_is_written(order, write):
    assert read(ParseDate(field="d", order=order), [write(day) for day in DATES]) == [day.isoformat() for day in DATES]


@pytest.mark.parametrize("write", [lambda d: f"{d:%d/%m/%Y}", lambda d: f"{d.month}/{d.day}/{d.year}"],
                         ids=["day first", "month first"])
def test_no_date_is_read_as_another_day_when_no_order_was_chosen(write):
    got = read(ParseDate(field="d"), [write(day) for day in DATES])
    assert all(text is None or text == day.isoformat() for text, day in zip(got, DATES, strict=True))
    assert [text is None for text in got] == [day.day <= 12 and day.day != day.month for day in DATES]


def test_every_kind_of_white_space_is_trimmed():
    spaces = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000 and (
        (chr(code).isspace() and code not in (0x0B, 0x1C, 0x1D, 0x1E, 0x1F, 0x85)) or code == 0xFEFF)]
    found = shared().query(f"select text, regexp_full_match(text, '{SPACE}') as space from texts",
                           {"texts": pa.table({"text": spaces})})
    assert found.column("space").to_pylist() == [True] * len(spaces)
