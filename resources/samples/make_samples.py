"""Makes all samples anew: python resources/samples/make_samples.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import make_enterprises
import make_hotline

if __name__ == "__main__":
    make_enterprises.make()
    make_hotline.make()
