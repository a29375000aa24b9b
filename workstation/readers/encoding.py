"""Which encoding a text file has, decided on the whole file in constant memory."""

from __future__ import annotations

import codecs
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers import encoding_evidence as evidence
from workstation.readers import encoding_words as words
from workstation.readers.encoding_lines import LineKinds, line_kinds
from workstation.readers.encoding_source import (
    BLOCK,
    HEAD_BYTES,
    LineCounter,
    Source,
    first_fault,
    unescaped,
    utf8_blocks,
)
from workstation.readers.reader import SURE
from workstation.text import Sentence, _, say

__all__ = ["BOMS", "CHOICES", "Encoding", "blocks", "decide", "of_head", "utf8_blocks"]

BOMS = (  # the longer marks first: UTF-32 LE begins like UTF-16 LE
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    ("\ufeff".encode("gb18030"), "gb18030"),
)
CHOICES = ("gb18030", "big5", "big5hkscs", "shift_jis", "cp932", "euc-kr", "euc-jp", "cp1252", "cp1251", "latin-1")
CLEAR = 5.0
"""How far, in natural logarithms, the likeliest encoding must lead before it is believed."""
LEAST_MEAN = {"latin": -8.0, "alphabet": -8.0, "signs": -11.5}
"""How likely a character must be on average in the likeliest language, for the text to look like that language."""


@dataclass(frozen=True)
class Encoding:
    """The encoding of a file: a codec name of Python, the length of the mark at its start, and why.

    damaged: some bytes are no text in it; these are read as U+FFFD, and the lines that hold one are to be rejected
    other:   the encoding of those lines that are not UTF-8, in a file of two encodings; empty in all others
    lines:   lines of the whole file; None while only its head was looked at
    """

    name: str
    mark: int
    reason: Sentence
    damaged: bool = False
    other: str = ""
    lines: int | None = None
    confidence: float = 1.0
    warning: Sentence | None = None


_known: OrderedDict[tuple[str, int, int, int, str | None], Encoding] = OrderedDict()


def decide(path: Path, wish: str | None, job: Job) -> Encoding:
    """Return the encoding of a text file, judged on the whole of it; Problem when no encoding gives a text.

    wish: a name given by a person; believed, yet what does not fit it is told
    """
    stat = path.stat()
    source = Source(path, stat.st_size)
    key = (str(path), stat.st_size, stat.st_mtime_ns, zlib.crc32(source.head()[:65_536]), wish)
    if key not in _known:  # a preview asks again and again while options are changed
        _known[key] = _decide(source, wish, job)
        while len(_known) > 64:
            _known.popitem(last=False)
    return _known[key]


def of_head(path: Path, wish: str | None, job: Job) -> Encoding:
    """Return the encoding that the head of a file speaks for; the whole file may decide otherwise."""
    size = path.stat().st_size
    found = _decide(Source(path, size, HEAD_BYTES), wish, job)
    return replace(found, lines=None, confidence=min(found.confidence, SURE))


def blocks(path: Path, mark: int, size: int, job: Job | None = None, label: str = "") -> Iterator[bytes]:
    """Yield the bytes of a file after its mark, in blocks of BLOCK bytes."""
    yield from Source(path, size).blocks(mark, job, label)


def _decide(source: Source, wish: str | None, job: Job) -> Encoding:
    head = source.head()
    mark, marked = next(((mark, name) for mark, name in BOMS if head.startswith(mark)), (b"", ""))
    if wish is not None:
        return _wished(source, wish, len(mark), marked, job)
    if marked and marked != "utf-8":
        return _fitting(source, marked, len(mark), job, say("The file begins with the mark of {encoding}.", encoding=marked))
    if not marked and (wide := _wide(head)):
        reason = say("Plain letters have zero bytes beside them, as {encoding} writes them.", encoding=wide)
        found = _fitting(source, wide, 0, job, reason)
        if not found.damaged:
            return found
    fault, lines = first_fault(source, "utf-8", len(mark), job)
    if fault is None:
        if not marked and (escaped := unescaped(head)) and first_fault(source, escaped, 0, job)[0] is None:
            reason = say("The file changes between alphabets by escape sequences, as {encoding} does.", encoding=escaped)
            return Encoding(escaped, 0, reason, lines=lines)
        reason = say("The file begins with the mark of {encoding}.", encoding="utf-8") if marked else say(
            "The whole file is valid UTF-8.")
        return Encoding("utf-8", len(mark), reason, lines=lines, warning=words.oddities(head))
    return _of_lines(source, len(mark), line_kinds(source, len(mark), job), job)


def _of_lines(source: Source, mark: int, kinds: LineKinds, job: Job) -> Encoding:
    """Return the encoding of a file that is not UTF-8 throughout, by what its lines are."""
    if kinds.other == 0 or (mark and kinds.other <= kinds.utf8 // 20):
        return Encoding("utf-8", mark, say("Nearly all of the file is valid UTF-8."), damaged=True, lines=kinds.lines,
                        confidence=0.65, warning=words.damaged_lines("utf-8", kinds.bad_lines, kinds.bad))
    ranked = evidence.rank(kinds.sample)
    if kinds.strong:
        if not ranked:
            return Encoding("utf-8", mark, say("Most lines are valid UTF-8."), damaged=True, lines=kinds.lines,
                            confidence=0.5, warning=words.damaged_lines("utf-8", kinds.bad_lines, kinds.bad))
        other = ranked[0].encoding
        many = kinds.utf8 >= kinds.other
        return Encoding(
            "utf-8", mark, say("Some lines are UTF-8 and others {encoding}.", encoding=other), damaged=True, other=other,
            lines=kinds.lines, confidence=0.6,
            warning=words.two_encodings("utf-8" if many else other, other if many else "utf-8",
                                        kinds.bad_lines if many else kinds.utf8_lines,
                                        kinds.other + kinds.damaged if many else kinds.utf8))
    return _by_evidence(source, kinds, ranked, job)


def _by_evidence(source: Source, kinds: LineKinds, ranked: Sequence[evidence.Judged], job: Job) -> Encoding:
    """Return the likeliest encoding that the whole file allows."""
    spoilt: Encoding | None = None
    for at, one in enumerate(ranked[:6]):
        if ranked[0].score - one.score > 60 and at:
            break
        reason = _why(one)
        found = _fitting(source, one.encoding, 0, job, reason, raises=False)
        lead = min((one.score - rest.score for rest in ranked[at + 1 :]), default=99.0)
        found = replace(found, confidence=_confidence(one, lead, found), lines=kinds.lines)
        if found.confidence < SURE and found.warning is None:
            others = [rest.encoding for rest in ranked if rest is not one and one.score - rest.score < CLEAR + 5]
            found = replace(found, warning=words.unsure(one.encoding, others[:3]))
        if not found.damaged:
            return found
        spoilt = spoilt or found
    if spoilt is not None:
        return spoilt
    raise words.undecided(source, kinds.first_bad, [name for name in CHOICES if first_fault(source, name, 0, job)[0] is None])


def _why(one: evidence.Judged) -> Sentence:
    if one.encoding == "gb18030":
        return say("The whole file was read as GB18030, and its characters are those that Chinese texts use.")
    return say("Read as {encoding}, its letters are those that a text in the language “{language}” uses.",
               encoding=one.encoding, language=one.language)


def _confidence(one: evidence.Judged, lead: float, found: Encoding) -> float:
    script = evidence.script_of(one.language)
    if one.mean < LEAST_MEAN[script]:
        return 0.4
    sure = 0.95 if lead >= CLEAR else 0.75 if lead >= CLEAR - 1.5 else 0.5
    return min(sure, 0.65) if found.damaged else sure


def _fitting(
    source: Source, name: str, mark: int, job: Job, reason: Sentence, raises: bool = True
) -> Encoding:
    """Return an encoding with which the whole file was read; damaged when few bytes do not fit, a Problem when many."""
    fault, lines = first_fault(source, name, mark, job)
    if fault is None:
        return Encoding(name, mark, reason, lines=lines)
    decoder = codecs.getincrementaldecoder(name)("replace")
    bad = good = 0
    count = LineCounter()
    places: list[int] = []
    for block in source.blocks(mark, job, _("Looking for the encoding")):
        text = decoder.decode(block)
        bad += (here := text.count("\ufffd"))
        good += len(text) - here
        if here and len(places) < 20:
            places += count.lines_of(text, "\ufffd")
        count.feed(text)
    if raises and bad * 20 > good:
        raise words.damaged(source, name, fault)
    if decoder.decode(b"", final=True):
        bad += 1
        places.append(count.total)
    return Encoding(name, mark, reason, damaged=True, lines=lines, confidence=0.65,
                    warning=words.damaged_lines(name, list(dict.fromkeys(places)), bad))


def _wished(source: Source, wish: str, mark: int, marked: str, job: Job) -> Encoding:
    try:
        name = codecs.lookup(wish).name
        if not codecs.lookup(wish)._is_text_encoding:  # base64, zip and the like are codecs too
            raise LookupError(wish)
    except LookupError as error:
        raise Problem(
            "bad-option",
            _("There is no encoding “{name}”.", name=wish),
            remedy=_("Use one of these: {names}", names=", ".join(("utf-8", *CHOICES))),
        ) from error
    name = {"utf-8-sig": "utf-8", "gb2312": "gb18030", "gbk": "gb18030"}.get(name, name)  # GB18030 holds the other two
    if name in ("utf-16", "utf-32"):
        name = marked if marked.startswith(name) else name + "-le"
    kept = mark if marked == name else 0
    reason = say("You chose {encoding}.", encoding=name)
    if name == "utf-8":
        fault, lines = first_fault(source, name, kept, job)
        if fault is None:
            return Encoding(name, kept, reason, lines=lines)
        kinds = line_kinds(source, kept, job)
        if kinds.other * 2 > kinds.utf8 + kinds.damaged:
            raise words.damaged(source, name, fault)
        return Encoding(name, kept, reason, damaged=True, lines=lines or kinds.lines,
                        warning=words.damaged_lines(name, kinds.bad_lines, kinds.bad))
    found = _fitting(source, name, kept, job, reason)
    return replace(found, confidence=1.0)


def _wide(head: bytes) -> str:
    """Return the UTF-16 or UTF-32 that bytes without a mark look like, or empty text."""
    if len(head) < 4 or b"\x00" not in head:
        return ""
    for name in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        width = 4 if "32" in name else 2
        if len(head) < BLOCK and len(head) % width > 1:
            continue
        text = head[: len(head) // width * width].decode(name, "replace")
        breaks = text.count("\n") + text.count("\r")
        wrong = text.count("\u0a00") + text.count("\u0d00") + text.count("\ufffd") + text.count("\x00")
        odd = evidence.unassigned(text[:50_000])
        if breaks and wrong == 0 and odd <= 0.01 * min(len(text), 50_000):
            return name
    return ""
