"""Xlsx files written by hand for tests, part by part, as programs of all kinds write them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMATS = ("General", "yyyy-mm-dd", "0.00", "00000", "[h]:mm", "#,##0.0", ";;;", "0;-0;;@", "yyyy/m/d h:mm", "0.00E+00")
"""Number formats of the styles 0, 1, 2 ...; the last style of all is bold."""
BOLD = len(FORMATS)


def styles(formats: Sequence[str] = FORMATS) -> str:
    """Return styles.xml with one style for each format and a bold one."""
    codes = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{quoted(code)}"/>' for at, code in enumerate(formats))
    xfs = "".join(f'<xf numFmtId="{200 + at}" fontId="0"/>' for at in range(len(formats)))
    return (f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><fonts><font/><font><b/></font></fonts>'
            f'<cellXfs>{xfs}<xf numFmtId="0" fontId="1"/></cellXfs></styleSheet>')


def quoted(text: str) -> str:
    """Return a text as it stands in an attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def parts_of(rows: str, *, strings: str = "", after: str = "", before: str = "", book: str = "",
             states: Sequence[str] = ("visible",)) -> dict[str, str]:
    """Return the parts of a workbook: `rows` is the XML inside sheetData, `strings` that inside sst."""
    sheets = "".join(f'<sheet name="S{at}" sheetId="{at}" state="{state}" r:id="rId{at}"/>'
                     for at, state in enumerate(states, 1))
    links = "".join(f'<Relationship Id="rId{at}" Type="{LINK}/worksheet" Target="worksheets/sheet{at}.xml"/>'
                    for at in range(1, len(states) + 1))
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r" Type="{LINK}/officeDocument"'
                       ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINK}">{book}<sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}">{links}</Relationships>',
        "xl/styles.xml": styles(),
    }
    for at in range(1, len(states) + 1):
        parts[f"xl/worksheets/sheet{at}.xml"] = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}" xmlns:r="{LINK}">'
            f"{before}<sheetData>{rows}</sheetData>{after}</worksheet>")
    if strings:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    return parts


def written(path: Path, parts: dict[str, str | bytes]) -> Path:
    """Write parts to an xlsx file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path
