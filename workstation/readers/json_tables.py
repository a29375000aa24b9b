"""The tables of a JSON file by its shape, each with its reason, and what reading them needs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from workstation.readers.guess import suggested_type
from workstation.readers.json_shapes import Members, Records, Shape, header_of
from workstation.readers.json_source import Source
from workstation.readers.json_text import Path, cell_text, flat
from workstation.readers.options import Options
from workstation.readers.reader import Found, Part, unique_names
from workstation.readers.record_tables import names_of, row_range
from workstation.text import Sentence, say

MOST_TABLES = 100
UNSURE = 0.6


@dataclass(frozen=True)
class Plan:
    """What reading one table needs.

    kind: list (records at a path), members (an object of records by key), columns (an object of columns, each a list or
          an object of rows by number), single (one object is one row)
    """

    kind: str
    options: Options
    path: Path
    records: Records
    keys: tuple[Path, ...]


def tables_of(shape: Shape, options: Options, again: Callable[[], Source]) -> list[Found]:
    """Return what a file holds. again: opens it once more, for an object whose members are the records."""
    if shape.root == "array":
        records = shape.lists[()]
        if not records.count:
            return []
        return [list_table(records, "", [say("The file is a list of {n} records.", n=records.count)], options)]
    candidates = [one for one in shape.candidates() if one.count]
    if candidates:
        return _lists(shape, candidates, options)
    for members in sorted(shape.objects.values(), key=lambda one: len(one.path)):
        if members.numbered():
            return [_columns(members.path, members.names, again, options)]
        if members.alike():
            return [_by_key(members, again, options)]
        lists = [shape.lists[(*members.path, name)] for name in members.names if (*members.path, name) in shape.lists]
        if _are_columns(lists, members):
            return [_columns(members.path, [one.path[-1] for one in lists], again, options)]
    if shape.root == "object" and shape.objects[()].count:
        return [_single(again, options)]
    return []


def _lists(shape: Shape, candidates: list[Records], options: Options) -> list[Found]:
    several = len(candidates) > 1
    out = []
    for records in candidates[:MOST_TABLES]:
        place = ".".join(records.path)
        reasons = [say("The list of records stands under “{place}”, with {n} records.", place=place, n=records.count)]
        if records.features:
            reasons.append(say("GeoJSON: a feature's properties are its fields; its geometry is kept as JSON text."))
        above = shape.objects[records.path[:-1]]
        level = len(records.path)
        taken = {one.path[level - 1] for one in candidates if one.path[: level - 1] == above.path and len(one.path) >= level}
        beside = [name for name in above.names if name not in taken]
        if beside:
            told = ", ".join(f"“{name}”" for name in beside[:20])
            reasons.append(say("What stands beside the list was left out: {names}.", names=told))
        out.append(list_table(records, place if several else "", reasons, options, _names_beside(shape, records)))
    left = shape.left + len(candidates[MOST_TABLES:])
    if left:
        told_left = say("The file holds {n} more lists, which were passed over.", n=left)
        out[0] = dataclasses.replace(out[0], warnings=(*out[0].warnings, told_left))
    return out


def _names_beside(shape: Shape, records: Records) -> list[str] | None:
    """Return the names of columns that stand in a list of their own beside the rows."""
    for name in ("columns", "fields", "header", "headers", "names"):
        beside = shape.lists.get((*records.path[:-1], name))
        if (records.kind == "array" and beside and beside.kind == "scalar"
                and beside.count == records.width == len(beside.first)):
            return [cell_text(one) or "" for one in beside.first]
    return None


def list_table(
    records: Records, sheet: str, reasons: list[Sentence], options: Options, given: list[str] | None = None
) -> Found:
    """Return the table of one list of records. given: names of columns that stand elsewhere."""
    if records.kind == "object":
        keys, names, warnings = _object_names(records, options, reasons)
        header = False
    else:
        keys = tuple((str(at),) for at in range(max(1, records.width)))
        header = given is None and records.kind == "array" and _has_header(records, options)
        row = given or ([cell_text(one) or "" for one in records.first[0]] if header else [])
        if records.kind == "scalar":
            row = ["value"]
        names, warnings = unique_names([*row, *[""] * (len(keys) - len(row))])
        if records.kind == "array":
            reasons.append(
                say("The names of the columns stand in a list beside the rows.") if given
                else say("The first array names the columns.") if header
                else say("The first array is taken for data: it does not name the columns.")
            )
    begin, _last = row_range(options, 2 if header else 1)
    rows = [texts for one in records.first[int(header):] if (texts := texts_of(records, keys, one)) is not None]
    return _found("list", (), records, keys, names, rows, options, sheet=sheet, header_rows=int(header), first_row=begin,
                  warnings=tuple(warnings), reasons=tuple(reasons))


def _object_names(
    records: Records, options: Options, reasons: list[Sentence]
) -> tuple[tuple[Path, ...], tuple[str, ...], list[Sentence]]:
    keys = tuple(records.columns) or (("value",),)
    names, warnings = names_of(keys, options)
    if any(len(key) > 1 for key in keys) and not records.features:
        reasons.append(say("Objects inside records were flattened; arrays inside are kept as JSON text."))
    if records.levels == 0:
        warnings.append(say("Objects inside records have too many different keys; they are kept as JSON text."))
    return keys, names, warnings


def _found(kind: str, path: Path, records: Records, keys: Sequence[Path], names: tuple[str, ...],
           rows: Sequence[Sequence[str | None]], options: Options, **more: Any) -> Found:
    samples = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _name in names]
    plan = Plan(kind, options, path or records.path, records, tuple(keys))
    first = more.get("first_row", row_range(options, 1)[0])
    last = options.last_row or (records.count if kind in ("list", "members") else len(rows))
    parts = (Part("data", f"{first}:{last}", say("Records of the list, by their number.")),) if last >= first else ()
    return Found(**{"sheet": "", "header_rows": 0, "first_row": first, "parts": parts, **more}, names=names,
                 suggested=tuple(suggested_type(sample) for sample in samples), plan=plan)


def _has_header(records: Records, options: Options) -> bool:
    if options.header_rows is not None:
        return options.header_rows > 0 and isinstance(records.first[0], list)
    return header_of(records.first)


def texts_of(records: Records, keys: Sequence[Path], element: Any) -> list[str | None] | None:
    """Return a record's texts in the order of the fields; None when it is of another kind than the others."""
    kind = records.kind
    if isinstance(element, dict):
        if kind != "object":
            return None
        texts = records.flat(element)
        return [texts.get(key) for key in keys]
    if isinstance(element, list):
        return [*map(cell_text, element), *[None] * (len(keys) - len(element))] if kind == "array" else None
    return [cell_text(element)] if kind == "scalar" else None


def elements_at(source: Source, path: Path) -> Iterator[Any]:
    """Yield the elements of the list at a path."""
    if not path:
        yield from source.elements()
        return
    for key in source.members():
        if key == path[0] and source.peek() == ("[" if len(path) == 1 else "{"):
            yield from elements_at(source, path[1:])
        else:
            source.skip()


def members_at(source: Source, path: Path) -> Iterator[tuple[str, Any]]:
    """Yield the members of the object at a path."""
    for key in source.members():
        if not path:
            yield key, source.value()
        elif key == path[0] and source.peek() == "{":
            yield from members_at(source, path[1:])
        else:
            source.skip()


def _by_key(members: Members, again: Callable[[], Source], options: Options) -> Found:
    """Return the table of an object whose members are the records."""
    records = Records(members.path)
    first: list[str] = []
    for key, value in members_at(again(), members.path):
        records.see(value)
        if len(first) < len(records.first):
            first.append(key)
    reasons = [say("The file is an object of {n} objects with the same fields: each is a record, its key a field.",
                   n=records.count)]
    keys, _names, _warnings = _object_names(records, options, reasons)
    names, warnings = names_of((("key",), *keys), options)
    rows = [[key, *texts] for key, one in zip(first, records.first, strict=True)
            if (texts := texts_of(records, keys, one)) is not None]
    return _found("members", members.path, records, keys, names, rows, options, warnings=tuple(warnings),
                  reasons=tuple(reasons), confidence=UNSURE)


def _are_columns(lists: Sequence[Records], members: Members) -> bool:
    """Return whether the members of an object are columns: lists of plain values, all of one length."""
    if not lists or any(one.kind != "scalar" or one.count == 0 for one in lists):
        return False
    alone = len(lists) == members.count
    return len({one.count for one in lists}) == 1 and (alone or (len(lists) > 1 and lists[0].count > 1))


def _columns(path: Path, names: Sequence[str], again: Callable[[], Source], options: Options) -> Found:
    """Return the table of an object that holds its columns."""
    keys = tuple((name,) for name in dict.fromkeys(names))
    rows = list(turned(again(), path, keys))
    worded, warnings = names_of(keys, options)
    reasons = (say("The file is an object of {n} columns.", n=len(keys)),)
    return _found("columns", path, Records(path), keys, worded, rows[:1_000], options, warnings=tuple(warnings),
                  reasons=reasons)


def turned(source: Source, path: Path, keys: Sequence[Path]) -> Iterator[list[str | None]]:
    """Yield the rows of an object that holds its columns."""
    by_name = dict(members_at(source, path))
    columns: list[list[Any]] = []
    for (name,) in keys:
        value = by_name[name]
        columns.append([value[str(at)] for at in range(len(value))] if isinstance(value, dict) else value)
    for row in zip(*columns, strict=True):
        yield [cell_text(value) for value in row]


def _single(again: Callable[[], Source], options: Options) -> Found:
    """Return the table of a file that is one record."""
    records = Records(())
    record = again().value()
    records.see(record)
    reasons = [say("The file is one object: one record.")]
    keys, names, warnings = _object_names(records, options, reasons)
    texts = flat(record, records.levels)
    return _found("single", (), records, keys, names, [[texts.get(key) for key in keys]], options,
                  warnings=tuple(warnings), reasons=tuple(reasons), confidence=UNSURE)
