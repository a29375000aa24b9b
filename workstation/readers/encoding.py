"""Which encoding a text file has, decided on the whole file in constant memory, and its text as UTF-8 blocks."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.text import Sentence, _, say

BLOCK = 4 << 20
HEAD_BYTES = 1 << 20
"""How much of a file is looked at when it should be shown at once."""
SMALL = 256 << 10
BOMS = (  # the longer marks first: UTF-32 LE begins like UTF-16 LE
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    ("\ufeff".encode("gb18030"), "gb18030"),
)
_LONE = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
CHOICES = ("big5", "big5hkscs", "shift_jis", "cp932", "euc-kr", "euc-jp", "cp1252", "cp1251", "latin-1")
COMMON_SHARE = 0.75
"""Share of characters that must be of GB2312 before GB18030 is believed: real Chinese text has over 0.97 (rare names,
old forms), Big5 and Shift_JIS read as GB18030 have under 0.6, since half their second bytes fall outside."""
FREQUENT_SHARE = 0.3
"""Share of Han characters that must be among the most frequent ones. Korean (EUC-KR) lies wholly inside GB2312 and is
told apart by frequency only: it has under 0.2, Chinese lists of names and of divisions over 0.45."""
KANA_SHARE = 0.1
"""Share of kana among kana and Han beyond which a text is Japanese (EUC-JP), not Chinese."""
FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形"
    "相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展"
    "五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战"
    "先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白"
    "教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且"
    "究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值"
    "号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙镇乡村街限"
    "司股份企店室栋楼幢刘陈杨黄赵吴徐孙朱胡郭何罗高郑梁谢宋唐邓韩冯曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付邹孟熊秦邱侯阎薛雷白段郝孔邵史毛常万顾赖武康贺尹钱施牛洪男女汉身电邮编话注册登记状态性别地址姓名备序登"
)


@dataclass(frozen=True)
class Encoding:
    """The encoding of a file: a codec name of Python, the length of the mark at its start, and why.

    damaged: a person wants it as UTF-8 although some bytes are not; these are read as U+FFFD, and the lines that hold
    one are to be rejected
    """

    name: str
    mark: int
    reason: Sentence
    damaged: bool = False
    lines: int | None = None
    """Lines of the whole file, None while only its head was looked at."""
    confidence: float = 1.0
    warning: Sentence | None = None


@cache
def _gb2312() -> frozenset[str]:
    """Return the characters of GB 2312-1980 (rows 1-9 and 16-87), the ones that nearly all Chinese text is made of."""
    found = set()
    for row in (*range(0xA1, 0xAA), *range(0xB0, 0xF8)):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return frozenset(found)


def decide(path: Path, wish: str | None, job: Job) -> Encoding:
    """Return the encoding of a text file; Problem with the choices when the evidence does not settle it.

    wish: a name given by a person; believed, yet the whole file must be readable with it
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(BLOCK)
    mark, marked = next(((mark, name) for mark, name in BOMS if head.startswith(mark)), (b"", ""))
    if wish is not None:
        return _wished(path, wish, len(mark) if marked else 0, marked, size, job)
    if marked:
        fault = first_fault(path, marked, len(mark), size, job)
        if fault is not None:
            raise _damaged(path, marked, fault)
        return Encoding(marked, len(mark), say("The file begins with the mark of {encoding}.", encoding=marked))
    if (wide := _wide(head)) and _reads_well(head, wide) and first_fault(path, wide, 0, size, job) is None:
        return Encoding(wide, 0, say("Plain letters have a zero byte beside them, as {encoding} writes them.", encoding=wide))
    fault = first_fault(path, "utf-8", 0, size, job)
    if fault is None:
        return Encoding("utf-8", 0, say("The whole file is valid UTF-8."))
    evidence = _chinese(path, size, job)
    if evidence is not None and evidence.convincing:
        return Encoding(
            "gb18030",
            0,
            say(
                "The whole file is valid GB18030, and {share} % of its characters are common ones.",
                share=round(100 * evidence.share, 1),
            ),
        )
    raise _undecided(path, fault, evidence is not None, size, job)


def _wished(path: Path, wish: str, mark: int, marked: str, size: int, job: Job) -> Encoding:
    try:
        name = codecs.lookup(wish).name
        if not codecs.lookup(wish)._is_text_encoding:  # base64, zip and the like are codecs too
            raise LookupError(wish)
    except LookupError as error:
        raise Problem(
            "bad-option",
            _("There is no encoding “{name}”.", name=wish),
            remedy=_("Use one of these: {names}", names=", ".join(("utf-8", "gb18030", *CHOICES))),
        ) from error
    name = {"utf-8-sig": "utf-8", "gb2312": "gb18030", "gbk": "gb18030"}.get(name, name)  # GB18030 holds the other two
    if name in ("utf-16", "utf-32"):
        name = marked if marked.startswith(name) else name + "-le"
    kept = mark if marked == name else 0
    fault = first_fault(path, name, kept, size, job)
    if fault is not None:
        if name == "utf-8" and _nearly_utf8(*_utf8_share(path, size, job)):
            return Encoding(name, kept, say("You chose {encoding}.", encoding=name), damaged=True)
        raise _damaged(path, name, fault)
    return Encoding(name, kept, say("You chose {encoding}.", encoding=name))


def _wide(head: bytes) -> str:
    """Return the UTF-16 that bytes without a mark look like, or empty text."""
    if len(head) < 4:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.03 * half and odd > 10 * even:
        return "utf-16-le"
    if even > 0.03 * half and even > 10 * odd:
        return "utf-16-be"
    return ""


def _reads_well(head: bytes, encoding: str) -> bool:
    """Return whether bytes read with an encoding give letters, signs and Chinese that people use, line ends among them."""
    text = head[: len(head) // 4 * 4].decode(encoding, "replace")
    known = _gb2312()
    good = sum(char.isascii() or char in known for char in text)
    return ("\n" in text or "\r" in text) and good >= 0.9 * len(text)


def blocks(
    path: Path, mark: int, size: int, job: Job | None = None, label: str = "", length: int | None = None
) -> Iterator[bytes]:
    """Yield the bytes of a file after its mark, in blocks of `length` bytes, else of BLOCK."""
    done = mark
    with path.open("rb") as file:
        file.seek(mark)
        while block := file.read(length or BLOCK):
            if job:
                job.step(done, size, label)
            yield block
            done += len(block)


def first_fault(path: Path, encoding: str, mark: int, size: int, job: Job) -> int | None:
    """Return the line (from 1) of the first byte that is not valid in `encoding`, None when the whole file is valid."""
    label = _("Looking for the encoding")
    if encoding == "utf-8":
        return _utf8_fault(blocks(path, mark, size, job, label))
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines = 1
    try:
        for block in blocks(path, mark, size, job, label):
            lines += decoder.decode(block).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        good = error.object[: error.start].decode(encoding, "ignore")
        return lines + good.count("\n")
    return None


def _utf8_fault(parts: Iterator[bytes]) -> int | None:
    """Return the line of the first byte that is not UTF-8. Arrow's check is several times as fast as decoding."""
    import numpy as np
    import pyarrow as pa

    rest = b""
    lines = 1
    for part in parts:
        block = rest + part if rest else part
        cut = _whole_characters(block)
        block, rest = block[:cut], block[cut:]
        ends = pa.py_buffer(np.array([0, len(block)], dtype=np.int32))
        try:
            pa.StringArray.from_buffers(1, ends, pa.py_buffer(block)).validate(full=True)
        except pa.ArrowInvalid:
            return lines + _bad_line(block)
        lines += block.count(b"\n")
    return lines + _bad_line(rest) if rest else None


def _bad_line(block: bytes) -> int:
    try:
        block.decode()
    except UnicodeDecodeError as error:
        return block[: error.start].count(b"\n")
    raise AssertionError("Arrow refused UTF-8 that Python reads")


def _whole_characters(block: bytes) -> int:
    """Return where to cut a block so that no UTF-8 character is cut; a broken one is left inside, to be found."""
    for back in range(1, min(4, len(block)) + 1):
        byte = block[-back]
        if byte < 0x80:
            return len(block)
        if byte >= 0xC0:
            need = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(block) - back if need > back else len(block)
    return len(block)


@dataclass(frozen=True)
class _Evidence:
    common: int
    other: int
    frequent: int
    han: int
    kana: int

    @property
    def share(self) -> float:
        return self.common / max(1, self.common + self.other)

    @property
    def convincing(self) -> bool:
        often = self.frequent >= FREQUENT_SHARE * self.han or (self.han < 12 and self.frequent > 0) or self.han < 3
        japanese = self.kana > KANA_SHARE * (self.kana + self.han)
        return self.share >= COMMON_SHARE and often and not japanese


def _chinese(path: Path, size: int, job: Job) -> _Evidence | None:
    """Return how Chinese a file looks when read as GB18030, None when it is not valid GB18030."""
    decoder = codecs.getincrementaldecoder("gb18030")("strict")
    known = _gb2312()
    counts: dict[str, int] = {}
    try:
        for block in blocks(path, 0, size, job, _("Looking for the encoding")):
            _count(decoder.decode(block), counts)
        _count(decoder.decode(b"", final=True), counts)
    except UnicodeDecodeError:
        return None
    common = sum(n for char, n in counts.items() if char in known)
    han = sum(n for char, n in counts.items() if "\u4e00" <= char <= "\u9fff")
    frequent = sum(n for char, n in counts.items() if char in FREQUENT)
    kana = sum(n for char, n in counts.items() if "\u3041" <= char <= "\u30fa")
    other = sum(n for char, n in counts.items() if char not in known and char <= "\uffff")  # beyond: four bytes, which
    return _Evidence(common, other, frequent, han, kana)  # no other encoding forms, so they do not speak against it


def _count(text: str, counts: dict[str, int]) -> None:
    """Add up the characters beyond ASCII; by numpy, since a counter in Python costs ten times as much."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    codes = codes[codes > 127]
    if not len(codes):
        return
    often = np.bincount(codes)
    for code in np.flatnonzero(often).tolist():
        char = chr(code)
        counts[char] = counts.get(char, 0) + int(often[code])


def _damaged(path: Path, encoding: str, line: int) -> Problem:
    return Problem(
        "bad-encoding",
        _("The file is not valid {encoding}.", encoding=encoding),
        where=_("{file}, line {line}", file=path.name, line=line),
        remedy=_(
            "Save it again as UTF-8 in the program it comes from, or import it with the right encoding,"
            " for example with the option encoding gb18030."
        ),
    )


def _undecided(path: Path, line: int, gb18030: bool, size: int, job: Job) -> Problem:
    bad, good = _utf8_share(path, size, job)
    if _nearly_utf8(bad, good):
        return Problem(
            "bad-encoding",
            _("The file is UTF-8 and damaged: {n} of its bytes are not.", n=bad),
            where=_("{file}, first in line {line}", file=path.name, line=line),
            remedy=_(
                "Ask for the file again, or mend these places in the program it comes from; or import it with the option"
                " encoding utf-8, which rejects the lines that hold them. Any other encoding would turn all other"
                " characters into wrong ones."
            ),
        )
    fitting = [name for name in CHOICES if first_fault(path, name, 0, size, job) is None]
    if "big5" in fitting:
        fitting.remove("big5hkscs")  # the same text: it only adds characters
    if "shift_jis" in fitting and "cp932" in fitting:
        fitting.remove("cp932")
    choices = ", ".join((["gb18030"] if gb18030 else []) + fitting)
    return Problem(
        "unknown-encoding",
        _("The encoding of this file could not be decided."),
        where=_(
            "{file}: line {line} is not UTF-8, and the file does not look like Chinese GB18030 either.",
            file=path.name,
            line=line,
        ),
        remedy=_(
            "Choose the encoding with the option “encoding”. The whole file can be read as: {choices}", choices=choices
        ),
    )


def _utf8_share(path: Path, size: int, job: Job) -> tuple[int, int]:
    """Return how many bytes of a file are not UTF-8, and how many characters beyond ASCII are."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    bad = good = 0
    for block in (*blocks(path, 0, size, job, _("Looking for the encoding")), b""):
        text = decoder.decode(block, final=not block)
        wrong = len(_LONE.findall(text))
        bad += wrong
        good += len(_BEYOND_ASCII.findall(text)) - wrong
    return bad, good


def _nearly_utf8(bad: int, good: int) -> bool:
    return good > 20 * bad


def of_head(path: Path, wish: str | None, job: Job) -> Encoding:
    """Return the encoding that the head of a file speaks for; the whole file may decide otherwise."""
    return decide(path, wish, job)


def last_lines(path: Path, encoding: Encoding, size: int, most: int) -> bytes:
    """Return the last whole lines of a text as UTF-8, about `most` bytes of it."""
    return b""


def utf8_blocks(
    path: Path, encoding: Encoding, size: int, job: Job, label: str, small: bool = False
) -> Iterator[bytes]:
    """Yield the text of a file as UTF-8, in blocks cut anywhere, also inside a character.

    small: in blocks of SMALL bytes, where the start is all that is wanted; else of BLOCK bytes
    """
    parts = blocks(path, encoding.mark, size, job, label, SMALL if small else BLOCK)
    if encoding.name in ("utf-8", "ascii") and not encoding.damaged:
        yield from parts
        return
    decoder: Any = codecs.getincrementaldecoder(encoding.name)("replace" if encoding.damaged else "strict")
    try:
        for part in parts:
            yield decoder.decode(part).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError as error:
        raise Problem(
            "bad-encoding",
            _("The file is not valid {encoding}.", encoding=encoding.name),
            where=path.name,
            remedy=_("Import it with another encoding."),
        ) from error
