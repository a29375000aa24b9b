"""Words shown to people: gettext catalogues for core and screen, and sentences kept as data.

English is the language of the source. `_("{n} rows in “{field}”", n=3, field="city")` words a sentence now;
`say(...)` keeps it as data (message and values) to be worded when shown, in the language of that moment.
Placeholders are always named: an f-string cannot be extracted. Catalogues: resources/text/<language>/.
"""

from __future__ import annotations

import gettext
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LANGUAGES = {"en": "English", "zh-CN": "简体中文"}
DOMAIN = "workstation"
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
"""Signs that turn the direction of writing: they make one name look like another."""
RESOURCES = Path(__file__).resolve().parent.parent / "resources"

_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"
_here: ContextVar[tuple[str, gettext.NullTranslations] | None] = ContextVar("language", default=None)


def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, RESOURCES / "text", [language.replace("-", "_")], fallback=True)


def set_language(language: str) -> None:
    """Word everything from now on in `language`, a key of LANGUAGES."""
    global _current, _language
    _current = _catalogue(language)
    _language = language


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Word everything inside the block in `language`: a file for somebody else. Other threads keep their own."""
    token = _here.set((language, _catalogue(language)))
    try:
        yield
    finally:
        _here.reset(token)


def language() -> str:
    """Return the language that sentences are worded in now."""
    here = _here.get()
    return here[0] if here else _language


def _words() -> gettext.NullTranslations:
    here = _here.get()
    return here[1] if here else _current


def _(message: str, /, **values: Any) -> str:
    """Return the message in the current language with its named values filled in."""
    worded = _words().gettext(message) if message else ""  # gettext("") is the catalogue's own header
    return worded.format(**values) if values else worded


def _n(one: str, many: str, n: int, **values: Any) -> str:
    """Return the singular or plural message for `n`; `n` may be used as {n}."""
    return _words().ngettext(one, many, n).format(n=n, **values)


def joined(*sentences: str) -> str:
    """Return whole sentences one after the other, as the current language sets them: Chinese puts no space between."""
    return ("" if language().startswith("zh") else " ").join(one for one in sentences if one)


def N_(message: str) -> str:
    """Mark a message for translation and return it unchanged, to be worded later with `_`."""
    return message


@dataclass(frozen=True)
class Sentence:
    """A sentence kept as data: str() words it in the language of that moment."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence in the current language."""
        return _(self.message, **self.values) if self.values else _(self.message)

    def data(self) -> dict[str, Any]:
        """Return the sentence as plain data for JSON."""
        return {"message": self.message, "values": dict(self.values)}


def one_line(text: str) -> bool:
    """Return whether a name is text of one line that shows what it is: no control, no direction sign, no half sign."""
    return not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in DIRECTIONS for char in text)


def say(message: str, /, **values: Any) -> Sentence:
    """Return a sentence kept as data."""
    return Sentence(message, values)
