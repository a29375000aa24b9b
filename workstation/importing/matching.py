"""Which field of a dataset a column of a file is: by name, by name with width, spaces and case folded, or as a person said."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workstation.dataset.field import Field
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.text import Sentence, _, say

_SPACE = re.compile(r"[\s\ufeff\u200b]+")


@dataclass(frozen=True)
class Matching:
    """For each column of a file the field that takes it.

    names:   of the columns, as the file has them
    targets: for each the id of a field, "" for a column that is left out, None for one that becomes a new field
    reasons: in words, for columns that are not simply called like their field
    """

    names: tuple[str, ...]
    targets: tuple[str | None, ...]
    reasons: tuple[Sentence, ...] = ()

    def data(self, table: Table) -> dict[str, Any]:
        """Return {name in the file: name of its field}, None for a new field, "" for a column that is left out."""
        return {name: table.by_id[target].name if target else target
                for name, target in zip(self.names, self.targets, strict=True)}

    @property
    def said(self) -> dict[str, str]:
        """What a dataset remembers: {name in the file: field id, or "" when it is left out}, for all that have one."""
        return {name: target for name, target in zip(self.names, self.targets, strict=True) if target is not None}


def signature(names: Sequence[str]) -> str:
    """Return the name under which the matching of a header is remembered: the same columns in any order."""
    text = "\n".join(sorted(names))
    return "matching:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def folded(name: str) -> str:
    """Return a name without differences of width, white space and case."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", name)).casefold()


def match(table: Table, names: Sequence[str], said: Mapping[str, Any] | None = None,
          remembered: Mapping[str, Any] | None = None) -> Matching:
    """Return which field takes each column.

    said:       {name in the file: field id or name, None or "" to leave it out}; it goes before all else
    remembered: the same, from an earlier file with this header
    Raises Problem when `said` names a column or a field that is not there, or one field for two columns.
    """
    targets: list[str | None] = [None] * len(names)
    reasons: list[Sentence] = []
    taken: set[str] = set()
    known = {name: at for at, name in enumerate(names)}
    for name, field in (said or {}).items():
        if name not in known:
            raise Problem("no-column", _("There is no column “{name}” in this file.", name=name),
                          where=_("Columns: {names}", names=", ".join(names[:20])), remedy=_("Use one of these names."))
        target = table.field(str(field)).id if field else ""
        if target and target in taken:
            raise Problem("matched-twice", _("Two columns cannot both go into “{field}”.", field=str(field)),
                          remedy=_("Leave one of them out."))
        targets[known[name]] = target
        taken.add(target)
    for name, field in (remembered or {}).items():
        at = known.get(name)
        if at is None or targets[at] is not None or field in taken or (field and field not in table.by_id):
            continue
        targets[at] = field
        taken.add(field)
        if not field:
            reasons.append(say("Column “{name}” was left out, as in an earlier file.", name=name))
        elif table.by_id[field].name != name:
            reasons.append(say("Column “{name}” goes into “{field}”, as in an earlier file.", name=name,
                               field=table.by_id[field].name))
    _by_name(table.fields, names, targets, taken, reasons)
    new = [name for name, target in zip(names, targets, strict=True) if target is None]
    if new and table.fields:
        reasons.append(say("New fields: {names}.", names=", ".join(f"“{name}”" for name in new[:20])))
    return Matching(tuple(names), tuple(targets), tuple(reasons))


def _by_name(fields: Sequence[Field], names: Sequence[str], targets: list[str | None], taken: set[str],
             reasons: list[Sentence]) -> None:
    """Fill in what names tell: exactly the same first, then folded, where that is clear on both sides."""
    by_name = {field.name: field.id for field in fields if field.id not in taken}
    for at, name in enumerate(names):
        if targets[at] is None and name in by_name:
            targets[at] = by_name[name]
            taken.add(by_name[name])
    loose: dict[str, list[Field]] = {}
    for field in fields:
        if field.id not in taken:
            loose.setdefault(folded(field.name), []).append(field)
    wanted: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        if targets[at] is None and folded(name):
            wanted.setdefault(folded(name), []).append(at)
    for key, places in wanted.items():
        found = loose.get(key, [])
        if len(found) == 1 and len(places) == 1:
            targets[places[0]] = found[0].id
            taken.add(found[0].id)
            reasons.append(say("Column “{name}” goes into “{field}”: the names differ only in width, spaces or case.",
                               name=names[places[0]], field=found[0].name))
