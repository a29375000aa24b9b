"""FieldSpec and CodeList: what a standard says of one field, and a list of codes; plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True, eq=False)
class CodeList:
    """A list of codes in order. `columns` has code, name, parent, valid_from, valid_to, replaced_by where given."""

    name: str
    title: str
    version: str
    basis: str
    file: str
    columns: Mapping[str, list[str]]

    def __len__(self) -> int:
        """Return the number of codes."""
        return len(self.columns["code"])

    @property
    def codes(self) -> list[str]:
        """The codes, in the order of the file."""
        return self.columns["code"]

    @cached_property
    def table(self) -> Any:
        """The codes as a pa.Table with columns code and name, for the engine."""
        import pyarrow as pa

        names = self.columns.get("name", self.codes)
        return pa.table({"code": pa.array(self.codes, pa.string()), "name": pa.array(names, pa.string())})


@dataclass(frozen=True)
class FieldSpec:
    """One field as a standard asks for it; words of Table Schema where it has them."""

    name: str
    title: str = ""
    aka: tuple[str, ...] = ()
    """Other headers under which offices send it."""
    type: str = "string"
    required: bool = False
    unique: bool = False
    pattern: str = ""
    minLength: int | None = None
    maxLength: int | None = None
    minimum: str = ""
    """As written in the standard; read with the field's type."""
    maximum: str = ""
    enum: tuple[str, ...] = ()
    codes: str = ""
    """Name of a code list of the standard."""
    check: str = ""
    """Name of an identifier with a check digit, such as cn_rid."""
    accept: tuple[str, ...] = ()
    """Ways of writing a date or time, strptime patterns or excel-serial, tried in order."""
    groupChar: str = ""
    trueValues: tuple[str, ...] = ("true", "True", "TRUE", "1", "是")
    falseValues: tuple[str, ...] = ("false", "False", "FALSE", "0", "否")
    level: str = "error"
    example: str = ""
    description: str = ""
    unit: str = ""
    scale: Mapping[str, float] = field(default_factory=dict)
    """Factors from other units to `unit`."""
    grade: str = ""
    personal: str = ""
    mask: str = ""
    line: int = 0
    """Line in the pack's YAML."""

    @property
    def label(self) -> str:
        """What people call it."""
        return self.title or self.name
