"""Mapping: which field of a dataset is which field of a standard, by name, title or alias; the rest by hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workstation.dataset.field import Field
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.operations.map_fields import setting
from workstation.rules.spec import FieldSpec
from workstation.standards.standard import Standard
from workstation.text import N_, _

HOW = {"name": N_("same name"), "title": N_("same title"), "alias": N_("known alias"),
       "part": N_("last part of a header of several levels"), "hand": N_("by hand"), "stored": N_("as set before")}
NOTES = re.compile(r"[(\[【〔（]([^()\[\]【】〔〕（）]*)[)\]】〕）]$")
MARKS = ("必填", "选填", "必填项", "选填项", "required", "optional")
LEVELS = re.compile(r"\s*[/|>\n→]\s*")


@dataclass(frozen=True)
class Match:
    """One field of the dataset, the field of the standard it stands for, and how that was found (a key of HOW)."""

    field: str
    name: str
    target: str
    how: str

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"field": self.name, "id": self.field, "standard_field": self.target, "how": self.how}


def fold(text: str) -> str:
    """Return a header without what does not matter: width, case, spaces, * of required ones, underscores."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in text if not c.isspace() and c not in "*_\u200b\ufeff-:：")


def suggest(table: Table, standard: Standard) -> list[Match]:
    """Return the matches found by name, title and alias, in this order of trust; each field on both sides at most once.

    A header that two fields of the standard know is left to people, and so is one of two headers that mean the same.
    """
    out: dict[str, Match] = {}
    taken: set[str] = set()
    for how in ("name", "title", "alias", "part"):
        wanted: dict[str, list[str]] = {}
        for spec in standard.fields:
            if spec.name not in taken:
                for word in _words(spec, how):
                    wanted.setdefault(fold(word), []).append(spec.name)
        found: dict[str, list[Field]] = {}
        for field in table.fields:
            if field.id not in out:
                for target in {t for word in _headers(field, how, standard) for t in _clear(wanted.get(word))}:
                    found.setdefault(target, []).append(field)
        for target, fields in found.items():
            free = [field for field in fields if field.id not in out]
            if len(free) == 1 or (free and how == "name"):
                out[free[0].id] = Match(free[0].id, free[0].name, target, how)
                taken.add(target)
    order = {field.id: i for i, field in enumerate(table.fields)}
    return sorted(out.values(), key=lambda match: order[match.field])


def _clear(targets: list[str] | None) -> list[str]:
    return targets if targets and len(set(targets)) == 1 else []


def _words(spec: FieldSpec, how: str) -> list[str]:
    if how == "name":
        return [spec.name]
    if how == "title":
        return [spec.title] if spec.title else []
    return [*spec.aka] if how == "alias" else [word for word in (spec.name, spec.title, *spec.aka) if word]


def _headers(field: Field, how: str, standard: Standard) -> set[str]:
    """Return the folded headers under which a field may be known; a unit or 必填 in brackets at the end is left off."""
    texts = {field.name, field.title} - {""}
    if how == "part":
        texts = {LEVELS.split(text)[-1] for text in texts if len(LEVELS.split(text)) > 1}
    out = {fold(text) for text in texts}
    units = {fold(spec.unit) for spec in standard.fields if spec.unit}
    for text in texts:
        note = NOTES.search(text.strip())
        if note and (fold(note[1]) in MARKS or fold(note[1]) in units):
            out.add(fold(text.strip()[: note.start()]))
    return out


def stored(settings: Mapping[str, Any], standard: Standard) -> dict[str, str] | None:
    """Return the mapping kept with the dataset, {field id: standard field}, None when none was set."""
    found = settings.get(setting(standard.id))
    return dict(found) if isinstance(found, Mapping) else None


def current(table: Table, standard: Standard, settings: Mapping[str, Any]) -> list[Match]:
    """Return the matches a check goes by: those set for the dataset, else those found by name."""
    kept = stored(settings, standard)
    if kept is None:
        return suggest(table, standard)
    return [Match(field.id, field.name, kept[field.id], "stored") for field in table.fields
            if kept.get(field.id) in standard.by_name]


def as_mapping(matches: list[Match]) -> dict[str, str]:
    """Return matches as {field id: standard field}."""
    return {match.field: match.target for match in matches}


def by_hand(table: Table, standard: Standard, matches: list[Match], given: Mapping[str, str]) -> list[Match]:
    """Return the matches with some set by hand: {field id or name: standard field, '' for none}.

    Problem for a field that is not there on either side. What is set by hand takes the place of what was found.
    """
    out = {match.field: match for match in matches}
    for key, target in given.items():
        field = table.field(key)
        if not target:
            out.pop(field.id, None)
            continue
        name = _target(standard, target)
        out = {k: match for k, match in out.items() if match.target != name or k == field.id}
        out[field.id] = Match(field.id, field.name, name, "hand")
    order = {field.id: i for i, field in enumerate(table.fields)}
    return sorted(out.values(), key=lambda match: order.get(match.field, 0))


def _target(standard: Standard, word: str) -> str:
    if word in standard.by_name:
        return word
    known = [spec.name for spec in standard.fields if fold(word) in {fold(w) for w in (spec.name, spec.title, *spec.aka)}]
    if len(known) == 1:
        return known[0]
    raise Problem("no-standard-field", _("The standard has no field “{field}”.", field=word),
                  where=_("Fields: {names}", names=", ".join(standard.by_name)), remedy=_("Use one of these names."))
