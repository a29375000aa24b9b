"""What the thirty senders of the tests fill in: rows by their number, with faults that are known."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ROOT

DATA = ROOT / "tests" / "data" / "templates"
STANDARD = DATA / "standard"
FILLED = DATA / "filled"
SENDERS = [f"Street office {number:02}" for number in range(1, 31)]
ENDINGS = (".xlsx", ".xlsx", ".ods", ".xlsx", ".xls")
"""In what the senders save, in turn."""
BAD_EVERY = 3
"""Each third sender makes a mistake in the first row: a district that is not in the list."""


def rows_of(number: int) -> list[list[object]]:
    """Return the rows of sender `number` (from 1): two to four; codes as the drop-down shows them."""
    out: list[list[object]] = []
    for at in range(2 + number % 3):
        district = "99 Nowhere" if at == 0 and number % BAD_EVERY == 0 else ("01 North", "02 South", "10 Harbour")[at % 3]
        out.append([f"{number:04}{at:08}", f"Family {number}/{at}", district, "tenant", f"2024-03-{at + 1:02}", 3 + at,
                    1200.5])
    return out


def file_of(folder: Path, number: int) -> Path:
    """Return the file of sender `number`."""
    return folder / f"street-{number:02}{ENDINGS[number % len(ENDINGS)]}"


ROWS = sum(len(rows_of(number)) for number in range(1, 31))
FAULTY = [number for number in range(1, 31) if number % BAD_EVERY == 0]
