"""Help page: the guide of the page one is on, a search through all of it, the sheet of shortcuts, and what this program is."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from ui.actions import ACTIONS, MENUS, Action, keys_of
from ui.models import guide
from ui.models.guide import Found
from ui.pages.catalogue import BY_ID, PAGES
from ui.pages.page import Page
from ui.theme import theme
from ui.widgets.guide_view import GuideView
from ui.widgets.labels import label
from ui.widgets.panel import KeepWidth, column, row
from ui.widgets.records import Col, Records
from workstation.text import N_, _, language

MADE_ICONS = {"shortcuts": "keyboard", "about": "info", "getting-started": "play", "glossary": "text"}


class HelpPage(Page):
    """The contents at the left, one page of the guide at the right."""

    def build(self) -> None:
        """Lay it out."""
        self.topic = "getting-started"
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.word(self.search.setPlaceholderText, N_("Search the guide"))
        self.word(self.search.setAccessibleName, N_("Search the guide"))
        self.search.textChanged.connect(lambda _text: self._list())
        self.search.returnPressed.connect(self._open_first)
        self.contents = Records([Col(N_("Page"), self._line, 0, icon=lambda one: (self._icon(one.topic), "muted"))],
                                name=N_("Contents of the guide"), header=False, height=34)
        self.contents.setProperty("plain", "true")
        self.contents.pointed.connect(self._pointed)
        self.nothing = label(role="muted", wrap=True)
        self.word(self.nothing.setText, N_("No page of the guide holds these words. Try fewer, or others."))
        title = label(role="title")
        self.word(title.setText, N_("Help"))
        side = QFrame()
        side.setProperty("surface", "panel")
        inner = column(column(title, 4, self.search, spacing=6, margins=(18, 16, 18, 10)), self.contents,
                       column(self.nothing, margins=(18, 4, 18, 12)), spacing=0)
        inner.setStretch(1, 1)
        side.setLayout(inner)
        KeepWidth(side, 272)
        self.side = side
        self.view = GuideView()
        self.view.followed.connect(self._follow)
        self.contents.opened.connect(lambda _one: self.view.setFocus())
        whole = row(side, self.view, spacing=0)
        whole.setStretch(1, 1)
        self.body.addLayout(whole)
        theme().changed.connect(self._render)
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(120)
        self._resized.timeout.connect(self._render)
        self._list()

    # --- contents -------------------------------------------------------------------------------------------------------

    def _icon(self, topic: str) -> str:
        return BY_ID[topic].icon if topic in BY_ID else MADE_ICONS.get(topic, "file")

    def _line(self, one: Found) -> str:
        return f"{one.title} · {one.line}" if one.line else one.title

    def _list(self) -> None:
        words = self.search.text().strip()
        found = guide.search(words, language())
        if not words:
            found += [Found(topic, _(said), "") for topic, said in guide.MADE.items()]
        at = next((i for i, one in enumerate(found) if one.topic == self.topic), -1)
        self.contents.blockSignals(True)
        self.contents.show_records(found, at)
        self.contents.blockSignals(False)
        self.nothing.setVisible(not found)

    def _pointed(self, one: Found | None) -> None:
        if one is not None and one.topic != self.topic:
            self._show(one.topic)

    def _open_first(self) -> None:
        if self.contents.list.records:
            self.contents.point(0)
            self._show(self.contents.list.records[0].topic)
            self.contents.setFocus()

    def _show(self, topic: str) -> None:
        self.topic = topic
        self._render()
        self.view.verticalScrollBar().setValue(0)

    def _render(self) -> None:
        made = {"shortcuts": self._shortcuts, "about": self._about}
        if self.topic in made:
            self.view.show_html(made[self.topic]())
            return
        text = guide.text_of(self.topic, language())
        self.view.show_html(guide.Renderer(named, self._picture).html(text))

    def _picture(self, name: str) -> str:
        """Return the address of a picture in the language and look of now, '' when it was not taken."""
        code = language()[:2]
        look = "dark" if theme().dark else "light"
        for file in (f"{name}-{code}-{look}.png", f"{name}-{code}.png", f"{name}-en.png"):
            if (guide.PICTURES / file).is_file():
                return Path(guide.PICTURES / file).as_uri()
        return ""

    # --- pages made by the program --------------------------------------------------------------------------------------

    def _shortcuts(self) -> str:
        hint = _("Everything can be done by keyboard. Ctrl+K finds every command by its name.")
        parts = [f"<p class='h1'>{html.escape(_('Keyboard shortcuts'))}</p>", f"<p class='muted'>{html.escape(hint)}</p>"]
        groups: list[tuple[str, list[Action]]] = [
            (_("Everywhere"), [action for action in ACTIONS if not action.page and action.keys])]
        groups.append((_("Pages"), [Action(f"go-{one.id}", one.words, "", one.keys) for one in PAGES if one.keys]))
        for page in PAGES:
            own = [action for action in ACTIONS if action.page == page.id and action.keys]
            if own:
                groups.append((_(page.words), own))
        for title, actions in groups:
            ordered = sorted(actions, key=lambda one: list(MENUS).index(one.menu) if one.menu in MENUS else len(MENUS))
            rows = "".join(f"<tr><td width='62%'>{html.escape(_(action.words))}</td><td>{keys_html(action)}</td></tr>"
                           for action in ordered)
            parts.append(f"<p class='h2'>{html.escape(title)}</p>"
                         f"<table class='grid' cellspacing='0' width='100%'>{rows}</table>")
        return "\n".join(parts)

    def _about(self) -> str:
        from workstation import __version__

        lines = [_("Version {version}. Free software under the Apache License 2.0.", version=__version__),
                 _("It works without a network. Nothing is sent anywhere but to the destinations that you add."),
                 _("It is built on Python, Qt (PySide6), SQLite, Apache Arrow, DuckDB and other free software; their licences "
                   "lie beside the program.")]
        title = html.escape(_("About the Workstation"))
        return f"<p class='h1'>{title}</p>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines)

    # --- the page -------------------------------------------------------------------------------------------------------

    def enter(self, where: dict[str, Any]) -> None:
        """Show the guide of the page one comes from, or the topic asked for."""
        wanted = str(where.get("topic", ""))
        if wanted == "help" or wanted not in (*guide.TOPICS, *guide.MADE):
            wanted = self.topic if not wanted else "help"
        self.search.clear()
        self._show(wanted)
        self._list()
        self.contents.setFocus()

    def search_guide(self) -> None:
        """Put the cursor in the search box."""
        self.search.setFocus()
        self.search.selectAll()

    def _follow(self, to: str) -> None:
        kind, _colon, id = to.partition(":")
        if kind == "go":
            self.desk.go(id)
        else:
            self._show(id)
            self._list()

    def panes(self) -> list[QWidget]:
        """Return the contents and the page."""
        return [self.side, self.view]

    def retranslate(self) -> None:
        """Show the guide in the language of now."""
        super().retranslate()
        self._list()
        self._render()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures to the new width, a little later."""
        super().resizeEvent(event)
        self._resized.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the search by Escape."""
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.contents.setFocus()
        else:
            super().keyPressEvent(event)


def named(id: str) -> tuple[str, str]:
    """Return the words and the key of an action, or the words of a page (page:id), in the language of now."""
    if id.startswith("page:"):
        return _(BY_ID[id[5:]].words), ""
    action = next((one for one in ACTIONS if one.id == id), None)
    if action is None:  # tests/house/test_guide.py keeps this from happening; a reader is shown the name, not a fault
        return id, ""
    keys = keys_of(action)
    return _(action.words), QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""


def keys_html(action: Action) -> str:
    """Return an action's shortcuts as keys."""
    shown = [QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) for keys in keys_of(action)]
    return " &nbsp; ".join(f'<span class="key">&nbsp;{html.escape(one)}&nbsp;</span>' for one in shown)
