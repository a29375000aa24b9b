"""What kind of file the first bytes tell: the name of a reader, or what a file is that holds no table."""

from __future__ import annotations

import codecs
import json
import re
import zipfile
from pathlib import Path

from workstation.readers.unpacking import is_old_tar
from workstation.text import N_

HEAD = 16_384
"""Bytes that are looked at."""
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"SQLite format 3\0", "sqlite"),
    (b"PK\x05\x06", "packed"),
    (b"PK\x07\x08", "packed"),
    (b"\x1f\x8b", "packed"),
    (b"BZh", "packed"),
    (b"\xfd7zXZ\0", "packed"),
    (b"\x28\xb5\x2f\xfd", "packed"),
)
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", N_("a PDF document")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"II*\0", N_("a picture")),
    (b"MM\0*", N_("a picture")),
    (b"Rar!", N_("a RAR archive")),
    (b"7z\xbc\xaf", N_("a 7-Zip archive")),
    (b"{\\rtf", N_("a text document")),
    (b"ID;P", N_("a SYLK file")),
    (b"MZ", N_("a program")),
    (b"\x7fELF", N_("a program")),
    (b"FEA1", N_("a Feather file of the first version")),
    (b"ORC", N_("an ORC file")),
    (b"\x89HDF", N_("an HDF5 file")),
    (b"Obj\x01", N_("an Avro file")),
    (b"\0\x01\0\0Standard Jet DB", N_("an Access database")),
    (b"\0\x01\0\0Standard ACE DB", N_("an Access database")),
    (b"OggS", N_("a recording")),
    (b"ID3", N_("a recording")),
)
_HTML = re.compile(
    r"(?:<!doctype\s+html|<html|<head|<body|<table|<meta|<title|<style|<thead|<tbody|<tr\b|<div|<center|<font|<p\b|<h[1-6]\b"
    r"|<script|<link\b|<form\b|<span|<b>)", re.IGNORECASE)
_DIF = re.compile(r"TABLE[ \t]*\r?\n[ \t]*0[ \t]*,[ \t]*1\b")
_SKIPPED = re.compile(r"(?:\s+|\ufeff|<!--.*?-->)*", re.DOTALL)
_XML_START = re.compile(r"<(?:\?xml[\s?]|[A-Za-z_][\w.\-]*(?::[\w.\-]+)?(?:\s[^<>]*)?/?>|!DOCTYPE\s)")
_ROOT = re.compile(r"<(?!\?|!)(?:[\w.\-]+:)?([\w.\-]+)([^>]*)")


def by_magic(head: bytes) -> str:
    """Return the reader for a file whose first bytes are a mark of its kind; "" for one without such a mark."""
    kind = next((kind for mark, kind in _MAGIC if head.startswith(mark)), "")
    if kind == "packed" and head.startswith(b"BZh") and head[4:10] not in (b"1AY&SY", b"\x17rE8P\x90"):
        return ""
    if not kind and (head[257:262] == b"ustar" or is_old_tar(head[:512])):
        return "packed"
    return kind


def other_kind(head: bytes) -> str:
    """Return what a file is that holds no table, in words to be translated; "" when it is not known."""
    return next((words for mark, words in _OTHERS if head.startswith(mark)), "")


def packed_kind(path: Path) -> str:
    """Return zip, tar, gz, bz2, xz or zst."""
    with path.open("rb") as file:
        head = file.read(16)
    for mark, kind in ((b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ", "xz"), (b"\x28\xb5\x2f\xfd", "zst")):
        if head.startswith(mark):
            return kind
    return "zip" if head.startswith(b"PK") or zipfile.is_zipfile(path) else "tar"


def text_of(head: bytes) -> str | None:
    """Return the first bytes as text, as far as markup and JSON need it; None when they are no text."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
                       (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return head[len(mark):].decode(name, "ignore")
    name = json.detect_encoding(head[:4]) if len(head) >= 2 else "utf-8"
    if name != "utf-8" and head[:4].strip(b"\0"):
        text = head.decode(name, "ignore")
        if text[:1].isascii() and text[:1].isprintable():
            return text
    if not _looks_like_text(head):
        return None
    return head.decode("latin-1")


def _looks_like_text(head: bytes) -> bool:
    """Return whether bytes can be text of any encoding: hardly any control codes."""
    controls = sum(head.count(code) for code in range(32) if code not in (9, 10, 11, 12, 13, 26, 27))
    wide = head[1::2].count(0) > 0.3 * len(head[1::2]) or head[::2].count(0) > 0.3 * len(head[::2])
    return controls * 50 <= len(head) or (wide and controls - head.count(0) <= len(head) // 50)


def by_text(text: str, name: str) -> str:
    """Return html, xml, workbook_xml, json, dif or "" by the start of a text.

    name: the reader that its extension belongs to; less is asked of a start that bears its name out
    """
    start = _SKIPPED.match(text).end()  # type: ignore[union-attr]
    begin = text[start : start + HEAD]
    if begin[:1] in ("{", "["):
        return "json" if name == "json" or _json_begins(begin) else ""
    if _DIF.match(begin):
        return "dif"
    if begin[:1] != "<":
        return "html" if _is_mhtml(text[:4096]) else ""
    if begin.startswith("<?xml"):
        root = _ROOT.search(begin)
        name = root[1].lower() if root else ""
        if name == "html":
            return "html"
        return "workbook_xml" if _workbook(name, root[2] if root else "") else "xml"
    if _HTML.match(begin):
        return "html"
    if begin[:9].lower() == "<!doctype":
        return "xml"
    root = _ROOT.match(begin)
    if root and _workbook(root[1].lower(), root[2]):
        return "workbook_xml"
    if _XML_START.match(begin) and (name == "xml" or f"</{_tag(begin)}" in text or "</" in begin or "/>" in begin):
        return "html" if name == "html" else "xml"
    return ""


def _tag(begin: str) -> str:
    found = re.match(r"<([\w.:\-]+)", begin)
    return found[1] if found else ""


def _workbook(root: str, attributes: str) -> bool:
    """Return whether the root is that of a workbook in one XML file: SpreadsheetML 2003 or flat OpenDocument."""
    if root == "workbook":
        return "office:spreadsheet" in attributes
    return root == "document" and "opendocument" in attributes


def _is_mhtml(text: str) -> bool:
    head = text.lower()
    return "mime-version:" in head and "multipart/related" in head


def _json_begins(begin: str) -> bool:
    """Return whether a text that begins with a bracket goes on as JSON does."""
    goes_on = re.match(r'(?:\[\s*)+(?:[\]{"\d]|-\d|true|false|null)|\{\s*(?:\}|"(?:[^"\\]|\\.)*"\s*:)', begin)
    section = re.match(r"\[[^\]\"{\[,]*\]\s*[\r\n]+[^\[{]", begin)  # [Header] and lines below it
    return goes_on is not None and section is None


def zip_reader(path: Path) -> str:
    """Return the reader for a zip that is no workbook: a Data Package when it holds a descriptor, else packed."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return "packed"
    return "data_package" if any(is_descriptor(name) for name in names) else "packed"


def is_descriptor(name: str) -> bool:
    """Return whether a path in a zip is that of a Data Package's descriptor: at the top, or in the one folder there."""
    return re.fullmatch(r"(?:[^/\\]+/)?datapackage\.json", name) is not None
