"""Entry of the window: `python -m ui [--workspace DIR]`. Nothing heavy is imported before the first paint."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.window import Window


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the command line of the window."""
    parser = argparse.ArgumentParser(prog="workstation window")
    parser.add_argument("--workspace", type=Path, help="open this workspace")
    parser.add_argument("--pictures", type=Path, help="save a PNG of every page here and exit")
    parser.add_argument("--pages", default="", help="only these pages, by id, with commas (for --pictures)")
    parser.add_argument("--table", default="", help="bring this table to the front, by name or id")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and return the exit code when it is closed."""
    asked = parsed(sys.argv[1:] if arguments is None else arguments)
    from PySide6.QtCore import QTimer

    from ui import crash
    from ui.app import make_app, make_window
    from ui.preferences import Preferences

    app = make_app()
    if asked.pictures:
        from ui.pictures import take

        return take(app, asked.pictures, asked.workspace, [id for id in asked.pages.split(",") if id], asked.table)
    preferences = Preferences()
    window = make_window(app, preferences)
    crash.install(lambda error: window.desk.show(error))
    if not window.restoreGeometry(preferences.geometry):
        window.resize(1440, 900)
    window.go("start")
    window.show()
    QTimer.singleShot(0, window, lambda: begin(window, asked.workspace, asked.table))
    return app.exec()


def begin(window: Window, workspace: Path | None, wanted: str = "") -> None:
    """Open what was asked for or last used, after the first paint."""
    recent = window.desk.preferences.recent
    folder = str(workspace.resolve()) if workspace else next(iter(recent), "")
    if not folder or not (Path(folder) / "workspace.db").is_file():
        return
    last = window.desk.preferences.place("last") or {}

    def opened() -> None:
        known = {info.id for info in window.session.datasets}
        named = {info.name: info.id for info in window.session.datasets}
        table = named.get(wanted, wanted) or last.get("table", "")
        if table not in known:
            table = next(iter(known), "") if len(known) == 1 else ""
        if table:
            window.open_table(table)
        else:
            window.go("import" if not known else "start")

    window.open_workspace(folder, opened)


if __name__ == "__main__":
    sys.exit(main())
