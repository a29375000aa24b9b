"""Entries of a zip that are sealed with AES, as 7-Zip and WinZip write them: the password checked, the bytes opened.

Source: AES Encryption Information: Encryption Specification AE-1 and AE-2, WinZip, revision 1.04.
"""

from __future__ import annotations

import bz2
import hashlib
import hmac
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workstation.readers.packed_limits import BLOCK, damaged, wrong_password

AES = 99
"""The method that a sealed entry names in place of its own."""
_SIZES = {1: (16, 8), 2: (24, 12), 3: (32, 16)}  # strength: bytes of the key, bytes of the salt
_ROUNDS = 1000


def opened(path: Path, info: zipfile.ZipInfo, password: bytes) -> Iterator[bytes]:
    """Yield the bytes of a sealed entry; Problem when the password is wrong or the bytes were changed."""
    strength, method = _told(path, info)
    key_size, salt_size = _SIZES[strength]
    with path.open("rb") as file:
        file.seek(info.header_offset)
        head = file.read(30)
        if len(head) < 30 or head[:4] != b"PK\x03\x04":
            raise damaged(path)
        name, extra = struct.unpack("<HH", head[26:30])
        file.seek(info.header_offset + 30 + name + extra)
        salt, check = file.read(salt_size), file.read(2)
        keys = hashlib.pbkdf2_hmac("sha1", password, salt, _ROUNDS, 2 * key_size + 2)
        if not hmac.compare_digest(keys[-2:], check):
            raise wrong_password(path)
        left = info.compress_size - salt_size - 12
        if left < 0:
            raise damaged(path)
        proof = hmac.new(keys[key_size : 2 * key_size], digestmod=hashlib.sha1)
        plain = _plain(path, file, left, keys[:key_size], proof)
        yield from _unpacked(plain, method, path)
        if not hmac.compare_digest(proof.digest()[:10], file.read(10)):
            raise wrong_password(path)


def _told(path: Path, info: zipfile.ZipInfo) -> tuple[int, int]:
    """Return strength and packing method, which stand in a field of their own."""
    extra = info.extra
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == 0x9901 and length >= 7 and len(extra) >= 11 and extra[8] in _SIZES:
            return extra[8], int(struct.unpack("<H", extra[9:11])[0])
        extra = extra[4 + length :]
    raise damaged(path)


def _plain(path: Path, file: Any, left: int, key: bytes, proof: hmac.HMAC) -> Iterator[bytes]:
    """Yield the bytes in the clear; the counter of this format counts from 1 and has its lowest byte first."""
    import numpy as np
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    seal = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # the counters are sealed, not the data
    count = 1
    while left:
        data = file.read(min(left, BLOCK))
        if not data:
            raise damaged(path)
        left -= len(data)
        proof.update(data)
        blocks = -(-len(data) // 16)
        counters = np.zeros((blocks, 2), "<u8")
        counters[:, 0] = np.arange(count, count + blocks, dtype=np.uint64)
        count += blocks
        stream = np.frombuffer(seal.update(counters.tobytes()), np.uint8)[: len(data)]
        yield (np.frombuffer(data, np.uint8) ^ stream).tobytes()


def _unpacked(parts: Iterator[bytes], method: int, path: Path) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield from parts
    elif method == zipfile.ZIP_DEFLATED:
        inflate = zlib.decompressobj(-15)
        for part in parts:
            yield inflate.decompress(part, BLOCK)
            while inflate.unconsumed_tail:
                yield inflate.decompress(inflate.unconsumed_tail, BLOCK)
        yield inflate.flush()
    elif method == zipfile.ZIP_BZIP2:
        other = bz2.BZ2Decompressor()
        for part in parts:
            yield other.decompress(part, BLOCK)
            while not other.needs_input and not other.eof:
                yield other.decompress(b"", BLOCK)
    elif method == zipfile.ZIP_LZMA:
        raise lzma.LZMAError("sealed entries packed by LZMA are not known here")
    else:
        raise damaged(path)
