"""Parse numbers: write 1,234.50, １２３, 3.5万元 or (12) as plain decimal text, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.column import Positions
from workstation.dataset.operation import Context, NameOf, param
from workstation.dataset.table import Table
from workstation.engine.engine import SPACE, literal
from workstation.operations.parsing import DASHES, NARROW, SPACES, WIDE, ParseOperation
from workstation.text import N_, Sentence, _, say

UNITS = {"百": 2, "千": 3, "万": 4, "萬": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "億": 8, "十亿": 9, "百亿": 10,
         "千亿": 11, "万亿": 12}
"""Powers of ten that Chinese offices write after a number."""
BEFORE = ("US$", "HK$", "NT$", "CN¥", "RMB", "CNY", "USD", "EUR", "GBP", "JPY", "HKD", "人民币", "¥", "$", "€",
          "£", "₩", "₹")
AFTER = ("人民币", "元整", "圆整", "元", "圆", "块", "美元", "美金", "欧元", "英镑", "日元", "港元", "港币",
         "RMB", "CNY", "USD", "EUR", "GBP", "JPY", "HKD", "¥", "$", "€", "£")
LONGEST = 60
"""Powers of ten beyond this in 1e99 are not a number that an office wrote."""


def _any_of(words: Sequence[str]) -> str:
    return "(?:" + "|".join(word.replace("$", r"\$") for word in sorted(words, key=len, reverse=True)) + ")"


def number_pattern(decimal: str, *, units: bool, currency: bool) -> str:
    """Return the pattern of a number; groups open, sign, sign, int, frac, exp, unit, percent, close."""
    group, point = (",", r"\.") if decimal == "point" else (r"\.", ",")
    grouped = "|".join(rf"[1-9]\d{{0,2}}(?:{sep}\d{{3}})+" for sep in (group, " ", "['’]"))
    whole = rf"({grouped}|[1-9]\d?(?:{group}\d{{2}})+{group}\d{{3}}|\d*)"
    before = rf"(?:{_any_of(BEFORE)}\s*)?" if currency else ""
    after = rf"(?:\s*{_any_of(AFTER)})?" if currency else ""
    unit = rf"(?:\s*({'|'.join(sorted(UNITS, key=len, reverse=True))}))?" if units else "(x{0})"
    return (rf"^(?i:(\()?\s*([-+])?\s*{before}([-+])?\s*{whole}(?:{point}(\d*))?(?:e([-+]?\d{{1,4}}))?"
            rf"{unit}(?:\s*([%‰]))?{after}\s*(\))?)$")


@dataclass(frozen=True, kw_only=True)
class ParseNumber(ParseOperation):
    """Write numbers in plain decimal text, moving the point by text so that no digit is rounded.

    Thousands are read only in whole groups (1,23 is left). Zeros at the end stay (12.50), at the beginning go (007).
    """

    name: ClassVar[str] = "parse_number"
    title: ClassVar[str] = N_("Read numbers")
    help: ClassVar[str] = N_("Writes numbers plainly: without thousands separators, currency signs and full-width "
                             "digits; 3.5万 becomes 35000, (12) becomes -12. Not a digit is rounded. What "
                             "cannot be read as a number stays as it is.")
    group: ClassVar[str] = "values"
    decimal: str = param("point", kind="choice", label=N_("Decimal sign"),
                         choices={"point": N_("Point: 1,234.5"), "comma": N_("Comma: 1.234,5")})
    percent: str = param("fraction", kind="choice", label=N_("Percent"), choices={
        "fraction": N_("12.5% becomes 0.125"), "number": N_("12.5% becomes 12.5"), "leave": N_("leave as it is")})
    units: bool = param(True, kind="flag", label=N_("Work out 万 and 亿"), help=N_("Turn 3.5万 into 35000."))
    currency: bool = param(True, kind="flag", label=N_("Take currency signs off"))

    def reading(self) -> str:
        """Return the SQL: fold, match once, then move the point inside the digits as text."""
        names = "['open', 's1', 's2', 'whole', 'frac', 'exp', 'unit', 'pct', 'close']"
        pattern = literal(number_pattern(self.decimal, units=self.units, currency=self.currency))
        source, target = WIDE + SPACES + DASHES + "￥", NARROW + " " * len(SPACES) + "-" * len(DASHES) + "¥"
        powers = " ".join(f"when {literal(unit)} then {power}" for unit, power in UNITS.items())
        percent = "case p.pct when '%' then -2 when '‰' then -3 else 0 end" if self.percent == "fraction" else "0"
        refused = "p.pct <> ''" if self.percent == "leave" else "false"
        return f"""
        with folded as (select regexp_replace(case when regexp_matches(text, '[^ -~]')
              then translate(text, {literal(source)}, {literal(target)}) else text end,
              '^{SPACE}+|{SPACE}+$', '', 'g') as t
            from once),
        matched as (select t, regexp_matches(t, {pattern}) as fits, regexp_extract(t, {pattern}, {names}) as p
            from folded),
        counted as (select t, p, regexp_replace(p.whole, '[^0-9]', '', 'g') as i, p.frac as f,
              coalesce(try_cast(p.exp as integer), 0) as e, (p.open <> '' or p.s1 = '-' or p.s2 = '-') as negative,
              fits and (p.open <> '') = (p.close <> '') and not ((p.s1 <> '')::int + (p.s2 <> '')::int
                  + (p.open <> '')::int > 1) and not {refused} as fits from matched),
        moved as (select t, i || f as digits, negative,
              length(i) + e + case p.unit {powers} else 0 end + {percent} as spot,
              fits and i || f <> '' and abs(e) <= {LONGEST} as fits from counted),
        parts as (select t, digits, negative, fits, length(digits) as n,
              case when fits then spot else 0 end as spot from moved),
        written as (select t, fits, negative and regexp_matches(digits, '[1-9]') as negative,
              ltrim(case when spot <= 0 then '' when spot >= n then digits || repeat('0', spot - n)
                    else substr(digits, 1, spot) end, '0') as whole,
              case when spot <= 0 then repeat('0', -spot) || digits when spot >= n then ''
                    else substr(digits, spot + 1) end as part
            from parts)
        select case when fits then case when negative then '-' else '' end
              || case when whole = '' then '0' else whole end
              || case when part = '' then '' else '.' || part end end as new,
            case when fits then 'read' when t = '' then 'blank' else 'unreadable' end as state from written"""

    def notes(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Sentence]:
        """Return how many cells are no number."""
        _positions, _old, readings = self.readings(table, rows, context)
        left = readings.counts().get("unreadable", 0)
        return (say("Cells that cannot be read as numbers and stay as they are: {n}", n=left),) if left else ()

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        return _("Read numbers in “{field}”", field=name_of(self.field))
