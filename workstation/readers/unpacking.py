"""What is in a packed file, entry by entry, in bounded time, memory and space: zip, tar, gz, bz2, xz, zst."""

from __future__ import annotations

import bz2
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import Any

from workstation.readers import zip_entries
from workstation.readers.packed_limits import BLOCK, MOST_ENTRIES, Budget, bad_path, burst, damaged, tricky
from workstation.text import Sentence, _, say

XZ_MEMORY = 512 << 20
"""What unpacking may take; the strongest usual setting needs 65 MB."""
MOST_AT_ONCE = 64 << 20
"""A header inside a tar; more is no name."""
STREAMS = ("gz", "bz2", "xz", "zst")


@dataclass(frozen=True)
class Entry:
    """One file in a packed file.

    name: its path, with / between folders; made safe, never used as a path on this computer
    read: yields its bytes; only until the next entry is asked for
    why:  why it cannot be read; None when it can
    """

    name: str
    size: int
    read: Callable[[], Iterator[bytes]]
    why: Sentence | None = None
    alone: bool = False
    """True for the one file of a packed stream."""


def entries(path: Path, kind: str, password: str | None, budget: Budget) -> Iterator[Entry]:
    """Yield the files in a packed file, in its order; folders and links are passed over.

    kind: zip, tar, or one of STREAMS, which hold one file or one tar
    Raises Problem when the file is broken, sealed, or would burst.
    """
    if kind == "zip":
        yield from zip_entries.entries(path, password, budget, Entry)
        return
    stream = _Stream(path, kind, budget)
    if kind != "tar" and not stream.is_tar():
        yield Entry(_inner_name(path, kind), 0, stream.blocks, alone=True)
        return
    yield from _tar(path, stream)


def _inner_name(path: Path, kind: str) -> str:
    """Return the name of the one file in a stream: its own name without the ending, else the one it was packed under."""
    name = path.name[: -len(kind) - 1] if path.suffix.lower() == f".{kind}" else path.stem
    if "." in name or kind != "gz":
        return name
    with path.open("rb") as file:
        head = file.read(1024)
    if len(head) > 10 and head[3] & 8 and not head[3] & 4 and 0 in head[10:]:
        inner = head[10 : head.index(0, 10)].decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2]
        return name + Path(inner).suffix
    return name


def _tar(path: Path, stream: _Stream) -> Iterator[Entry]:
    count = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=20 * 512, encoding="utf-8") as archive:
            for member in archive:
                count += 1
                if count > MOST_ENTRIES:
                    raise burst(path, _("It holds more than {n} files.", n=MOST_ENTRIES))
                archive.members = []  # type: ignore[attr-defined] # it would keep one for each entry
                if member.isdir():
                    continue
                name = member.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                name = zip_entries.guessed_name(member.name.encode("utf-8", "surrogateescape")) if "\ufffd" in name else name
                if bad_path(name):
                    raise tricky(path, name)
                why = None if member.isreg() else say("It is a link or a device, which is not followed.")
                if member.issparse():
                    why = say("It is a sparse file.")
                yield Entry(name, member.size, _reader_of(path, archive, member), why)
    except (tarfile.TarError, EOFError, UnicodeError, ValueError) as error:
        raise damaged(path) from error
    except OSError as error:
        if error.errno:
            raise
        raise damaged(path) from error
    if not count:
        raise damaged(path)


def _reader_of(path: Path, archive: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[], Iterator[bytes]]:
    def read() -> Iterator[bytes]:
        try:
            file = archive.extractfile(member)
            while file is not None and (block := file.read(BLOCK)):
                yield block
        except (tarfile.TarError, EOFError, ValueError) as error:
            raise damaged(path) from error

    return read


class _Stream(RawIOBase):
    """The unpacked bytes of a packed stream, to be read once from start to end."""

    def __init__(self, path: Path, kind: str, budget: Budget) -> None:
        self._path = path
        self._blocks = _plain(path, budget) if kind == "tar" else _unpacked(path, kind, budget)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size > MOST_AT_ONCE:
            raise burst(self._path, _("It holds a name of {n} MB.", n=size >> 20))
        while size < 0 or len(self._rest) < size:
            block = next(self._blocks, b"")
            if not block:
                break
            self._rest += block
        size = len(self._rest) if size < 0 else size
        out, self._rest = self._rest[:size], self._rest[size:]
        return out

    def is_tar(self) -> bool:
        """Return whether a tar begins here; nothing is gone past."""
        head = self.read(512)
        self._rest = head + self._rest
        return head[257:262] == b"ustar" or is_old_tar(head)

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes that are left."""
        while block := self.read(BLOCK):
            yield block


def is_old_tar(head: bytes) -> bool:
    """Return whether 512 bytes are the header of a tar of before 1988: the sum that it holds is right."""
    if len(head) < 512 or not head[:100].strip(b"\0"):
        return False
    told = head[148:156].strip(b"\0 ")
    if not told or not all(48 <= code < 56 for code in told):
        return False
    return int(told, 8) == sum(head[:148]) + 8 * 32 + sum(head[156:512])


def _plain(path: Path, budget: Budget) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            budget.read(len(block))
            yield block


class _Deflate:
    """zlib with the manners of the other decompressors."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    def decompress(self, data: bytes, most: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, most)

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail and not self._inner.eof

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data


def _maker(kind: str) -> Callable[[], Any]:
    if kind == "gz":
        return _Deflate
    if kind == "bz2":
        return bz2.BZ2Decompressor
    return lambda: lzma.LZMADecompressor(memlimit=XZ_MEMORY)


def _unpacked(path: Path, kind: str, budget: Budget) -> Iterator[bytes]:
    """Yield the bytes of a gz, bz2, xz or zst file, of all its members; Problem when it is broken or bursts."""
    try:
        yield from _zst(path, budget) if kind == "zst" else _members(path, _maker(kind), budget)
    except (zlib.error, lzma.LZMAError, EOFError, ValueError) as error:
        raise damaged(path) from error
    except OSError as error:
        if error.errno:
            raise
        raise damaged(path) from error


def _members(path: Path, make: Callable[[], Any], budget: Budget) -> Iterator[bytes]:
    with path.open("rb") as file:
        inner = make()
        data = file.read(1 << 16)
        budget.read(len(data))
        while True:
            block = inner.decompress(data, BLOCK)
            data = b""
            if block:
                budget.made(len(block), path)
                yield block
            if inner.eof:
                data = inner.unused_data or file.read(1 << 16)
                data = data.lstrip(b"\0")
                while not data and (more := file.read(1 << 16)):
                    data = more.lstrip(b"\0")  # tapes fill up with zeros
                if not data:
                    return
                inner = make()
            elif inner.needs_input:
                data = file.read(1 << 16)
                budget.read(len(data))
                if not data:
                    raise EOFError("the file is cut off")


def _zst(path: Path, budget: Budget) -> Iterator[bytes]:
    import pyarrow as pa

    with path.open("rb") as file, pa.CompressedInputStream(pa.PythonFile(file, "r"), "zstd") as stream:
        while block := stream.read(BLOCK):
            budget.made(len(block), path)
            yield block
