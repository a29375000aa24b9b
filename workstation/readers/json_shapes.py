"""Where the records are in a JSON file: every list of objects or of rows in it, or the object that is itself a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from workstation.errors import Problem
from workstation.readers.json_source import Source
from workstation.readers.json_text import LEVELS, Number, Path, cell_text, flat
from workstation.readers.record_batches import MOST_COLUMNS
from workstation.text import _

SAMPLED = 1_000
MOST_LISTS = 2_000
"""Lists and objects of one file that are looked into; an object with more members is one of records by their key."""
DEEPEST_LIST = 6
"""Levels of objects above a list of records; OData, GraphQL and statistics offices need three or four."""


@dataclass
class Records:
    """What is known of a list of records after going through it once."""

    path: Path
    objects: int = 0
    arrays: int = 0
    scalars: int = 0
    width: int = 0
    """Elements of the longest array among the records."""
    columns: dict[Path, None] = field(default_factory=dict)
    first: list[Any] = field(default_factory=list)
    """The first records, and no more than SAMPLED."""
    levels: int = LEVELS
    """Levels of objects that become fields of their own; 0 where they would be more than a sheet has columns."""
    features: bool = False
    """True for the features of a GeoJSON collection."""

    @property
    def count(self) -> int:
        """Number of elements."""
        return self.objects + self.arrays + self.scalars

    @property
    def kind(self) -> str:
        """What most elements are: object, array or scalar."""
        most = max(self.objects, self.arrays, self.scalars)
        return "object" if self.objects == most else "array" if self.arrays == most else "scalar"

    def see(self, element: Any) -> None:
        """Take note of one element."""
        if isinstance(element, dict):
            self.objects += 1
            self.columns.update(dict.fromkeys(self.flat(element)))
            if len(self.columns) > MOST_COLUMNS:
                self._fold()
        elif isinstance(element, list):
            self.arrays += 1
            self.width = max(self.width, len(element))
            if self.width > MOST_COLUMNS:
                raise too_wide(".".join(self.path))
        else:
            self.scalars += 1
        if len(self.first) < SAMPLED:
            self.first.append(element)

    def flat(self, element: dict[str, Any]) -> dict[Path, str | None]:
        """Return the texts of one record by field."""
        if not self.features:
            return flat(element, self.levels)
        properties = element.get("properties")
        out = flat(properties, self.levels) if isinstance(properties, dict) else {}
        for key, value in element.items():
            if key not in ("type", "properties"):
                out[("", key) if (key,) in out else (key,)] = cell_text(value)
        return out

    def _fold(self) -> None:
        """Keep objects inside records as JSON text from now on: their keys are values, not names of fields."""
        if self.levels == 0:
            raise too_wide(".".join(self.path))
        self.levels = 0
        self.columns = dict.fromkeys(path[:1] for path in self.columns)
        if len(self.columns) > MOST_COLUMNS:
            raise too_wide(".".join(self.path))


@dataclass
class Members:
    """What is known of an object after going through it once."""

    path: Path
    names: list[str] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    keys: list[frozenset[str]] = field(default_factory=list)
    """For each member that is an object its keys; of the first SAMPLED."""
    scalars: dict[str, Any] = field(default_factory=dict)
    """Members that are plain values, the first 100."""

    @property
    def count(self) -> int:
        """Number of members."""
        return sum(self.kinds.values())

    def alike(self) -> bool:
        """Return whether all members are objects that mostly have the same keys: records by their key."""
        if self.count < 2 or self.kinds.get("object", 0) != self.count:
            return False
        common = frozenset.intersection(*self.keys)
        every = frozenset.union(*self.keys)
        return bool(common) and len(common) * 2 >= len(every)

    def numbered(self) -> bool:
        """Return whether all members have the keys 0, 1, 2 ...: columns with their rows by number."""
        return self.alike() and all(keys == self.keys[0] for keys in self.keys) and sorted(
            self.keys[0], key=lambda key: (len(key), key)
        ) == [str(at) for at in range(len(self.keys[0]))]


@dataclass
class Shape:
    """A whole JSON file: its lists and objects by path, in the order of the file."""

    root: str = ""
    """array, object or scalar."""
    lists: dict[Path, Records] = field(default_factory=dict)
    objects: dict[Path, Members] = field(default_factory=dict)
    left: int = 0
    """Lists beyond MOST_LISTS, which were passed over."""

    def candidates(self) -> list[Records]:
        """Return the lists that hold records, the less deep ones first."""
        found = [one for one in self.lists.values() if one.objects + one.arrays > one.scalars]
        return sorted(found, key=lambda one: len(one.path))


def shape_of(source: Source) -> Shape:
    """Go through the first value of a file and return what it is made of."""
    shape = Shape()
    sign = source.peek()
    shape.root = {"[": "array", "{": "object"}.get(sign, "scalar")
    if shape.root == "scalar":
        source.value()
        return shape
    _walk(source, (), shape)
    for one in shape.candidates():
        above = shape.objects.get(one.path[:-1])
        if one.path[-1:] == ("features",) and above and above.scalars.get("type") == "FeatureCollection":
            first = one.first[0]
            if isinstance(first, dict) and "geometry" in first and "properties" in first:
                one.features = True
                one.columns = _without_properties(one.columns)
    return shape


def _without_properties(columns: dict[Path, None]) -> dict[Path, None]:
    """Return the fields of GeoJSON features: the properties by their own names, then what stands beside them."""
    own = dict.fromkeys(path[1:] for path in columns if path[0] == "properties" and len(path) > 1)
    beside = dict.fromkeys(path[0] for path in columns if path[0] not in ("type", "properties"))
    for key in beside:
        own[("", key) if (key,) in own else (key,)] = None
    return own


def _walk(source: Source, path: Path, shape: Shape) -> None:
    if source.peek() == "[":
        seen = shape.lists.get(path)
        if seen is None and len(shape.lists) >= MOST_LISTS:
            shape.left += 1
            source.skip()
            return
        seen = shape.lists.setdefault(path, Records(path))
        for element in source.elements():
            seen.see(element)
        return
    members = shape.objects.setdefault(path, Members(path))
    for key in source.members():
        sign = source.peek()
        kind = {"[": "list", "{": "object"}.get(sign, "scalar")
        members.kinds[kind] = members.kinds.get(kind, 0) + 1
        if len(members.names) < SAMPLED:
            members.names.append(key)
        if kind == "scalar":
            value = source.value()
            if len(members.scalars) < 100:
                members.scalars[key] = value
        elif kind == "object" and (len(path) >= DEEPEST_LIST or members.kinds["object"] > MOST_LISTS):
            value = source.value()
            if len(members.keys) < SAMPLED:
                members.keys.append(frozenset(value))
        else:
            _walk(source, (*path, key), shape)
            if kind == "object" and len(members.keys) < SAMPLED:
                members.keys.append(frozenset(shape.objects[(*path, key)].names))


def header_of(rows: Sequence[Any]) -> bool:
    """Return whether the first of some arrays names the columns of the others."""
    first = rows[0]
    if not isinstance(first, list) or not first or len(rows) < 2:
        return False
    if any(not isinstance(name, str) or isinstance(name, Number) or not name.strip() for name in first):
        return False
    if len(set(first)) < len(first):
        return False
    below = [row for row in rows[1:] if isinstance(row, list)]
    plain = all(isinstance(cell, str) and not isinstance(cell, Number) for row in below for cell in row)
    if not plain:
        return True
    from workstation.readers.guess import is_value

    if any(is_value(name) for name in first):
        return False
    return not any(row[at : at + 1] == [name] for row in below for at, name in enumerate(first))


def too_wide(where: str) -> Problem:
    """Return the Problem for records with more fields than a table can have."""
    return Problem(
        "too-wide",
        _("The records of this file have more than {n} fields.", n=MOST_COLUMNS),
        where=where,
        remedy=_("Ask the sender for a table with one record in each row."),
    )
