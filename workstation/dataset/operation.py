"""Operation: frozen plain data that says what to do; the journal keeps it, forms and commands are made from it.

An operation is a frozen dataclass with a `name`. Its fields, declared with `param`, are its whole input. It looks
at a table and answers with changes; it never writes. Where it names fields of the table it may be given names;
`resolved` turns them into ids, and `named` back (for recipes).
"""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from workstation.dataset.change import CellsChanged, Change
from workstation.dataset.column import Positions, texts
from workstation.dataset.field import Field
from workstation.dataset.table import Table
from workstation.engine.engine import Engine, quoted
from workstation.errors import Problem
from workstation.job import Job
from workstation.text import N_, Sentence, _

NameOf = Callable[[str], str]


@dataclass(frozen=True)
class StoredTexts:
    """What a kept source shows and stores for a field in some rows (ids): strings, null where nothing is."""

    rows: Positions
    shown: pa.Array
    stored: pa.Array


@dataclass(frozen=True)
class Context:
    """What an operation may use besides the table: the engine, a job, who acts, new block numbers."""

    engine: Engine
    job: Job
    person: str = ""
    settings: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """The dataset's settings (mapping, label schema ...), read-only."""
    answers: Callable[[str, Sequence[int]], Mapping[int, Any]] | None = None
    """This person's present answers to a question for some row ids (labels)."""
    next_block: int = 1
    """Number for a new block of rows."""
    stored: Callable[[str, Job], Sequence[StoredTexts]] | None = None
    """Reads the kept sources again for what they store in a field (id); None where no reader is at hand."""


def param(default: Any = dataclasses.MISSING, *, kind: str, label: str, help: str = "",
          choices: Mapping[str, str] | None = None, factory: Callable[[], Any] | None = None) -> Any:
    """Declare one input of an operation: what the form shows and how the command line reads it.

    kind: field, fields, text, long-text, choice, flag, number, mapping (text to text), cells, rows, type, data
    label, help: English, marked with N_ and worded when shown
    choices: {value: label} for kind "choice"
    """
    metadata = {"kind": kind, "label": label, "help": help, "choices": dict(choices or {})}
    if factory is not None:
        return dataclasses.field(default_factory=factory, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What can be done to a dataset. Subclasses say `name`, `title` and `change`."""

    name: ClassVar[str] = ""
    """Stable word in journals, recipes and on the command line, such as trim_whitespace."""
    title: ClassVar[str] = ""
    """What the menu says, English, marked with N_."""
    help: ClassVar[str] = ""
    """What it does and what it leaves alone, one or two plain sentences, English, marked with N_."""
    group: ClassVar[str] = "text"
    """Menu group: text, values, fields, rows, labels, review."""
    listed: ClassVar[bool] = True
    """False for operations that have their own place on screen (cell edits, labels) and no form."""

    needs_rows: ClassVar[bool] = False
    """True for operations that work only on rows that were named, never on all by default."""
    reusable: ClassVar[bool] = True
    """False for operations that speak of this dataset's own rows or texts, and so have no place in a recipe."""

    def check(self, table: Table) -> None:
        """Raise a Problem when this cannot be done to this table; nothing is written then."""

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return what this does to `table`, an empty list when nothing.

        rows: row ids of the view it is limited to, in order; None is every visible row
        """
        raise NotImplementedError

    def notes(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Sentence]:
        """Return what a person should know before doing it: cells that would stay as they are, and why."""
        return ()

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history; `name_of` gives a field's name at that time."""
        raise NotImplementedError

    # --- plain data ------------------------------------------------------------------------------------------------

    def data(self) -> dict[str, Any]:
        """Return the operation as plain data: {"operation": name, parameter: value, ...}."""
        return {"operation": self.name, **{f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Operation:
        """Return the operation that `data` describes; Problem for a parameter that is unknown or missing."""
        known = {f.name: f for f in dataclasses.fields(cls)}
        given = {key: value for key, value in data.items() if key != "operation"}
        _be_text(cls.name, given)
        for key in given:
            if key not in known:
                raise Problem("bad-parameter", _("“{operation}” has no parameter “{name}”.", operation=cls.name,
                                                 name=key),
                              where=_("Parameters: {names}", names=", ".join(known)), remedy=_("Use one of these."))
        for key, f in known.items():
            needed = f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
            if needed and key not in given:
                raise Problem("missing-parameter", _("“{operation}” needs “{name}”.", operation=cls.name, name=key),
                              remedy=_("Give it as {name}=VALUE.", name=key))
        hints = typing.get_type_hints(cls)
        typed = {key: _typed(cls.name, key, value, hints[key]) for key, value in given.items()}
        for key, value in typed.items():
            choices = known[key].metadata.get("choices") or {}
            if choices and value not in choices:
                raise Problem("bad-parameter", _("“{name}” of “{operation}” cannot be {value}.", name=key,
                                                 operation=cls.name, value=repr(value)),
                              where=_("Choices: {choices}", choices=", ".join(repr(choice) for choice in choices)),
                              remedy=_("Use one of these."))
        return cls(**typed)

    def field_params(self) -> list[tuple[str, str]]:
        """Return (parameter, kind) of every parameter that names fields of the table."""
        return [(f.name, f.metadata.get("kind", "")) for f in dataclasses.fields(self)
                if f.metadata.get("kind") in ("field", "fields")]

    def _each_field(self, turn: Callable[[str], str]) -> Operation:
        changes: dict[str, Any] = {}
        for key, kind in self.field_params():
            value = getattr(self, key)
            if value:
                changes[key] = turn(value) if kind == "field" else tuple(turn(one) for one in value)
        return dataclasses.replace(self, **changes) if changes else self

    def resolved(self, table: Table) -> Operation:
        """Return the operation with every field named by its id; Problem for a name that is not there."""
        return self._each_field(lambda key: table.field(key).id)

    def named(self, table: Table) -> Operation:
        """Return the operation with fields by name, as a recipe keeps it."""
        return self._each_field(lambda key: table.by_id[key].name if key in table.by_id else key)


@dataclass(frozen=True, kw_only=True)
class FieldOperation(Operation):
    """An operation that turns each text of one field into another by an SQL expression, never row by row."""

    field: str = param(kind="field", label=N_("Field"))

    def check(self, table: Table) -> None:
        """Raise a Problem when the field is not there."""
        table.field(self.field)

    def expression(self, column: str) -> str:
        """Return the DuckDB expression for the new text, given the quoted column; NULL or '' is a blank cell."""
        raise NotImplementedError

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the cells whose text the expression changes."""
        field = table.field(self.field)
        return cells_changed(table, field, rows, context, self.expression(quoted(field.id)), distinct=self.distinct)

    @property
    def distinct(self) -> bool:
        """True where the expression costs so much that it is worth finding the distinct texts first."""
        return False


def places(table: Table, rows: Positions | None) -> Positions:
    """Return the positions an operation works on: every visible row, or the rows (ids) of a view in their order.

    Raises a Problem for an id that is not there or was removed.
    """
    if rows is None:
        return table.visible
    positions = table.positions(rows)
    if len(table.hidden) and len(gone := np.intersect1d(positions, table.hidden)):
        raise Problem("row-removed", _("Row id {row} was removed.", row=int(table.row_ids(gone)[0])),
                      remedy=_("Bring the row back with undo, or leave it out."))
    return positions


def cells_changed(table: Table, field: Field, rows: Positions | None, context: Context, expression: str,
                  others: Sequence[str] = (), *, distinct: bool = False) -> list[Change]:
    """Return the change of one field to what `expression` gives over its row, empty when nothing changes.

    expression: DuckDB SQL over columns named by quoted field id; others: ids of further fields that it reads
    distinct:   compute the expression once for each distinct row of what it reads
    """
    positions = places(table, rows)
    if not len(positions):
        return []
    keys = list(dict.fromkeys([field.id, *others]))
    arrow = table.arrow(keys, None if rows is None else positions)
    new = computed(context, arrow, expression, purpose=field.name, distinct=distinct)
    return column_changed(table, field, positions, arrow.column(0), new)


def computed(context: Context, cells: pa.Table, expression: str, *, purpose: str, distinct: bool = False) -> pa.Array:
    """Return what `expression` gives for each row of `cells`, in their order, as one array of strings.

    Only the new texts leave the engine: comparing them with the old in Arrow costs a third of doing it in SQL.
    """
    if not distinct:
        found = context.engine.query(f"select {expression} as new from cells", {"cells": cells}, job=context.job,
                                     purpose=purpose)
        return texts(found.column("new"))
    if cells.num_columns == 1:
        encoded = cells.column(0).combine_chunks().dictionary_encode()
        encoded = encoded if isinstance(encoded, pa.DictionaryArray) else encoded.combine_chunks()
        once = pa.table([encoded.dictionary], names=cells.column_names)
        found = context.engine.query(f"select {expression} as new from once", {"once": once}, job=context.job,
                                     purpose=purpose)
        return texts(found.column("new")).take(encoded.indices)
    return computed(context, cells, expression, purpose=purpose)


def column_changed(table: Table, field: Field, positions: Positions, old: Any, new: Any) -> list[Change]:
    """Return the change from `old` to `new` texts of one field at `positions`, empty when nothing changes."""
    import pyarrow.compute as pc

    before, after = texts(old), texts(new)
    differs = pc.fill_null(pc.not_equal(before, after), False)
    if before.null_count or after.null_count:
        differs = pc.or_(differs, pc.xor(pc.is_null(before), pc.is_null(after)))
    mask = differs.to_numpy(zero_copy_only=False)
    count = int(np.count_nonzero(mask))
    if not count:
        return []
    if count < len(mask):
        picked = pa.array(mask)
        before, after, positions = before.filter(picked), after.filter(picked), positions[mask]
    row_ids = table.row_ids(positions)
    if not bool(np.all(row_ids[1:] > row_ids[:-1])):
        order = np.argsort(row_ids, kind="stable")
        before, after, row_ids = before.take(pa.array(order)), after.take(pa.array(order)), row_ids[order]
    return [CellsChanged(field.id, row_ids, before, after)]


def _be_text(operation: str, given: Mapping[str, Any]) -> None:
    """Raise Problem for text that no file could hold: half signs, as bytes that are no UTF-8 become on a command line."""
    try:
        json.dumps(given, ensure_ascii=False, default=str).encode("utf-8")
    except (UnicodeEncodeError, RecursionError) as error:
        raise Problem("bad-parameter", _("A value for “{operation}” holds signs that are no text.", operation=operation),
                      remedy=_("Type it again.")) from error


def _plain(value: Any) -> Any:
    """Return tuples as lists, so that plain data is the same before and after JSON."""
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return value


def _typed(operation: str, key: str, value: Any, hint: Any) -> Any:
    """Return `value` as the parameter's type: command lines and recipes write text, JSON writes lists."""
    origin = typing.get_origin(hint)
    wrong = Problem("bad-parameter", _("“{name}” of “{operation}” cannot be {value}.", name=key, operation=operation,
                                       value=repr(value)), remedy=_("Look the parameter up with “operations”."))
    if origin is tuple:
        if isinstance(value, str):
            value = [part for part in value.split(",") if part]
        if not isinstance(value, (list, tuple)):
            raise wrong
        if typing.get_args(hint)[:1] == (int,):
            try:
                return tuple(int(one) for one in value)
            except (TypeError, ValueError, OverflowError) as error:
                raise wrong from error
        return tuple(tuple(one) if isinstance(one, list) else one for one in value)
    if hint is bool:
        if isinstance(value, bool):
            return value
        if str(value).lower() in ("true", "yes", "1", "false", "no", "0"):
            return str(value).lower() in ("true", "yes", "1")
        raise wrong
    if hint is int:
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise wrong from error
    if hint is str:
        if isinstance(value, (dict, list)):
            raise wrong
        return str(value)
    if origin is dict and not isinstance(value, dict):
        raise wrong
    return value
