"""Canonical JSON, hashes and the limits that hold before anything from outside is parsed."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from workstation.errors import Problem
from workstation.text import _

MANIFEST_LIMIT = 4 << 20
"""Bytes of a manifest; above it nothing is parsed."""
HEAD_LIMIT = 64 << 10
RECEIPT_LIMIT = 4 << 20
MAX_PARTS = 4_096
MAX_PIECES = 65_536
MAX_FIELDS = 16_384
MAX_ROWS = 100_000_000
MAX_CELLS = 4_000_000_000
"""Rows (removed ones included) times fields: a block that claims more is refused before memory is taken for it."""
MAX_PART = 64 << 30
MAX_TEXT = 16 << 30
"""Bytes of text that a Parquet part may unfold to."""
BLOCK = 1 << 20

HEX = re.compile(r"[0-9a-f]{64}")


def canonical(data: Any) -> bytes:
    """Return JSON as bytes that are the same for equal data: sorted keys, no spaces, UTF-8, no NaN."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces of 1 MiB."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(BLOCK):
            digest.update(piece)
    return digest.hexdigest()


def damaged(what: str, where: str = "") -> Problem:
    """Return the Problem for bytes that are not what they should be."""
    return Problem("damaged-package", what, where=where, remedy=_("Ask the sender for it again."))


def parse(data: bytes, limit: int, where: str) -> dict[str, Any]:
    """Return the object in canonical JSON; Problem when it is too large, no JSON, or not canonical.

    Bytes that are not canonical could differ from what was signed without anybody seeing it, so they are refused.
    """
    if len(data) > limit:
        raise damaged(_("The file is larger than {limit} bytes.", limit=limit), where)
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise damaged(_("The file cannot be read as JSON."), where) from error
    if not isinstance(found, dict):
        raise damaged(_("The file does not hold an object."), where)
    try:
        same = canonical(found) == data
    except (ValueError, UnicodeEncodeError) as error:
        raise damaged(_("The file holds values that may not be there."), where) from error
    if not same:
        raise damaged(_("The file is not written in the canonical form."), where)
    return found
