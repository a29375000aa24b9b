"""An XML file gone through element by element: never an entity of its own, never anything outside the file."""

from __future__ import annotations

import codecs
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers import encoding as encodings
from workstation.readers.options import Options
from workstation.text import _, say

DEEPEST = 200
MOST_TOKEN = 16 << 20
"""Bytes of one tag or text in one piece."""
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][\w.:-]*)["']""")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc-kr": "cp949", "iso-8859-1": "cp1252",
          "us-ascii": "utf-8", "ascii": "utf-8", "big5": "big5hkscs", "utf8": "utf-8"}


class Events:
    """What is told while a file is gone through; elements by their own names, without the prefix of a namespace."""

    def start(self, name: str, attributes: list[str]) -> None:
        """Take the start of an element: its name, and names and values of its attributes in turn."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, data: str) -> None:
        """Take some of the text in an element."""


def encoding_of(path: Path, options: Options, job: Job) -> encodings.Encoding:
    """Return the encoding of an XML file: as it says itself when that is true, else as the whole file tells."""
    if options.encoding is None:
        with path.open("rb") as file:
            head = file.read(512)
        found = _DECLARED.search(head)
        if found is not None and not any(head.startswith(mark) for mark, _name in encodings.BOMS):
            name = found[1].decode("ascii").lower()
            name = _WIDER.get(name, name)
            try:
                codecs.lookup(name)
                reason = say("The file says that it is {encoding}, and is.", encoding=name)
                return dataclasses.replace(encodings.decide(path, name, job), reason=reason)
            except (LookupError, Problem):
                pass  # it says what is not true: the bytes decide
    return encodings.decide(path, options.encoding, job)


def walk(path: Path, encoding: encodings.Encoding, events: Events, job: Job, label: str) -> Iterator[None]:
    """Go through a file and tell `events`; yields after each part of it, so that what was gathered can be taken.

    Raises Problem when the file is no XML, defines entities, or nests too deeply.
    """
    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    parser.buffer_text = True
    local: dict[str, str] = {}
    depth = 0

    def start(name: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise _too_deep(path, parser)
        own = local.get(name)
        if own is None:
            own = local[name] = name.rpartition(":")[2]
        events.start(own, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        events.end(local[name])

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = events.text
    parser.EntityDeclHandler = lambda *_declared: _refuse(path)
    parser.SkippedEntityHandler = lambda name, parameter: None if parameter else events.text(f"&{name};")
    size = path.stat().st_size
    fed = 0
    try:
        for part in encodings.utf8_blocks(path, encoding, size, job, label):
            for at in range(0, len(part), 1 << 18):
                piece = part[at : at + (1 << 18)]
                parser.Parse(piece, False)
                fed += len(piece)
                if fed - max(0, parser.CurrentByteIndex) > MOST_TOKEN:
                    raise Problem("too-large", _("One text of this file has more than {n} MB.", n=MOST_TOKEN >> 20),
                                  _at(path, parser), _("Ask the sender what it is."))
                yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise Problem(
            "damaged-file",
            _("This file is not whole XML: {why}", why=expat.ErrorString(error.code) or str(error)),
            where=_("{file}, line {line}", file=path.name, line=error.lineno),
            remedy=_("Ask for the file again, or mend this place in a text editor."),
        ) from error


def _too_deep(path: Path, parser: Any) -> Problem:
    return Problem("too-deep", _("This file nests its parts more than {n} levels deep, as no table does.", n=DEEPEST),
                   _at(path, parser), _("Ask the sender what it is."))


def _at(path: Path, parser: Any) -> str:
    return _("{file}, line {line}", file=path.name, line=parser.CurrentLineNumber)


def _refuse(path: Path) -> None:
    raise Problem(
        "hostile-file",
        _("This file defines XML entities of its own, which can fill the memory or read other files."),
        where=path.name,
        remedy=_("Do not open it; ask the sender what it is."),
    )
