"""Crash reports: what went wrong in the program and what is safe, without a single cell value; sent nowhere."""

from __future__ import annotations

import faulthandler
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO

KEPT = 20
_faults: IO[str] | None = None


def folder() -> Path:
    """Return the folder of reports in the user's own files, made when it is missing."""
    from platformdirs import user_log_path

    found = user_log_path("Workstation", appauthor=False) / "reports"
    found.mkdir(parents=True, exist_ok=True)
    return found


def report_text(error: BaseException, safe: str) -> str:
    """Return the report: versions, what is safe, kinds of error and places in our code.

    No message of an error and no variable stands in it: either may hold somebody's data.
    """
    from PySide6 import __version__ as qt

    from workstation import __version__ as ours

    lines = [f"Workstation {ours}", f"Time {datetime.now().isoformat(timespec='seconds')}",
             f"{platform.platform()} Python {platform.python_version()} PySide {qt}", f"Safe: {safe}", ""]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        lines += [f"  {at.filename}:{at.lineno} in {at.name}" for at in traceback.extract_tb(seen.__traceback__)]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines) + "\n"


def write_report(error: BaseException, safe: str, home: Path | None = None) -> Path | None:
    """Write a report and return its file, None when even that failed (a full disk); old ones are swept."""
    try:
        place = home or folder()
        file = place / f"report-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
        file.write_text(report_text(error, safe), encoding="utf-8")
        for old in sorted(place.glob("report-*.txt"))[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return file


def install(told: Callable[[BaseException], None], home: Path | None = None) -> None:
    """Write hard crashes to a file, and hand every exception that nobody caught to `told` (from any thread)."""
    global _faults
    try:
        _faults = (home or folder()).joinpath("faults.txt").open("a", encoding="utf-8")
        faulthandler.enable(_faults)
    except OSError:
        faulthandler.enable()

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        sys.__excepthook__(kind, error, trace)
        told(error)

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            hook(args.exc_type, args.exc_value, args.exc_traceback)

    sys.excepthook = hook
    threading.excepthook = thread_hook


def last_fault(home: Path | None = None) -> str:
    """Return when the program last died hard, '' when it has not since this was last asked."""
    file = (home or folder()) / "faults.txt"
    try:
        if not file.exists() or not file.stat().st_size:
            return ""
        when = datetime.fromtimestamp(file.stat().st_mtime)
        kept = file.with_name(f"report-{when:%Y%m%d-%H%M%S}-fault.txt")
        kept.write_bytes(file.read_bytes())
        file.write_bytes(b"")
    except OSError:
        return ""
    return f"{when:%H:%M}"
