"""Every kind of rule: those that a field's own words bring, and those that a standard states under `rules`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workstation.rules.code_list import Listed, OneOf
from workstation.rules.field_type import FieldType
from workstation.rules.fresh import Fresh
from workstation.rules.identifier import IdentifierCheck
from workstation.rules.length import MaxLength, MinLength
from workstation.rules.must import Must
from workstation.rules.pattern import Pattern
from workstation.rules.range import Maximum, Minimum
from workstation.rules.rate import Rate
from workstation.rules.required import Required
from workstation.rules.rule import Rule
from workstation.rules.spec import CodeList, FieldSpec
from workstation.rules.unique import Unique

OF_FIELDS: tuple[Any, ...] = (Required, FieldType, Pattern, MinLength, MaxLength, Minimum, Maximum, Listed, OneOf,
                              IdentifierCheck, Unique)
"""In the order in which they are reported. Each has `of(spec)` (code lists: `of(spec, lists)`)."""
STATED: dict[str, Any] = {kind.stated_as: kind for kind in (Must, Unique, Rate, Fresh)}
"""By the word that a standard states them with. Each has `stated(common, given, specs)`."""
KINDS: dict[str, type[Rule]] = {kind.kind: kind for kind in (*OF_FIELDS, Must, Rate, Fresh)}


def rules_of(specs: Iterable[FieldSpec], lists: Mapping[str, CodeList]) -> list[Rule]:
    """Return the rules that the fields' own words bring, field by field."""
    out: list[Rule] = []
    for spec in specs:
        for kind in OF_FIELDS:
            out += kind.of(spec, lists) if kind is Listed else kind.of(spec)
    return out
