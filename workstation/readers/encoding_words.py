"""What is told of encodings: damaged lines, two encodings in one file, doubt, and texts that were encoded twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workstation.errors import Problem
from workstation.readers.delimited_tail import listed
from workstation.readers.encoding_source import Source
from workstation.text import Sentence, _, say

_TWICE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e"
    "\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}"
)
_SEVEN = re.compile(rb"(?<![\w+/])\+([A-Za-z0-9+/]{5,})-")


def damaged_lines(encoding: str, lines: Sequence[int], bad: int) -> Sentence:
    """Return that some lines hold bytes which are no text."""
    return say("The file is damaged: {n} of its bytes are not {encoding}, in lines {lines}. These lines are rejected.",
               n=bad, encoding=encoding, lines=listed(lines))


def two_encodings(most: str, few: str, lines: Sequence[int], count: int) -> Sentence:
    """Return that a file holds lines of two encodings, and which lines are in the rarer one."""
    return say("The file holds two encodings: most lines are {most}, and {n} are {few}, lines {lines}. Each was read in its"
               " own.", most=most, few=few, n=count, lines=listed(lines))


def unsure(encoding: str, others: Sequence[str]) -> Sentence:
    """Return that an encoding is a guess."""
    if not others:
        return say("The encoding {encoding} is a guess. Look whether its letters are right.", encoding=encoding)
    return say("The encoding {encoding} is a guess; it could also be {others}. Look whether its letters are right.",
               encoding=encoding, others=", ".join(others))


def oddities(head: bytes) -> Sentence | None:
    """Return a warning for valid UTF-8 whose texts were encoded twice, or that is UTF-7."""
    if head.isascii():
        return _utf7(head)
    text = head.decode("utf-8", "ignore")
    found = []
    for at, line in enumerate(text.split("\n"), 1):
        hits = _TWICE.findall(line)
        if hits and any(_undone(hit) for hit in hits):
            found.append((at, line.strip()[:40]))
    if found and len(found) * 2 >= sum(not line.isascii() for line in text.split("\n")):
        return say("Texts were encoded twice by another program, in lines {lines}, such as “{text}”. They were kept as they"
                   " stand; ask for the file in UTF-8.", lines=listed([at for at, _line in found]), text=found[0][1])
    if "锟斤拷" in text or "烫烫烫" in text:
        return say("The file holds “锟斤拷”, which stands for texts that another program lost. Ask for the original.")
    return None


def _undone(text: str) -> bool:
    try:
        return len(text.encode("cp1252").decode("utf-8")) < len(text)
    except UnicodeError:
        try:
            return len(text.encode("latin-1").decode("utf-8")) < len(text)
        except UnicodeError:
            return False


def _utf7(head: bytes) -> Sentence | None:
    for match in _SEVEN.finditer(head[:200_000]):
        try:
            text = match[0].decode("utf-7")
        except UnicodeError:
            continue
        if all("\u4e00" <= char <= "\u9fff" or "\u3040" <= char <= "\u30ff" or "\uac00" <= char <= "\ud7a3" for char in text):
            return say("Texts such as {text} look like UTF-7. If they do, import with the option encoding utf-7.",
                       text=match[0].decode()[:30])
    return None


def damaged(source: Source, encoding: str, line: int) -> Problem:
    """Return the Problem of a file that is not in the encoding it should be in."""
    return Problem(
        "bad-encoding",
        _("The file is not valid {encoding}.", encoding=encoding),
        where=_("{file}, line {line}", file=source.path.name, line=line),
        remedy=_(
            "Save it again as UTF-8 in the program it comes from, or import it with the right encoding,"
            " for example with the option encoding gb18030."
        ),
    )


def undecided(source: Source, line: int, choices: Sequence[str]) -> Problem:
    """Return the Problem of a file that no encoding makes a text of."""
    return Problem(
        "unknown-encoding",
        _("The encoding of this file could not be decided."),
        where=_("{file}: line {line} is not UTF-8, and no other encoding gives a text.", file=source.path.name, line=line),
        remedy=_(
            "Choose the encoding with the option “encoding”. The whole file can be read as: {choices}",
            choices=", ".join(choices),
        ),
    )
