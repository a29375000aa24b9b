"""ods: every cell a text cell; runs of spaces, tabs and line breaks written as OpenDocument wants them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from workstation.job import Job
from workstation.marking import GENERATOR, workbook_mark
from workstation.text import N_, _
from workstation.writers.sheet_limits import NO_XML, check_names, check_size, check_texts, escaped, written
from workstation.writers.workbook_parts import entry
from workstation.writers.writer import Selection, Writer
from workstation.writers.xlsx import ROWS, widths

if TYPE_CHECKING:
    import pyarrow as pa

MIME = "application/vnd.oasis.opendocument.spreadsheet"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = " ".join(
    f'xmlns:{name}="{place}"'
    for name, place in {
        **{
            name: f"urn:oasis:names:tc:opendocument:xmlns:{part}:1.0"
            for name, part in {
                "office": "office",
                "style": "style",
                "text": "text",
                "table": "table",
                "meta": "meta",
                "number": "datastyle",
                "config": "config",
                "manifest": "manifest",
                "fo": "xsl-fo-compatible",
            }.items()
        },
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_VERSION = 'office:version="1.3"'

# OpenDocument 1.3 part 3, 6.1.2: white space at the ends and runs of it are taken for one space where they are not
# written as elements; a carriage return cannot be written so, and stands in an attribute that tells the whole text.
_ODD = "^ | $|  |[\t\n\r]"
_RUN = re.compile(r"^ +| +$|(?<= ) +|\t")

_WRITTEN_OUT = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


class OdsWriter(Writer):
    """One sheet: bold header that stays in sight, widths by content, cells as texts in the format Text."""

    name = "ods"
    extension = ".ods"
    title = N_("Workbook (ods)")

    def fill(self, path: Path, selection: Selection, job: Job) -> None:
        """Write the file; Problem when a text, or the number of rows or fields, is more than a workbook can hold."""
        check_size(selection)
        check_names(selection, NO_XML)
        names = [field.name for field in selection.fields]
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            kind = entry("mimetype")  # first and not packed: how the kind of the file is told
            kind.compress_type = zipfile.ZIP_STORED
            archive.writestr(kind, MIME)
            with archive.open(entry("content.xml"), "w", force_zip64=True) as file:
                file.write(_opening(widths(names, selection)).encode())
                cells = "".join(
                    _cell(name).replace("<table:table-cell", '<table:table-cell table:style-name="head"', 1) for name in names
                )
                file.write(f"<table:table-row>{cells}</table:table-row>".encode())
                done = 0
                for part in selection.batches(job, rows=ROWS):
                    columns = [column.combine_chunks() for column in part.columns]
                    for at, column in enumerate(columns):
                        check_texts(column, (done, at), selection, NO_XML)
                    written(file, _rows(columns))
                    done += part.num_rows
                file.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")
            for name, text in _around(workbook_mark(len(selection) + 1, len(names))).items():
                archive.writestr(entry(name), _HEAD + text)


def _rows(columns: Sequence[pa.Array]) -> pa.Array:
    """Return rows as XML."""
    import pyarrow as pa
    import pyarrow.compute as pc

    start, end = pa.scalar('<table:table-cell office:value-type="string"><text:p>'), pa.scalar("</text:p></table:table-cell>")
    cells: list[Any] = [pa.scalar("<table:table-row>")]
    for column in columns:
        odd = pc.fill_null(pc.match_substring_regex(column, _ODD), False)
        plain = pc.binary_join_element_wise(start, escaped(column), end, "")
        if pc.any(odd).as_py():
            plain = pc.replace_with_mask(
                plain, odd, pa.array([_cell(text) for text in column.filter(odd).to_pylist()], pa.string())
            )
        cells.append(pc.fill_null(plain, "<table:table-cell/>"))
    return pc.binary_join_element_wise(*cells, "</table:table-row>", "")


def _cell(text: str) -> str:
    """Return the XML of a cell with a text."""
    odd = "\r" in text or "\t" in text
    whole = f" office:string-value={quoteattr(text, _WRITTEN_OUT)}" if odd else ""
    lines = "".join(f"<text:p>{_line(line)}</text:p>" for line in re.split("\r\n|\r|\n", text))
    return f'<table:table-cell office:value-type="string"{whole}>{lines}</table:table-cell>'


def _line(line: str) -> str:
    """Return the XML of a line of a text: the first space of a run as it is, the others, and those at its ends, written out."""
    return _RUN.sub(lambda run: "<text:tab/>" if run[0] == "\t" else f'<text:s text:c="{len(run[0])}"/>', escape(line))


def _opening(sizes: Sequence[float]) -> str:
    """Return the XML of the sheet before its first row."""
    kinds = {size: f"w{at}" for at, size in enumerate(dict.fromkeys(sizes))}
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{size * 0.21:.2f}cm"/></style:style>'
        for size, name in kinds.items()
    )
    columns = "".join(
        f'<table:table-column table:style-name="{kinds[size]}" table:default-cell-style-name="text"/>' for size in sizes
    )
    return (
        f"{_HEAD}<office:document-content {_SPACES} {_VERSION}><office:automatic-styles>"
        '<number:text-style style:name="as-text"><number:text-content/></number:text-style>'
        '<style:style style:name="text" style:family="table-cell" style:data-style-name="as-text"/>'
        '<style:style style:name="head" style:family="table-cell" style:data-style-name="as-text">'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
        f"{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f"<table:table table:name={quoteattr(_('Data'))}>{columns}"
    )


def _around(mark: str) -> dict[str, str]:
    """Return the parts of the file beside its content, by their names in the archive."""
    items = (
        ("HorizontalSplitMode", "short", "0"),
        ("VerticalSplitMode", "short", "2"),
        ("VerticalSplitPosition", "int", "1"),
        ("ActiveSplitRange", "short", "2"),
        ("PositionBottom", "int", "1"),
    )
    view = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, kind, value in items
    )
    files = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in [
            ("/", MIME),
            *((name, "text/xml") for name in ("content.xml", "styles.xml", "meta.xml", "settings.xml")),
        ]
    )
    return {
        "styles.xml": f"<office:document-styles {_SPACES} {_VERSION}><office:styles/></office:document-styles>",
        "meta.xml": f"<office:document-meta {_SPACES} {_VERSION}><office:meta><meta:generator>{GENERATOR}</meta:generator>"
        f"<meta:keyword>{escape(mark)}</meta:keyword></office:meta></office:document-meta>",
        "settings.xml": f"<office:document-settings {_SPACES} {_VERSION}><office:settings><config:config-item-set "
        'config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item-map-named config:name="Tables"><config:config-item-map-entry '
        f"config:name={quoteattr(_('Data'))}>{view}</config:config-item-map-entry></config:config-item-map-named>"
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>"
        "</office:document-settings>",
        "META-INF/manifest.xml": f'<manifest:manifest {_SPACES} manifest:version="1.3">{files}</manifest:manifest>',
    }
