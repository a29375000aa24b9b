"""Split a field: cut each text at a separator, a pattern or fixed places into new fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from workstation.dataset.change import Change, FieldRemoved
from workstation.dataset.column import Positions
from workstation.dataset.field import new_field
from workstation.dataset.operation import Context, FieldOperation, NameOf, param, places
from workstation.dataset.table import Table
from workstation.engine.engine import SPACE, literal, quoted
from workstation.engine.pattern import check_pattern
from workstation.errors import Problem
from workstation.operations.new_field import check_name, filled_field, place_of, without_fields
from workstation.text import N_, Sentence, _, say

MOST = 100
"""More new fields than this are a mistake in the separator, not what a person wants."""


@dataclass(frozen=True, kw_only=True)
class SplitField(FieldOperation):
    """Cut each text into new fields, which stand after the field; the field itself stays unless told otherwise.

    With `parts` the last new field takes the rest, separators and all. With fixed lengths text beyond the last is left
    out of the new fields. Texts with fewer parts leave the last new fields blank.
    """

    name: ClassVar[str] = "split_field"
    title: ClassVar[str] = N_("Split into fields")
    help: ClassVar[str] = N_("Cuts each text at a separator, a pattern or after a number of characters, and puts the "
                             "parts into new fields beside it.")
    group: ClassVar[str] = "fields"
    by: str = param("separator", kind="choice", label=N_("Cut at"), choices={
        "separator": N_("a separator"), "pattern": N_("a pattern (RE2)"), "lengths": N_("fixed lengths")})
    separator: str = param(",", kind="text", label=N_("Separator or pattern"))
    lengths: tuple[int, ...] = param((), kind="data", label=N_("Lengths"),
                                     help=N_("How many characters each part has, such as 6,8,4."))
    parts: int = param(0, kind="number", label=N_("Number of parts"),
                       help=N_("At most so many new fields; the last takes the rest. 0 is as many as there are."))
    names: tuple[str, ...] = param((), kind="data", label=N_("Names"),
                                   help=N_("Names of the new fields; those without one are numbered."))
    trim: bool = param(True, kind="flag", label=N_("Trim the parts"))
    keep: bool = param(True, kind="flag", label=N_("Keep the field"))

    def check(self, table: Table) -> None:
        """Raise a Problem for a field that is not there, a bad pattern, bad lengths or names that are taken."""
        super().check(table)
        if self.by == "lengths" and (not self.lengths or min(self.lengths) < 1):
            raise Problem("bad-lengths", _("Each part needs a length of at least 1."),
                          remedy=_("Give lengths such as 6,8,4."))
        if self.by != "lengths" and not self.separator:
            raise Problem("no-separator", _("There is no separator."),
                          remedy=_("Type a separator, or use fixed lengths."))
        if self.by == "pattern":
            self._check_pattern()
        if self.parts < 0 or self.parts > MOST:
            raise Problem("bad-parameter", _("A field cannot be split into {parts} parts.", parts=self.parts),
                          remedy=_("Use a number from 0 to {most}.", most=MOST))
        free = table if self.keep else without_fields(table, table.field(self.field).id)
        for i, name in enumerate(self.names):
            check_name(free, name, taken=self.names[:i])

    def _check_pattern(self) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        check_pattern(self.separator)
        if pc.match_substring_regex(pa.array([""]), self.separator)[0].as_py():
            raise Problem("empty-match", _("The pattern “{pattern}” also matches nothing at all.",
                                          pattern=self.separator),
                          remedy=_("Write it so that it matches at least one character."))

    def _pieces(self, column: str) -> str:
        """Return SQL for the list of parts of one text."""
        if self.by == "lengths":
            starts = [1 + sum(self.lengths[:i]) for i in range(len(self.lengths))]
            cuts = (f"substr({column}, {start}, {length})" for start, length in zip(starts, self.lengths, strict=True))
            return f"[{', '.join(cuts)}]"
        split = "string_split" if self.by == "separator" else "string_split_regex"
        whole = f"{split}({column}, {literal(self.separator)})"
        if not self.parts:
            return whole
        before = self.parts - 1
        if self.by == "separator":
            rest = f"array_to_string({whole}[{self.parts}:], {literal(self.separator)})"
        else:
            found = f"regexp_extract_all({column}, {literal(self.separator)})"
            used = f"length(array_to_string({whole}[1:{before}], '') || array_to_string({found}[1:{before}], ''))"
            rest = f"substr({column}, {used} + 1)"
        return f"case when len({whole}) > {self.parts} then {whole}[1:{before}] || [{rest}] else {whole} end"

    def change(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Change]:
        """Return the new fields with their texts, and the removal of the old one unless it is kept."""
        field = table.field(self.field)
        positions = places(table, rows)
        cells = table.arrow([field.id], None if rows is None else positions)
        found = context.engine.query(f"select {self._pieces(quoted(field.id))} as parts from cells", {"cells": cells},
                                     job=context.job, purpose=field.name)
        listed = {"listed": found}
        widest = context.engine.query("select max(len(parts)) as n from listed", listed, job=context.job)
        count = max(int(widest.column("n")[0].as_py() or 0), len(self.names), 1)
        if count > MOST:
            raise Problem("too-many-parts", _("“{field}” would be split into {n} fields.", field=field.name, n=count),
                          remedy=_("Say how many parts there are at most, or use another separator."))
        return self._built(table, positions, count, listed, context)

    def _built(self, table: Table, positions: Positions, count: int, listed: dict[str, object],
               context: Context) -> list[Change]:
        field = table.field(self.field)
        at = place_of(table, field.id)
        changes: list[Change] = []
        free = table
        if not self.keep:
            changes.append(FieldRemoved(field.id, at))
            free = without_fields(table, field.id)
        names: list[str] = []
        for i in range(count):
            part = f"parts[{i + 1}]"
            text = f"regexp_replace({part}, '^{SPACE}+|{SPACE}+$', '', 'g')" if self.trim else part
            values = context.engine.query(f"select {text} as part from listed", listed, job=context.job).column("part")
            name = self.names[i] if i < len(self.names) else self._numbered(free, field.name, i + 1, names)
            names.append(check_name(free, name, taken=tuple(names)))
            place = at + i + (1 if self.keep else 0)
            changes.append(filled_field(table, new_field(names[-1]), place, positions, values))
        return changes

    def _numbered(self, table: Table, name: str, number: int, taken: Sequence[str]) -> str:
        used = {field.name for field in table.fields} | set(taken) | set(self.names)
        while f"{name} {number}" in used:
            number += 1
        return f"{name} {number}"

    def notes(self, table: Table, rows: Positions | None, context: Context) -> Sequence[Sentence]:
        """Return how many texts are longer than the fixed lengths."""
        if self.by != "lengths":
            return ()
        field = table.field(self.field)
        cells = table.arrow([field.id], None if rows is None else places(table, rows))
        found = context.engine.query(
            f"select count(*) as n from cells where length({quoted(field.id)}) > {sum(self.lengths)}", {"cells": cells},
            job=context.job, purpose=field.name)
        longer = found.column("n")[0].as_py()
        return (say("Texts longer than all parts together, whose rest stays only in the old field: {n}", n=longer),
                ) if longer else ()

    def summary(self, name_of: NameOf) -> str:
        """Return the sentence for the history."""
        return _("Split “{field}” into fields", field=name_of(self.field))
