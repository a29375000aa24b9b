"""Styles of an OpenDocument spreadsheet: what is bold, what is hidden, and which numbers are shown as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
STYLE, NUMBER, FO = f"{_NS}style:1.0 ", f"{_NS}datastyle:1.0 ", f"{_NS}xsl-fo-compatible:1.0 "
TABLE, OFFICE, TEXT = f"{_NS}table:1.0 ", f"{_NS}office:1.0 ", f"{_NS}text:1.0 "
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_DEEPEST = 20
"""Styles that take after one another."""


@dataclass
class Style:
    """A style of cells or of a sheet."""

    parent: str = ""
    data: str | None = None
    """Name of its number format; None where it takes after its parent."""
    bold: bool | None = None
    hidden: bool = False


@dataclass
class DataStyle:
    """A number format.

    general: shows a number as it is; ordered: shows a date in an order of its own, not in the reader's
    """

    general: bool = False
    ordered: bool = True
    parts: int = 0


@dataclass
class Styles:
    """All styles of a workbook by name, filled while its XML is read."""

    cells: dict[str, Style] = field(default_factory=dict)
    tables: dict[str, Style] = field(default_factory=dict)
    data: dict[str, DataStyle] = field(default_factory=dict)
    _own: Style | None = None
    _format: DataStyle | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element of styles."""
        if tag in (f"{STYLE}style", f"{STYLE}default-style"):
            family = attributes.get(f"{STYLE}family")
            self._own = Style(attributes.get(f"{STYLE}parent-style-name", ""), attributes.get(f"{STYLE}data-style-name"))
            name = attributes.get(f"{STYLE}name", "")
            if family == "table-cell":
                self.cells[name] = self._own
            elif family == "table":
                self.tables[name] = self._own
        elif tag == f"{STYLE}text-properties" and self._own is not None:
            weight = attributes.get(f"{FO}font-weight")
            if weight is not None:
                self._own.bold = weight not in ("normal", "100", "200", "300", "400", "500")
        elif tag == f"{STYLE}table-properties" and self._own is not None:
            self._own.hidden = attributes.get(f"{TABLE}display") == "false"
        elif tag.startswith(NUMBER):
            self._number(tag[len(NUMBER) :], attributes)

    def _number(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag.endswith("-style"):
            own = (
                attributes.get(f"{NUMBER}automatic-order") != "true" and attributes.get(f"{NUMBER}format-source") != "language"
            )
            self._format = self.data[attributes.get(f"{STYLE}name", "")] = DataStyle(tag == "number-style", own)
        elif self._format is not None and tag != "embedded-text":
            self._format.parts += 1
            plain = tag == "number" and self._format.parts == 1 and f"{NUMBER}decimal-places" not in attributes
            digits = attributes.get(f"{NUMBER}min-integer-digits", "1")
            if not plain or attributes.get(f"{NUMBER}grouping") == "true" or digits not in ("0", "1"):
                self._format.general = False

    def format_of(self, name: str) -> DataStyle | None:
        """Return the number format of a style of cells; None for one without, which shows numbers as they are."""
        for _step in range(_DEEPEST):
            style = self.cells.get(name)
            if style is None:
                return None
            if style.data is not None:
                return self.data.get(style.data)
            name = style.parent
        return None

    def bold(self, name: str) -> bool:
        """Return whether a style of cells is bold."""
        for _step in range(_DEEPEST):
            style = self.cells.get(name)
            if style is None:
                return False
            if style.bold is not None:
                return style.bold
            name = style.parent
        return False

    def hidden(self, name: str) -> bool:
        """Return whether a style hides its sheet."""
        style = self.tables.get(name)
        return style is not None and style.hidden
