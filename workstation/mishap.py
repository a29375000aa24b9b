"""Mishap: a report of a fault of our own, for whoever mends the program, without a single cell value; sent nowhere."""

from __future__ import annotations

import platform
import traceback
from datetime import datetime
from pathlib import Path

from workstation import __version__

KEPT = 20


def folder() -> Path:
    """Return the folder of reports in the user's own files, made when it is missing."""
    from platformdirs import user_log_path

    found = user_log_path("Workstation", appauthor=False) / "reports"
    found.mkdir(parents=True, exist_ok=True)
    return found


def report_text(error: BaseException, safe: str, *, also: str = "") -> str:
    """Return the report: versions (`also`: of more parts), what is safe, kinds of error and places in our code.

    No message of an error and no variable stands in it: either may hold somebody's data.
    """
    lines = [f"Workstation {__version__}", f"Time {datetime.now().isoformat(timespec='seconds')}",
             f"{platform.platform()} Python {platform.python_version()} {also}".rstrip(), f"Safe: {safe}", ""]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        lines += [f"  {at.filename}:{at.lineno} in {at.name}" for at in traceback.extract_tb(seen.__traceback__)]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines) + "\n"


def write_report(error: BaseException, safe: str, home: Path | None = None, *, also: str = "") -> Path | None:
    """Write a report and return its file, None when even that failed (a full disk); old ones are swept."""
    try:
        place = home or folder()
        file = place / f"report-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
        file.write_text(report_text(error, safe, also=also), encoding="utf-8")
        for old in sorted(place.glob("report-*.txt"))[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return file
