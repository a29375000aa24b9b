"""Crash reports: what went wrong in the program and what is safe, without a single cell value; sent nowhere."""

from __future__ import annotations

import faulthandler
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from workstation import mishap

_faults: IO[str] | None = None


def write_report(error: BaseException, safe: str, home: Path | None = None) -> Path | None:
    """Write a report and return its file, None when even that failed (a full disk)."""
    from PySide6 import __version__ as qt

    return mishap.write_report(error, safe, home, also=f"PySide {qt}")


def install(told: Callable[[BaseException], None], home: Path | None = None) -> None:
    """Write hard crashes to a file, and hand every exception that nobody caught to `told` (from any thread)."""
    global _faults
    try:
        _faults = (home or mishap.folder()).joinpath("faults.txt").open("a", encoding="utf-8")
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
    file = (home or mishap.folder()) / "faults.txt"
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
