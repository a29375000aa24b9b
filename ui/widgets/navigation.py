"""Navigation on the left: pages by group, the tables of the workspace, the person at the bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui import icons
from ui.theme import theme
from ui.widgets.buttons import PressButton
from ui.widgets.labels import label
from ui.widgets.panel import Scroll, column
from ui.words import Worded
from workstation.text import _, language

WIDTH = 208


def short_count(n: int) -> str:
    """Return a count in a few characters, as the language counts: 1.0 M, 312 k; 100 万."""
    if language().startswith("zh"):
        return f"{n / 10_000:.1f}".removesuffix(".0") + " 万" if n >= 10_000 else f"{n:,}"
    if n >= 1_000_000:
        return f"{n / 1_000_000:.1f} M"
    return f"{n / 1000:.0f} k" if n >= 10_000 else f"{n:,}"


def _show_caption(caption: QLabel, words: str) -> None:
    caption.setText(words.upper())


class NavItem(PressButton, Worded):
    """One line: icon, words, a figure at the right."""

    def __init__(self, icon: str, press: Callable[[], None]) -> None:
        """Make a line without words."""
        super().__init__()
        self._icon, self.figure = icon, ""
        self.words = ""
        self.setProperty("kind", "nav")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: press())

    def say(self, words: str, figure: str = "") -> None:
        """Show words and a figure."""
        self.words, self.figure = words, figure
        self.setAccessibleName(f"{words} {figure}".strip())
        self.setToolTip(words if self.fontMetrics().horizontalAdvance(words) > self.width() - 90 else "")
        self.update()

    def say_words(self, words: str) -> None:
        """Show other words beside the same figure."""
        self.say(words, self.figure)

    def sizeHint(self) -> QSize:
        """Return the height of a line."""
        return QSize(theme().px(WIDTH - 16), theme().px(34))

    def nextCheckState(self) -> None:
        """Stay: only the window says which page is in front."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line over the style sheet's background."""
        super().paintEvent(event)
        t, px = theme(), theme().px
        painter = QPainter(self)
        token = "accent" if self.isChecked() else "text"
        icon_token = "accent" if self.isChecked() else "muted"
        if not self.isEnabled():
            painter.setOpacity(0.5)
        icons.paint(painter, self._icon, icon_token, px(11), (self.height() - px(18)) // 2)
        font = QFont(self.font())
        font.setBold(False)
        font.setPixelSize(px(12))
        painter.setFont(font)
        room = painter.fontMetrics().horizontalAdvance(self.figure)
        painter.setPen(t.colour("accent" if self.isChecked() else "muted"))
        right = self.width() - px(10)
        painter.drawText(QRect(right - room, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, self.figure)
        font = t.font(13, bold=self.isChecked())
        painter.setFont(font)
        painter.setPen(t.colour(token))
        left = px(38)
        box = QRect(left, 0, right - room - px(6) - left, self.height())
        shown = painter.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class Navigation(QFrame, Worded):
    """The left side. Up and Down move between its lines."""

    page_wanted = Signal(str)
    table_wanted = Signal(str)
    """Dataset id."""
    person_wanted = Signal()

    def __init__(self, pages: Sequence[tuple[str, str, str, str]], groups: dict[str, str]) -> None:
        """List the pages.

        pages: (id, words marked by N_, icon, group); groups: {group: words}; “tables” is filled by show_tables
        """
        super().__init__()
        self.setObjectName("navigation")
        self.setFixedWidth(theme().px(WIDTH))
        self.items: dict[str, NavItem] = {}
        self._figures: dict[str, str] = {}
        self._scroll = Scroll(margins=(8, 12, 8, 8), spacing=2)
        self._tables = QVBoxLayout()
        self._tables.setSpacing(2)
        self._table_items: dict[str, NavItem] = {}
        self._rows: dict[str, tuple[str, int]] = {}
        self._captions: list[QWidget] = []
        for group, words in groups.items():
            caption = label(role="caps")
            caption.setContentsMargins(11, 8 if self._captions else 2, 0, 4)
            self.word(partial(_show_caption, caption), words)
            self._captions.append(caption)
            self._scroll.add(caption)
            if group == "tables":
                self._tables_caption = caption
                self._scroll.add(self._tables)
            for id, page_words, icon, of in pages:
                if of == group:
                    self._scroll.add(self._item(id, page_words, icon))
        self._scroll.add(None)
        self.person = NavItem("user", self.person_wanted.emit)
        self.setLayout(column(self._scroll, column(self.person, margins=(8, 6, 8, 10)), spacing=0))
        self._tables_caption.hide()
        theme().changed.connect(self._widen)

    def _widen(self) -> None:
        self.setFixedWidth(theme().px(WIDTH))

    def _item(self, id: str, words: str, icon: str) -> NavItem:
        made = NavItem(icon, lambda: self.page_wanted.emit(id))
        made.installEventFilter(self)
        self.word(made.say_words, words)
        self.items[id] = made
        return made

    def show_tables(self, tables: Sequence[tuple[str, str, int]]) -> None:
        """List the tables: (id, name, rows), rows -1 where not known."""
        wanted = {id: (name, rows) for id, name, rows in tables}
        if wanted.keys() == self._rows.keys():
            self._rows = wanted
            for id, (name, rows) in wanted.items():
                self._table_items[id].say(name, short_count(rows) if rows >= 0 else "")
            return
        while self._tables.count():
            if (item := self._tables.takeAt(0)) and (widget := item.widget()):
                widget.hide()
                widget.deleteLater()
        self._table_items = {}
        for id, name, rows in tables:
            made = NavItem("table", partial(self.table_wanted.emit, id))
            made.installEventFilter(self)
            made.say(name, short_count(rows) if rows >= 0 else "")
            self._table_items[id] = made
            self._tables.addWidget(made)
        self._tables_caption.setVisible(bool(tables))
        self._rows = wanted

    def retranslate(self) -> None:
        """Word everything again, counts included."""
        super().retranslate()
        for id, (name, rows) in self._rows.items():
            self._table_items[id].say(name, short_count(rows) if rows >= 0 else "")

    def show_person(self, name: str, role: str) -> None:
        """Show who works here; role worded."""
        self.person.setVisible(bool(name))
        self.person.say(f"{name} · {role}" if role else name)
        self.person.setAccessibleName(_("You are {name}. Press to change the person.", name=name))

    def set_figure(self, id: str, figure: str) -> None:
        """Put a figure beside a page, '' takes it away."""
        self._figures[id] = figure
        if id in self.items:
            self.items[id].say(self.items[id].words, figure)

    def show_current(self, page: str, table: str) -> None:
        """Mark the page or table in front."""
        for id, made in self.items.items():
            made.setChecked(id == page)
        for id, made in self._table_items.items():
            made.setChecked(page == "table" and id == table)
        if page == "table" and table in self._table_items:
            self._scroll.ensureWidgetVisible(self._table_items[table])

    def enable(self, id: str, on: bool) -> None:
        """Let a page be chosen or not."""
        self.items[id].setEnabled(on)

    def focus(self) -> None:
        """Put the focus on the line in front."""
        lines = self._lines()
        (next((made for made in lines if made.isChecked()), lines[0])).setFocus(Qt.FocusReason.TabFocusReason)

    def _lines(self) -> list[NavItem]:
        every = [*self.items.values(), *self._table_items.values()]
        shown = [made for made in every if made.isEnabled() and made.isVisible()] or every[:1]
        return sorted(shown, key=lambda made: made.mapTo(self, made.rect().topLeft()).y())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move by Up and Down."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, NavItem):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            lines = self._lines()
            if step and watched in lines:
                lines[(lines.index(watched) + step) % len(lines)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False
