"""Surfaces that hold things: a card with a heading, a scrolling column, rows and columns without fuss."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.labels import label
from ui.words import Worded

Part = QWidget | QLayout | int | None


def _fill(layout: QHBoxLayout | QVBoxLayout, parts: tuple[Part, ...]) -> None:
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)


def row(*parts: Part, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Return a row of widgets and layouts; a number is a gap, None is room that stretches."""
    made = QHBoxLayout()
    made.setSpacing(spacing)
    made.setContentsMargins(*margins)
    _fill(made, parts)
    return made


def column(*parts: Part, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Return a column of widgets and layouts; a number is a gap, None is room that stretches."""
    made = QVBoxLayout()
    made.setSpacing(spacing)
    made.setContentsMargins(*margins)
    _fill(made, parts)
    return made


def surface(layout: QLayout, kind: str = "card", name: str = "") -> QFrame:
    """Return a frame (card, panel, side, sunken, error, warning, good, accent) around a layout."""
    made = QFrame()
    made.setProperty("surface", kind)
    if name:
        made.setObjectName(name)
    made.setLayout(layout)
    return made


class KeepWidth(QObject):
    """Keeps a widget at a width of the drawings while the size of text changes; goes with the widget."""

    def __init__(self, target: QWidget, pixels: int) -> None:
        """Fix `target` at `pixels` of the drawings, now and after each change of the look."""
        super().__init__(target)
        self._target, self._pixels = target, pixels
        theme().changed.connect(self._fix)
        self._fix()

    def _fix(self) -> None:
        self._target.setFixedWidth(theme().px(self._pixels))


class Panel(QFrame, Worded):
    """A card with a heading, an optional line below it, and room for parts."""

    def __init__(self, title: str = "", hint: str = "") -> None:
        """Head it with `title` and explain it by `hint`, both marked by N_."""
        super().__init__()
        self.setProperty("surface", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.body = column(spacing=10, margins=(18, 16, 18, 18))
        self.head = row(spacing=8)
        if title:
            self.title = label(role="heading")
            self.word(self.title.setText, title)
            self.head.addWidget(self.title)
            self.head.addStretch(1)
            self.body.addLayout(self.head)
        if hint:
            words = label(role="muted", wrap=True)
            self.word(words.setText, hint)
            self.body.addWidget(words)
        self.setLayout(self.body)

    def add(self, *parts: Part) -> None:
        """Add parts below."""
        _fill(self.body, parts)


class Scroll(QScrollArea):
    """A column that scrolls up and down; `content` is its layout."""

    def __init__(self, *, margins: tuple[int, int, int, int] = (24, 20, 24, 24), spacing: int = 14,
                 width: int = 0) -> None:
        """Make it empty; `width` keeps the content from growing wider (lines that are too long tire the eye)."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        self.content = column(spacing=spacing, margins=margins)
        if width:
            holder = QWidget()
            holder.setLayout(self.content)
            holder.setMaximumWidth(width)
            holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            inner.setLayout(row(holder, spacing=0))
        else:
            inner.setLayout(self.content)
        self.setWidget(inner)

    def add(self, *parts: Part) -> None:
        """Add parts at the end."""
        _fill(self.content, parts)
