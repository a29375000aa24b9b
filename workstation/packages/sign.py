"""DSSE envelopes signed with Ed25519: what is signed, by which key, and whether it still holds.

Source: DSSE v1 protocol, https://github.com/secure-systems-lab/dsse (PAE). The envelope is kept in canonical form and
the public key stands in the signed payload, so that no byte of the file, key id and padding included,
can change unseen.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.packages.canonical import canonical, damaged, parse, sha256
from workstation.text import _

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ALGORITHM = "ed25519"
HEAD = "application/vnd.workstation.head+json"
RECEIPT = "application/vnd.workstation.receipt+json"


def pae(kind: str, payload: bytes) -> bytes:
    """Return the pre-authentication encoding of DSSE v1: lengths are in bytes, so nothing can be moved across."""
    return b"DSSEv1 %d %s %d %s" % (len(kind.encode()), kind.encode(), len(payload), payload)


def fingerprint(public: bytes) -> str:
    """Return the fingerprint of a public key (32 bytes): its SHA-256 in 64 hexadecimal digits."""
    return sha256(public)


def grouped(print_: str) -> str:
    """Return a fingerprint in groups of four, as people read it out on the telephone."""
    return " ".join(print_[at : at + 4] for at in range(0, len(print_), 4))


@dataclass(frozen=True)
class Signer:
    """An unsealed private key that signs."""

    key: Ed25519PrivateKey
    public: bytes

    @property
    def fingerprint(self) -> str:
        """The fingerprint of its public key."""
        return fingerprint(self.public)

    def envelope(self, kind: str, payload: dict[str, Any]) -> bytes:
        """Return the signed envelope of a payload; the key and its algorithm are added to what is signed."""
        body = canonical({**payload, "algorithm": ALGORITHM, "key": _b64(self.public)})
        signature = self.key.sign(pae(kind, body))
        return canonical({"payload": _b64(body), "payloadType": kind,
                          "signatures": [{"keyid": self.fingerprint, "sig": _b64(signature)}]})


@dataclass(frozen=True)
class Signed:
    """What an envelope says, once its signature held."""

    payload: dict[str, Any]
    fingerprint: str
    public: bytes


def opened(data: bytes, kind: str, limit: int, where: str) -> Signed:
    """Return what a signed envelope says; Problem (damaged-package or bad-signature) when it does not hold."""
    envelope = parse(data, limit, where)
    signatures = envelope.get("signatures")
    if (set(envelope) != {"payload", "payloadType", "signatures"} or envelope["payloadType"] != kind
            or not isinstance(signatures, list) or len(signatures) != 1 or not isinstance(signatures[0], dict)
            or set(signatures[0]) != {"keyid", "sig"}):
        raise damaged(_("The signed file is not of the expected kind."), where)
    body = _bytes(envelope["payload"], where)
    payload = parse(body, limit, where)
    public = _bytes(payload.get("key"), where)
    if payload.get("algorithm") != ALGORITHM or len(public) != 32:
        raise Problem("unknown-algorithm", _("The file is signed in a way that this program does not know."),
                      where=where,
                      remedy=_("Install a newer version of the program."))
    if signatures[0]["keyid"] != fingerprint(public) or not _holds(public, _bytes(signatures[0]["sig"], where), kind,
                                                                   body):
        raise Problem("bad-signature", _("The signature does not fit what was signed."), where=where,
                      remedy=_("Do not use it; ask the sender for it again."))
    return Signed(payload, fingerprint(public), public)


def _holds(public: bytes, signature: bytes, kind: str, body: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, pae(kind, body))
    except (InvalidSignature, ValueError):
        return False
    return True


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: object, where: str) -> bytes:
    """Return the bytes of base64 text that is written in the one canonical way."""
    try:
        data = base64.b64decode(text, validate=True) if isinstance(text, str) else None
    except (binascii.Error, ValueError):
        data = None
    if data is None or _b64(data) != text:
        raise damaged(_("The signed file cannot be read."), where)
    return data
