"""JSON as text: numbers stay digit by digit as they stand, and a value can be written as JSON again."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any

from workstation.errors import Problem
from workstation.text import _

DEEPEST = 200
"""Levels of arrays and objects inside each other; no table is made like that."""
LEVELS = 8
"""Levels of objects that become fields of their own; what lies deeper is kept as JSON text."""

Path = tuple[str, ...]
"""The keys that lead to a value."""


class Number(str):
    """A number, or NaN and its like, as it stands in the file."""

    __slots__ = ()


class Decoder(json.JSONDecoder):
    """Decodes JSON with numbers as `Number`, and counts keys that stand twice in one object (the last one counts)."""

    def __init__(self) -> None:
        """Make a decoder for one file."""
        self.doubles = 0
        self.double = ""
        super().__init__(
            object_pairs_hook=self._object, parse_float=Number, parse_int=Number, parse_constant=Number, strict=False
        )

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            self.doubles += len(pairs) - len(found)
            if not self.double:
                seen: set[str] = set()
                self.double = next(key for key, _value in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return found


def json_text(value: Any, depth: int = 0) -> str:
    """Return a decoded value as JSON text, its numbers as they stood; Problem when it is nested too deeply."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if depth >= DEEPEST:
        raise too_deep("")
    if isinstance(value, dict):
        parts = [f"{encode_basestring(key)}: {json_text(one, depth + 1)}" for key, one in value.items()]
        return "{" + ", ".join(parts) + "}"
    return "[" + ", ".join([json_text(one, depth + 1) for one in value]) + "]"


def cell_text(value: Any) -> str | None:
    """Return a decoded value as the text of a cell: null is blank, true and false are words, the rest is JSON."""
    if isinstance(value, str):
        return str(value) or None
    if value is None:
        return None
    return json_text(value)


def flat(record: dict[str, Any], levels: int = LEVELS) -> dict[Path, str | None]:
    """Return an object's values by the keys that lead to them; arrays and empty objects are kept as JSON text."""
    out: dict[Path, str | None] = {}
    _flatten(record, (), out, levels)
    return out


def _flatten(record: dict[str, Any], above: Path, out: dict[Path, str | None], levels: int) -> None:
    for key, value in record.items():
        path = (*above, key)
        if isinstance(value, str):
            out[path] = value or None
        elif value is None:
            out[path] = None
        elif isinstance(value, dict) and value and levels > 0:
            _flatten(value, path, out, levels - 1)
        else:
            out[path] = json_text(value)


def too_deep(where: str) -> Problem:
    """Return the Problem for a text that nests arrays or objects far beyond any table."""
    return Problem(
        "too-deep",
        _("This file nests its parts more than {n} levels deep, as no table does.", n=DEEPEST),
        where=where,
        remedy=_("Ask the sender what it is."),
    )
