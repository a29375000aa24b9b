"""Makes all samples anew: python resources/samples/make_samples.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import make_enterprises  # noqa: E402
import make_hotline  # noqa: E402

if __name__ == "__main__":
    make_enterprises.make()
    make_hotline.make()
