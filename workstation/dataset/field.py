"""Field: one column of a table, with an id that never changes."""

from __future__ import annotations

import dataclasses
import os
import time
import uuid
from dataclasses import dataclass
from typing import Any

TYPES = ("string", "integer", "number", "boolean", "date", "datetime", "time", "year")
"""The words of Table Schema 2.0 that a field's text can be read as."""


def uuid7() -> str:
    """Return a new UUIDv7 as text: 48 bits of milliseconds, then chance (RFC 9562, 5.7)."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


@dataclass(frozen=True)
class Field:
    """One field: `id` is for the journal, the rest are attributes that a person may change."""

    id: str
    name: str
    title: str = ""
    """What people call it, where that differs from the name."""
    type: str = "string"
    """How its text is read when checking, sorting and packing; one of TYPES. Text itself stays as it was."""
    formats: tuple[str, ...] = ()
    """Accepted strptime patterns of a date or datetime, tried in order."""
    description: str = ""

    def with_(self, **changes: Any) -> Field:
        """Return a copy with some attributes changed."""
        return dataclasses.replace(self, **changes)

    def data(self) -> dict[str, Any]:
        """Return the field as plain data."""
        return {**dataclasses.asdict(self), "formats": list(self.formats)}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Field:
        """Return the field that `data` describes."""
        return cls(**{**data, "formats": tuple(data.get("formats", ()))})


def new_field(name: str, **attributes: Any) -> Field:
    """Return a field with a new id."""
    return Field(id="f" + uuid7().replace("-", ""), name=name, **attributes)
