"""The entries of a zip: names in the encoding they were written in, passwords, overlapping entries and lies told."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from workstation.readers import zip_aes
from workstation.readers.packed_limits import (
    BLOCK,
    HARMLESS,
    MOST_BYTES,
    MOST_ENTRIES,
    MOST_RATIO,
    Budget,
    bad_path,
    burst,
    damaged,
    sealed,
    tricky,
    wrong_password,
)
from workstation.text import Sentence, _, say

MOST_DIRECTORY = 32 << 20
"""Bytes of the list of entries; 100,000 with long names stay below."""
CHINESE_SHARE = 0.75
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, ValueError, struct.error)



def entries(path: Path, password: str | None, budget: Budget, make: Callable[..., Any]) -> Iterator[Any]:
    """Yield make(name, size, read, why) for each file; Problem when the zip is broken, sealed or would burst."""
    _check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check(path, archive.infolist())
            for info in infos:
                name = _name(info)
                if bad_path(name):
                    raise tricky(path, name)
                yield make(name, info.file_size, _reader(path, archive, info, password, budget), _why_not(info))
    except _BROKEN as error:
        raise damaged(path) from error
    except OSError as error:
        if error.errno:
            raise
        raise damaged(path) from error


def _check_directory(path: Path) -> None:
    """Refuse a list of entries that would fill the memory before a single one is looked at."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - (1 << 16) - 22))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise damaged(path)
    count, length = struct.unpack("<HL", tail[at + 10 : at + 16])
    wide = tail.rfind(b"PK\x06\x06", 0, at)
    if wide >= 0 and len(tail) >= wide + 48:
        count, length = struct.unpack("<QQ", tail[wide + 32 : wide + 48])
    if length > MOST_DIRECTORY or count > MOST_ENTRIES:
        raise burst(path, _("It holds more than {n} files.", n=MOST_ENTRIES))


def _check(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    """Refuse entries that share bytes, and sizes that no table has."""
    if len(infos) > MOST_ENTRIES:
        raise burst(path, _("It holds more than {n} files.", n=MOST_ENTRIES))
    end = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        if info.header_offset < 0:
            raise damaged(path)
        if info.header_offset < end:
            raise burst(path, _("Its entries lie over one another."))
        end = info.header_offset + 30 + info.compress_size
    total = sum(info.file_size for info in infos)
    packed = max(1, path.stat().st_size)
    if total > MOST_BYTES or (total > HARMLESS and total > MOST_RATIO * packed):
        raise burst(path, _("It says that it holds {n} MB.", n=total >> 20))


def _why_not(info: zipfile.ZipInfo) -> Sentence | None:
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return say("It is a link, which is not followed.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zip_aes.AES):
        return say("It is packed by a method that is not known here ({n}).", n=info.compress_type)
    return None


def _reader(
    path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: str | None, budget: Budget
) -> Callable[[], Iterator[bytes]]:
    def read() -> Iterator[bytes]:
        secret = None
        if info.flag_bits & 1:
            if password is None:
                raise sealed(path)
            secret = _password(archive, info, password, path)
        try:
            for block in _blocks(path, archive, info, secret):
                budget.made(len(block), path)
                yield block
        except _BROKEN as error:
            raise damaged(path) from error

    return read


def _blocks(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, secret: bytes | None) -> Iterator[bytes]:
    if info.compress_type == zip_aes.AES:
        yield from zip_aes.opened(path, info, secret or b"")
        return
    try:
        with archive.open(info, pwd=secret) as file:
            while block := file.read(BLOCK):
                yield block
    except RuntimeError as error:
        raise wrong_password(path) from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        if secret is not None:  # one wrong password in 256 passes the first check and gives rubbish
            raise wrong_password(path) from error
        raise


def _password(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: str, path: Path) -> bytes:
    """Return the password in the encoding that opens an entry: programs here write it in GBK, others in UTF-8."""
    tries = list(dict.fromkeys(password.encode(name, "replace") for name in ("utf-8", "gb18030")))
    if len(tries) == 1 or info.compress_type == zip_aes.AES:
        return tries[0]
    for secret in tries:
        try:
            with archive.open(info, pwd=secret) as file:
                while file.read(BLOCK):
                    pass
            return secret
        except (RuntimeError, zipfile.BadZipFile, zlib.error):
            continue
    raise wrong_password(path)


def _name(info: zipfile.ZipInfo) -> str:
    """Return the path of an entry; names without the mark of UTF-8 were written in the encoding of some country."""
    extra = info.extra
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == 0x7075 and length > 5 and len(extra) >= 4 + length:  # the name once more, in UTF-8
            return extra[9 : 4 + length].decode("utf-8", "replace").replace("\\", "/")
        extra = extra[4 + length :]
    if info.flag_bits & 0x800:
        return info.orig_filename.replace("\\", "/")
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename.replace("\\", "/")
    return guessed_name(raw, info.orig_filename)


def guessed_name(raw: bytes, otherwise: str | None = None) -> str:
    """Return a name out of bytes of unknown encoding: UTF-8, else GB18030 when it reads as Chinese, else Western."""
    if b"\\" in raw and otherwise is not None and raw.isascii():
        return raw.decode("ascii").replace("\\", "/")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for encoding, common in (("gb18030", "gb2312"), ("big5", "big5"), ("cp932", "cp932"), ("cp949", "euc-kr")):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        beyond = [char for char in name if ord(char) > 127]
        if sum(_in(char, common) for char in beyond) >= CHINESE_SHARE * len(beyond):
            return name
    return otherwise if otherwise is not None else raw.decode("cp437")


def _in(char: str, encoding: str) -> bool:
    try:
        return bool(char.encode(encoding))
    except UnicodeEncodeError:
        return False
