"""Unique: no two rows may have the same value, or the same values in several fields; all members of a group fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from workstation.rules.columns import Columns
from workstation.rules.rule import Rule
from workstation.rules.spec import FieldSpec
from workstation.text import N_


@dataclass(frozen=True, kw_only=True)
class Unique(Rule):
    """No two rows may have the same value (values, for several fields). Every row of such a group fails, also the first.

    Rows where one of the fields is blank or unreadable are not counted. Typed fields are compared by value: 01 and 1
    are the same whole number.
    """

    kind: ClassVar[str] = "unique"
    scope: ClassVar[str] = "group"
    answer: ClassVar[str] = "hash"
    stated_as: ClassVar[str] = "unique"
    dimension: str = "准确性/0304"

    @classmethod
    def of(cls, spec: FieldSpec) -> Iterator[Rule]:
        """Yield the rule when the field is unique."""
        if spec.unique:
            yield cls(id=f"{spec.name}.unique", fields=(spec.name,), level=spec.level, title=spec.label)

    @classmethod
    def stated(cls, common: Mapping[str, Any], given: Any, specs: Mapping[str, FieldSpec]) -> Rule:
        """Return the rule that a standard states: `unique: [field, ...]`."""
        fields = (given,) if isinstance(given, str) else tuple(given)
        return cls(**common, fields=fields)

    def key_sql(self, columns: Columns) -> list[str]:
        """Return SQL of the values that are compared."""
        return [columns.value(name) for name in self.fields]

    def sql(self, columns: Columns) -> str:
        """Return a 64-bit hash of the values, NULL where one is missing. Equal hashes are compared by value after."""
        keys = self.key_sql(columns)
        present = " AND ".join(f"{key} IS NOT NULL" for key in keys)
        return f"CASE WHEN {present} THEN hash({', '.join(keys)}) END"

    def messages(self) -> Sequence[str]:
        """Return the sentence for one field and for several."""
        if len(self.fields) == 1:
            return (N_("“{value}” stands in more than one row of “{title}”; another is row {parameter}."),)
        return (N_("The same values of {names} stand in more than one row; another is row {parameter}."),)

    def words(self) -> dict[str, Any]:
        """Return the names of the fields."""
        return {"names": ", ".join(self.fields)}
