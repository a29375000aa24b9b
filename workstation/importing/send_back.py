"""Sending back: each sender's own workbook with its faults marked, out of a dataset or straight from a file."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from workstation.dataset.answer import Source
from workstation.dataset.dataset import Dataset
from workstation.dataset.table import Block
from workstation.errors import Problem
from workstation.importing.forms import shelf
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.grid import Grid
from workstation.readers.options import Options
from workstation.standards import mapping
from workstation.standards.result import CheckResult, Failure
from workstation.standards.standard import Standard
from workstation.templates.filled import filled
from workstation.templates.form import Column
from workstation.templates.make import put_file
from workstation.templates.marked import MARKED, Mark, Marked
from workstation.templates.markup import CARRIED, Fault, Order, mark, plain_copy
from workstation.templates.recognise import LOOKED_AT, Recognised, recognise
from workstation.templates.senders import safe_name
from workstation.templates.status import checked, positions_of
from workstation.text import Sentence, _, in_language, language, say
from workstation.workspace import Workspace

LOST = ("xl/charts/", "xl/media/", "xl/diagrams/", "xl/drawings/drawing")
"""Parts of an xlsx that are not carried over."""
LEVELS = ("error", "warning")
"""Levels of rules whose failures go back; remarks stay here."""


@dataclass(frozen=True)
class Written:
    """One workbook that was written to be sent back."""

    path: Path
    sender: str
    file: str
    cells: int
    warnings: tuple[Sentence, ...] = ()

    def data(self) -> dict[str, Any]:
        """Return it as the command line answers."""
        return {"path": str(self.path), "sender": self.sender, "file": self.file, "cells": self.cells,
                "warnings": [str(one) for one in self.warnings]}


@dataclass(frozen=True)
class Marking:
    """What marking up came to: the workbooks written, and those without faults."""

    written: tuple[Written, ...]
    clean: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default_factory=tuple)


def mark_dataset(workspace: Workspace, dataset: Dataset, standard: Standard, folder: Path, *,
                 senders: Sequence[str] = (), words: str = "", job: Job | None = None) -> Marking:
    """Write the workbook of each sender (source file) of a dataset that has faults into a folder, faults marked.

    senders: only these, or all; words: language of files that do not tell theirs, the present one by default
    Raises Problem when nothing in the dataset came from a file, or the folder cannot be written.
    """
    job = job or Job()
    table = dataset.table
    sources = [one for one in dataset.sources() if len(positions_of(table, [one.id]))]
    if senders:
        sources = [one for one in sources if str(one.details.get("sender", "")) in senders or one.name in senders]
    if not sources:
        raise Problem("no-sources", _("No row of this dataset came from such a file."),
                      remedy=_("Look at “template status” for the senders, or name none for all."))
    result = checked(dataset, standard, job)
    by_source = failing(result)
    told = Told(result)
    written, clean, problems = [], [], []
    for source in job.each(sources, len(sources), _("Marking up")):
        if source.id not in by_source:
            clean.append(str(source.details.get("sender", "")) or source.name)
            continue
        with dataset.source_bytes(source.id) as file:
            data = file.read()
        try:
            with AsFile(data, source.name) as path:
                one = Sheets(workspace, dataset, standard, source, path, words or language())
                written.append(one.write(folder, told, by_source[source.id]))
        except Problem as problem:
            problems.append(Problem(problem.code, problem.what, source.name, problem.remedy))
    return Marking(tuple(written), tuple(clean), tuple(problems))


class Told:
    """What a check found, in words, each language once: worded together, row by row would cost a query each."""

    def __init__(self, result: CheckResult) -> None:
        """Keep the result; nothing is worded yet."""
        self.result = result
        self._wanted = [answer.rule.id for answer in result.answers if answer.rule.level in LEVELS]
        self._in: dict[str, dict[int, list[Failure]]] = {}

    def at(self, row_id: int) -> list[Failure]:
        """Return what is wrong in a row, in the language of the moment."""
        words = language()
        if words not in self._in:
            rows: dict[int, list[Failure]] = {}
            for failure in self.result.failures(rules=self._wanted):
                rows.setdefault(failure.row_id, []).append(failure)
            self._in[words] = rows
        return self._in[words].get(row_id, [])


def failing(result: CheckResult) -> dict[str, list[int]]:
    """Return {source: numbers of positions with a failing cell of a level that goes back}."""
    wanted = [answer.rule.id for answer in result.answers if answer.rule.level in LEVELS]
    positions, _rules = result.places(rules=wanted)
    starts = np.array([block.start for block in result.table.blocks], dtype=np.int64)
    out: dict[str, list[int]] = {}
    for position in np.unique(positions).tolist():
        source = result.table.blocks[int(np.searchsorted(starts, position, side="right")) - 1].source
        if source:
            out.setdefault(source, []).append(position)
    return out


class AsFile:
    """A private file with these bytes, gone when the block ends."""

    def __init__(self, data: bytes, name: str) -> None:
        """Keep the bytes and the name whose ending tells their kind."""
        self._data, self._name = data, name

    def __enter__(self) -> Path:
        """Write the file and return its path."""
        self._folder = tempfile.TemporaryDirectory(prefix="workstation-", ignore_cleanup_errors=True)
        path = Path(self._folder.name) / (safe_name(Path(self._name).stem) + Path(self._name).suffix.lower())
        path.write_bytes(self._data)
        return path

    def __exit__(self, *_error: object) -> None:
        """Remove it."""
        self._folder.cleanup()


class Sheets:
    """One source file and where its rows stand in it."""

    def __init__(self, workspace: Workspace, dataset: Dataset, standard: Standard, source: Source, path: Path,
                 words: str) -> None:
        """Find the sheets and columns again."""
        self.dataset, self.standard, self.source, self.path = dataset, standard, source, path
        self.fields = {match.target: match.field
                       for match in mapping.current(dataset.table, standard, dataset.settings)}
        self.found: Recognised | None = None
        if source.details.get("form"):
            self.found = recognise(path, shelf(workspace), Job())
        self.words = self.found.form.language if self.found is not None and self.found.form.language else words
        self.grids: dict[str, Grid] = {}
        self.columns: dict[str, dict[str, int]] = {}
        """{sheet: {field of the standard: column}}."""
        for block in dataset.table.blocks:
            if block.source == source.id and block.sheet not in self.grids:
                self._locate(block)

    def _locate(self, block: Block) -> None:
        place = next((one for one in self.found.places if one.sheet == block.sheet), None) if self.found else None
        if place is not None:
            self.grids[block.sheet], self.columns[block.sheet] = place.grid, dict(place.columns)
            return
        grid = open_file(self.path).grid(self.path, Options(sheet=block.sheet or None), Job())
        table = self.dataset.table
        rows = np.arange(block.start, block.start + min(block.count, 200), dtype=np.int64)
        numbers = [row - 1 for row in table.source_rows.take(rows).to_pylist() if row is not None]
        texts = {name: table.columns[key].take(rows).to_pylist() for name, key in self.fields.items()}
        headers = {name: table.by_id[key].name for name, key in self.fields.items()}
        self.grids[block.sheet] = grid
        self.columns[block.sheet] = located(grid, numbers, texts, headers)

    def write(self, folder: Path, told: Told, positions: Sequence[int]) -> Written:
        """Write the marked workbook into a folder, under a name that is free."""
        warnings: list[Sentence] = []
        with in_language(self.words):
            faults, marks = self._faults(told, positions)
            if not marks:
                raise Problem("not-found-again", _("The cells that fail could not be found again in this file."),
                              remedy=_("Send the report of the check instead."))
            headers = {name: self.dataset.table.by_id[key].name for name, key in self.fields.items()}
            for sheet, columns in self.columns.items():
                headers |= {name: text for name, at in columns.items() if (text := self._header(sheet, at))}
            sheet = next(iter(faults))
            form = self.found.form if self.found is not None else None
            sender = str(self.source.details.get("sender", ""))
            marked = Marked(self.dataset.id, self.source.id, self.dataset.state, sheet, self.standard.label,
                            form.id if form else "", sender, self.source.name, tuple(headers.items()), tuple(marks))
            order = Order(faults, marked, self._edits(), form.title if form else self.source.name)
            data, carried = self._written(order)
        if not carried:
            warnings.append(say("It could not be written again as {kind}; an xlsx copy with its texts was made.",
                                kind=self.path.suffix.lower() or "-"))
        lost = left_out(self.path) if carried else []
        if lost:
            warnings.append(say("Pictures, charts or drawings of the workbook are not in the copy."))
        name = safe_name(Path(self.source.name).stem)
        ending = self.path.suffix.lower() if carried else ".xlsx"
        with in_language(self.words):
            target = _free(folder / f"{name} - {_('to correct')}{ending}")
        put_file(target, data)
        return Written(target, sender, self.source.name, len(marks), tuple(warnings))

    def _written(self, order: Order) -> tuple[bytes, bool]:
        ending = self.path.suffix.lower()
        if ending in CARRIED:
            try:
                return mark(self.path.read_bytes(), order, macros=ending == ".xlsm"), True
            except Problem:
                pass  # some program's file that cannot be written again: its texts are carried in a plain copy
        reader = open_file(self.path)
        infos = [one for one in reader.sheets(self.path, Options(), Job()) if one.kind in ("sheet", "macro")]
        grids = {one.name: self.grids.get(one.name) or reader.grid(self.path, Options(sheet=one.name or None), Job())
                 for one in infos if one.name.casefold() != MARKED}
        grids |= {name: grid for name, grid in self.grids.items() if not grids}
        data, names = plain_copy(grids)
        return mark(data, _under(order, names)), False

    def _header(self, sheet: str, column: int) -> str:
        grid, found = self.grids[sheet], self.found
        place = next((one for one in found.places if one.sheet == sheet), None) if found else None
        return grid.text(place.header, column).strip() if place is not None and place.header < grid.height else ""

    def _faults(self, told: Told, positions: Sequence[int]) -> tuple[dict[str, list[Fault]], list[Mark]]:
        result, table = told.result, told.result.table
        row_ids = dict(zip(positions, table.row_ids(np.array(positions, dtype=np.int64)).tolist(), strict=True))
        starts = np.array([block.start for block in table.blocks], dtype=np.int64)
        faults: dict[str, list[Fault]] = {}
        marks: list[Mark] = []
        for position in positions:
            block = table.blocks[int(np.searchsorted(starts, position, side="right")) - 1]
            row = table.source_rows[position].as_py()
            if row is None or block.sheet not in self.columns:
                continue
            cells: dict[str, list[Failure]] = {}
            for failure in told.at(row_ids[position]):
                cells.setdefault(result.mapping[failure.field_id], []).append(failure)
            for name, found in cells.items():
                if name not in self.columns[block.sheet]:
                    continue
                title = self.standard.by_name[name].label
                why = tuple(dict.fromkeys(_sentence(result, one) for one in found))
                error = any(one.level == "error" for one in found)
                faults.setdefault(block.sheet, []).append(
                    Fault(row, self.columns[block.sheet][name], title, found[0].value or "", why, error))
                marks.append(Mark(row, name, found[0].row_id))
        return faults, marks

    def _edits(self) -> dict[tuple[str, int, int], tuple[str | None, Column | None]]:
        """Return the cells that are others in the dataset by now: the sender gets them as they are kept."""
        if self.found is None:
            return {}
        out: dict[tuple[str, int, int], tuple[str | None, Column | None]] = {}
        table = self.dataset.table
        for place in self.found.places:
            sheet = filled(self.found.form, place, self.standard)
            by_row = {row: at for at, row in enumerate(sheet.rows.to_pylist())}
            for block in table.blocks:
                if block.source != self.source.id or block.sheet != place.sheet:
                    continue
                rows = np.arange(block.start, block.start + block.count, dtype=np.int64)
                numbers = table.source_rows.take(rows).to_pylist()
                for name, texts in zip(sheet.names, sheet.columns, strict=True):
                    if name not in self.fields:
                        continue
                    was, now = texts.to_pylist(), table.columns[self.fields[name]].take(rows).to_pylist()
                    for number, text in zip(numbers, now, strict=True):
                        if number in by_row and was[by_row[number]] != text:
                            key = (place.sheet, number, place.columns[name])
                            out[key] = (text, self.found.form.by_name.get(name))
        return out


def _sentence(result: CheckResult, failure: Failure) -> str:
    """Return why, in words that mean something to a sender: the rows of the dataset are none of theirs."""
    if result.by_id[failure.rule].rule.answer == "hash":
        return _("“{value}” stands more than once, in these rows or in what others sent.", value=failure.value or "")
    return str(failure.message)


def located(grid: Grid, numbers: Sequence[int], texts: Mapping[str, Sequence[str | None]],
            headers: Mapping[str, str]) -> dict[str, int]:
    """Return {field of the standard: column} of a sheet that no form tells of: by header, else by what stands below."""
    out: dict[str, int] = {}
    top = min(min(numbers, default=0), LOOKED_AT)
    heads = [{grid.text(row, column).strip() for row in range(top)} for column in range(grid.width)]
    for name, header in headers.items():
        same = [column for column in range(grid.width) if header in heads[column] and column not in out.values()]
        if len(same) == 1:
            out[name] = same[0]
    for name, mine in texts.items():
        if name in out:
            continue
        best, score = -1, 0.0
        for column in range(grid.width):
            if column in out.values():
                continue
            pairs = [(text, grid.text(row, column)) for row, text in zip(numbers, mine, strict=False) if text]
            share = sum(a == b for a, b in pairs) / len(pairs) if pairs else 0.0
            if share > score:
                best, score = column, share
        if score >= 0.8:
            out[name] = best
    return out


def _under(order: Order, names: Mapping[str, str]) -> Order:
    """Return the order with sheets under the names they have in a copy; a file without sheets has one."""
    def name_of(sheet: str) -> str:
        return names.get(sheet) or next(iter(names.values()))

    return dataclasses.replace(
        order, faults={name_of(sheet): faults for sheet, faults in order.faults.items()},
        marked=dataclasses.replace(order.marked, sheet=name_of(order.marked.sheet)),
        edits={(name_of(sheet), row, column): what for (sheet, row, column), what in order.edits.items()})


def left_out(path: Path) -> list[str]:
    """Return the parts of an xlsx that are not carried over: drawings, charts, pictures."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return [name for name in archive.namelist() if name.startswith(LOST)]


def _free(path: Path) -> Path:
    """Return the path, or the next with a number that is not there."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return found
