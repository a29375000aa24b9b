"""Filters of a view: plain data that says which rows are looked at; each knows the SQL that asks for it.

Blank means nothing or only white space, except in OneOf, which compares texts exactly so that its counts are a facet's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from workstation.dataset.field import Field
from workstation.dataset.reading import blank, date, number, readable
from workstation.engine.engine import literal
from workstation.engine.pattern import check_pattern, escaped
from workstation.errors import Problem
from workstation.text import _


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Rows whose cell in one field fits; `negate` turns it round. `field` is an id or a name."""

    kind: ClassVar[str] = ""
    field: str = ""
    negate: bool = False

    def check(self, field: Field) -> None:
        """Raise a Problem when the filter cannot be asked."""

    def sql(self, field: Field, column: str) -> str:
        """Return the condition over the quoted column; NULL counts as no."""
        raise NotImplementedError

    def condition(self, field: Field, column: str) -> str:
        """Return the condition with `negate` taken into account, never NULL."""
        self.check(field)
        return f"{'not ' if self.negate else ''}coalesce({self.sql(field, column)}, false)"

    def data(self) -> dict[str, Any]:
        """Return the filter as plain data."""
        plain = dataclasses.asdict(self)
        return {"kind": self.kind, **{key: list(v) if isinstance(v, tuple) else v for key, v in plain.items()}}


@dataclass(frozen=True, kw_only=True)
class OneOf(Filter):
    """The text is exactly one of `values`; None among them is a cell with nothing in it."""

    kind: ClassVar[str] = "one-of"
    values: tuple[str | None, ...] = ()

    def sql(self, field: Field, column: str) -> str:
        """Return the condition."""
        ways = [f"{column} is null"] if None in self.values else []
        if named := [literal(value) for value in self.values if value is not None]:
            ways.append(f"{column} in ({', '.join(named)})")
        return f"({' or '.join(ways)})" if ways else "false"


@dataclass(frozen=True, kw_only=True)
class Contains(Filter):
    """The text contains `text`, or what the RE2 pattern matches; `whole` asks for the whole cell."""

    kind: ClassVar[str] = "contains"
    text: str = ""
    pattern: bool = False
    whole: bool = False
    ignore_case: bool = True

    def check(self, field: Field) -> None:
        """Raise a Problem for a bad pattern."""
        if self.pattern:
            check_pattern(self.text)

    def sql(self, field: Field, column: str) -> str:
        """Return the condition."""
        if not self.pattern and not self.whole:
            return containing(column, self.text, ignore_case=self.ignore_case)
        pattern = self.text if self.pattern else escaped(self.text)
        ask = "regexp_full_match" if self.whole else "regexp_matches"
        return f"{ask}({column}, {literal(pattern)}, '{'si' if self.ignore_case else 's'}')"


@dataclass(frozen=True, kw_only=True)
class IsBlank(Filter):
    """The cell is blank: nothing or only white space."""

    kind: ClassVar[str] = "blank"

    def sql(self, field: Field, column: str) -> str:
        """Return the condition."""
        return blank(column)


@dataclass(frozen=True, kw_only=True)
class Unreadable(Filter):
    """The cell has a text that cannot be read as the field's type, or as the type `reads`."""

    kind: ClassVar[str] = "unreadable"
    reads: str = ""

    def sql(self, field: Field, column: str) -> str:
        """Return the condition."""
        return f"not {readable(field.with_(type=self.reads or field.type), column)}"


@dataclass(frozen=True, kw_only=True)
class Between(Filter):
    """The number or date lies between `low` and `high`, both included; an empty bound is none.

    reads: number or date; empty takes the field's type. A day as `high` means the whole of that day.
    """

    kind: ClassVar[str] = "between"
    low: str = ""
    high: str = ""
    reads: str = ""

    def _dates(self, field: Field) -> bool:
        return (self.reads or field.type) in ("date", "datetime")

    def sql(self, field: Field, column: str) -> str:
        """Return the condition; a text that cannot be read lies nowhere."""
        value = date(column, field.formats) if self._dates(field) else number(column)
        low, high = self.bound(self.low, field), self.bound(self.high, field)
        ways = [f"{value} >= {low}"] if low else []
        if high and self._dates(field):
            ways.append(f"case when {high} = date_trunc('day', {high}) then {value} < {high} + interval 1 day"
                        f" else {value} <= {high} end")
        elif high:
            ways.append(f"{value} <= {high}")
        return f"({' and '.join(ways)})" if ways else f"{value} is not null"

    def bound(self, text: str, field: Field) -> str:
        """Return SQL for a bound, empty when there is none."""
        if not text.strip():
            return ""
        return f"({date(literal(text)) if self._dates(field) else number(literal(text))})"

    def bounds(self, field: Field) -> list[tuple[str, str]]:
        """Return (text, SQL) of the bounds that were given, for the view to refuse those that cannot be read."""
        return [(text, sql) for text in (self.low, self.high) if (sql := self.bound(text, field))]


@dataclass(frozen=True, kw_only=True)
class RowSet(Filter):
    """The row is one of these row ids; `field` stays empty."""

    kind: ClassVar[str] = "rows"
    rows: tuple[int, ...] = ()


FILTERS: dict[str, type[Filter]] = {kind.kind: kind for kind in (OneOf, Contains, IsBlank, Unreadable, Between, RowSet)}


def filter_from_data(data: Mapping[str, Any]) -> Filter:
    """Return the filter that `data` describes; Problem when it is unknown."""
    kind = FILTERS.get(str(data.get("kind", "")))
    known = {f.name for f in dataclasses.fields(kind)} if kind else set()
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value
                             for key, value in data.items() if key != "kind"}
    if kind is None or not set(given) <= known:
        raise Problem("bad-filter", _("The filter {filter} is not known.", filter=str(dict(data))),
                      remedy=_("Use one of the kinds {kinds}.", kinds=", ".join(FILTERS)))
    return kind(**given)


def containing(column: str, text: str, *, ignore_case: bool) -> str:
    """Return SQL that is true where the text contains `text`.

    Text without capital and small letters (Chinese, digits) is found exactly, which is twice as fast.
    """
    if not text:
        return f"{column} is not null"
    if not ignore_case or text.lower() == text.upper():
        return f"contains({column}, {literal(text)})"
    likened = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{column} ilike {literal('%' + likened + '%')} escape '\\'"
