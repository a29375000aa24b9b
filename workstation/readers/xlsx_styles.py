"""The cell styles of an xlsx workbook: the number format of each, and which of them are bold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from workstation.readers.number_format import built_in, is_date, is_general, renderer
from workstation.readers.xlsx_markup import decoded
from workstation.readers.xlsx_package import Package, local

if TYPE_CHECKING:
    import numpy as np

    Flags = np.ndarray[Any, np.dtype[np.bool_]]

_PROBE = "\ue000"


@dataclass(frozen=True)
class Styles:
    """What each style says; the last one stands for numbers of styles that are not in the file.

    codes:    number format of each style
    date:     its numbers are dates, times or durations
    general:  numbers stand as they are
    bold:     its letters are bold
    hides:    it may show nothing of a number that is there, such as ;;; or 0;-0;;@
    text:     it shows texts otherwise than they are
    """

    codes: tuple[str, ...]
    date: Flags
    general: Flags
    bold: Flags
    hides: Flags
    text: Flags


def styles_of(package: Package) -> Styles:
    """Return the styles of a workbook; those of an empty one where it has none."""
    import numpy as np

    root = package.xml(package.styles)
    formats, bolds = _formats(root), _bold_fonts(root)
    codes: list[str] = []
    bold: list[bool] = []
    parents = _styles(root, "cellStyleXfs")
    for one in _styles(root, "cellXfs"):
        parent = parents[at] if (at := _whole(one.get("xfId"))) < len(parents) else None
        number = one.get("numFmtId") or (parent.get("numFmtId") if parent is not None else None)
        font = one.get("fontId") or (parent.get("fontId") if parent is not None else None)
        key = _whole(number)
        codes.append(formats.get(key) or built_in(key))
        bold.append(_whole(font) in bolds)
    codes.append("General")
    bold.append(False)
    return Styles(
        tuple(codes),
        np.array([is_date(code) for code in codes], bool),
        np.array([is_general(code) for code in codes], bool),
        np.array(bold, bool),
        np.array([_hides(code) for code in codes], bool),
        np.array([renderer(code)(_PROBE) != _PROBE for code in codes], bool),
    )


def _hides(code: str) -> bool:
    return ";" in code and any(not renderer(code)(value) for value in (1.0, -1.0, 0.0))


def _styles(root: ElementTree.Element | None, name: str) -> list[ElementTree.Element]:
    if root is None:
        return []
    return [xf for group in root if local(group) == name for xf in group if local(xf) == "xf"]


def _formats(root: ElementTree.Element | None) -> dict[int, str]:
    out: dict[int, str] = {}
    for group in root if root is not None else ():
        if local(group) == "numFmts":
            for one in group:
                out[_whole(one.get("numFmtId"))] = decoded(one.get("formatCode") or "")
    return {number: code for number, code in out.items() if code}


def _bold_fonts(root: ElementTree.Element | None) -> set[int]:
    fonts = [font for group in (root if root is not None else ()) if local(group) == "fonts" for font in group]
    return {
        at
        for at, font in enumerate(fonts)
        if any(local(one) == "b" and one.get("val", "1") not in ("0", "false", "off") for one in font)
    }


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
