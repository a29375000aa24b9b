"""What the person at this screen prefers: language, colours, text size, where they left off. No workspace has it."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QByteArray, QLocale, QSettings

from workstation.text import LANGUAGES

RECENT = 8


class Preferences:
    """Kept in the user's own settings file, read and written at once."""

    def __init__(self, file: str | None = None) -> None:
        """Open the user's settings, or those in `file` (tests, pictures)."""
        ini = QSettings.Format.IniFormat
        own = ("Workstation", "Workstation")
        self._store = QSettings(file, ini) if file else QSettings(ini, QSettings.Scope.UserScope, *own)

    def _get(self, key: str, default: Any) -> Any:
        try:
            return json.loads(str(self._store.value(key, json.dumps(default))))
        except ValueError:
            return default  # a settings file written by hand or cut off must not keep the window shut

    def _set(self, key: str, value: Any) -> None:
        self._store.setValue(key, json.dumps(value, ensure_ascii=False))

    @property
    def language(self) -> str:
        """Key of LANGUAGES; at first the system's."""
        system = "zh-CN" if QLocale.system().language() == QLocale.Language.Chinese else "en"
        found = self._get("language", system)
        return found if found in LANGUAGES else system

    @language.setter
    def language(self, value: str) -> None:
        self._set("language", value)

    @property
    def mode(self) -> str:
        """One of ui.theme.MODES."""
        return str(self._get("mode", "system"))

    @mode.setter
    def mode(self, value: str) -> None:
        self._set("mode", value)

    @property
    def text_scale(self) -> float:
        """Text size beside the system's, 0.8 to 2."""
        found = self._get("text_scale", 1.0)
        return float(found) if isinstance(found, (int, float)) else 1.0

    @text_scale.setter
    def text_scale(self, value: float) -> None:
        self._set("text_scale", value)

    @property
    def recent(self) -> list[str]:
        """Folders of workspaces, the last used first."""
        return [str(one) for one in self._get("recent", []) if isinstance(one, str)]

    def used(self, folder: str) -> None:
        """Remember that a workspace was opened."""
        self._set("recent", [folder, *(one for one in self.recent if one != folder)][:RECENT])

    def forget(self, folder: str) -> None:
        """Drop a workspace from the list; the folder itself is not touched."""
        self._set("recent", [one for one in self.recent if one != folder])

    def place(self, key: str) -> Any:
        """Return something remembered about a place (column widths, last table), None when nothing."""
        return self._get(f"place/{key}", None)

    def remember(self, key: str, value: Any) -> None:
        """Keep plain data about a place."""
        self._set(f"place/{key}", value)

    @property
    def geometry(self) -> QByteArray:
        """The window's place and size, empty at first."""
        found = self._store.value("geometry")
        return found if isinstance(found, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)
