"""Sealed OpenDocument files: each part is packed and encrypted on its own; OpenDocument 1.3 part 2, chapter 3.4."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

MANIFEST = "META-INF/manifest.xml"
_NS = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_READ = ("content.xml", "styles.xml")
"""The parts that a reading needs; the others stay sealed."""
_MOST_ROUNDS = 10_000_000
_MOST_BYTES = 2 << 30


class UnknownSeal(Exception):
    """The parts are encrypted in a way that is not known."""


class WrongKey(Exception):
    """The password opens no part."""


@dataclass(frozen=True)
class _Seal:
    """How one part is encrypted."""

    algorithm: str
    vector: bytes
    start: str
    derivation: str
    salt: bytes
    rounds: int
    size: int
    check: str
    checksum: bytes


def is_sealed(path: Path) -> bool:
    """Return whether a zip is an OpenDocument file whose parts are encrypted."""
    try:
        with zipfile.ZipFile(path) as parts:
            return MANIFEST in parts.namelist() and b"encryption-data" in parts.read(MANIFEST)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, zlib.error, EOFError):
        return False


def opened(path: Path, password: str) -> bytes:
    """Return the file with the parts that are read unsealed, as a zip; WrongKey, UnknownSeal."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(path) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as plain:
            seals = _seals(parts.read(MANIFEST))
            for name in ("mimetype", *_READ):
                if name in parts.namelist():
                    data = parts.read(name)
                    plain.writestr(name, _unsealed(data, seals[name], password) if name in seals else data)
            plain.writestr(MANIFEST, "<manifest/>")
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, binascii.Error, ValueError, EOFError) as error:
        raise UnknownSeal from error
    return out.getvalue()


def _seals(manifest: bytes) -> dict[str, _Seal]:
    out = {}
    for entry in ElementTree.fromstring(manifest).iter(f"{_NS}file-entry"):
        data = entry.find(f"{_NS}encryption-data")
        if data is None:
            continue
        algorithm, derivation = data.find(f"{_NS}algorithm"), data.find(f"{_NS}key-derivation")
        start = data.find(f"{_NS}start-key-generation")
        if algorithm is None or derivation is None:
            raise UnknownSeal
        name = "SHA1" if start is None else start.get(f"{_NS}start-key-generation-name") or "SHA1"
        out[entry.get(f"{_NS}full-path") or ""] = _Seal(
            algorithm.get(f"{_NS}algorithm-name") or "",
            base64.b64decode(algorithm.get(f"{_NS}initialisation-vector") or ""),
            name.rpartition("#")[2].lower(),
            derivation.get(f"{_NS}key-derivation-name") or "",
            base64.b64decode(derivation.get(f"{_NS}salt") or ""),
            int(derivation.get(f"{_NS}iteration-count") or 1024),
            int(derivation.get(f"{_NS}key-size") or 16),
            (data.get(f"{_NS}checksum-type") or "").rpartition("#")[2].lower(),
            base64.b64decode(data.get(f"{_NS}checksum") or ""),
        )
    return out


def _unsealed(data: bytes, seal: _Seal, password: str) -> bytes:
    if not seal.derivation.lower().endswith("pbkdf2") or not 0 < seal.rounds <= _MOST_ROUNDS or not 0 < seal.size <= 64:
        raise UnknownSeal
    if seal.start not in ("sha1", "sha256"):
        raise UnknownSeal
    start = hashlib.new(seal.start, password.encode("utf-8")).digest()
    key = hashlib.pbkdf2_hmac("sha1", start, seal.salt, seal.rounds, seal.size)
    packed = _decrypted(data, seal, key)
    if seal.check in ("sha256-1k", "sha1/1k", "sha1-1k") and seal.checksum:
        kind = "sha256" if seal.check.startswith("sha256") else "sha1"
        if hashlib.new(kind, packed[:1024]).digest() != seal.checksum:
            raise WrongKey
    unpacker = zlib.decompressobj(-15)
    try:
        plain = unpacker.decompress(packed, _MOST_BYTES)
    except zlib.error:
        raise WrongKey from None
    if unpacker.unconsumed_tail:
        raise UnknownSeal
    return plain


def _decrypted(data: bytes, seal: _Seal, key: bytes) -> bytes:
    from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    name = seal.algorithm.rpartition("#")[2].lower()
    cipher: Cipher[Any]
    if name in ("aes128-cbc", "aes192-cbc", "aes256-cbc"):
        if not data or len(data) % 16:
            raise UnknownSeal
        cipher = Cipher(algorithms.AES(key), modes.CBC(seal.vector))
    elif "blowfish" in name:
        cipher = Cipher(Blowfish(key), _feedback()(seal.vector))
    else:
        raise UnknownSeal
    decryptor = cipher.decryptor()
    plain = decryptor.update(data) + decryptor.finalize()
    if "blowfish" in name:
        return plain
    if not 1 <= plain[-1] <= 16:
        raise WrongKey
    return plain[: -plain[-1]]


def _feedback() -> Any:
    try:
        from cryptography.hazmat.decrepit.ciphers.modes import CFB
    except ImportError:
        from cryptography.hazmat.primitives.ciphers.modes import CFB
    return CFB
