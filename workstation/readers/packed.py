"""Packed files: each file in a zip or tar that can be read is a sheet, named by its path; gz, bz2, xz, zst of one file."""

from __future__ import annotations

import dataclasses
import errno
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.first_bytes import packed_kind
from workstation.readers.grid import Grid
from workstation.readers.options import Options
from workstation.readers.packed_limits import Budget
from workstation.readers.reader import Batch, Found, Reader, Reading, SheetInfo
from workstation.readers.record_batches import reading_of
from workstation.readers.record_tables import no_sheet
from workstation.readers.unpacking import Entry, entries
from workstation.text import Sentence, _, say

BETWEEN = " / "
"""Between the path of a workbook in a packed file and the name of a sheet in it."""
MOST_FILES = 1_000
"""Files of one packed file that are looked into."""
SPARE = 256 << 20
"""Bytes of disk that are left free while unpacking."""
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:^|/)(?:readme|read_me|licen[cs]e|copying|notice|changelog|说明|版权|许可)[^/]*\.(?:txt|md|rst|html?)$", re.IGNORECASE)
_SAFE = re.compile(r"[^\w.\-]+")
NO_KIND = frozenset(("unknown-file", "empty-file", "not-a-workbook"))
"""Codes of Problems with which a file in a packed file is passed over like any picture."""


@dataclass(frozen=True)
class _Plan:
    entry: str
    inner: Found
    level: int
    options: Options


@dataclass(frozen=True)
class _Opened:
    """A file out of a packed file: where it lies now, and who reads it."""

    name: str
    path: Path
    reader: Reader
    alone: bool
    """True when the packed file can hold only this one: its sheets keep their names."""

    @property
    def aside(self) -> bool:
        """True for a text that is about the others: a licence, notes to the reader."""
        return not self.alone and _ABOUT.search(self.name) is not None

    def sheet(self, inner: str) -> str:
        """Return the name of one of its sheets as a sheet of the packed file."""
        return inner if self.alone else self.name + BETWEEN + inner if inner else self.name


class Packed:
    """A zip, a tar, or one packed stream."""

    name = "packed"
    extensions = (".zip", ".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz", ".zst")

    def __init__(self, level: int = 0) -> None:
        """Read packed files; level: how many packed files it lies in itself."""
        self._level = level

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return the tables of all files in a packed file that can be read."""
        out: list[Found] = []
        faults: list[tuple[str, Problem]] = []
        passed: list[str] = []
        names: list[str] = []
        for opened in self._each(path, options, job, faults, passed):
            names.append(opened.name)
            try:
                found = opened.reader.tables(opened.path, self._inner(options, opened), job)
            except Problem as problem:
                faults.append((opened.name, problem))
                continue
            out += [self._outer(one, opened, options) for one in found]
        wanted = out if options.sheet is None else [one for one in out if one.sheet == options.sheet]
        if not wanted:
            raise self._nothing(path, options, names, out, faults)
        return self._told(wanted, faults, passed)

    def _outer(self, found: Found, opened: _Opened, options: Options) -> Found:
        plan = _Plan(opened.name, found, self._level, options)
        return dataclasses.replace(found, sheet=opened.sheet(found.sheet), visible=found.visible and not opened.aside,
                                   plan=plan)

    def _told(self, found: list[Found], faults: list[tuple[str, Problem]], passed: list[str]) -> list[Found]:
        warnings: list[Sentence] = [
            say("“{name}” in the packed file could not be read: {why}", name=name, why=str(problem))
            for name, problem in faults[:20] if problem.code not in NO_KIND
        ]
        others = passed + [name for name, problem in faults if problem.code in NO_KIND]
        reasons = [say("Files that hold no table were passed over: {names}.", names=_listed(others))] if others else []
        at = next((at for at, one in enumerate(found) if one.visible), 0)
        found[at] = dataclasses.replace(found[at], warnings=(*found[at].warnings, *warnings),
                                        reasons=(*found[at].reasons, *reasons))
        return found

    def _nothing(self, path: Path, options: Options, names: list[str], found: list[Found],
                 faults: list[tuple[str, Problem]]) -> Problem:
        telling = [(name, one) for name, one in faults if one.code not in NO_KIND] or faults
        if options.sheet is not None and not (telling and telling[0][1].code not in NO_KIND):
            return no_sheet(options.sheet, [one.sheet for one in found] or names)
        if telling:
            name, problem = telling[0]
            return Problem(problem.code, problem.what, f"{path.name}, {name}", problem.remedy)
        return Problem("no-table", _("This packed file holds nothing that can be read as a table."), path.name,
                       _("Unpack it and look at what is in it."))

    def sheets(self, path: Path, options: Options, job: Job) -> list[SheetInfo]:
        """Return the sheets of all files in a packed file that can be read."""
        out = []
        whole = dataclasses.replace(options, sheet=None, table=None)
        for opened in self._each(path, whole, job, [], []):
            try:
                infos = opened.reader.sheets(opened.path, self._inner(whole, opened), job)
            except Problem:
                continue  # told by tables(), with its name
            out += [dataclasses.replace(info, name=opened.sheet(info.name),
                                        visible="hidden" if opened.aside else info.visible) for info in infos]
        return out

    def grid(self, path: Path, options: Options, job: Job, rows: int | None = None) -> Grid:
        """Return one sheet of one of the files cell by cell: the one that is named, else the first."""
        names: list[str] = []
        faults: list[tuple[str, Problem]] = []
        for opened in self._each(path, options, job, faults, []):
            names.append(opened.name)
            inner = self._inner(options, opened)
            try:
                if options.sheet is None and (opened.aside or not any(
                    one.visible == "visible" for one in opened.reader.sheets(opened.path, inner, job)
                )):
                    continue
                grid = opened.reader.grid(opened.path, inner, job, rows)
            except Problem as problem:
                faults.append((opened.name, problem))
                continue
            grid.sheet.name = opened.sheet(grid.sheet.name)
            return grid
        raise self._nothing(path, options, names, [], faults)

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of one table in one of the files."""
        return reading_of(lambda reading: self._batches(path, found, reading, job))

    def _batches(self, path: Path, found: Found, reading: Reading, job: Job) -> Iterator[Batch]:
        plan: _Plan = found.plan
        only = dataclasses.replace(plan.options, sheet=None if plan.options.sheet is None else found.sheet)
        for opened in self._each(path, only, job, [], [], plan.entry):
            inner = opened.reader.read(opened.path, plan.inner, job)
            yield from inner
            reading.balance, reading.suggested = inner.balance, inner.suggested
            reading.warnings.extend(inner.warnings)
            return
        raise Problem("changed", _("{path} changed while it was being read.", path=path.name),
                      remedy=_("Save and close it in the other program, then try again."))

    def _inner(self, options: Options, opened: _Opened) -> Options:
        """Return the options for a file in the packed one: its own part of the sheet's name."""
        if options.sheet is None or opened.alone:
            return dataclasses.replace(options, kind=None if options.kind == self.name else options.kind)
        _name, _between, inner = options.sheet[len(opened.name):].partition(BETWEEN)
        return dataclasses.replace(options, sheet=inner or None, kind=None if options.kind == self.name else options.kind)

    def _each(self, path: Path, options: Options, job: Job, faults: list[tuple[str, Problem]], passed: list[str],
              only: str | None = None) -> Iterator[_Opened]:
        """Unpack one file after the other, yield those that can be read, and remove each before the next.

        faults, passed: take what cannot be read, and names of what is no table. only: the name of the one that is wanted
        """
        kind = packed_kind(path)
        budget = Budget(path, job, _("Unpacking"))
        taken = 0
        with tempfile.TemporaryDirectory(prefix="workstation-", ignore_cleanup_errors=True) as folder:
            for entry in entries(path, kind, options.password, budget):
                if _LITTER.search(entry.name) or not _wanted(entry, options, only):
                    continue
                if entry.why is not None:
                    faults.append((entry.name, Problem("unknown-file", str(entry.why))))
                    continue
                taken += 1
                if taken > MOST_FILES:
                    passed.append(entry.name)
                    continue
                with _placed(entry, Path(folder), taken, path) as file:
                    try:
                        reader = self._reader(file, options)
                    except Problem as problem:
                        faults.append((entry.name, problem))
                        continue
                    yield _Opened(entry.name, file, reader, entry.alone)
                    if only is not None:
                        return

    def _reader(self, file: Path, options: Options) -> Reader:
        from workstation.readers.catalogue import open_file

        reader = open_file(file, None if options.kind == self.name else options.kind)
        if reader.name != self.name:
            return reader
        if self._level >= 1:
            raise Problem("unknown-file", _("Packed files inside packed files inside packed files are not opened."),
                          remedy=_("Unpack it and import what is in it."))
        return Packed(self._level + 1)


def _wanted(entry: Entry, options: Options, only: str | None) -> bool:
    if only is not None:
        return entry.name == only
    sheet = options.sheet
    return entry.alone or sheet is None or sheet == entry.name or sheet.startswith(entry.name + BETWEEN)


@contextmanager
def _placed(entry: Entry, folder: Path, number: int, path: Path) -> Iterator[Path]:
    """Write one file to a private folder under its own ending, and remove it afterwards."""
    own = folder / str(number)
    own.mkdir()
    name = _SAFE.sub("_", entry.name.rpartition("/")[2])[-80:].lstrip(".") or "file"
    file = own / name
    try:
        with file.open("xb") as out:
            for count, block in enumerate(entry.read()):
                if count % 64 == 0 and shutil.disk_usage(folder).free < SPARE:
                    raise OSError(errno.ENOSPC, "no space left")
                out.write(block)
        yield file
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise Problem("disk-full", _("There is not enough space on the disk to unpack this file."), path.name,
                      _("Free some space and try again.")) from error
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _listed(names: list[str], limit: int = 10) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:limit])
    return shown + (f" … (+{len(names) - limit})" if len(names) > limit else "")
