"""An xlsx workbook that is open: its sheets, and the cells of one of them, read from its XML."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from xml.parsers import expat

from workstation.job import Job
from workstation.readers import archive, xlsx_package
from workstation.readers.cell_names import cell_name
from workstation.readers.grid import Grid
from workstation.readers.reader import SheetInfo
from workstation.readers.xlsx_chunk import MissingString, Strings
from workstation.readers.xlsx_markup import NotPlain
from workstation.readers.xlsx_package import Package
from workstation.readers.xlsx_sheet import SheetReading
from workstation.readers.xlsx_strings import shared_strings
from workstation.readers.xlsx_styles import Styles, styles_of
from workstation.readers.xlsx_walk import EntityDefined, ImpossibleCell
from workstation.text import Sentence, _


class XlsxBook:
    """An open xlsx, xlsm, xltx or xltm. Nothing in it is run, nothing outside is followed."""

    warning: Sentence | None = None

    def __init__(self, package: Package) -> None:
        """Take the open package."""
        self._package = package
        self.infos = tuple(sheet.info for sheet in package.sheets)
        """All sheets in their order."""
        self._strings: Strings | None = None

    @cached_property
    def _styles(self) -> Styles:
        return styles_of(self._package)

    def grid(self, info: SheetInfo, job: Job, rows: int | None = None, walk: bool = False) -> Grid:
        """Return the cells of one sheet, or of its first rows; Problem when it cannot be read or held.

        walk: read the XML element by element, as is done for sheets that are not written in the plain way
        """
        sheet = self._package.sheets[self.infos.index(info)]
        if sheet.part is None:
            raise self._package.broken(info.name, _("the sheet is not in the file"), f"“{info.name}”")
        reading = SheetReading(self._package, sheet, self._styles, lambda most: self._strings_for(job, most), job)
        where = f"“{info.name}”"
        try:
            if not walk:
                try:
                    return reading.plain(rows)
                except NotPlain:
                    pass
            return reading.walked(rows)
        except expat.ExpatError as error:
            raise self._package.broken(sheet.part, str(error), f"{where}, {cell_name(reading.at)}") from error
        except EntityDefined as error:
            raise archive.entities(self._package.path, sheet.part) from error
        except ImpossibleCell as error:
            raise self._package.broken(sheet.part, _("no sheet has such a cell"), f"{where}, {error}") from error
        except MissingString as error:
            why = _("the text of this cell is not in the file")
            raise self._package.broken(sheet.part, why, f"{where}, {cell_name(error.cell)}") from error

    def _strings_for(self, job: Job, most: int | None) -> Strings:
        """Return the shared strings, or the first `most` of them; all of them are kept for the next sheet."""
        if self._strings is not None:
            return self._strings
        part = self._package.strings
        if part is None or most == 0:
            import pyarrow as pa

            return Strings(pa.array([], pa.string()))
        try:
            strings = Strings(shared_strings(lambda: self._package.open(part), job, most))
        except expat.ExpatError as error:
            raise self._package.broken(part, str(error)) from error
        except EntityDefined as error:
            raise archive.entities(self._package.path, part) from error
        if most is None:
            self._strings = strings
        return strings


@contextmanager
def opened(path: Path, job: Job) -> Iterator[XlsxBook]:
    """Open a workbook; Problem when it is damaged, sealed or would burst."""
    archive.check_claims(path)
    with xlsx_package.opened(path) as package:
        job.step(0, 0, _("Opening the workbook"))
        yield XlsxBook(package)


