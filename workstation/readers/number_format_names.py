"""Words that number formats show: months and days by language, eras, and numbers in Chinese, Japanese and Korean signs.

The names are those that the spreadsheet programs show for a language, short ones with or without a stop as each has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """Words of one language; months from January, days from Sunday."""

    months: tuple[str, ...]
    months_short: tuple[str, ...]
    days: tuple[str, ...]
    days_short: tuple[str, ...]
    halves: tuple[str, str] = ("AM", "PM")


def _names(months: str, months_short: str, days: str, days_short: str, halves: str = "AM PM") -> Names:
    first, second = halves.split()
    return Names(
        tuple(months.split()),
        tuple(months_short.split()),
        tuple(days.split()),
        tuple(days_short.split()),
        (first, second),
    )


_ENGLISH = _names(
    "January February March April May June July August September October November December",
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "Sunday Monday Tuesday Wednesday Thursday Friday Saturday",
    "Sun Mon Tue Wed Thu Fri Sat",
)
_MONTH_SIGNS = "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"
LANGUAGES: Mapping[str, Names] = {
    "en": _ENGLISH,
    "zh": _names(
        "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
        _MONTH_SIGNS,
        "星期日 星期一 星期二 星期三 星期四 星期五 星期六",
        "周日 周一 周二 周三 周四 周五 周六",
        "上午 下午",
    ),
    "ja": _names(
        _MONTH_SIGNS,
        _MONTH_SIGNS,
        "日曜日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日",
        "日 月 火 水 木 金 土",
        "午前 午後",
    ),
    "ko": _names(
        "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
        "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
        "일요일 월요일 화요일 수요일 목요일 금요일 토요일",
        "일 월 화 수 목 금 토",
        "오전 오후",
    ),
    "de": _names(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez",
        "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag",
        "So Mo Di Mi Do Fr Sa",
    ),
    "fr": _names(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "dimanche lundi mardi mercredi jeudi vendredi samedi",
        "dim. lun. mar. mer. jeu. ven. sam.",
    ),
    "es": _names(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene feb mar abr may jun jul ago sep oct nov dic",
        "domingo lunes martes miércoles jueves viernes sábado",
        "dom lun mar mié jue vie sáb",
    ),
    "it": _names(
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "domenica lunedì martedì mercoledì giovedì venerdì sabato",
        "dom lun mar mer gio ven sab",
    ),
    "pt": _names(
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "jan fev mar abr mai jun jul ago set out nov dez",
        "domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado",
        "dom seg ter qua qui sex sáb",
    ),
    "nl": _names(
        "januari februari maart april mei juni juli augustus september oktober november december",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "zondag maandag dinsdag woensdag donderdag vrijdag zaterdag",
        "zo ma di wo do vr za",
    ),
    "pl": _names(
        "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "niedziela poniedziałek wtorek środa czwartek piątek sobota",
        "N Pn Wt Śr Cz Pt So",
    ),
    "ru": _names(
        "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь",
        "янв фев мар апр май июн июл авг сен окт ноя дек",
        "воскресенье понедельник вторник среда четверг пятница суббота",
        "Вс Пн Вт Ср Чт Пт Сб",
    ),
    "tr": _names(
        "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
        "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
        "Pazar Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi",
        "Paz Pzt Sal Çar Per Cum Cmt",
    ),
    "sv": _names(
        "januari februari mars april maj juni juli augusti september oktober november december",
        "jan feb mar apr maj jun jul aug sep okt nov dec",
        "söndag måndag tisdag onsdag torsdag fredag lördag",
        "sön mån tis ons tor fre lör",
    ),
    "da": _names(
        "januar februar marts april maj juni juli august september oktober november december",
        "jan feb mar apr maj jun jul aug sep okt nov dec",
        "søndag mandag tirsdag onsdag torsdag fredag lørdag",
        "sø ma ti on to fr lø",
    ),
}
_PRIMARY = {
    0x04: "zh", 0x06: "da", 0x07: "de", 0x09: "en", 0x0A: "es", 0x0C: "fr", 0x10: "it", 0x11: "ja", 0x12: "ko", 0x13: "nl",
    0x14: "da", 0x15: "pl", 0x16: "pt", 0x19: "ru", 0x1D: "sv", 0x1F: "tr",
}  # fmt: skip
"""Languages by the low ten bits of a Windows locale; MS-LCID."""


def language_of(locale: int) -> str:
    """Return the language of a Windows locale: zh, zh-TW for places with old signs, en ..., "" when it has no names."""
    low = locale & 0xFFFF
    if low in (0x0404, 0x0C04, 0x1404):
        return "zh-TW"
    return _PRIMARY.get(low & 0x3FF, "")


def names_of(language: str) -> Names:
    """Return the words of a language; English ones where there are no own."""
    return LANGUAGES.get(language.partition("-")[0], _ENGLISH)


ERAS = (
    (20190501, "令和", "R"),
    (19890108, "平成", "H"),
    (19261225, "昭和", "S"),
    (19120730, "大正", "T"),
    (18680908, "明治", "M"),
)
"""Japanese eras: first day, name, letter."""


def era(year: int, month: int, day: int) -> tuple[str, str, int]:
    """Return name, letter and year of the Japanese era of a day."""
    number = year * 10000 + month * 100 + day
    for start, name, letter in ERAS:
        if number >= start:
            return name, letter, year - start // 10000 + 1
    return "", "", year


@dataclass(frozen=True)
class _Signs:
    digits: str
    small: tuple[str, str, str]
    large: tuple[str, ...]
    one_ten: bool = True
    """Whether ten is written as one ten."""


_CHINESE_LARGE = ("", "万", "亿", "万亿", "亿亿")
_OLD_LARGE = ("", "萬", "億", "兆", "京")
_KOREAN_LARGE = ("", "만", "억", "조", "경")
_SIGNS: Mapping[tuple[str, int], _Signs] = {
    ("zh", 1): _Signs("〇一二三四五六七八九", ("十", "百", "千"), _CHINESE_LARGE),
    ("zh", 2): _Signs("零壹贰叁肆伍陆柒捌玖", ("拾", "佰", "仟"), _CHINESE_LARGE),
    ("zh", 3): _Signs("０１２３４５６７８９", ("十", "百", "千"), _CHINESE_LARGE),
    ("zh-TW", 1): _Signs("○一二三四五六七八九", ("十", "百", "千"), _OLD_LARGE),
    ("zh-TW", 2): _Signs("零壹貳參肆伍陸柒捌玖", ("拾", "佰", "仟"), _OLD_LARGE),
    ("zh-TW", 3): _Signs("０１２３４５６７８９", ("十", "百", "千"), _OLD_LARGE),
    ("ja", 1): _Signs("〇一二三四五六七八九", ("十", "百", "千"), ("", "万", "億", "兆", "京"), False),
    ("ja", 2): _Signs("〇壱弐参四伍六七八九", ("拾", "百", "阡"), ("", "萬", "億", "兆", "京")),
    ("ja", 3): _Signs("０１２３４５６７８９", ("十", "百", "千"), ("", "万", "億", "兆", "京"), False),
    ("ko", 1): _Signs("〇一二三四五六七八九", ("十", "百", "千"), ("", "万", "億", "兆", "京")),
    ("ko", 2): _Signs("零壹貳參四伍六七八九", ("拾", "百", "千"), _OLD_LARGE),
    ("ko", 3): _Signs("０１２３４５６７８９", ("十", "百", "千"), ("", "万", "億", "兆", "京")),
    ("ko", 4): _Signs("영일이삼사오육칠팔구", ("십", "백", "천"), _KOREAN_LARGE, False),
}


def _signs(language: str, style: int) -> _Signs:
    return _SIGNS.get((language, style)) or _SIGNS[("zh", min(style, 3))]


def digit_by_digit(text: str, style: int, language: str = "") -> str:
    """Return text with each digit as a sign: 2024 is 二〇二四. style: 1 to 4, the number in [DBNum1]."""
    return text.translate(dict(zip(range(48, 58), _signs(language, style).digits, strict=True)))


def spelled(text: str, style: int, language: str = "", short: bool = False) -> str:
    """Return a number written in plain digits as it is read: 123.5 is 一百二十三.五.

    style: 1 to 4, the number in [DBNum1]; short: ten is 十 and not 一十, as in dates
    """
    whole, point, rest = text.partition(".")
    sign = whole[:1] if whole[:1] in ("-", "+") else ""
    whole = whole.lstrip("-+")
    if not whole.isdecimal() or len(whole) > 20:
        return digit_by_digit(text, style, language)
    signs = _signs(language, style)
    words = _whole(whole.lstrip("0"), signs) or signs.digits[0]
    if (short or not signs.one_ten) and words.startswith(signs.digits[1] + signs.small[0]):
        words = words[1:]
    return sign + words + point + digit_by_digit(rest, style, language)


def _whole(digits: str, signs: _Signs) -> str:
    """Return a whole number in words, in groups of four digits; a gap of zeros is one zero."""
    groups = []
    while digits:
        groups.append(digits[-4:])
        digits = digits[:-4]
    out = ""
    zero = False
    for at in range(len(groups) - 1, -1, -1):
        group = groups[at].zfill(4)
        if group == "0000":
            zero = bool(out)
            continue
        for place, digit in enumerate(group):
            if digit == "0":
                zero = zero or bool(out)
                continue
            if zero and signs.one_ten:
                out += signs.digits[0]
            zero = False
            unit = signs.small[2 - place] if place < 3 else ""
            one = digit == "1" and unit and not signs.one_ten
            out += ("" if one else signs.digits[int(digit)]) + unit
        out += signs.large[at]
    return out
