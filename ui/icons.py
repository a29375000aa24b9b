"""Icons: line drawings from resources/icons, tinted in the theme's colours at any size."""

from __future__ import annotations

import tempfile
import weakref
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import shiboken6
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.theme import theme
from workstation.text import RESOURCES

if TYPE_CHECKING:
    from ui.theme import Tokens

SIZE = 18
QSS_ICONS = {"chevron-down": "muted", "chevron-up": "muted", "chevron-right": "muted", "tick": "on_accent",
             "close": "muted", "minus": "on_accent"}
"""Drawings that the style sheet itself needs (arrows, ticks): it can only name files."""


class Dressed(Protocol):
    """A widget or action that can show an icon."""

    def setIcon(self, icon: QIcon) -> None:
        """Show the icon."""


@cache
def source(name: str) -> str:
    """Return the drawing's text; KeyError in words for a name that has none."""
    file = RESOURCES / "icons" / f"{name}.svg"
    if not file.is_file():
        raise KeyError(f"no icon named {name}")
    return file.read_text(encoding="utf-8")


def tinted(name: str, colour: str) -> QByteArray:
    """Return the drawing with its strokes in `colour` (#rrggbb)."""
    return QByteArray(source(name).replace("currentColor", colour).encode())


_drawn: dict[tuple[str, str, int, float], QPixmap] = {}


def pixmap(name: str, token: str = "muted", size: int = SIZE, ratio: float = 1.0) -> QPixmap:
    """Return the drawing in a token's colour, `size` logical pixels wide, sharp at a device pixel ratio."""
    colour = getattr(theme().tokens, token)
    key = (name, colour, size, ratio)
    if (found := _drawn.get(key)) is None:
        found = QPixmap(round(size * ratio), round(size * ratio))
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        QSvgRenderer(tinted(name, colour)).render(painter, QRectF(0, 0, size * ratio, size * ratio))
        painter.end()
        found.setDevicePixelRatio(ratio)
        _drawn[key] = found
    return found


def icon(name: str, token: str = "muted", size: int = SIZE) -> QIcon:
    """Return the drawing as an icon at one, one and a half, two and three device pixels."""
    made = QIcon()
    scaled = theme().px(size)
    for ratio in (1.0, 1.5, 2.0, 3.0):
        made.addPixmap(pixmap(name, token, scaled, ratio))
        made.addPixmap(_faint(name, scaled, ratio), QIcon.Mode.Disabled)
    return made


def _faint(name: str, size: int, ratio: float) -> QPixmap:
    whole = pixmap(name, "muted", size, ratio)
    faint = QPixmap(whole.size())
    faint.fill(Qt.GlobalColor.transparent)
    faint.setDevicePixelRatio(ratio)
    painter = QPainter(faint)
    painter.setOpacity(0.45)
    painter.drawPixmap(0, 0, whole)
    painter.end()
    return faint


_dressed: weakref.WeakKeyDictionary[QObject, tuple[str, str, int]] = weakref.WeakKeyDictionary()
_following = False


def dress(target: QObject, name: str, token: str = "muted", size: int = SIZE) -> None:
    """Give a button or action an icon that follows the theme from now on."""
    global _following
    if not _following:
        theme().changed.connect(_dress_again)
        _following = True
    _dressed[target] = (name, token, size)
    _put(target, name, token, size)


def _put(target: QObject, name: str, token: str, size: int) -> None:
    target.setIcon(icon(name, token, size))  # type: ignore[attr-defined]
    if hasattr(target, "setIconSize"):
        side = theme().px(size)
        target.setIconSize(QSize(side, side))


def _dress_again() -> None:
    for target, (name, token, size) in list(_dressed.items()):
        if shiboken6.isValid(target):
            _put(target, name, token, size)


def paint(painter: QPainter, name: str, token: str, x: float, y: float, size: int = SIZE) -> None:
    """Draw an icon at a place, sharp on the painter's device."""
    ratio = painter.device().devicePixelRatio() if painter.device() else 1.0
    painter.drawPixmap(round(x), round(y), pixmap(name, token, theme().px(size), ratio))


_folder: tempfile.TemporaryDirectory[str] | None = None


def tinted_folder(tokens: Tokens) -> Path:
    """Return a folder with the style sheet's drawings in these colours."""
    global _folder
    if _folder is None:
        _folder = tempfile.TemporaryDirectory(prefix="workstation-icons-")
    home = Path(_folder.name) / QColor(tokens.window).name().strip("#")
    if not home.exists():
        home.mkdir()
        for name, token in QSS_ICONS.items():
            (home / f"{name}.svg").write_bytes(bytes(tinted(name, getattr(tokens, token)).data()))
    return home
