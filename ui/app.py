"""The application: dressed, in its language, with a window on a desk. Tests and pictures use the same door."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ui.desk import Desk
from ui.dialogs import Dialogs
from ui.jobs import Runner
from ui.preferences import Preferences
from ui.session import Session
from ui.theme import theme
from ui.window import Window
from workstation.text import RESOURCES, set_language

_qt_words: QTranslator | None = None


def translate_qt(app: QCoreApplication | None, language: str) -> None:
    """Word Qt's own dialogs and menus in a language."""
    global _qt_words
    if app is None:
        return
    if _qt_words is not None:
        app.removeTranslator(_qt_words)
        _qt_words = None
    if language != "en":
        words = QTranslator(app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if words.load(f"qtbase_{language.replace('-', '_')}", folder):
            app.installTranslator(words)
            _qt_words = words


def make_app(arguments: Sequence[str] = ()) -> QApplication:
    """Return the one QApplication, made when it is not there."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication([sys.argv[0], *arguments])
    app.setApplicationName("Workstation")
    app.setApplicationDisplayName("Workstation")
    app.setWindowIcon(QIcon(str(RESOURCES / "icons" / "workstation.svg")))
    theme().start(app)
    return app


def make_window(app: QApplication, preferences: Preferences, dialogs: Dialogs | None = None) -> Window:
    """Return a window with everything on its desk, not yet shown."""
    set_language(preferences.language)
    translate_qt(app, preferences.language)
    theme().apply(preferences.mode, preferences.text_scale)
    runner = Runner(app)
    session = Session(runner, app)
    return Window(Desk(session, runner, preferences, dialogs or Dialogs(), app))
