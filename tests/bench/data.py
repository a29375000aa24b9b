"""The benchmark's data: a seeded register of 20 text columns, 1,000,000 rows are about 245 MB of csv.

Every column is text as an office would have it. In most columns a known share of cells is wrong, so that a check has
something to list: see FAULTS.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Texts = npt.NDArray[np.object_]
Chance = np.random.Generator

SEED = 20260101
PART = 100_000
COLUMNS = ("record_no", "name", "id_number", "org_name", "credit_code", "phone", "email", "province", "city", "address",
           "birth_date", "reg_date", "amount", "headcount", "status", "category", "postcode", "plate", "note",
           "updated_at")
FAULTS = 0.004
"""Share of wrong cells in each column that has any: 0.4 % is 4,000 cells in a million."""

SURNAMES = ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
            "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾")
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国志文学海波宁欣雨晨浩宇轩子涵梓萱思远"
PROVINCES = {"110101": "北京", "310101": "上海", "320102": "江苏", "330102": "浙江", "370102": "山东",
             "410102": "河南", "420102": "湖北", "440103": "广东", "510104": "四川", "610102": "陕西"}
"""A district that there is in each (GB/T 2260)."""
CITIES = ("市辖区", "南京市", "杭州市", "济南市", "郑州市", "武汉市", "广州市", "成都市", "西安市", "苏州市")
TRADES = ("科技", "贸易", "建筑", "食品", "物流", "纺织", "机械", "咨询", "农业", "医疗")
STATUS = ("存续", "在业", "吊销", "注销", "迁出", "停业")
STREETS = ("人民路", "解放路", "中山北路", "建设街", "文化路", "长江西路", "和平里", "学府路", "工业园路")
NOTES = ("", "", "已核对", "材料齐全", "见附件二", "二次提交", "无人接听, 改日再联系", "地址需“补充”说明")
CATEGORIES = tuple(f"{letter}{number:02}" for letter in "ABCDEFGH" for number in range(1, 13))
PLATES = "京沪苏浙鲁豫鄂粤川陕"
RID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
USCC_CHARS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)  # GB 32100-2015
WRONG = {
    "name": ("",),
    "id_number": ("110101190001010000", "3201021990", "32010219900307123X"),
    "credit_code": ("91310000000000000A", "9131", "91350100M000100Y4O"),
    "phone": ("12345", "0000-0000", "+86 139"),
    "email": ("x", "nobody@"),
    "birth_date": ("1990-02-30", "2031-01-01", "九〇年"),
    "reg_date": ("2020-13-01", "1890-01-01", "12/31"),
    "amount": ("-12.00", "约三万", "1,2.3.4"),
    "headcount": ("1000001", "-3", "若干"),
    "status": ("其他", "存 续", ""),
    "category": ("Z99", "a1"),
    "postcode": ("1234", "12345O"),
    "plate": ("A12345",),
    "updated_at": ("2025-06-31 08:00",),
}


def parts(rows: int, seed: int = SEED) -> Iterator[pa.Table]:
    """Yield the register in tables of at most PART rows; the same seed gives the same bytes."""
    for start in range(0, rows, PART):
        yield part(start, min(PART, rows - start), np.random.default_rng([seed, start]))


def part(start: int, count: int, chance: Chance) -> pa.Table:
    """Return `count` rows from number `start` (from 0) on."""

    def pick(words: Any) -> Texts:
        return np.array(list(words), dtype=object)[chance.integers(0, len(words), count)]

    def digits(low: int, high: int) -> Texts:
        return chance.integers(low, high, count).astype(str).astype(object)

    region = pick(PROVINCES)
    birth, reg, seen = (day(chance, count, low, high) for low, high in ((1950, 2006), (2000, 2024), (2024, 2026)))
    city = pick(CITIES)
    columns = {
        "record_no": np.char.add("R", np.char.zfill(np.arange(start, start + count).astype(str), 9)).astype(object),
        "name": pick(SURNAMES) + pick(GIVEN) + pick([*GIVEN, ""]),
        "id_number": id_numbers(chance, region, birth),
        "org_name": city + pick(SURNAMES) + pick(GIVEN) + pick(TRADES) + "公司",
        "credit_code": credit_codes(chance, region, count),
        "phone": "1" + pick("3456789") + digits(100_000_000, 999_999_999),
        "email": "user" + digits(1, 10**7) + "@" + pick(["example.cn", "mail.example.com", "Example.org"]),
        "province": np.array([PROVINCES[code] for code in region], dtype=object),
        "city": city,
        "address": pick(STREETS) + digits(1, 2000) + "号" + digits(101, 3300),
        "birth_date": birth.astype(str).astype(object),
        "reg_date": reg.astype(str).astype(object),
        "amount": digits(1, 10**7) + "." + pick(["00", "50", "25"]),
        "headcount": digits(1, 5000),
        "status": pick(STATUS),
        "category": pick(CATEGORIES),
        "postcode": digits(100_000, 999_999),
        "plate": pick(PLATES) + pick("ABCDEFGH") + digits(10_000, 99_999),
        "note": pick(NOTES),
        "updated_at": np.char.add(seen.astype(str), " 08:30").astype(object),
    }
    spoilt = {key: wrong(chance, values, WRONG[key]) if key in WRONG else values for key, values in columns.items()}
    return pa.table({key: pa.array([text or None for text in values], pa.string()) for key, values in spoilt.items()})


def day(chance: Chance, count: int, low: int, high: int) -> npt.NDArray[np.datetime64]:
    """Return days between the first of January of two years."""
    first, last = (np.datetime64(f"{year}-01-01").astype(int) for year in (low, high))
    return chance.integers(first, last, count).astype("datetime64[D]")


def wrong(chance: Chance, values: Texts, instead: tuple[str, ...]) -> Texts:
    """Return the column with the share FAULTS of its cells replaced by one of `instead`."""
    hit = chance.random(len(values)) < FAULTS
    values = values.copy()
    values[hit] = np.array(instead, dtype=object)[chance.integers(0, len(instead), int(hit.sum()))]
    return values


def id_numbers(chance: Chance, region: Texts, birth: npt.NDArray[np.datetime64]) -> Texts:
    """Return citizen numbers with a right check digit (GB 11643-1999)."""
    days = np.char.replace(birth.astype(str), "-", "")
    serial = np.char.zfill(chance.integers(0, 1000, len(birth)).astype(str), 3)
    body = np.char.add(np.char.add(region.astype("U6"), days), serial)
    digits = body.astype("U17").view("U1").reshape(len(body), 17).astype(np.int64)
    check = np.array(list("10X98765432"))[(digits * np.array(RID_WEIGHTS)).sum(axis=1) % 11]
    return np.char.add(body, check).astype(object)


def credit_codes(chance: Chance, region: Texts, count: int) -> Texts:
    """Return unified social credit codes with a right check character (GB 32100-2015, the last one)."""
    body = np.char.add("91", region.astype("U6"))
    rest = chance.integers(0, 31, (count, 9))
    letters = np.array(list(USCC_CHARS))
    value_of = {letter: value for value, letter in enumerate(USCC_CHARS)}
    head = np.vectorize(value_of.__getitem__)(body.astype("U8").view("U1").reshape(count, 8))
    values = np.concatenate([head, rest], axis=1)
    check = (31 - (values * np.array(USCC_WEIGHTS)).sum(axis=1) % 31) % 31
    full = np.concatenate([letters[values], letters[check][:, None]], axis=1)
    return np.array(["".join(row) for row in full], dtype=object)


def write_csv(path: Path, rows: int, seed: int = SEED) -> Path:
    """Write the register as UTF-8 csv with a header, quotes only where needed; once, a second call finds it there."""
    if path.exists():
        return path
    import duckdb

    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    batches = (batch for table in parts(rows, seed) for batch in table.to_batches())
    with duckdb.connect() as connection:
        connection.register("register", pa.RecordBatchReader.from_batches(schema, batches))
        connection.execute(f"copy (select * from register) to '{unfinished}' (format csv, header true)")
    unfinished.rename(path)
    return path
