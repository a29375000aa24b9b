"""Manifest: what a published version consists of, every part with its hash; and Head, the small signed word above it.

A part is a named run of bytes: a file of the package folder, or, in a hub, pieces of packs put one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workstation.dataset.field import TYPES, Field
from workstation.destinations.destination import safe_name
from workstation.errors import Problem
from workstation.packages.canonical import (
    HEX,
    MANIFEST_LIMIT,
    MAX_CELLS,
    MAX_FIELDS,
    MAX_PART,
    MAX_PARTS,
    MAX_PIECES,
    MAX_ROWS,
    canonical,
    damaged,
    parse,
    sha256,
)
from workstation.packages.sign import HEAD, Signed, Signer, opened
from workstation.text import _

FORMAT = "workstation-package"
HEAD_FORMAT = "workstation-head"
VERSION = 1
CHECKPOINT, PATCH = "checkpoint", "patch"
DATA, REMOVED, ADDED, CELLS = "data/data.parquet", "data/removed.parquet", "data/added.parquet", "data/cells.parquet"
"""Names of the parts that hold rows; a checkpoint has the first, a patch some of the others."""


@dataclass(frozen=True)
class Piece:
    """A run of bytes inside a pack."""

    pack: str
    offset: int
    length: int


@dataclass(frozen=True)
class Part:
    """One named file of the version. `rows` is -1 where it holds no rows; `pieces` only in a hub."""

    name: str
    media: str
    size: int
    sha256: str
    rows: int = -1
    pieces: tuple[Piece, ...] = ()

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        out: dict[str, Any] = {"name": self.name, "media": self.media, "size": self.size, "sha256": self.sha256}
        if self.rows >= 0:
            out["rows"] = self.rows
        if self.pieces:
            out["pieces"] = [[piece.pack, piece.offset, piece.length] for piece in self.pieces]
        return out


@dataclass(frozen=True)
class BlockMark:
    """A block of rows as others know it: its UUID, how many rows it has, removed ones included, and its sheet."""

    uuid: str
    count: int
    sheet: str = ""

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"uuid": self.uuid, "count": self.count, "sheet": self.sheet}


@dataclass(frozen=True)
class Parent:
    """The version that a patch stands on: its number in the log, its manifest, and the hash of its content."""

    seq: int
    manifest: str
    content_hash: str

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"seq": self.seq, "manifest": self.manifest, "content_hash": self.content_hash}


@dataclass(frozen=True)
class Manifest:
    """A version and its parts. Its bytes are canonical JSON, its name in a hub is their SHA-256."""

    office: str
    office_name: str
    device: str
    dataset: str
    dataset_name: str
    number: int
    """Number of the version in its dataset, from 1."""
    content_hash: str
    rows: int
    fields: tuple[Field, ...]
    blocks: tuple[BlockMark, ...]
    parts: tuple[Part, ...]
    approved_by: str = ""
    approved_at: str = ""
    kind: str = CHECKPOINT
    parent: Parent | None = None
    application: str = ""

    def bytes(self) -> bytes:
        """Return the manifest as it is written; Problem when it grew beyond what readers take."""
        found = canonical({
            "format": FORMAT, "format_version": VERSION, "office": self.office, "office_name": self.office_name,
            "device": self.device, "dataset": self.dataset, "dataset_name": self.dataset_name, "version": self.number,
            "content_hash": self.content_hash, "rows": self.rows, "fields": [field.data() for field in self.fields],
            "blocks": [block.data() for block in self.blocks], "parts": [part.data() for part in self.parts],
            "approved_by": self.approved_by, "approved_at": self.approved_at, "kind": self.kind,
            "parent": self.parent.data() if self.parent else None, "application": self.application})
        if len(found) > MANIFEST_LIMIT:
            raise Problem("too-large", _("The list of what is in the package is larger than {limit} bytes.",
                                         limit=MANIFEST_LIMIT), where=self.dataset_name,
                          remedy=_("Divide the dataset, or shorten the descriptions of its fields."))
        return found

    @property
    def by_name(self) -> Mapping[str, Part]:
        """The parts by name."""
        return {part.name: part for part in self.parts}

    @property
    def packs(self) -> dict[str, int]:
        """Packs that the parts lie in, in order of first use: {sha256: bytes of it that must be there}."""
        out: dict[str, int] = {}
        for part in self.parts:
            for piece in part.pieces:
                out[piece.pack] = max(out.get(piece.pack, 0), piece.offset + piece.length)
        return out


@dataclass(frozen=True)
class Head:
    """The signed word that publishes a manifest; in a package folder seq is 0 and hub is empty."""

    manifest: str
    manifest_size: int
    office: str
    device: str
    dataset: str
    content_hash: str
    seq: int = 0
    hub: str = ""
    previous: str = ""
    """SHA-256 of the head before it in the same log, empty for the first."""

    def envelope(self, signer: Signer) -> bytes:
        """Return the signed bytes."""
        return signer.envelope(HEAD, {
            "format": HEAD_FORMAT, "format_version": VERSION, "manifest": self.manifest,
            "manifest_size": self.manifest_size,
            "office": self.office, "device": self.device, "dataset": self.dataset, "content_hash": self.content_hash,
            "seq": self.seq, "hub": self.hub, "previous": self.previous})


def head_of(manifest: Manifest, *, seq: int = 0, hub: str = "", previous: str = "") -> Head:
    """Return the head that publishes a manifest."""
    data = manifest.bytes()
    return Head(sha256(data), len(data), manifest.office, manifest.device, manifest.dataset, manifest.content_hash,
                seq, hub, previous)


def read_head(data: bytes, limit: int, where: str) -> tuple[Head, Signed]:
    """Return a head whose signature holds, and who signed it; Problem otherwise. Trust is another question."""
    signed = opened(data, HEAD, limit, where)
    it = _Reader(signed.payload, where)
    it.format(HEAD_FORMAT)
    head = Head(it.hash("manifest"), it.number("manifest_size", MANIFEST_LIMIT), it.text("office"), it.text("device"),
                it.text("dataset"), it.hash("content_hash"), it.number("seq", 1 << 40), it.text("hub"),
                it.text("previous"))
    if head.previous and not HEX.fullmatch(head.previous):
        raise it.wrong("previous")
    return head, signed


def read_manifest(data: bytes, where: str) -> Manifest:
    """Return the manifest that canonical bytes hold; Problem when anything in it is not as it must be."""
    it = _Reader(parse(data, MANIFEST_LIMIT, where), where)
    it.format(FORMAT)
    rows = it.number("rows", MAX_ROWS)
    fields = tuple(_field(one, it) for one in it.list("fields", MAX_FIELDS))
    blocks = tuple(_block(one, it) for one in it.list("blocks", MAX_PIECES))
    if len({field.id for field in fields}) != len(fields) or len({block.uuid for block in blocks}) != len(blocks):
        raise it.wrong("fields")
    height = sum(block.count for block in blocks)
    if height > MAX_ROWS or height * max(1, len(fields)) > MAX_CELLS or rows > height:
        raise damaged(_("The package says that it holds more rows than can be."), where)
    parts = tuple(_part(one, it) for one in it.list("parts", MAX_PARTS))
    if len({part.name.lower() for part in parts}) != len(parts) or sum(len(part.pieces) for part in parts) > MAX_PIECES:
        raise it.wrong("parts")
    kind = it.text("kind")
    parent = it.data.get("parent")
    if kind not in (CHECKPOINT, PATCH) or (parent is None) != (kind == CHECKPOINT):
        raise it.wrong("kind")
    return Manifest(it.text("office"), it.text("office_name"), it.text("device"), it.text("dataset"),
                    it.text("dataset_name"),
                    it.number("version", 1 << 31), it.hash("content_hash"), rows, fields, blocks, parts,
                    it.text("approved_by"), it.text("approved_at"), kind, _parent(parent, where),
                    it.text("application"))


class _Reader:
    """Takes values out of plain data and refuses what has the wrong shape."""

    def __init__(self, data: object, where: str) -> None:
        self.where = where
        if not isinstance(data, dict):
            raise damaged(_("The list of what is in the package is not written as it should be."), where)
        self.data: dict[str, Any] = data

    def wrong(self, key: str) -> Problem:
        return damaged(_("The entry “{key}” is not as it should be.", key=key), self.where)

    def format(self, name: str) -> None:
        if self.data.get("format") != name:
            raise self.wrong("format")
        if self.number("format_version", 1 << 31) != VERSION:
            raise Problem("newer-format", _("This was made by a newer version of the program."), where=self.where,
                          remedy=_("Install the newer version and try again."))

    def text(self, key: str, limit: int = 32_768) -> str:
        value = self.data.get(key)
        if not isinstance(value, str) or len(value) > limit:
            raise self.wrong(key)
        return value

    def hash(self, key: str) -> str:
        value = self.text(key)
        if not HEX.fullmatch(value):
            raise self.wrong(key)
        return value

    def number(self, key: str, limit: int) -> int:
        value = self.data.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= limit:
            raise self.wrong(key)
        return value

    def list(self, key: str, limit: int) -> list[Any]:
        value = self.data.get(key)
        if not isinstance(value, list) or len(value) > limit:
            raise self.wrong(key)
        return value


def _field(data: Any, it: _Reader) -> Field:
    one = _Reader(data, it.where)
    formats = one.list("formats", 64)
    if set(one.data) != {"id", "name", "title", "type", "formats",
                         "description"} or one.data["type"] not in TYPES or any(
            not isinstance(text, str) for text in formats) or not one.text("id") or not one.text("name"):
        raise it.wrong("fields")
    return Field(one.text("id"), one.text("name"), one.text("title"), one.text("type"), tuple(formats),
                 one.text("description"))


def _block(data: Any, it: _Reader) -> BlockMark:
    one = _Reader(data, it.where)
    uuid = one.text("uuid", 64)
    if len(uuid) != 36 or set(uuid) - set("0123456789abcdef-"):
        raise it.wrong("blocks")
    return BlockMark(uuid, one.number("count", MAX_ROWS), one.text("sheet"))


def _part(data: Any, it: _Reader) -> Part:
    one = _Reader(data, it.where)
    if not safe_name(one.text("name")):
        raise damaged(_("The package names a file that may not be there."), where=one.text("name")[:200])
    pieces = []
    for piece in one.list("pieces", MAX_PIECES) if "pieces" in one.data else []:
        if not isinstance(piece, list) or len(piece) != 3 or not isinstance(piece[0],
                                                                            str) or not HEX.fullmatch(piece[0]) or any(
                not isinstance(n, int) or isinstance(n, bool) or not 0 <= n <= MAX_PART for n in piece[1:]):
            raise it.wrong("parts")
        pieces.append(Piece(piece[0], piece[1], piece[2]))
    size = one.number("size", MAX_PART)
    if pieces and sum(piece.length for piece in pieces) != size:
        raise it.wrong("parts")
    rows = one.number("rows", MAX_CELLS) if "rows" in one.data else -1
    return Part(one.text("name"), one.text("media"), size, one.hash("sha256"), rows, tuple(pieces))


def _parent(data: Any, where: str) -> Parent | None:
    if data is None:
        return None
    one = _Reader(data, where)
    return Parent(one.number("seq", 1 << 40), one.hash("manifest"), one.hash("content_hash"))
