"""Receipt: the centre's signed answer to one head; it names every hash that it received."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workstation.packages.canonical import HEX, RECEIPT_LIMIT, damaged
from workstation.packages.sign import RECEIPT, Signed, Signer, opened
from workstation.sync.outbox import ACCEPTED, HELD, REFUSED
from workstation.text import _

FORMAT = "workstation-receipt"
OUTCOMES = (ACCEPTED, HELD, REFUSED)
CODE = re.compile(r"[a-z-]{1,60}")


@dataclass(frozen=True)
class Receipt:
    """What one side says about a head of the other.

    hashes:  SHA-256 of every pack that was read and verified, sorted
    reasons: [{"code", "what"}], empty when accepted
    wanted:  "checkpoint" when only a whole table helps
    number:  counts up for each head; the highest holds
    """

    hub: str
    office: str
    device: str
    seq: int
    head: str
    manifest: str
    outcome: str
    reasons: tuple[dict[str, str], ...]
    wanted: str
    hashes: tuple[str, ...]
    content_hash: str
    number: int
    at: str

    def envelope(self, signer: Signer) -> bytes:
        """Return the signed bytes."""
        return signer.envelope(RECEIPT, {
            "format": FORMAT, "format_version": 1, "hub": self.hub, "office": self.office, "device": self.device,
            "seq": self.seq, "head": self.head, "manifest": self.manifest, "outcome": self.outcome,
            "reasons": list(self.reasons), "wanted": self.wanted, "hashes": list(self.hashes),
            "content_hash": self.content_hash, "number": self.number, "at": self.at})


def read_receipt(data: bytes, where: str) -> tuple[Receipt, Signed]:
    """Return a receipt whose signature holds, and who signed it; Problem otherwise. Trust is another question."""
    signed = opened(data, RECEIPT, RECEIPT_LIMIT, where)
    it = signed.payload
    numbers = [it.get(key) for key in ("seq", "number", "format_version")]
    texts = [it.get(key) for key in ("hub", "office", "device", "content_hash", "at", "wanted", "manifest")]
    hashes, reasons = it.get("hashes"), it.get("reasons")
    good = (it.get("format") == FORMAT
            and all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in numbers)
            and numbers[2] == 1 and all(isinstance(text, str) for text in texts) and it.get("outcome") in OUTCOMES
            and it["wanted"] in ("", "checkpoint") and isinstance(hashes, list) and all(_hash(one) for one in hashes)
            and _hash(it.get("head")) and isinstance(reasons, list) and all(_reason(one) for one in reasons))
    if not good:
        raise damaged(_("The receipt is not written as it should be."), where)
    return Receipt(it["hub"], it["office"], it["device"], it["seq"], it["head"], it["manifest"], it["outcome"],
                   tuple(it["reasons"]), it["wanted"], tuple(it["hashes"]), it["content_hash"], it["number"],
                   it["at"]), signed


def covers(receipt: Receipt, hashes: Sequence[str]) -> bool:
    """Return whether a receipt names all these hashes."""
    return set(hashes) <= set(receipt.hashes)


def _hash(value: Any) -> bool:
    return isinstance(value, str) and HEX.fullmatch(value) is not None


def _reason(value: Any) -> bool:
    return (isinstance(value, dict) and set(value) == {"code", "what"} and isinstance(value["code"], str)
            and CODE.fullmatch(value["code"]) is not None and isinstance(value["what"], str)
            and len(value["what"]) <= 2_000)
