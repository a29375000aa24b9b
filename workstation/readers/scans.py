"""Which look beyond the values each kind of workbook gets, and whether its sheets are small enough to be held."""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from workstation.errors import Problem
from workstation.job import Job
from workstation.marking import WORKBOOK_MARK
from workstation.readers import archive, cell_walk, ods_scan, ole, sheet_scan, xls_scan, xlsb_scan
from workstation.readers.options import Options
from workstation.readers.sheet_scan import Scan, column_letters
from workstation.text import Sentence, _, say

MOST_CELLS = 40_000_000
"""Area of one sheet, blank cells among them: calamine holds it whole, 24 bytes a cell."""

_MANIFEST = "META-INF/manifest.xml"


@dataclass(frozen=True)
class Scans:
    """What was found in the sheets of one workbook, by name or in their order."""

    named: dict[str, Scan] = field(default_factory=dict)
    ordered: tuple[Scan, ...] = ()
    marked: bool = False
    """True when we wrote the workbook."""
    warning: Sentence | None = None
    """Set when it could not be looked at."""

    def of(self, name: str, place: int) -> Scan:
        """Return the scan of a sheet by its name, or by its place among all sheets from 0."""
        if place < len(self.ordered):
            return self.ordered[place]
        return self.named.get(name) or Scan()


def scanned(path: Path, kind: str, options: Options, job: Job) -> Scans:
    """Return what each sheet of a workbook holds beyond its values; Problem when a sheet is too large to be held."""
    try:
        if kind == "xls":
            return Scans(ordered=tuple(xls_scan.scan_xls(path)))
        with zipfile.ZipFile(path) as parts:
            if kind == "xlsx":
                return _xlsx(path, parts, options, job)
            if kind == "xlsb":
                found = xlsb_scan.scan_xlsb(parts)
            else:
                if _MANIFEST in parts.namelist() and b"encryption-data" in parts.read(_MANIFEST):
                    raise archive.sealed(path)
                with parts.open("content.xml") as file:
                    found = ods_scan.scan_ods(file)
    except xls_scan.SealedWorkbook as error:
        raise archive.sealed(path) from error
    except xls_scan.ImpossibleSheet as error:
        raise archive.damaged(path) from error
    except (ole.BrokenContainer, ElementTree.ParseError, struct.error, LookupError, ValueError) as error:
        if kind == "xlsb":  # its reader would take any length for true, and the program would end for want of memory
            raise archive.damaged(path) from error
        return Scans(
            warning=say(
                "Number formats and error cells of this workbook could not be read: leading zeros that only a format"
                " shows, and #N/A, may be missing. Save it as xlsx and import that."
            )
        )
    for name, scan in found.items():
        if options.sheet in (None, name):
            _check_area(path, name, scan)
    return Scans(named=found)


def _xlsx(path: Path, parts: zipfile.ZipFile, options: Options, job: Job) -> Scans:
    out = {}
    marked = sheet_scan.is_marked(parts, WORKBOOK_MARK)
    styles = sheet_scan.telling_styles(parts)
    names = set(parts.namelist())
    sheets = sheet_scan.sheet_parts(parts)
    for name, part in job.each(sheets.items(), len(sheets), _("Looking at number formats")):
        if part not in names or (options.sheet is not None and options.sheet != name):
            continue
        with parts.open(part) as file:
            found = sheet_scan.scan(file, styles)
        if not found.plain:
            with parts.open(part) as file:
                found = cell_walk.walk(file, styles)
        elif found.rows * found.columns > MOST_CELLS:
            with parts.open(part) as file:
                found.rows, found.columns = sheet_scan.true_area(file)
        _check_area(path, name, found)
        out[name] = found
    return Scans(named=out, marked=marked)


def _check_area(path: Path, name: str, found: Scan) -> None:
    if found.rows * found.columns <= MOST_CELLS:
        return
    raise Problem(
        "sheet-too-large",
        _(
            "The sheet reaches to row {row} and column {column}, with {n} cells in between.",
            row=found.rows,
            column=column_letters(found.columns - 1),
            n=found.cells,
        ),
        where=f"{path.name}, “{name}”",
        remedy=_("Delete what stands far away from the table, or save the table on a sheet of its own."),
    )
