"""What a row below a header was taken for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """What a row was taken for, how sure, and what spoke for it (a word that `reasons.because` words)."""

    kind: str
    confidence: float
    why: str
