"""Delimited files made from a seed: encodings x dialects x damage, each with the table that a reader must find in it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030", "gbk", "big5", "shift_jis", "euc-kr", "cp1252",
             "cp1250", "cp1251")
DELIMITERS = (",", ",", ",", ";", "\t", "|", "^", "~", "||", "\x1f")
BREAKS = ("\n", "\n", "\r\n", "\r\n", "\r")
DAMAGE = ("short row", "long row", "open mark", "bad bytes", "cut off", "nul", "other encoding")
WORDS = {
    "zh": "福建省福州市 清河镇人民政府 张伟 李娜 王芳 鼓楼区东街口 林业工作站"
    " 第一中学 小区噪音扰民 社保缴费流程 办公设备采购 财政预算 已审核 待处理 备注说明",
    "tw": "台北市中正區 重慶南路一段 張偉 林志玲 陳美惠 噪音擾民問題"
    " 國民小學 辦公設備採購 財政預算 已審核 希望儘快處理 備註說明 高雄市政府",
    "ja": "東京都千代田区 佐藤太郎 鈴木花子 騒音についての苦情 早めの対応をお願いします"
    " 株式会社 大阪市北区 給与課長 カタログ 備考なし ソフトウェア",
    "ko": "서울특별시 종로구 김철수 이영희 소음 민원입니다 빠른"
    " 처리 부탁드립니다 초등학교 주민등록 주소지 예산 담당자 확인했습니다",
    "fr": "Éric Lefèvre|Zoé Gaël|déjà réglé|à vérifier|Hôtel de ville|élève|Besançon|Orléans|août|reçu|très élevé|prénom",
    "de": "Müller|Jürgen Weiß|Straße|Köln|größer|Büro|für später|Übersicht|Änderung|schön|Gemeinde|Düsseldorf",
    "pl": "Łódź|Gdańsk|Kraków|Świętosławski|część|zażółć|książka|użytkownik|źródło|później|miejscowość|Wałęsa",
    "cs": "Plzeň|Dvořák|příliš|žluťoučký|kůň|účet|město|Jiří Kovář|Františka|řízení|dělník|výroba",
    "ru": "Москва|Иванов Иван|улица Ленина|школа|проверено|Санкт-Петербург|заявление|отдел кадров|Новосибирск|жалоба",
}
LANGUAGES = {"gb18030": ["zh"], "gbk": ["zh"], "big5": ["tw"], "shift_jis": ["ja"], "euc-kr": ["ko"], "cp1252": ["fr", "de"],
             "cp1250": ["pl", "cs"], "cp1251": ["ru"]}
NAMES = {
    "zh": "编号 姓名 单位 地址 备注 类型 状态 说明", "tw": "編號 姓名 單位 地址 備註 類型 狀態 說明",
    "ja": "番号 氏名 住所 備考 部署 種類 状態 説明", "ko": "번호 이름 주소 비고 부서 종류 상태 설명",
    "ru": "номер имя адрес отдел вид статус заметка место", "fr": "numero nom adresse service genre etat note lieu",
    "de": "nummer name strasse amt art stand notiz ort", "pl": "numer nazwa ulica dzial typ stan uwagi miejsce",
    "cs": "cislo jmeno ulice urad typ stav pozn misto",
}


@dataclass
class Made:
    """A file: its bytes, and the table in it; `damage` is empty when it is whole."""

    data: bytes
    names: list[str]
    rows: list[list[str | None]]
    damage: str
    what: str
    broken: list[int] = field(default_factory=list)
    lines: int | None = None
    """Physical lines, where no cell holds a line break."""


def make(seed: int) -> Made:
    """Return the file of a seed."""
    rng = random.Random(seed)
    encoding = ENCODINGS[seed % len(ENCODINGS)]
    language = rng.choice(LANGUAGES.get(encoding, list(WORDS)))
    words = WORDS[language].split("|" if "|" in WORDS[language] else " ")
    delimiter = rng.choice(DELIMITERS)
    quote = rng.choice('"""\'') if rng.random() < 0.85 else ""
    damage = rng.choice(DAMAGE) if seed % 3 == 2 else ""
    width, height = rng.randint(2, 9), rng.randint(4, 60)
    kinds = ["id", "word", *rng.choices(["word", "two", "number", "date", "code", "decimal", "blank"], k=width - 2)]
    names = NAMES[language].split()[:width] + [f"x{n}" for n in range(width - 8)]
    hostile = bool(quote) and rng.random() < 0.5
    breaks = hostile and rng.random() < 0.5
    rows = [[_cell(rng, kind, at, words, delimiter, quote, hostile, breaks) for kind in kinds] for at in range(height)]
    everything = bool(quote) and rng.random() < 0.25
    escape = "\\" if quote and hostile and rng.random() < 0.2 else ""
    end = rng.choice(BREAKS)
    lines = [delimiter.join(_written(cell, delimiter, quote, escape, everything) for cell in row) for row in [names, *rows]]
    head = [words[0] + " 2024", ""] if width > 2 and rng.random() < 0.15 else []
    tail = ["", words[-1] + ": " + words[1] + " " + words[2]] if width > 2 and rng.random() < 0.15 else []
    what = f"{encoding} {language} {delimiter!r} {quote!r} {escape!r} {end!r} {damage} head={len(head)} tail={len(tail)}"
    physical = len(head) + len(lines) + len(tail) if not breaks else None
    data = _bytes(rng, [*head, *lines, *tail], end, encoding, damage, len(head), width, delimiter, quote)
    table = [[cell or None for cell in row] for row in rows]
    return Made(data, names, [row for row in table if any(row)], damage, what, lines=physical)


def _cell(
    rng: random.Random, kind: str, at: int, words: list[str], delimiter: str, quote: str, hostile: bool, breaks: bool
) -> str:
    if kind == "id":
        return str(1000 + at)
    if kind == "number":
        return str(rng.randint(-500, 90_000))
    if kind == "date":
        return f"20{rng.randint(10, 25)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    if kind == "code":
        return f"{rng.randint(0, 99_999):07}"
    if kind == "decimal":
        return f"{rng.randint(0, 999)}{',' if delimiter != ',' else '.'}{rng.randint(0, 99):02}"
    if kind == "blank" and rng.random() < 0.6:
        return ""
    text = rng.choice(words) + (" " + rng.choice(words) if kind == "two" else "")
    if hostile and rng.random() < 0.15:
        text += rng.choice([delimiter + "x", f" {quote}y{quote}", delimiter, f"{quote}"] + (["\nz", "\n"] if breaks else []))
    return text


def _written(cell: str, delimiter: str, quote: str, escape: str, everything: bool) -> str:
    needs = bool(quote) and any(sign in cell for sign in (delimiter, quote, "\n", "\r"))
    if not (needs or (everything and cell)):
        return cell
    return quote + cell.replace(quote, (escape or quote) + quote) + quote


def _bytes(
    rng: random.Random, lines: list[str], end: str, encoding: str, damage: str, head: int, width: int, delimiter: str,
    quote: str,
) -> bytes:
    at = rng.randrange(head + 1, head + 4)
    if damage == "short row":
        lines[at] = lines[at].rsplit(delimiter, 1)[0] if width > 2 else "x"
    elif damage == "long row":
        lines[at] += delimiter + "7" + delimiter + "8"
    elif damage == "open mark":
        lines[at] += delimiter + (quote or '"') + "x"
    elif damage == "nul":
        lines[at] += "\x00"
    text = end.join(lines) + (end if rng.random() < 0.8 else "")
    data = text.encode(encoding)
    if damage == "bad bytes":
        spot = data.find(b"1001")
        data = data[:spot] + b"\xff\xfe\xff"[: 2 if "16" in encoding else 3] + data[spot:]
    elif damage == "cut off":
        data = data[: -rng.randint(1, 5)]
    elif damage == "other encoding" and "16" not in encoding:
        data += ("1001" + delimiter * (width - 1) + "福州市政府办公室").encode("gbk" if "utf" in encoding else "utf-8")
    return data
