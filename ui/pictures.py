"""Pictures: every page in both languages, both looks and two sizes, saved as PNG; for `make run` and for looking."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from ui.app import make_window
from ui.pages.catalogue import PAGES
from ui.preferences import Preferences
from ui.window import Window

SIZES = ((1440, 900), (1280, 720))
PATIENCE = 60.0  # seconds that a page may compute before it is taken as it stands


def settle(app: QApplication, window: Window, patience: float = PATIENCE) -> None:
    """Let the program work until nothing runs any more."""
    until, quiet = time.monotonic() + patience, 0
    while time.monotonic() < until and quiet < 5:
        app.processEvents()
        time.sleep(0.01)
        quiet = 0 if window.desk.runner.busy else quiet + 1


def take(app: QApplication, folder: Path, workspace: Path | None, only: Sequence[str] = (),
         table: str = "") -> int:
    """Save `page-theme-language-WxH.png` of every page (or those named) and return the exit code.

    table: name or id of the dataset in front; the first of the list when it is left out
    """
    folder.mkdir(parents=True, exist_ok=True)
    app.setCursorFlashTime(0)
    with tempfile.TemporaryDirectory(prefix="workstation-pictures-") as place:
        preferences = Preferences(str(Path(place) / "preferences.ini"))
        preferences.language, preferences.mode = "en", "light"
        window = make_window(app, preferences)
        window.resize(*SIZES[0])
        window.go("start")
        window.show()
        if workspace is not None:
            window.open_workspace(str(workspace.resolve()))
            settle(app, window)
            if window.session.datasets:
                named = {info.name: info.id for info in window.session.datasets}
                window.open_table(named.get(table, table) or window.session.datasets[0].id)
                settle(app, window)
        pages = [entry.id for entry in PAGES if not only or entry.id in only]
        for language in ("en", "zh-CN"):  # the look outermost: changing it dresses every widget again, which takes a second
            window.set_language(language)
            for mode in ("light", "dark"):
                window.set_look(mode)
                for size in SIZES:
                    window.resize(*size)
                    for id in pages:
                        _take_page(app, window, id, folder / f"{id}-{mode}-{language[:2]}-{size[0]}x{size[1]}.png")
        window.desk.runner.close()
        window.close()
    return 0


def _take_page(app: QApplication, window: Window, id: str, file: Path) -> None:
    window.go(id, {})
    settle(app, window)
    window.grab().save(str(file))
