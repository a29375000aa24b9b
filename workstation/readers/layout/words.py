"""Words that tell what a row of a sheet is: totals, notes, signatures, page numbers, units, names of fields.

They are evidence among other evidence: a table in a language that stands nowhere here is found all the same.
"""

from __future__ import annotations

import re

_SPACE = r"[\s\u3000\xa0]*"


def _spaced(words: str) -> str:
    """Return a pattern of Chinese words whose signs may stand apart: 合　计."""
    return "|".join(_SPACE.join(word) for word in words.split())


def _plain(words: str) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"[\s-]*") for word in words.split("|"))


_TOTALS = (
    _spaced("合计 总计 共计 累计 总合计 总数 总和 总额 合计数 总计数 全部合计 合計 總計 共計 累計 総計 総合計 合计金额")
    + "|합계|총계|총합계|누계|"
    + _plain(
        "grand total|total general|total général|total geral|total generale|overall total|total|totals|sum|sum total|"
        "overall|summe|gesamt|gesamtsumme|insgesamt|summe total|somme|ensemble|suma|suma total|totale|soma|totaal|"
        "toplam|genel toplam|summa|totalt|razem|suma końcowa|ogółem|celkem|összesen|yhteensä|итого|всего|итог|"
        "итого всего|общий итог|усього|разом|tổng cộng|tổng|المجموع|الإجمالي|المجموع الكلي|jumlah|σύνολο"
    )
)
_SUBTOTALS = (
    _spaced(
        "小计 分计 本页小计 本页合计 本页累计 本月合计 本月小计 本月累计 本日合计 本年累计 本期合计 小計 過次頁 过次页 承前页 "
        "本页总计 季度合计"
    )
    + "|소계|"
    + _plain(
        "sub total|subtotal|sub totals|subtotals|zwischensumme|sous total|subtotale|subtotaal|ara toplam|delsumma|"
        "page total|carried forward|brought forward|промежуточный итог|mellansumma"
    )
)
_TAIL = r"(?:[（(].{0,12}[)）])?[\s\u3000\xa0]*[:：]?[\s\u3000\xa0]*"
TOTAL = re.compile(rf"[\s\u3000\xa0—\-*]*(?:{_TOTALS}){_TAIL}", re.IGNORECASE)
"""A cell that says total and nothing else."""
SUBTOTAL = re.compile(rf"[\s\u3000\xa0—\-*]*(?:{_SUBTOTALS}){_TAIL}", re.IGNORECASE)
NAMED_TOTAL = re.compile(
    r".{1,24}(?:小[\s\u3000]*计|合[\s\u3000]*计|总[\s\u3000]*计|汇总|小計|合計|總計|소계|합계)[\s\u3000]*[:：]?|"
    r"(?:合计|总计|共计|合計|總計)\W.*|"
    r"\S.{0,40}[\s\-:](?:sub-?\s?)?totals?|\S.{0,40}\s(?:gesamt|summe|итого|toplam)|"
    r"(?:sub-?\s?)?total\b.{1,40}|(?:итого|всего|summe|gesamt|sous-total|suma)\b.{1,40}",
    re.IGNORECASE,
)
"""A cell that speaks of a total among other words: one only when numbers or its place agree."""

NOTE = re.compile(
    r"[\s\u3000\xa0]*[(（【\[<《]*[\s\u3000\xa0]*(?:"
    r"备[\s\u3000]*注[\s\u3000]*[:：\d一二三四五六七八九十]|附[\s\u3000]*注|注[\s\u3000]*(?:[:：;；.、\d一二三①②③]|释|意|"
    r"明)|註[\s\u3000]*[:：]|備註[:：]|"
    r"说[\s\u3000]*明[\s\u3000]*(?:[:：\d一]|$)|填[\s\u3000]*[表报][\s\u3000]*(?:说[\s\u3000]*明|须知|要求)|編製說明|指标解释|"
    r"(?:数据|资料|資料|信息|图表)[\s\u3000]*(?:来源|來源|出处)|来源[\s\u3000]*[:：]|出典[\s\u3000]*[:：]|以上(?:数据|"
    r"资料|信息|内容|金额|各)|本表(?!单)|此表|"
    r"[※*＊#†‡]+(?=[\s\u3000]*\S{2})|"
    r"(?:foot)?notes?\b\s*(?:[:：.(\d]|$)|source\s*s?\b|data\s+sources?\b|remarks?\s*[:：]|fuentes?\b|quelle[n]?\b|nota[s]?\b|"
    r"anmerkung|hinweis|fußnote|disclaimer|примечан|источник|remarque|opmerking|bron\s*:|comments?\s*:|n\.?\s?b\.?\s*:|"
    r"last\s+(?:updated?|modified)|generated\s+(?:on|by)|downloaded|copyright|©|stand\s*:|fonte\s*:)",
    re.IGNORECASE,
)
NUMBERED = re.compile(
    r"[\s\u3000]*(?:\d{1,2}[.、．)）:：]|[(（]\d{1,2}[)）]|[①-⑳]|[一二三四五六七八九十]{1,3}、|[a-z][.)]\s)\s*\S"
)
"""What a numbered note or heading begins with."""
END = re.compile(
    r"[\s\u3000]*[(（—\-*\[]*[\s\u3000]*(?:以下空白|以下无正文|此页无正文|(?:全文)?完|续表|下接第.{1,4}页|"
    r"end of (?:table|report|list|data)|end|fin|ende|конец)"
    r"[\s\u3000]*[)）—\-*\]]*[\s\u3000]*",
    re.IGNORECASE,
)
_ROLE = (
    r"制[\s\u3000]*表|填[\s\u3000]*[表报]|审[\s\u3000]*[核批定]|复[\s\u3000]*核|经[\s\u3000]*办|负[\s\u3000]*责|"
    r"联[\s\u3000]*系|校[\s\u3000]*对|统[\s\u3000]*计|主[\s\u3000]*管|"
    r"会[\s\u3000]*计|出[\s\u3000]*纳|财[\s\u3000]*务|批[\s\u3000]*准|编[\s\u3000]*制|签[\s\u3000]*[字名章收]|"
    r"盖[\s\u3000]*章|公[\s\u3000]*章|法定代表|法人代表|录[\s\u3000]*入|"
    r"记[\s\u3000]*录|验[\s\u3000]*收|保[\s\u3000]*管|领[\s\u3000]*[导款取]|收[\s\u3000]*款|采[\s\u3000]*购|"
    r"报[\s\u3000]*出|报[\s\u3000]*送|上[\s\u3000]*报|分管|局长|处长|科长|院长|校长|厂长|"
    r"站长|主任|部门|单位|初[\s\u3000]*审|终[\s\u3000]*审|核[\s\u3000]*准|制[\s\u3000]*单|开[\s\u3000]*票|"
    r"申[\s\u3000]*请|承[\s\u3000]*办|検印|作成"
)
SIGNATURE = re.compile(
    rf"(?:{_ROLE})(?:{_ROLE})?[\s\u3000]*(?:[人员者]|单位|部门|负责人|领导|主管|科室|机关|日期|时间|电话|意见|专用)*[\s\u3000]*"
    r"(?:[(（][^()（）]{1,8}[)）])?[\s\u3000]*(?:签[\s\u3000]*[字名章]|"
    r"盖[\s\u3000]*章)?[\s\u3000]*(?:[(（][^()（）]{1,8}[)）])?[\s\u3000]*[:：]|"
    r"[(（][\s\u3000]*(?:盖[\s\u3000]*章|公[\s\u3000]*章|签[\s\u3000]*[字章名]|单位公章)[\s\u3000]*[)）]|"
    r"\b(?:prepared|approved|checked|reviewed|verified|signed|compiled|authori[sz]ed|received|issued|certified|"
    r"submitted)\s+by\b|"
    r"\bsignature\b|\bunterschrift\b|\berstellt\s+von\b|\bgeprüft\s+von\b|\bfirma\s*:|\belaborado\s+por\b|\bétabli\s+par\b|"
    r"\bисполнитель\b|\bруководитель\b|\bглавный\s+бухгалтер\b|\bподпись\b|\b작성자\b|작\s*성\s*자\s*:|확\s*인\s*자\s*:",
    re.IGNORECASE,
)
BARE_SIGNATURE = re.compile(
    r"[\s\u3000]*(?:制[\s\u3000]*表|填[\s\u3000]*表|填[\s\u3000]*报|审[\s\u3000]*核|复[\s\u3000]*核|经[\s\u3000]*办|"
    r"单位负责|统计负责|部门负责)[\s\u3000]*(?:人|员|日期|时间)?[\s\u3000]*(?:签[字名章])?[\s\u3000]*"
)
"""A label of a signature without its colon; its neighbour cell holds the name."""
DAY = re.compile(
    r"[\s\u3000]*(?:(?:填[表报]|制表|打印|报送|编制|统计|报告|导出|查询)?(?:日期|时间)[\s\u3000]*[:：])?[\s\u3000]*"
    r"(?:(?:19|20)\d\d|"
    r"二[〇○零]\S\S)[\s\u3000]*[年./-][\s\u3000]*[\d一二三四五六七八九十]{1,2}[\s\u3000]*[月./-](?:[\s\u3000]*[\d一二三四五六七八九十]{1,3}[\s\u3000]*日?)?[\s\u3000]*"
)
PAGE = re.compile(
    r"[\s\u3000]*(?:[-—–(（]*[\s\u3000]*第[\s\u3000]*[\d一二三四五六七八九十]{1,4}[\s\u3000]*[页頁](?:[\s\u3000,，/／|"
    r"()（）]*共[\s\u3000]*[\d一二三四五六七八九十]{1,4}[\s\u3000]*[页頁])?[\s\u3000)）—–-]*|"
    r"共[\s\u3000]*\d{1,4}[\s\u3000]*[页頁][\s\u3000,，/]*第[\s\u3000]*\d{1,4}[\s\u3000]*[页頁]|"
    r"(?:page|seite|página|pagina|стр(?:аница|\.)?|pg\.?|str\.?|sida|sayfa)\s*:?\s*\d{1,5}(?:\s*(?:of|von|de|di|из|/|sur|"
    r"van|av)\s*\d{1,5})?|"
    r"[-—–]\s*\d{1,4}\s*[-—–])[\s\u3000]*",
    re.IGNORECASE,
)
CAPTION = re.compile(r"[\s\u3000]*[^:：\d\s][^:：]{0,15}[:：][\s\u3000]*(?:\S|$)")
"""填报单位：某局 and the like."""
UNIT_CAPTION = re.compile(
    r"[\s\u3000]*[(（]?[\s\u3000]*(?:计[量算])?(?:金额)?单[\s\u3000]*位[\s\u3000]*[:：].*|[\s\u3000]*[(（]?(?:in|unit|"
    r"units|einheit|unité|unidad)\b[\s:].{0,30}|"
    r"[\s\u3000]*[(（](?:万|亿|千)?(?:元|人|户|吨)[)）][\s\u3000]*",
    re.IGNORECASE,
)
TITLE = re.compile(
    r".*(?:表|统计|情况|汇总|名单|台[\s\u3000]*账|清单|明细|一览|目录|报告|花名册|登记册|公示|附件[\s\u3000]*\d*|年鉴|"
    r"名册|预算|决算|方案|计划|日报|周报|月报|季报|年报|report|list|"
    r"statistics|summary|register|overview|statement|bericht|übersicht|liste|informe|rapport|отчет|ведомость|список)[\s\u3000]*"
    r"(?:[(（【\[].*[)）】\]])?[\s\u3000]*(?:[一二三四五六七八九十\d]{0,3})[\s\u3000]*",
    re.IGNORECASE | re.DOTALL,
)
DOCUMENT = re.compile(
    r"[\s\u3000]*(?:附[\s\u3000]*[件表][\s\u3000]*[\d一二三四五六七八九十]{0,3}[\s\u3000]*[:：]?|表[\s\u3000]*(?:号|"
    r"[\d一二三四五六七八九十]{1,3}).*|.{2,16}[\[〔【(（]\d{4}[\]〕】)）]第?[\s\u3000]*\d+[\s\u3000]*号.*|"
    r"(?:制定|批准|备案)(?:机关|文号).*|有效期至.*|(?:table|tab\.|tabelle|tableau|tabla|cuadro|таблица|appendix|"
    r"annex)\s*[\d.]+.*)",
    re.IGNORECASE,
)
_UNITS = (
    "元 万元 亿元 千元 百元 百万元 美元 万美元 亿美元 港元 欧元 日元 角 分 人 万人 亿人 千人 人次 万人次 户 万户 个 家 "
    "次 件 万件 台 套 辆 艘 只 头 株 棵 张 份 本 册 项 条 批 "
    "吨 万吨 亿吨 公斤 千克 克 毫克 斤 两 米 千米 公里 厘米 毫米 万公里 平方米 万平方米 平方公里 平方千米 亩 万亩 公顷 "
    "千公顷 立方米 万立方米 亿立方米 升 毫升 天 日 月 年 周岁 岁 小时 分钟 秒 "
    "度 千瓦 万千瓦 千瓦时 万千瓦时 亿千瓦时 兆瓦 摄氏度 倍 百分点 % ％ ‰ %% ℃ ° 位 名 所 座 处 床 张床 间 栋 幢 组 对 "
    "双 箱 包 袋 瓶 桶 盒 支 枚 "
    "kg g mg t km m cm mm m2 m² ㎡ km2 km² m3 m³ ha l ml h hr hrs min s d day days month months year years pcs pc ea "
    "unit units usd eur cny rmb gbp jpy "
    "us$ $ € £ ¥ ￥ kwh mwh gwh mw kw kva v a hz mb gb tb °c °f k pct percent percentage number count persons people 名/万人 "
    "чел. руб. тыс. шт. кг т % stk stück mio. tsd. t€ 千円 百万円 円 人/日 명 원 개 천원 백만원"
)
UNITS = frozenset(_UNITS.split())
_UNIT_SIGN = "".join(sorted({sign for unit in UNITS for sign in unit if sign > "\u2e80"}))
COMPOSED = re.compile(rf"[{_UNIT_SIGN}a-z%‰°²³$€£¥]{{1,6}}(?:[/／·*每][{_UNIT_SIGN}a-z\d%²³.]{{1,8}})+", re.IGNORECASE)
_NAMES = (
    "序号 编号 代码 名称 姓名 性别 年龄 出生 民族 籍贯 日期 时间 金额 数量 单价 总价 单位 地址 电话 手机 邮箱 备注 类型 "
    "类别 等级 状态 部门 职务 职称 学历 专业 身份证 证件 "
    "户籍 面积 人口 产值 增长 占比 比例 比重 合计 小计 指标 项目 地区 区县 城市 省份 年份 月份 年度 季度 收入 支出 余额 "
    "利润 成本 税 品种 规格 型号 品牌 产地 供应商 客户 企业 公司 "
    "法人 法定代表人 注册 资本 行业 经营 范围 许可 证号 文号 有效期 起始 截止 结束 开始 完成 负责人 联系人 经办 学校 "
    "班级 成绩 学号 工号 岗位 工资 银行 账号 开户 税号 统一社会信用代码 "
    "医院 床位 车牌 发证 颁发 颁证 机关 批准 结果 原因 内容 说明 描述 标题 主题 来源 链接 网址 经度 纬度 邮编 村 镇 乡 "
    "街道 社区 组 户主 家庭 关系 人数 户数 总数 次数 "
    "排名 名次 得分 评分 分数 百分比 同比 环比 预算 决算 计划 实际 完成率 本月 累计 上年 本年 期初 期末 借方 贷方 科目 "
    "摘要 凭证 数据 值 量 额 率 號 名稱 備註 日付 氏名 住所 番号 이름 번호 날짜 주소"
)
FIELD_WORDS = frozenset(_NAMES.split())
_SHORT = {word for word in FIELD_WORDS if len(word) == 1}
_STEMS = sorted((re.escape(word) for word in FIELD_WORDS - _SHORT), key=len, reverse=True)
FIELD_STEMS = re.compile("|".join(_STEMS) + r"|[额率值量数号名]$")
FIELD_LATIN = re.compile(
    r"\b(?:id|ids|no|nr|num|number|name|names|date|dates|time|amount|code|codes|type|status|price|quantity|qty|address|"
    r"phone|tel|email|e-mail|year|"
    r"month|day|total|description|category|city|country|region|state|province|county|district|gender|sex|age|remarks?|"
    r"notes?|comments?|unit|units|value|"
    r"rate|percent|percentage|count|title|department|company|product|item|customer|supplier|invoice|order|account|"
    r"balance|income|cost|sales|"
    r"population|area|school|class|grade|score|rank|first|last|start|end|from|to|latitude|longitude|zip|postcode|street|"
    r"website|url|version|"
    r"nummer|datum|betrag|ort|straße|plz|anzahl|preis|menge|einheit|nom|prénom|adresse|ville|montant|prix|quantité|"
    r"nombre|fecha|importe|precio|"
    r"cantidad|dirección|ciudad|código|codigo|naam|adres|наименование|дата|сумма|количество|цена|адрес|фамилия|имя|номер|"
    r"код|год|регион|город|"
    r"telephone|mobile|fax|owner|manager|contact|language|currency|weight|height|width|length|size|color|colour|model|"
    r"brand|vendor|"
    r"ward|votes?|party|candidate|indicator|variable|sector|industry|budget|actual|variance|target|plan)\b",
    re.IGNORECASE,
)
_MARKS = (
    "\" * ** - -- --- . .. ... / // ? N/A NA NULL None X \\ _ n.a. n/a na nil none null x "
    "~ · × – — —— ― … …… ″ √ ■ □ ○ ● ☐ ☑ ✓ ✗ 、 〃 〞 不详 同上 无 暂无 未知 空 ？"
)
PLACEHOLDERS = frozenset(_MARKS.split())
"""What stands in a cell instead of a value."""


ABOUT_TOTALS = (
    r"(?i)计[\s\x{3000}：:（(]*$|[合总共小累][\s\x{3000}]*计|[合總共小累総]計|汇总|总和|总数|总额|过次页|承前页|total|"
    r"totaal|totale|\bsum|summ|gesamt|somme|ensemble|soma|"
    r"toplam|razem|итог|итого|всего|усього|разом|insgesamt|overall|합계|총계|소계|누계|المجموع|الإجمالي|forward|tổng|"
    r"jumlah|celkem|ogółem|σύνολο"
)
"""What a cell that speaks of a total holds at least (RE2): a first sieve over many rows."""
_AVERAGES = (
    "平均 平均值 均值 平均数 最大值 最小值 最大 最小 中位数 标准差 占比 比例 average avg mean max min maximum minimum median "
    "mittelwert durchschnitt moyenne promedio среднее"
)
STATISTICS = frozenset(_AVERAGES.split())
"""Words for averages and limits, which stand below a table as totals do."""


def is_unit(text: str) -> bool:
    """Return whether a text is a unit of measure and nothing else."""
    plain = text.strip().strip("()（）[]【】").strip().lower()
    return bool(plain) and (plain in UNITS or COMPOSED.fullmatch(plain) is not None)


def is_field_word(text: str) -> bool:
    """Return whether a text sounds like the name of a field."""
    if len(text) > 40:
        return False
    plain = "".join(text.split())
    if plain in FIELD_WORDS or (len(plain) <= 20 and FIELD_STEMS.search(plain) is not None):
        return True
    return FIELD_LATIN.search(text.replace("_", " ")) is not None


def compact(text: str) -> str:
    """Return a text without any space, in lower case, to compare what was typed with different spacing."""
    return "".join(text.split()).lower()
