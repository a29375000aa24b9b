"""Blobs in pieces of 4 MiB, named by the SHA-256 of their plain bytes (SQLite stops at 1,000,000,000 bytes)."""

from __future__ import annotations

import hashlib
import io
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from workstation.errors import Problem
from workstation.text import _

PIECE = 4 << 20
SMALL = 512  # below this compressing costs more than it saves


def _pack(data: bytes | memoryview) -> tuple[str, bytes]:
    if len(data) >= SMALL:
        import pyarrow as pa

        packed = pa.Codec("zstd", compression_level=1).compress(data, asbytes=True)
        if len(packed) < len(data) * 0.9:
            return f"zstd:{len(data)}", packed
    return "", bytes(data)


def _unpack(codec: str, data: bytes) -> bytes:
    if not codec:
        return data
    import pyarrow as pa

    name, size = codec.split(":")
    plain: bytes = pa.Codec(name).decompress(data, decompressed_size=int(size), asbytes=True)
    return plain


def _new_blob(db: sqlite3.Connection, digest: str, size: int) -> int:
    return int(db.execute("insert into blob (digest, size) values (?, ?)", [digest, size]).lastrowid or 0)


class BlobWriter(io.RawIOBase):
    """A writable file whose pieces go into the open transaction; `finish` names the blob by its digest.

    compress: False for bytes that are compressed already, such as Parquet
    """

    def __init__(self, db: sqlite3.Connection, *, compress: bool = True) -> None:
        """Start a blob; nothing is visible before `finish`."""
        self._db = db
        self._compress = compress
        self._digest = hashlib.sha256()
        self._held = bytearray()
        self._pieces = 0
        self._size = 0
        # pieces hang from a number, so that naming the blob at the end moves none of them
        self._blob = _new_blob(db, f"part:{id(self)}", 0)

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def tell(self) -> int:
        """Return the bytes written so far."""
        return self._size

    def write(self, data: Any) -> int:
        """Take bytes; full pieces go to the database at once."""
        view = memoryview(data).cast("B")
        self._digest.update(view)
        self._size += len(view)
        at = 0
        while at < len(view):
            room = PIECE - len(self._held)
            if not self._held and len(view) - at >= PIECE:
                self._flush(view[at : at + PIECE])
                at += PIECE
                continue
            self._held += view[at : at + room]
            at += room
            if len(self._held) >= PIECE:
                self._flush(self._held)
                self._held = bytearray()
        return len(view)

    def _flush(self, data: bytes | bytearray | memoryview) -> None:
        codec, packed = _pack(memoryview(data)) if self._compress else ("", bytes(data))
        self._db.execute("insert into piece values (?, ?, ?, ?)", [self._blob, self._pieces, codec, packed])
        self._pieces += 1

    def finish(self) -> str:
        """Write the rest and return the blob's digest; equal content is kept once."""
        if self._held or not self._pieces:
            self._flush(self._held)
        digest = self._digest.hexdigest()
        if self._db.execute("select 1 from blob where digest = ?", [digest]).fetchone():
            self._db.execute("delete from piece where blob = ?", [self._blob])
            self._db.execute("delete from blob where id = ?", [self._blob])
        else:
            self._db.execute("update blob set digest = ?, size = ? where id = ?", [digest, self._size, self._blob])
        return digest


class BlobReader(io.RawIOBase):
    """A readable, seekable file over the pieces of a blob; one piece is held at a time."""

    def __init__(self, db: sqlite3.Connection, digest: str) -> None:
        """Open a blob; Problem when it is not there or was erased by law."""
        row = db.execute("select size, erased_by, id from blob where digest = ?", [digest]).fetchone()
        if row is None or row[1] is not None:
            raise Problem("no-blob", _("Part of this dataset is not there."), where=digest[:12],
                          remedy=_("It was erased by a later entry of the history, or the file is damaged: run “verify”."))
        self._db = db
        self._digest = digest
        self._size, self._blob = int(row[0]), int(row[2])
        self._at = 0
        self._piece = -1
        self._data = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be moved in."""
        return True

    def tell(self) -> int:
        """Return the place in bytes."""
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a place in bytes."""
        self._at = offset + (0 if whence == 0 else self._at if whence == 1 else self._size)
        return self._at

    def size(self) -> int:
        """Return the length in bytes."""
        return self._size

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` from the present piece; returns the number of bytes, 0 at the end."""
        if self._at >= self._size:
            return 0
        number, inside = divmod(self._at, PIECE)
        if number != self._piece:
            row = self._db.execute("select codec, data from piece where blob = ? and number = ?",
                                   [self._blob, number]).fetchone()
            if row is None:
                raise Problem("no-blob", _("Part of this dataset is not there."), where=self._digest[:12],
                              remedy=_("Bring the file back from a backup."))
            self._data, self._piece = _unpack(row[0], row[1]), number
        view = memoryview(buffer).cast("B")
        part = self._data[inside : inside + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)


class Packer:
    """Hashes and packs a file's pieces into a file beside it, in a thread of its own, before a database is there.

    path: the file; `into`: where the packed pieces lie until `insert` writes them into the open transaction
    """

    def __init__(self, path: Path, into: Path) -> None:
        """Start at once."""
        self._path, self._into = path, into
        self._digest = hashlib.sha256()
        self._pieces: list[tuple[str, int]] = []
        self._size = 0
        self._stopped = False
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pack")
        self._work = self._pool.submit(self._pack)

    def _pack(self) -> None:
        with open(self._path, "rb") as file, open(self._into, "wb") as packed:
            while (data := file.read(PIECE)) and not self._stopped:
                self._digest.update(data)
                self._size += len(data)
                codec, small = _pack(data)
                packed.write(small)
                self._pieces.append((codec, len(small)))

    @property
    def done(self) -> bool:
        """Whether the whole file is packed."""
        return self._work.done()

    @property
    def digest(self) -> str:
        """The SHA-256 of the file; waits until it is known, and raises what went wrong on the way."""
        self._work.result()
        return self._digest.hexdigest()

    @property
    def size(self) -> int:
        """The file's bytes."""
        self._work.result()
        return self._size

    def insert(self, db: sqlite3.Connection) -> str:
        """Write the pieces into the open transaction, unless the same content is there; returns the digest."""
        digest = self.digest
        if not db.execute("select 1 from blob where digest = ?", [digest]).fetchone():
            blob = _new_blob(db, digest, self._size)
            with open(self._into, "rb") as packed:
                for number, (codec, length) in enumerate(self._pieces or [("", 0)]):
                    db.execute("insert into piece values (?, ?, ?, ?)", [blob, number, codec, packed.read(length)])
        return digest

    def stop(self) -> None:
        """End the thread; what was packed stays for whoever removes the folder."""
        self._stopped = True
        self._pool.shutdown(wait=True, cancel_futures=True)


def put(db: sqlite3.Connection, data: bytes) -> str:
    """Keep some bytes as a blob and return its digest."""
    digest = hashlib.sha256(data).hexdigest()
    if len(data) <= PIECE:
        codec, packed = _pack(data)
        if not db.execute("select 1 from blob where digest = ?", [digest]).fetchone():
            db.execute("insert into piece values (?, 0, ?, ?)", [_new_blob(db, digest, len(data)), codec, packed])
        return digest
    writer = BlobWriter(db)
    writer.write(data)
    return writer.finish()


def get(db: sqlite3.Connection, digest: str) -> bytes:
    """Return all bytes of a blob."""
    with io.BufferedReader(BlobReader(db, digest), buffer_size=PIECE) as reader:
        return reader.read()


def damaged(db: sqlite3.Connection, digest: str) -> bool:
    """Return whether a blob's bytes no longer give its name and size."""
    found, size = hashlib.sha256(), 0
    reader = BlobReader(db, digest)
    buffer = bytearray(PIECE)
    while n := reader.readinto(buffer):
        found.update(memoryview(buffer)[:n])
        size += n
    return found.hexdigest() != digest or size != reader.size()
