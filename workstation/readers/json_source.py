"""A JSON file gone through from its start in bounded memory: one value, element or member at a time."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers import encoding as encodings
from workstation.readers.json_text import Decoder, too_deep
from workstation.readers.options import Options
from workstation.text import _, say

AHEAD = 1 << 16
"""Characters that are looked ahead at least, so that the end of what is in memory is seldom met."""
LARGEST = 64 << 20
"""Characters of one record; more in one piece is no row of a table."""
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")


class Source:
    """The text of a JSON file and a place in it."""

    def __init__(self, path: Path, options: Options, job: Job, label: str) -> None:
        """Start at the beginning of a file; Problem when its encoding cannot be told."""
        self.path = path
        self.encoding = decided(path, options, job)
        self.decoder = Decoder()
        self.trailing_comma = False
        parts = encodings.utf8_blocks(path, self.encoding, path.stat().st_size, job, label)
        self._parts = _characters(parts)
        self._text = ""
        self._at = 0
        self._behind = 0  # lines of what was dropped
        self._ended = False

    @property
    def line(self) -> int:
        """Line of the place, from 1."""
        return self._behind + self._text.count("\n", 0, self._at) + 1

    def peek(self) -> str:
        """Return the next character that is no space, without going past it; empty text at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, sign: str) -> None:
        """Go past a sign that has to come next; Problem when another does."""
        if self.peek() != sign:
            raise self.broken(_("“{sign}” is missing.", sign=sign))
        self._at += 1

    def value(self) -> Any:
        """Return the value that comes next; Problem when it is none, or too large or deep for a record."""
        if len(self._text) - self._at < AHEAD:
            self._more()
        if not self.peek():
            raise self.broken(_("The file ends in the middle."))
        while True:
            try:
                found, end = self.decoder.scan_once(self._text, self._at)  # type: ignore[attr-defined]
            except json.JSONDecodeError as error:
                self._fail(error.msg, error.pos)
            except StopIteration as error:
                self._fail("Expecting value", error.value)
            except RecursionError as error:
                raise too_deep(self._where()) from error
            else:
                if end > len(self._text) - 64 and self._more():
                    continue  # a number may go on behind what is in memory
                self._at = end
                return found

    def _fail(self, message: str, place: int) -> None:
        """Get more text when the value may only be cut off, else raise the Problem."""
        cut = message.startswith("Unterminated") or place >= len(self._text) - 16
        if cut and len(self._text) - self._at > LARGEST:
            raise Problem(
                "too-large",
                _("One record of this file has more than {n} million characters.", n=LARGEST >> 20),
                where=self._where(),
                remedy=_("Ask the sender what it is."),
            )
        if cut:
            wanted = 2 * (len(self._text) - self._at)
            more = self._more()
            while more and len(self._text) - self._at < wanted and self._more():
                pass
            if more:
                return
            if place >= len(self._text.rstrip()) or message.startswith("Unterminated"):
                raise self.broken(_("The file ends in the middle."))
        self._at = min(place, len(self._text))
        raise self.broken(_("What stands there is no JSON."))

    def elements(self) -> Iterator[Any]:
        """Yield the elements of the array that comes next."""
        self.take("[")
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield self.value()
            if self._over("]"):
                return

    def members(self) -> Iterator[str]:
        """Yield the keys of the object that comes next; who draws them goes past each value before the next."""
        self.take("{")
        if self.peek() == "}":
            self._at += 1
            return
        while True:
            key = self.value() if self.peek() == '"' else None
            if not isinstance(key, str):
                raise self.broken(_("A name in quotation marks is missing."))
            self.take(":")
            yield key
            if self._over("}"):
                return

    def _over(self, end: str) -> bool:
        """Go past a comma, or the end of what is gone through, and return whether it was the end."""
        sign = self.peek()
        if sign == ",":
            self._at += 1
            if self.peek() != end:
                return False
            self.trailing_comma = True
            sign = end
        if sign == end:
            self._at += 1
            return True
        if not sign:
            raise self.broken(_("The file ends in the middle."))
        raise self.broken(_("“{sign}” is missing.", sign=","))

    def skip(self, depth: int = 0) -> None:
        """Go past the value that comes next without keeping it."""
        if depth < 64 and self.peek() == "{":
            for _key in self.members():
                self.skip(depth + 1)
        elif depth < 64 and self.peek() == "[":
            for _element in self.elements():
                pass
        else:
            self.value()

    def _more(self) -> bool:
        """Read on; False at the end of the file."""
        if self._ended:
            return False
        part = next(self._parts, None)
        if part is None:
            self._ended = True
            return False
        self._behind += self._text.count("\n", 0, self._at)
        self._text = self._text[self._at :] + part
        self._at = 0
        return True

    def _where(self) -> str:
        return _("{file}, line {line}", file=self.path.name, line=self.line)

    def broken(self, why: str) -> Problem:
        """Return the Problem for a text that is no JSON at this place."""
        return Problem(
            "damaged-file",
            _("This file is not whole JSON: {why}", why=why),
            where=self._where(),
            remedy=_("Ask for the file again, or mend this place in a text editor."),
        )


def decided(path: Path, options: Options, job: Job) -> encodings.Encoding:
    """Return the encoding of a JSON file: plain bytes with zeros between are UTF-16 or UTF-32, whatever the text."""
    if options.encoding is None:
        with path.open("rb") as file:
            head = file.read(4)
        name = json.detect_encoding(head)
        if name in ("utf-16-be", "utf-16-le", "utf-32-be", "utf-32-le"):
            reason = say("Plain letters have zero bytes beside them, as {encoding} writes them.", encoding=name)
            return dataclasses.replace(encodings.decide(path, name, job), reason=reason)
    return encodings.decide(path, options.encoding, job)


def _characters(parts: Iterator[bytes]) -> Iterator[str]:
    """Yield UTF-8 that was cut anywhere as text."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    for part in parts:
        yield decoder.decode(part)
    yield decoder.decode(b"", final=True)
