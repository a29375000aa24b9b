"""Source file, sheet and row as fields of a dataset, for those who want to see and check them like any other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from workstation.dataset.change import SettingChanged
from workstation.dataset.table import Table
from workstation.text import _

SETTING = "source_fields"
"""{"file": field id, "sheet": field id, "row": field id}: a dataset that has it gets them filled by every import."""


def wanted(table: Table, settings: Mapping[str, Any], asked: bool) -> bool:
    """Return whether an import fills them: it was asked for, or the dataset has them."""
    return asked or bool(_kept(table, settings))


def _kept(table: Table, settings: Mapping[str, Any]) -> dict[str, str]:
    found = settings.get(SETTING)
    return {key: one for key, one in found.items() if one in table.by_id} if isinstance(found, Mapping) else {}


def names(table: Table, settings: Mapping[str, Any], others: Sequence[str]) -> dict[str, str]:
    """Return {"file": name, "sheet": name, "row": name}: of the fields that are there, else names that are free."""
    kept = _kept(table, settings)
    out = {}
    taken = {*others, *(one.name for one in table.fields)}
    for key, name in {"file": _("source file"), "sheet": _("source sheet"), "row": _("source row")}.items():
        if key in kept:
            out[key] = table.by_id[kept[key]].name
            continue
        new, count = name, 1
        while new in taken:
            count += 1
            new = f"{name} {count}"
        taken.add(new)
        out[key] = new
    return out


def columns(file: str, sheet: str, rows: pa.Array) -> list[pa.Array]:
    """Return the texts of the three fields for some rows; `rows` are int32, from 1."""
    def same(text: str) -> pa.Array:
        return pa.repeat(pa.scalar(text, pa.string()), len(rows)) if text else pa.nulls(len(rows), pa.string())

    return [same(file), same(sheet), rows.cast(pa.string())]


def remembered(settings: Mapping[str, Any], ids: Mapping[str, str]) -> list[SettingChanged]:
    """Return the change that remembers which fields they are, none when that is known."""
    old = settings.get(SETTING)
    return [] if old == dict(ids) else [SettingChanged(SETTING, old, dict(ids))]
