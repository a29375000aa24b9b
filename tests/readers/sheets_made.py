"""Sheets made by chance as offices make them, each with the truth: its tables, their names and their rows of data.

The words are the maker's own and not those of the finder; what is said of a row stands nowhere but in the truth.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from workstation.readers.grid import Sheet, TextGrid

Maker = Callable[[Random, int], str]
Words = dict[str, list[str]]

ZH: Words = {
    "word": ["采样点", "巡查员", "车间", "承运人", "树种", "病害", "药品", "库位", "班次", "工序", "航线", "租户", "展品", "馆藏地", "作物", "灌区", "水库", "断面", "河长", "网格", "楼栋",
             "物业", "商户", "摊位", "渔船", "港口", "牧场", "兽医", "教练", "项目名", "片区", "供货方", "收货方", "流域", "站点", "台风名"],
    "number": ["浓度", "胸径", "里程", "油耗", "良品数", "剂次", "载重", "流量", "水位", "降水", "产量", "库存", "销量", "应收", "实收", "罚款", "株高", "噪声", "日照", "床数", "栋数", "投资额", "完成投资"],
    "day": ["采样日", "启运日", "巡查日", "到期日", "播种日", "接种日", "开馆日", "验收日期", "登记时间"],
    "code": ["批号", "条码", "车号", "图斑号", "许可证号", "档案号", "编号", "联系方式", "统一码"],
    "share": ["良品率", "覆盖率", "含水率", "达标率", "增幅"],
    "value": ["清河街道", "东湖村", "西山林场", "柳园", "石桥镇", "大明湖", "赵家屯", "马尾松", "水杉", "银杏", "黄栌", "甲班", "乙班", "丙班", "王桂兰", "李建国", "张秀英", "刘洋", "陈静",
              "欧阳修远", "宏达运输有限公司", "顺风物流", "北仓", "南仓", "阿莫西林", "板蓝根", "青霉素", "一号断面", "二号断面", "龙门桥", "老鹰岩", "在建", "完工", "停工", "优", "良", "合格"],
    "title": ["{y}年{p}林木病害调查结果", "{p}水质监测月度数据", "{p}汛期雨水情简表", "{y}年第三季度渔船进出港记录", "{p}仓库盘点底稿", "关于报送{y}年{p}疫苗接种进度的表格", "{p}网格巡查数据（{y}）", "{y}年度{p}展品借出一览"],
    "place": ["全市", "青石县", "东岭区", "开发区", "北辰乡"],
    "caption": ["填报单位：{p}林业站", "报送日期：{y}年3月8日", "计量单位：万元", "监测时段：{y}.1—{y}.6", "文号：林调〔{y}〕14号", "密级：内部", "填报人电话：0531-8800{n}"],
    "note": ["注：本表按在地原则统计。", "备注：含外来务工人员。", "说明：1.空白表示未监测。2.负数表示减少。", "数据来源：各站点上报。", "1、株高按平均值填写。", "2、缺测以空白表示。", "※ 为新增站点，数据从六月起。"],
    "sign": ["制表人：刘洋|审核人：陈静|{y}年4月2日", "单位负责人：张秀英||统计员：李建国", "填表：王桂兰|复核：刘洋", "（盖章）", "经办人签字：|负责人签字："],
    "total": ["合计", "总计", "合 计", "共计", "合　计"],
    "sub": ["小计", "小 计"],
    "group": ["上半年", "下半年", "东线", "西线", "本期", "上年同期", "室内", "室外", "计划", "实际", "甲方", "乙方", "地表水", "地下水", "早稻", "晚稻"],
    "serial": ["序号", "行号", "次序"],
    "unit": ["万元", "吨", "毫米", "米", "株", "公里", "剂", "平方米", "个"],
    "page": ["第{a}页 共{b}页", "第 {a} 页"],
}
EN: Words = {
    "word": ["Depot", "Skipper", "Vessel", "Habitat", "Specimen", "Ledger", "Payee", "Tenant", "Curator", "Ward", "Clinic", "Crop", "Reservoir", "Operator", "Route", "Station", "Surveyor", "Exhibit", "Breed"],
    "number": ["Catch", "Voltage", "Rent", "Mileage", "Yield", "Rainfall", "Dose", "Headcount", "Turnover", "Freight", "Levy", "Stock", "Beds", "Output", "Loss", "Acreage"],
    "day": ["Sampled", "Departed", "Sown on", "Inspected", "Expiry", "Opened"],
    "code": ["Batch", "Plate", "Permit", "File ref", "Barcode", "Lot no."],
    "share": ["Coverage", "Moisture", "Growth", "Pass rate"],
    "value": ["Harbour Street", "North Pier", "Millbrook", "St. Anne", "Juniper", "Quercus robur", "Larch", "Delta Haulage Ltd", "O'Brien", "Maria Lopez", "K. Tanaka", "Alpha", "Beta", "Gamma", "open", "closed",
              "pending", "Good", "Fair", "Poor", "Red Kite", "Barn owl", "Cod", "Herring", "Shift A", "Shift B", "Lowlands", "Uplands", "Riverside", "Old Town"],
    "title": ["Fishery landings {y}", "{p} tree survey, {y}", "Quarterly depot returns", "Rainfall by station ({p})", "Table 4. Clinics and beds, {p}", "Stock count {y}"],
    "place": ["All districts", "Northshire", "West Vale", "Harbour City"],
    "caption": ["Reporting office: {p}", "Period: Jan-Jun {y}", "Amounts in thousand EUR", "Printed: {y}-03-08", "Status: final"],
    "note": ["Note: figures are provisional.", "Source: station returns.", "* excludes vessels under 10 m", "Notes: blank means not measured."],
    "sign": ["Prepared by: M. Lopez||Checked by: K. Tanaka", "Signature:", "Approved by: J. O'Brien|Date: {y}-04-02"],
    "total": ["Total", "TOTAL", "Grand total", "Total:"],
    "sub": ["Subtotal", "Sub-total"],
    "group": ["First half", "Second half", "Inshore", "Offshore", "Planned", "Actual", "Surface", "Ground", "This year", "Last year"],
    "serial": ["No.", "#", "Nr", "Line"],
    "unit": ["kg", "t", "km", "mm", "EUR", "ha", "m"],
    "page": ["Page {a} of {b}", "Page {a}"],
}
DE: Words = {**EN, "word": ["Lager", "Fahrer", "Schiff", "Gewann", "Mieter", "Hof", "Sorte", "Messstelle"], "number": ["Ertrag", "Pegel", "Miete", "Fracht", "Dosis", "Verlust"],
             "value": ["Am Markt", "Mühlbach", "Lärche", "Eiche", "Huber GmbH", "offen", "erledigt", "Müller", "Schröder", "Nordhof", "Südhof", "Roggen", "Weizen"],
             "title": ["Ernteerhebung {y}", "Pegelstände {p} {y}"], "place": ["Landkreis Nord", "Gemeinde Au"], "caption": ["Berichtsstelle: {p}", "Stand: {y}-03-08"],
             "note": ["Quelle: eigene Erhebung.", "Hinweis: vorläufige Werte."], "total": ["Summe", "Gesamt", "Insgesamt"], "sub": ["Zwischensumme"], "group": ["Plan", "Ist", "Vorjahr", "Nord", "Süd"]}
RU: Words = {**EN, "word": ["Склад", "Судно", "Порода", "Участок", "Станция", "Бригада", "Культура"], "number": ["Улов", "Осадки", "Запас", "Выпуск", "Расход", "Пробег"],
             "value": ["Речная", "Северный", "Дуб", "Сосна", "Иванов", "Петрова", "Заречье", "открыт", "закрыт", "Восток", "Пшеница", "Рожь"], "title": ["Сведения об уловах за {y} г.", "Лесопатологическое обследование {p}"],
             "place": ["Заречный район", "г. Озёрск"], "caption": ["Организация: {p}", "Период: {y}"], "note": ["Примечание: данные предварительные.", "Источник: отчёты станций."], "total": ["Итого", "Всего", "ИТОГО"],
             "sub": ["Итого по группе"], "group": ["План", "Факт", "Север", "Юг"], "serial": ["№", "№ п/п"], "unit": ["кг", "тыс. руб.", "шт."]}
LANGUAGES = (ZH, ZH, ZH, ZH, ZH, EN, EN, DE, RU)


@dataclass
class Truth:
    """A table as it is: names joined with /, the numbers of its rows (from 1), and its kind."""

    names: list[str]
    rows: list[int]
    kind: str = "table"


@dataclass
class Made:
    """A sheet being made: cells by row and column, merged areas, bold cells, and the truth."""

    rng: Random
    words: Words
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    bold: set[tuple[int, int]] = field(default_factory=set)
    truth: list[Truth] = field(default_factory=list)

    def put(self, row: int, column: int, text: str) -> None:
        if text:
            self.cells[row, column] = text

    def say(self, kind: str) -> str:
        text = self.rng.choice(self.words[kind])
        place = self.rng.choice(self.words["place"])
        return text.format(y=self.rng.randint(2015, 2026), p=place, n=self.rng.randint(100, 999), a=1, b=3)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merges.append(((top, left), (bottom, right)))

    def grid(self) -> TextGrid:
        height, width = max(r for r, _c in self.cells) + 1, max(c for _r, c in self.cells) + 1
        rows = [[self.cells.get((row, column)) for column in range(width)] for row in range(height)]
        return TextGrid(rows, Sheet(merges=tuple(self.merges), bold=frozenset(self.bold)))


def _number(rng: Random, _at: int) -> str:
    return rng.choice([str(rng.randint(0, 999)), f"{rng.uniform(0, 5000):.2f}", str(rng.randint(1000, 90000)), f"{rng.uniform(0, 40):.1f}"])


def _whole(rng: Random, _at: int) -> str:
    return str(rng.randint(1, 4000))


def _day(rng: Random, _at: int) -> str:
    return (dt.date(2019, 1, 1) + dt.timedelta(days=rng.randint(0, 2500))).isoformat()


def _code(rng: Random, _at: int) -> str:
    return f"{rng.choice('ABKQ')}{rng.choice('MNT')}-{rng.randint(1000, 99999)}"


def _phone(rng: Random, _at: int) -> str:
    return f"1{rng.choice('3578')}{rng.randint(10**8, 10**9 - 1)}"


def _share(rng: Random, _at: int) -> str:
    return f"{rng.uniform(0, 100):.1f}%"


def _value(words: Words) -> Maker:
    def make(rng: Random, _at: int) -> str:
        one = rng.choice(words["value"])
        return one if rng.random() < 0.6 else one + rng.choice(["（一）", "2号", " II", "·东", " b"])

    return make


def columns_of(made: Made, count: int, style: str) -> list[tuple[str, Maker, str]]:
    """Return names, makers and kinds for some columns: mixed, words only or numbers only."""
    rng, words = made.rng, made.words
    kinds = {"mixed": ["word", "number", "number", "number", "day", "code", "share", "word"], "words": ["word"], "numbers": ["number"]}[style]
    picked: list[tuple[str, Maker, str]] = []
    used: set[str] = set()
    if style == "mixed" and rng.random() < 0.4:
        picked.append((rng.choice(words["serial"]), lambda _r, at: str(at + 1), "serial"))
    while len(picked) < count:
        kind = "word" if style == "mixed" and not any(k == "word" for _n, _m, k in picked) else rng.choice(kinds)
        free = [name for name in words[kind] if name not in used]
        name = rng.choice(free) if free else f"{rng.choice(words[kind])}{len(picked)}"
        used.add(name)
        maker = {"word": _value(words), "number": rng.choice([_number, _whole]), "day": _day, "code": rng.choice([_code, _phone]), "share": _share}[kind]
        picked.append((name, maker, kind))
    return picked


def table(made: Made, top: int, left: int, plain: bool = False) -> tuple[int, int]:
    """Put one table with all around it; return the row below it and its width."""
    rng = made.rng
    style = rng.choices(["mixed", "words", "numbers"], [0.84, 0.09, 0.07])[0]
    columns = columns_of(made, rng.randint(3, 10) if style != "words" else rng.randint(2, 6), style)
    width = len(columns)
    row = top
    bare = style != "words" and not plain and rng.random() < 0.05
    if not bare or rng.random() < 0.5:
        row = _titles(made, row, left, width, bare)
    depth = 0 if bare else rng.choices([1, 2, 3, 4], [0.6, 0.26, 0.1, 0.04])[0]
    if width < 4:
        depth = min(depth, 1)
    row, names, header_rows = _header(made, row, left, columns, depth)
    extra: list[dict[int, str]] = []
    if depth and style == "mixed" and rng.random() < 0.1:
        line = {left + at: rng.choice(made.words["unit"]) for at, (_n, _m, kind) in enumerate(columns) if kind == "number"}
        if len(line) >= 2:
            extra.append(line)
    if depth and rng.random() < 0.05 and width > 3:
        extra.append({left + at: str(at + 1) for at in range(width)})
    for line in extra:
        for column, text in line.items():
            made.put(row, column, text)
        row += 1
    row, data = _data(made, row, left, columns, header_rows, depth)
    made.truth.append(Truth(names, data))
    row = _below(made, row, left, columns, data)
    return row, width


def _titles(made: Made, row: int, left: int, width: int, bare: bool) -> int:
    rng = made.rng
    if rng.random() < 0.3 and not bare:
        return row
    made.put(row, left, made.say("title"))
    if rng.random() < 0.6:
        made.merge(row, left, row, left + width - 1)
    if rng.random() < 0.4:
        made.bold.add((row, left))
    row += 1
    if rng.random() < 0.15:
        row += 1
    for _line in range(rng.choices([0, 1, 2], [0.5, 0.38, 0.12])[0]):
        places = [left] if width < 4 or rng.random() < 0.5 else [left, left + width - 2] if rng.random() < 0.8 else [left, left + width // 2, left + width - 1]
        for column in dict.fromkeys(places):
            made.put(row, column, made.say("caption"))
        if len(places) == 1 and rng.random() < 0.3:
            made.merge(row, left, row, left + width - 1)
        row += 1
    if rng.random() < 0.12:
        row += 1
    return row


def _header(made: Made, row: int, left: int, columns: list[tuple[str, Maker, str]], depth: int) -> tuple[int, list[str], list[int]]:
    rng = made.rng
    if depth == 0:
        return row, [f"column_{at}" for at in range(1, len(columns) + 1)], []
    merged = rng.random() < 0.85
    bold = rng.random() < 0.35
    names = [[name] for name, _m, _k in columns]
    first = 1 if len(columns) > 2 else 0

    def level(at: int, low: int, high: int) -> None:
        """Fill columns low..high from level `at` (0 is the top) down."""
        if at == depth - 1 or high - low < 1:
            for column in range(low, high + 1):
                made.put(row + at, left + column, names[column][-1])
                if merged:
                    made.merge(row + at, left + column, row + depth - 1, left + column)
            return
        column = low
        while column <= high:
            size = min(rng.randint(2, 4), high - column + 1)
            alone = size < 2 or (at == 0 and rng.random() < 0.2 and merged)
            if alone:
                made.put(row + at, left + column, names[column][-1])
                if merged:
                    made.merge(row + at, left + column, row + depth - 1, left + column)
                column += 1
                continue
            group = f"{rng.choice(made.words['group'])}{'' if at == 0 else column}"
            made.put(row + at, left + column, group)
            if merged:
                made.merge(row + at, left + column, row + at, left + column + size - 1)
            for inside in range(column, column + size):
                names[inside].insert(len(names[inside]) - 1, group)
            level(at + 1, column, column + size - 1)
            column += size

    if depth == 1:
        level(0, 0, len(columns) - 1)
    else:
        for column in range(first):
            made.put(row, left + column, names[column][-1])
            if merged:
                made.merge(row, left + column, row + depth - 1, left + column)
        size = len(columns) - first
        group_whole = first and size >= 2 and rng.random() < 0.3
        if group_whole:
            group = rng.choice(made.words["group"])
            made.put(row, left + first, group)
            if merged:
                made.merge(row, left + first, row, left + len(columns) - 1)
            for inside in range(first, len(columns)):
                names[inside].insert(0, group)
            level(1, first, len(columns) - 1)
        else:
            level(0, first, len(columns) - 1)
    rows = list(range(row, row + depth))
    if not any(r in rows[1:] for r, c in made.cells if left <= c < left + len(columns)):
        depth_now = 1
        made.merges = [box for box in made.merges if not (box[0][0] == row and box[0][1] == box[1][1] and box[1][0] > row)]
        rows = rows[:depth_now]
    if bold:
        made.bold.update(cell for cell in made.cells if cell[0] in rows and left <= cell[1] < left + len(columns))
    return rows[-1] + 1, ["/".join(dict.fromkeys(parts)) for parts in names], rows


def _data(
    made: Made, row: int, left: int, columns: list[tuple[str, Maker, str]], header: list[int], depth: int
) -> tuple[int, list[int]]:
    rng = made.rng
    count = rng.choice([rng.randint(2, 6), rng.randint(5, 20), rng.randint(15, 60)])
    gaps = rng.random() < 0.12
    sparse = rng.choice([0.0, 0.03, 0.12])
    repeat = rng.randint(6, 20) if depth and rng.random() < 0.07 else 0
    word = next((at for at, (_n, _m, kind) in enumerate(columns) if kind == "word"), None)
    numbers = [at for at, (_n, _m, kind) in enumerate(columns) if kind == "number"]
    subs = rng.randint(3, 6) if len(numbers) > 1 and word is not None and word < 2 and rng.random() < 0.08 else 0
    down = rng.randint(2, 4) if word is not None and word < 2 and len(columns) > 3 and not subs and rng.random() < 0.12 else 0
    out: list[int] = []
    sums = dict.fromkeys(numbers, 0.0)
    for at in range(count):
        if gaps and at and rng.random() < 0.1 and not down:
            row += 1
        if repeat and at and at % repeat == 0:
            row = _again(made, row, header, left, len(columns))
        for column, (_name, maker, kind) in enumerate(columns):
            text = maker(rng, at)
            if down and column == word:
                if at % down == 0:
                    made.put(row, left + column, text)
                    made.merge(row, left + column, row + min(down, count - at) - 1, left + column)
                continue
            if kind != "serial" and column != word and rng.random() < sparse:
                continue
            made.put(row, left + column, text)
            if kind == "number":
                sums[column] += float(text)
        out.append(row + 1)
        row += 1
        if subs and (at + 1) % subs == 0:
            made.put(row, left + (word or 0), made.say("sub"))
            for column in numbers:
                made.put(row, left + column, f"{sums[column]:.2f}")
            sums = dict.fromkeys(numbers, 0.0)
            row += 1
    return row, out


def _again(made: Made, row: int, header: list[int], left: int, width: int) -> int:
    rng = made.rng
    if rng.random() < 0.3:
        made.put(row, left, made.say("page"))
        row += 1
    for offset, at in enumerate(header):
        for column in range(left, left + width):
            if (at, column) in made.cells:
                made.put(row + offset, column, made.cells[at, column])
    for (top, west), (bottom, east) in list(made.merges):
        if top in header and left <= west < left + width:
            shift = row - header[0]
            made.merge(top + shift, west, bottom + shift, east)
    return row + len(header)


def _below(made: Made, row: int, left: int, columns: list[tuple[str, Maker, str]], data: list[int]) -> int:
    rng = made.rng
    numbers = [at for at, (_n, _m, kind) in enumerate(columns) if kind == "number"]
    if numbers and rng.random() < 0.3:
        first = 0 if columns[0][2] != "number" else None
        if first is not None:
            label = 1 if columns[0][2] == "serial" and len(columns) > 1 and 1 not in numbers and rng.random() < 0.3 else 0
            made.put(row, left + label, made.say("total"))
            for column in numbers:
                values = [made.cells.get((at - 1, left + column), "") for at in data]
                made.put(row, left + column, f"{sum(float(value) for value in values if value):.2f}")
            row += 1
    if rng.random() < 0.3:
        row += rng.random() < 0.5
        for _line in range(rng.randint(1, 3)):
            made.put(row, left, made.say("note"))
            if rng.random() < 0.3:
                made.merge(row, left, row, left + len(columns) - 1)
            row += 1
    if len(columns) > 3 and rng.random() < 0.22:
        row += rng.random() < 0.4
        parts = made.say("sign").split("|")
        step = max(1, (len(columns) - 1) // max(1, len(parts) - 1))
        for at, part in enumerate(parts):
            made.put(row, left + min(at * step, len(columns) - 1), part)
        row += 1
    return row


def form(made: Made, top: int, left: int) -> int:
    """Put a form of one record: names beside their values, in one or two pairs a row."""
    rng = made.rng
    pairs = columns_of(made, rng.randint(5, 12), "mixed")
    pairs = [pair for pair in pairs if pair[2] != "serial"]
    row = top
    across = rng.choice([1, 2, 2, 3])
    if rng.random() < 0.8:
        made.put(row, left, made.say("title"))
        made.merge(row, left, row, left + 2 * across - 1)
        row += 1
    colon = rng.random() < 0.4
    begin = row
    names = []
    at = 0
    while at < len(pairs):
        alone = across > 1 and rng.random() < 0.2
        for place in range(1 if alone else across):
            if at >= len(pairs):
                break
            name, maker, _kind = pairs[at]
            made.put(row, left + 2 * place, name + ("：" if colon else ""))
            made.put(row, left + 2 * place + 1, maker(rng, at))
            if alone:
                made.merge(row, left + 1, row, left + 2 * across - 1)
            names.append(name)
            at += 1
        row += 1
    made.truth.append(Truth(names, [begin + 1], "form"))
    return row


def transposed(made: Made, top: int, left: int) -> int:
    """Put a table turned round: names down the first column."""
    rng = made.rng
    columns = [one for one in columns_of(made, rng.randint(5, 10), "mixed") if one[2] != "serial"]
    records = rng.randint(2, 7)
    row = top
    if rng.random() < 0.5:
        made.put(row, left, made.say("title"))
        made.merge(row, left, row, left + records)
        row += 1
    for at, (name, maker, _kind) in enumerate(columns):
        made.put(row + at, left, name)
        for record in range(records):
            made.put(row + at, left + 1 + record, maker(rng, record))
    made.truth.append(Truth([name for name, _m, _k in columns], [left + 2 + record for record in range(records)], "transposed"))
    return row + len(columns)


def made_sheet(seed: int) -> Made:
    """Return the sheet of a seed."""
    rng = Random(seed)
    made = Made(rng, rng.choice(LANGUAGES))
    top, left = rng.choice([0, 0, 0, 1, 2]), rng.choice([0, 0, 0, 0, 1, 2])
    shape = rng.choices(["one", "below", "beside", "form", "transposed"], [0.68, 0.15, 0.08, 0.05, 0.04])[0]
    if shape == "form":
        form(made, top, left)
    elif shape == "transposed":
        transposed(made, top, left)
    elif shape == "one":
        table(made, top, left)
    elif shape == "below":
        row = top
        for _number in range(rng.choice([2, 2, 3])):
            row, _width = table(made, row, left, plain=True)
            row += rng.choice([1, 1, 2, 3])
    else:
        column = left
        for _number in range(2):
            _row, width = table(made, top if rng.random() < 0.8 else top + 1, column, plain=True)
            column += width + rng.choice([1, 1, 2])
    return made
