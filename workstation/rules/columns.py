"""Columns: how a rule names what it reads: the text of a field, its typed value, a code list, the day of the check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from workstation.engine.engine import quoted
from workstation.rules.reading import blank_sql, value_sql
from workstation.rules.spec import FieldSpec

DIVISIONS = "cn:divisions"
"""Name under which our own list of administrative divisions can be asked for (identifiers need it)."""


@dataclass(frozen=True)
class Columns:
    """Names of SQL columns for the mapped fields of a standard.

    They are numbers, not words: DuckDB takes Name and name for the same.

    specs:   {standard field name: FieldSpec} of the fields that are mapped
    sources: {standard field name: name of the column in the data}
    blank:   texts that count as blank
    today:   the day of the check; `today()` in a rule is this and nothing else, so a re-check repeats
    """

    specs: Mapping[str, FieldSpec]
    sources: Mapping[str, str]
    blank: tuple[str, ...]
    today: date
    typed: set[str] = field(default_factory=set)
    """Fields whose typed value some rule asked for."""
    read: set[str] = field(default_factory=set)
    """Fields that some rule asked for."""
    asked: dict[str, str] = field(default_factory=dict)
    """{code list that some rule asked for: name of its SQL table}."""

    parts: dict[str, str] = field(default_factory=dict)
    """{SQL over texts: its name}: what several rules or branches ask for, computed once before them."""

    @cached_property
    def _number(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.specs)}

    def text(self, name: str) -> str:
        """Return the SQL name of the text of a field; NULL where the cell is blank."""
        self.read.add(name)
        return f"t{self._number[name]}"

    def value(self, name: str) -> str:
        """Return the SQL name of the typed value; NULL where blank or unreadable. Text fields: the text."""
        if self.specs[name].type == "string":
            return self.text(name)
        self.read.add(name)
        self.typed.add(name)
        return f"v{self._number[name]}"

    def once(self, expression: str) -> str:
        """Return the SQL name of an expression over texts that is computed once for every row.

        DuckDB computes an expression anew in each branch of a CASE: 17 casts for a check digit instead of one.
        """
        return self.parts.setdefault(expression, f"p{len(self.parts)}")

    def unreadable(self, name: str) -> str:
        """Return SQL that is true where there is a text that cannot be read as the field's type."""
        if self.specs[name].type == "string":
            return "FALSE"
        return f"({self.text(name)} IS NOT NULL AND {self.value(name)} IS NULL)"

    def listed(self, expression: str, codes: str) -> str:
        """Return SQL that is true where a (not NULL) text is a code of the list."""
        table = self.asked.setdefault(codes, f"codes{len(self.asked)}")
        return f"({expression} IN (SELECT code FROM {table}))"

    def anew(self) -> Columns:
        """Return the same for another statement, with nothing asked for yet."""
        return replace(self, typed=set(), read=set(), asked={}, parts={})

    def select(self, answers: Iterable[tuple[str, str]], source: str = "data") -> str:
        """Return the whole statement: position and each (name, expression), in three stages computed once each.

        Reading (blank, typed) stands in inner selects so that every rule shares it.
        """
        outer = ", ".join(f"{expression} AS {quoted(name)}" for name, expression in answers)
        texts = ", ".join(
            f"CASE WHEN {blank_sql(quoted(self.sources[name]), self.blank)} THEN NULL ELSE "
            f"{quoted(self.sources[name])} END AS t{self._number[name]}" for name in sorted(self.read))
        inner = f"SELECT position{', ' if texts else ''}{texts} FROM {source}"
        values = [f"{value_sql(self.specs[name], self.text(name))} AS {self.value(name)}" for name in sorted(self.typed)]
        values += [f"{expression} AS {name}" for expression, name in self.parts.items()]
        if values:
            inner = f"SELECT *, {', '.join(values)} FROM ({inner})"
        return f"SELECT position, {outer} FROM ({inner})"
