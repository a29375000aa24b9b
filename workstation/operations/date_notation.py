"""Date notations: the SQL that reads one text as a date in many ways, and says which ones are ambiguous.

Nothing is guessed: a date whose day and month could change places is `ambiguous` until an order was chosen.
"""

from __future__ import annotations

from workstation.engine.engine import SPACE, literal
from workstation.operations.parsing import DASHES, NARROW, SPACES, WIDE

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
         r"nov(?:ember)?|dec(?:ember)?|\d{1,2}月)")
NTH = "(?:st|nd|rd|th)?"
SEP = r"\s*[-/.]\s*|\s+"
JOIN = "[-/., ]*"

CHINESE = r"^(\d{4}|\d{2})年(\d{1,2})月(\d{1,2})[日号]?$"
NUMERIC = rf"^(\d{{1,4}})(?:{SEP})(\d{{1,2}})(?:{SEP})(\d{{1,4}})$"
DAY_NAME = rf"^(\d{{1,2}}){NTH}{JOIN}(?:of )?{MONTH}{JOIN}(\d{{4}}|\d{{2}})$"
NAME_DAY = rf"^{MONTH}{JOIN}(\d{{1,2}}){NTH}[-/., ]+(\d{{4}}|\d{{2}})$"
YEAR_NAME = rf"^(\d{{4}}){JOIN}{MONTH}{JOIN}(\d{{1,2}}){NTH}$"
TIME = (r"^(.{5,}?)(?:t|\s*)\s*(上午|下午|晚上|中午|凌晨|早上)?\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?\s*"
        r"([ap]m|[ap]\.m\.)?\s*(z|utc|gmt|[-+]\d{2}:?\d{2})?$")

HIGHEST_SERIAL = 73_050
"""Excel's number of 2099-12-31. Of the numbers in a date field only those of five digits up to here are days."""


def _folded() -> str:
    """Return the steps from `text` to `t`: narrow, lower case, without weekday, Chinese numerals as digits."""
    source = WIDE + SPACES + DASHES + "。"
    target = NARROW + " " * len(SPACES) + "-" * len(DASHES) + "."
    weekday = r"\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?\s*"
    english = r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]*\s+"
    tens = [("([1-9])十([1-9])", r"\1\2"), ("([1-9])十", r"\g0"), ("十([1-9])", r"1\1"), ("十", "10")]
    numerals = "translate(t, '〇零○一二三四五六七八九', '000123456789')"
    for pattern, by in tens:
        numerals = f"regexp_replace({numerals}, '{pattern}', '{by.replace(chr(92) + 'g0', chr(92) + '10')}', 'g')"
    return f"""
    narrow as (select lower(regexp_replace(case when regexp_matches(text, '[^ -~]')
          then translate(text, {literal(source)}, {literal(target)}) else text end,
          '^{SPACE}+|{SPACE}+$', '', 'g')) as t
        from once),
    spoken as (select case when regexp_matches(t, '[年月]') and regexp_matches(t, '[〇零○一二三四五六七八九十]')
          then {numerals} else t end as t
        from (select case when regexp_matches(t, '星期|周|礼拜')
              then trim(regexp_replace(t, '{weekday}', ' ')) else t end as t
              from (select regexp_replace(t, '{english}', '') as t from narrow))),
    spaced as (select case when regexp_matches(t, '[年月日号时點点分秒]')
          then regexp_replace(regexp_replace(regexp_replace(t,
               '\\s*([年月])\\s*', '\\1', 'g'), '\\s*([日号])', '\\1', 'g'),
               '(\\d{{1,2}})[时點点](\\d{{1,2}})分(?:(\\d{{1,2}})秒)?$', '\\1:\\2:\\3')
          else t end as t from spoken),
    ready as (select regexp_replace(regexp_replace(regexp_replace(t, ':$', ''),
          '^(\\d{{8}})(\\d{{2}})(\\d{{2}})(\\d{{2}})$', '\\1 \\2:\\3:\\4'),
          '^(\\d{{4}}-\\d{{1,2}}-\\d{{1,2}})(?:z|[-+]\\d{{2}}:\\d{{2}})$', '\\1') as t from spaced)"""


def _timed(serials: str) -> str:
    """Return the steps from `t` to the date part `d` and hour, minute, second, zone."""
    fraction = r"^(\d{5})\.(\d+)$"
    seconds = f"round(try_cast('0.' || regexp_extract(t, '{fraction}', 2) as double) * 86400)::integer"
    serial_time = f"""
          case when regexp_matches(t, '{fraction}') then {seconds} end""" if serials != "no" else " null::integer"
    return f"""
    clocked as (select t, regexp_matches(t, '{TIME}') as timed,
          regexp_extract(t, '{TIME}', ['d', 'half', 'h', 'mi', 's', 'ap', 'zone']) as c,{serial_time} as serial_time
        from ready),
    halves as (select t, timed, c.zone as zone, serial_time,
          case when timed then c.d when serial_time is not null then substr(t, 1, 5) else t end as d,
          try_cast(c.h as integer) as h, try_cast(c.mi as integer) as mi, coalesce(try_cast(c.s as integer), 0) as s,
          c.half in ('下午', '晚上') or c.half = '中午' and c.h in ('1', '01', '2', '02') or c.ap like 'p%' as later,
          c.half in ('上午', '凌晨', '早上') or c.ap like 'a%' as sooner from clocked),
    hours as (select t, timed, zone, mi, s, serial_time, rtrim(d, '., ') as d,
          case when later and h < 12 then h + 12 when sooner and h = 12 then 0 else h end as h from halves),
    times as (select t, d, zone, timed or serial_time is not null as timed,
          case when not timed then true else coalesce(h < 24 and mi < 60 and s < 60, false) end as good_time,
          case when timed then h * 3600 + mi * 60 + s else coalesce(serial_time, 0) end as seconds from hours)"""


def _ordered(order: str, pivot: int, serials: str) -> str:
    """Return the steps from `d` to year, month, day texts and `ambiguous`."""
    a, b, c = "try_cast(n.a as integer)", "try_cast(n.b as integer)", "try_cast(n.c as integer)"
    if order in ("dmy", "mdy"):
        late = f"'{order}'"
        short = late
    else:
        late = f"case when {a} = {b} or {a} > 12 then 'dmy' when {b} > 12 then 'mdy' else '?' end"
        short = "'ymd'" if order == "ymd" else (
            f"case when {a} > 31 or length(n.c) = 1 then 'ymd' when length(n.a) = 1 or {c} > 31 then {late}"
            " else '?' end")
    first_year = "true" if order == "ymd" else "false"
    epoch = {"1900": "1899-12-30", "1904": "1904-01-01"}.get(serials)
    serial = (f"case when regexp_full_match(d, '[1-7][0-9]{{4}}') and d::integer <= {HIGHEST_SERIAL}"
              f" then date '{epoch}' + d::integer end") if epoch else "null::date"
    eight = {"dmy": "['d', 'm', 'y']", "mdy": "['m', 'd', 'y']"}.get(order)
    other_eight = (f"when regexp_matches(d, '^\\d{{8}}$')"
                   f" then regexp_extract(d, '^(\\d{{2}})(\\d{{2}})(\\d{{4}})$', {eight})"
                   if eight else "")
    numbered = ", ".join(literal(month) for month in MONTHS)

    def ymd(y: str, m: str, day: str) -> str:
        return f"{{'y': {y}, 'm': {m}, 'd': {day}}}"

    def picked(pattern: str, names: str) -> str:
        found = f"regexp_extract(d, '{pattern}', {names})"
        return f"when regexp_matches(d, '{pattern}') then {ymd(found + '.y', found + '.m', found + '.d')}"

    return f"""
    kinds as (select *, {serial} as serial, regexp_extract(d, '{NUMERIC}', ['a', 'b', 'c']) as n from times),
    orders as (select *, case when n.a = '' then '' when length(n.a) = 4 and length(n.c) <= 2 then 'ymd'
          when length(n.a) = 3 or length(n.c) = 3 then '' when length(n.c) = 4 and length(n.a) <= 2 then {late}
          when length(n.a) = 4 then '' else {short} end as o from kinds),
    pieces as (select t, timed, good_time, seconds, zone, serial, o = '?' as ambiguous, case
          when o = 'ymd' then {ymd('n.a', 'n.b', 'n.c')} when o = 'dmy' then {ymd('n.c', 'n.b', 'n.a')}
          when o = 'mdy' then {ymd('n.c', 'n.a', 'n.b')}
          {picked(CHINESE, "['y', 'm', 'd']")}
          when {first_year} and regexp_matches(d, '^\\d{{2}}[^\\d]') and not regexp_matches(d, '\\d{{4}}$')
            and regexp_matches(d, '{DAY_NAME}')
            then {ymd(*(f"regexp_extract(d, '{DAY_NAME}', {i})" for i in (1, 2, 3)))}
          {picked(DAY_NAME, "['d', 'm', 'y']")}
          {picked(NAME_DAY, "['m', 'd', 'y']")}
          {picked(YEAR_NAME, "['y', 'm', 'd']")}
          when regexp_matches(d, '^(?:1[89]|20|21)\\d{{2}}(?:0[1-9]|1[0-2])\\d{{2}}$')
            then {ymd("substr(d, 1, 4)", "substr(d, 5, 2)", "substr(d, 7, 2)")}
          {other_eight} end as p from orders),
    figures as (select t, timed, good_time, seconds, zone, serial, ambiguous, try_cast(p.d as integer) as day,
          case when regexp_matches(p.m, '^[a-z]') then list_position([{numbered}], substr(p.m, 1, 3))
               else try_cast(replace(p.m, '月', '') as integer) end as month,
          case when length(p.y) = 4 then try_cast(p.y as integer)
               when length(p.y) = 2 then try_cast(p.y as integer) + case when try_cast(p.y as integer) < {pivot}
               then 2000 else 1900 end end as year from pieces),
    dated as (select t, timed, good_time, seconds, zone, ambiguous,
          coalesce(serial, case when year >= 1000
            then try_cast(printf('%04d-%02d-%02d', year, month, day) as date) end) as day
        from figures)"""


def date_reading(order: str, pivot: int, serials: str, time: str) -> str:
    """Return SQL that reads column `text` of table `once`: `new` is ISO 8601, `state` says why not.

    order:   "" (nothing is guessed), ymd, dmy or mdy, for dates written in numbers only
    pivot:   two-digit years below it are 20xx, others 19xx
    serials: "1900", "1904" (the day number of a spreadsheet) or "no"
    time:    midnight (only midnight is dropped), drop, or keep
    States:  read, blank, ambiguous, time (a time other than midnight would be lost), unreadable
    """
    clock = "printf('%02d:%02d:%02d', seconds // 3600, seconds // 60 % 60, seconds % 60) || upper(zone)"
    written = "strftime(day, '%Y-%m-%d')"
    if time == "keep":
        written += f" || case when timed then 'T' || {clock} else '' end"
    lost = "seconds <> 0" if time == "midnight" else "false"
    return f"""with {_folded()},{_timed(serials)},{_ordered(order, pivot, serials)}
    select case when state = 'read' then {written} end as new, state from (select *, case when t = '' then 'blank'
        when ambiguous then 'ambiguous' when day is null or not good_time then 'unreadable'
        when {lost} then 'time' else 'read' end as state from dated)"""
