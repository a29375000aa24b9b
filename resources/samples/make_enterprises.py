"""Makes enterprises.xlsx, its recipe and faults.json: a register as an office would send it, with faults planted on purpose.

Run `python resources/samples/make_samples.py`. Seeded: the same files come out every time, byte for byte. Nobody in it is real:
persons are born from 1900 to 1909, the inner organisation codes begin with the unassigned XW or 0000, telephone
numbers with 0591-0000 or 1990000.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SEED = 20251008
ROWS = 640
FIRST_ROW = 5  # row in the sheet where data starts, below two titles and a header of two levels
COLUMNS = ("number", "uscc", "name", "region", "industry", "reg_date", "cancel_date", "capital", "status", "legal_rep",
           "rep_id", "phone", "employees", "remark")
TITLES = {
    "number": "序号", "uscc": "统一社会信用代码", "name": "企业名称", "region": "登记机关区划", "industry": "行业代码",
    "reg_date": "成立日期", "cancel_date": "注销日期", "capital": "注册资本（万元）", "status": "登记状态",
    "legal_rep": "法定代表人", "rep_id": "法人证件号", "phone": "联系电话", "employees": "从业人数", "remark": "备注",
}
GROUPS = {"登记信息": ("region", "industry", "reg_date", "cancel_date", "capital", "status"),
          "人员与联系方式": ("legal_rep", "rep_id", "phone", "employees")}
REGIONS = {"350102": "鼓楼区", "350103": "台江区", "350104": "仓山区", "350105": "马尾区", "350111": "晋安区",
           "350112": "长乐区", "350121": "闽侯县", "350181": "福清市"}
INDUSTRIES = {"14": "食品制造业", "51": "批发业", "52": "零售业", "54": "道路运输业", "62": "餐饮业",
              "65": "软件和信息技术服务业", "70": "房地产业", "72": "商务服务业"}
KINDS = {"14": "食品", "51": "贸易", "52": "商贸", "54": "物流", "62": "餐饮管理", "65": "信息科技", "70": "置业", "72": "咨询"}
WORDS = ("鼎盛", "恒通", "瑞丰", "海纳", "永泰", "宏远", "金桥", "嘉禾", "天成", "锦绣", "东方", "华信",
         "新元", "安泰", "博远", "启明", "润泽", "同创", "万和", "祥云", "正大", "百川", "联合", "星河")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文晓红春梅海燕雪琴佳颖思远浩然子轩"
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def uscc(region: str, body: str) -> str:
    """Return a credit code with right check characters. body: 8 characters of the organisation code."""
    values = [int(c) if c.isdigit() else ord(c) - 55 for c in body]
    rest = 11 - sum(a * b for a, b in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    code = "91" + region + body + ("X" if rest == 10 else "0" if rest == 11 else str(rest))
    total = sum(USCC.index(c) * pow(3, i, 31) for i, c in enumerate(code))
    return code + USCC[(31 - total % 31) % 31]


def citizen(region: str, birth: str, sequence: int) -> str:
    """Return a citizen number with the right check character."""
    body = f"{region}{birth}{sequence:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(a) * b for a, b in zip(body, weights, strict=True)) % 11]


@dataclass
class Fault:
    """One planted fault: what is wrong with a cell, the rules that must find it, and whether the recipe mends it."""

    row: int
    field: str
    kind: str
    rules: tuple[str, ...]
    """Ids of rules; with @field where a rule names another field than the one that was spoiled."""
    mended: bool

    def found(self) -> list[tuple[str, str]]:
        """Return (rule, field) of every failure that a check must list for it."""
        return [(rule.partition("@")[0], rule.partition("@")[2] or self.field) for rule in self.rules]


@dataclass
class Register:
    """Rows as they are written to the sheet, and the faults in them (rows from 0 until the end)."""

    rng: random.Random
    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    free: list[int] = field(default_factory=list)

    def plant(self, count: int, name: str, kind: str, rules: str, mended: bool, change: Any) -> None:
        """Spoil one field in `count` rows that have no fault yet; `change` gives the new value, or changes the row itself."""
        for _ in range(count):
            at = self.free.pop()
            row = self.rows[at]
            new = change(row)
            if new is not None:
                row[name] = new
            self.faults.append(Fault(at, name, kind, tuple(rules.split()), mended))


def day(rng: random.Random, first: int, last: int) -> dt.date:
    """Return a day from the first of year `first` to the 28th of December of `last`."""
    return dt.date(rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28))


def clean_row(rng: random.Random, at: int, names: set[str]) -> dict[str, Any]:
    """Return a row without faults. Dates stay dates until they are written in one of the notations."""
    region, industry = rng.choice(list(REGIONS)), rng.choice(list(INDUSTRIES))
    while True:
        name = f"福州{rng.choice(WORDS)}{rng.choice(WORDS)}{KINDS[industry]}有限公司"
        if name not in names:
            names.add(name)
            break
    registered = day(rng, 1995, 2024)
    status = rng.choices(("存续", "在业", "吊销", "注销"), (70, 15, 5, 10))[0]
    birth = day(rng, 1900, 1909)
    return {
        "uscc": uscc(region, f"XW{rng.randint(0, 999999):06d}"), "name": name, "region": region, "industry": industry,
        "reg_date": registered,
        "cancel_date": registered + dt.timedelta(days=rng.randint(30, 300)) if status == "注销" else None,
        "capital": rng.choice((10, 50, 100, 200, 500, 1000, 3000.5, 88.88)), "status": status,
        "legal_rep": rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2)))),
        "rep_id": citizen(region, f"{birth:%Y%m%d}", rng.randint(1, 999)),
        "phone": rng.choice((f"1990000{rng.randint(0, 9999):04d}", f"0591-0000{rng.randint(1000, 9999)}")),
        "employees": rng.randint(1, 500), "remark": None,
    }


def notation(rng: random.Random, value: dt.date | None) -> Any:
    """Return a date in one of the five notations that the standard accepts: three texts, digits, and a real date cell."""
    if value is None:
        return None
    return rng.choice((value.isoformat(), f"{value.year}/{value.month}/{value.day}",
                       f"{value.year}年{value.month}月{value.day}日", f"{value:%Y%m%d}", value))


def numeric_body(rng: random.Random, region: str) -> str:
    """Return a credit code of digits only whose last three are not 000, so that damage shows."""
    while True:
        code = uscc(region, f"0000{rng.randint(1000, 9999)}")
        if code.isdigit() and not code.endswith("000"):
            return code


def damaged(code: str) -> int:
    """Return what a spreadsheet makes of 18 digits typed as a number: 15 of them, and three zeros."""
    return int(code[:15] + "000")


def spoiled_check(code: str, alphabet: str) -> str:
    """Return a code with a wrong last character."""
    return code[:-1] + alphabet[(alphabet.index(code[-1]) + 1) % len(alphabet)]


def plant_faults(register: Register) -> None:
    """Plant every kind of fault; first what the recipe mends, then what only people can."""
    rng, plant = register.rng, register.plant
    plant(14, "uscc", "small letters", "uscc.pattern uscc.check", True, lambda r: r["uscc"].lower())
    plant(9, "uscc", "spaces inside", "uscc.pattern uscc.check", True, lambda r: r["uscc"][:8] + " " + r["uscc"][8:])
    plant(8, "uscc", "no-break space at the end", "uscc.pattern uscc.check", True, lambda r: r["uscc"] + "\u00a0")
    plant(12, "rep_id", "small x", "rep_id.pattern rep_id.check", True, with_small_x)
    plant(15, "phone", "full-width digits", "phone.pattern", True, lambda r: r["phone"].translate(WIDE))
    plant(10, "phone", "spaces inside", "phone.pattern", True, lambda r: f"199 0000 {r['phone'][-4:]}")
    plant(18, "region", "name instead of code", "region.codes R03@uscc", True, lambda r: REGIONS[r["region"]])
    plant(20, "industry", "name instead of code", "industry.codes", True, lambda r: INDUSTRIES[r["industry"]])
    plant(16, "status", "word of another list", "status.codes", True, lambda r: "在营（开业）企业")
    plant(15, "reg_date", "notation that the standard does not accept", "reg_date.type", True,
          lambda r: f"{r['reg_date'].year}.{r['reg_date'].month}.{r['reg_date'].day}")
    plant(11, "capital", "unit in the cell", "capital.type", True, lambda r: f"{r['capital']}万元")
    plant(7, "employees", "unit in the cell", "employees.type", True, lambda r: f"{r['employees']}人")
    plant(13, "name", "ideographic spaces around", "", True, lambda r: "\u3000" + r["name"] + "\u3000")
    plant(12, "rep_id", "damaged by a spreadsheet", "rep_id.check", False, with_damaged_id)
    plant(6, "uscc", "damaged by a spreadsheet", "uscc.check", False,
          lambda r: damaged(numeric_body(rng, r["region"])))
    plant(8, "uscc", "wrong check character", "uscc.check", False, lambda r: spoiled_check(r["uscc"], USCC))
    plant(6, "rep_id", "wrong check character", "rep_id.check", False, lambda r: spoiled_check(r["rep_id"], "0123456789X"))
    plant(5, "rep_id", "old number of 15 digits", "rep_id.pattern rep_id.check", False,
          lambda r: r["rep_id"][:6] + r["rep_id"][8:17])
    plant(4, "uscc", "missing", "uscc.required", False, lambda r: "")
    plant(5, "name", "missing", "name.required", False, lambda r: "")
    plant(4, "reg_date", "missing", "reg_date.required", False, lambda r: "无")
    plant(3, "reg_date", "day that does not exist", "reg_date.type", False, lambda r: f"{r['reg_date'].year}-02-30")
    plant(3, "reg_date", "in the future", "R04", False,
          lambda r: r["reg_date"].replace(year=r["reg_date"].year + 200).isoformat())
    plant(7, "cancel_date", "before the registration", "R01", False, cancelled_too_early)
    plant(6, "cancel_date", "cancelled without a date", "R02", False, cancelled_without_date)
    plant(5, "region", "division of another city", "R03@uscc", False, lambda r: "110108")
    plant(4, "region", "code that does not exist", "region.codes R03@uscc", False, lambda r: "350199")
    plant(3, "employees", "not a number", "employees.type", False, lambda r: "约五十")
    plant(2, "capital", "below zero", "capital.minimum", False, lambda r: -100)
    plant(3, "phone", "too short", "phone.pattern", False, lambda r: "12345")


def with_small_x(row: dict[str, Any]) -> str:
    """Return a citizen number that ends with a small x."""
    for sequence in range(1, 999):
        code = citizen(row["region"], row["rep_id"][6:14], sequence)
        if code.endswith("X"):
            return code.lower()
    raise AssertionError("no such number")


def with_damaged_id(row: dict[str, Any]) -> int:
    """Return a citizen number stored as a number, whose check character does not happen to fit the damage."""
    for sequence in range(100, 999):
        code = citizen(row["region"], row["rep_id"][6:14], sequence)
        if code.isdigit() and citizen(code[:6], code[6:14], int(code[14] + "00"))[-1] != "0":
            return damaged(code)
    raise AssertionError("no such number")


def cancelled_too_early(row: dict[str, Any]) -> str:
    """Make an enterprise cancelled before it was registered."""
    row["status"] = "注销"
    return (row["reg_date"] - dt.timedelta(days=40)).isoformat()


def cancelled_without_date(row: dict[str, Any]) -> str:
    """Make an enterprise cancelled without a date."""
    row["status"] = "注销"
    return "-"


def plant_pairs(register: Register) -> list[int]:
    """Plant rows that stand twice, and two enterprises under one code; return the rows that the recipe removes."""
    removed = []
    for at in [register.free.pop() for _ in range(10)]:
        register.rows.append(dict(register.rows[at]))
        twin = len(register.rows) - 1
        removed.append(twin)
        for one in (at, twin):
            register.faults.append(Fault(one, "uscc", "row stands twice", ("uscc.unique", "key"), True))
            register.faults.append(Fault(one, "name", "row stands twice", ("R05",), True))
    for _ in range(3):
        one, other = register.free.pop(), register.free.pop()
        for name in ("uscc", "region"):
            register.rows[other][name] = register.rows[one][name]
        for at in (one, other):
            register.faults.append(Fault(at, "uscc", "code of another enterprise", ("uscc.unique", "key"), False))
    return removed


def make_register() -> tuple[Register, list[int]]:
    """Return the rows with their faults, and the rows that the recipe removes."""
    rng = random.Random(SEED)
    names: set[str] = set()
    register = Register(rng, [clean_row(rng, at, names) for at in range(ROWS)])
    register.free = list(range(ROWS))
    rng.shuffle(register.free)
    spare = [at for at in register.free if register.rows[at]["status"] == "存续" and register.rows[at]["rep_id"][-1] != "X"]
    register.free = spare
    plant_faults(register)
    removed = plant_pairs(register)
    for row in register.rows:
        for name in ("reg_date", "cancel_date"):
            if isinstance(row[name], dt.date):
                row[name] = notation(rng, row[name])
        if isinstance(row["region"], str) and row["region"].isdigit() and rng.random() < 0.4:
            row["region"] = int(row["region"])  # some clerks type codes as numbers
    for one, other in zip(removed, [f.row for f in register.faults if f.rules == ("R05",)][::2], strict=True):
        register.rows[one] = dict(register.rows[other])
    return register, removed


def write_workbook(register: Register, path: Path) -> None:
    """Write the sheet with titles, header, rows, a total and notes, a hidden sheet of codes and one of instructions."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "企业登记信息"
    last = get_column_letter(len(COLUMNS))
    sheet["A1"] = "榕城示例市企业登记信息汇总表（2025年第三季度）"
    sheet["A2"] = "填报单位：榕城示例市市场监督管理局　　填报日期：2025年10月8日　　单位：万元、人"
    sheet.merge_cells(f"A1:{last}1")
    sheet.merge_cells(f"A2:{last}2")
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=16), Alignment(horizontal="center")
    grouped = {name: title for title, members in GROUPS.items() for name in members}
    for at, name in enumerate(COLUMNS, 1):
        letter = get_column_letter(at)
        if name in grouped:
            sheet[f"{letter}4"] = TITLES[name]
        else:
            sheet[f"{letter}3"] = TITLES[name]
            sheet.merge_cells(f"{letter}3:{letter}4")
        sheet.column_dimensions[letter].width = 22 if name in ("uscc", "name", "rep_id") else 13
    for title, members in GROUPS.items():
        first, end = (get_column_letter(COLUMNS.index(name) + 1) for name in (members[0], members[-1]))
        sheet[f"{first}3"] = title
        sheet.merge_cells(f"{first}3:{end}3")
    for at, row in enumerate(register.rows):
        for column, name in enumerate(COLUMNS, 1):
            value = at + 1 if name == "number" else row[name]
            if value is None or value == "":
                continue
            cell = sheet.cell(FIRST_ROW + at, column, value)
            if isinstance(value, dt.date):
                cell.number_format = "yyyy/m/d"
            elif isinstance(value, int) and value > 10**15:
                cell.number_format = "0"
    end = FIRST_ROW + len(register.rows)
    sheet.cell(end, 1, "合计")
    sheet.cell(end, COLUMNS.index("name") + 1, f"{len(register.rows)}户")
    sheet.cell(end + 2, 1, "备注：1. 注册资本按折合人民币填写。2. 登记状态按登记系统导出。")
    sheet.cell(end + 3, 1, "制表人：示例甲　　审核人：示例乙　　填表日期：2025年10月8日")
    notes = book.create_sheet("填表说明")
    for at, text in enumerate(("填表说明", "一、统一社会信用代码应为18位，字母大写，按文本格式填写，不得写成数字。",
                               "二、区划、行业、登记状态一律填写代码表中的代码。"), 1):
        notes.cell(at * 2 - 1, 1, text)
    hidden = book.create_sheet("代码对照")
    hidden.sheet_state = "hidden"
    for pair in (("区划代码", "区划名称"), *REGIONS.items()):
        hidden.append(pair)
    book.save(path)
    settle(path)


def settle(path: Path) -> None:
    """Write a workbook's archive again with fixed times, so that the same content gives the same bytes."""
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in parts:
            if name == "docProps/core.xml":
                data = re.sub(rb">\d{4}-\d\d-\d\dT[\d:]+Z<", b">2025-10-08T08:00:00Z<", data)
            info = zipfile.ZipInfo(name, (2025, 10, 8, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def recipe() -> dict[str, Any]:
    """Return the recipe: plain names first, then everything that can be mended without a person."""
    steps: list[dict[str, Any]] = [
        {"operation": "rename_field", "field": f"{group}/{TITLES[name]}", "new_name": TITLES[name]}
        for group, members in GROUPS.items() for name in members]
    steps += [{"operation": "trim_whitespace", "field": TITLES[name]} for name in COLUMNS[1:]]
    for name in ("uscc", "rep_id", "phone"):
        steps += [{"operation": "half_width", "field": TITLES[name]},
                  {"operation": "collapse_spaces", "field": TITLES[name], "remove": True}]
    steps += [{"operation": "change_case", "field": TITLES[name], "case": "upper"} for name in ("uscc", "rep_id")]
    steps += [
        {"operation": "map_values", "field": TITLES["region"], "mapping": {name: code for code, name in REGIONS.items()}},
        {"operation": "map_values", "field": TITLES["industry"],
         "mapping": {name: code for code, name in INDUSTRIES.items()}},
        {"operation": "map_values", "field": TITLES["status"], "mapping": {"在营（开业）企业": "存续"}},
        {"operation": "parse_date", "field": TITLES["reg_date"]},
        {"operation": "parse_date", "field": TITLES["cancel_date"]},
        {"operation": "replace_text", "field": TITLES["capital"], "find": "万元"},
        {"operation": "replace_text", "field": TITLES["employees"], "find": "人"},
        {"operation": "remove_duplicate_rows", "fields": [TITLES[name] for name in COLUMNS[1:-1]]},
    ]
    return {"format": 1, "name": "企业登记信息清洗", "steps": steps}


def faults(register: Register, removed: list[int]) -> dict[str, Any]:
    """Return what a check must find on the raw import and after the recipe, cell by cell, and nothing besides."""
    kept = [at for at in range(len(register.rows)) if at not in set(removed)]
    after = {at: row for row, at in enumerate(kept, 1)}
    planted = [{"row": f.row + 1, "sheet_row": FIRST_ROW + f.row, "field": f.field, "kind": f.kind,
                "rules": [rule for rule, _name in f.found()],
                "mended_by_recipe": f.mended} for f in sorted(register.faults, key=lambda f: (f.row, f.field))]
    raw = sorted((rule, f.row + 1, name) for f in register.faults for rule, name in f.found())
    remain = sorted((rule, after[f.row], name) for f in register.faults if not f.mended for rule, name in f.found())
    return {
        "workbook": "enterprises.xlsx", "standard": "cn.example.enterprise-sample", "recipe": "enterprises.recipe.json",
        "rows": {"raw": len(register.rows), "after_recipe": len(kept)},
        "fields": {name: TITLES[name] for name in COLUMNS},
        "damaged_numbers": sum(f.kind == "damaged by a spreadsheet" for f in register.faults),
        "counts": {"planted": len(planted), "failures_raw": len(raw), "failures_after_recipe": len(remain)},
        "planted": planted,
        "raw": [{"rule": rule, "row": row, "field": name} for rule, row, name in raw],
        "after_recipe": [{"rule": rule, "row": row, "field": name} for rule, row, name in remain],
    }


def make() -> None:
    """Write the workbook, its recipe, the code lists of its standard and the list of faults."""
    register, removed = make_register()
    write_workbook(register, HERE / "enterprises.xlsx")
    for name, data in (("enterprises.recipe.json", recipe()), ("faults.json", faults(register, removed))):
        (HERE / name).write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    for source, target in ((HERE.parent / "codes" / "cn_divisions.csv", "divisions.csv"),):
        with source.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        with (HERE / "standard" / "codes" / target).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
