"""Settings page: language, colours, size of text; the office's name; made from ui/settings.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.pages.page import Page
from ui.settings import HOUSE, SETTINGS, HouseSetting, Setting
from ui.theme import theme
from ui.widgets.buttons import Segments, button
from ui.widgets.editors import Combo
from ui.widgets.labels import label, line
from ui.widgets.panel import Panel, Scroll, column, row
from ui.widgets.records import Col, Records
from workstation.text import LANGUAGES, N_, _

if TYPE_CHECKING:
    from workstation.job import Job
    from workstation.workspace import Workspace

NAMES = 200  # pixels of the drawings: where the editors begin


class SettingsPage(Page):
    """Each setting in a line: name and help at the left, its editor at the right; it holds at once."""

    def build(self) -> None:
        """Lay it out from the declared settings."""
        self.editors: dict[str, Segments | Combo] = {}
        self.lines: dict[str, QLineEdit] = {}
        title = label(role="title")
        self.word(title.setText, N_("Settings"))
        screen = Panel(N_("This screen"), N_("Kept for you on this computer."))
        for at, setting in enumerate(SETTINGS):
            screen.add(*([line()] if at else []), self._line(setting.words, setting.help, self._editor(setting)))
        self.house = Panel(N_("This workspace"), N_("Shared by all who work in it."))
        for at, one in enumerate(HOUSE):
            self.house.add(*([line()] if at else []), self._line(one.words, one.help, self._house_editor(one)))
        scroll = Scroll(margins=(24, 4, 24, 24), spacing=16, width=theme().px(820))
        scroll.add(screen, self.house, self._recent(), None)
        whole = column(row(title, None, margins=(24, 16, 24, 12)), scroll, spacing=0)
        whole.setStretch(1, 1)
        self.body.addLayout(whole)
        theme().changed.connect(self._show)
        self.session.person_changed.connect(self._allow)

    def _line(self, words: str, help: str, editor: QWidget) -> QWidget:
        name, hint = label(role="strong", wrap=True), label(role="small", wrap=True)
        self.word(name.setText, words)
        parts: list[QWidget] = [name]
        if help:
            self.word(hint.setText, help)
            parts.append(hint)
        made = QWidget()
        layout = row(column(*parts, None, spacing=2), column(editor, None, spacing=0), spacing=24, margins=(0, 4, 0, 4))
        layout.setStretch(0, 5)
        layout.setStretch(1, 6)
        made.setLayout(layout)
        self.word(editor.setAccessibleName, words)
        return made

    def _editor(self, setting: Setting) -> QWidget:
        def chosen(value: str) -> None:
            setting.set(self.window(), value)  # type: ignore[arg-type]

        if len(setting.choices) <= 3:
            made = Segments(setting.choices)
            made.chosen.connect(chosen)
            self.editors[setting.id] = made
            return made
        combo = Combo()
        combo.offer([(value, _(words)) for value, words in setting.choices.items()])
        combo.currentIndexChanged.connect(lambda _index: chosen(combo.chosen()))
        self.editors[setting.id] = combo
        return combo

    def _house_editor(self, one: HouseSetting) -> QWidget:
        made = QLineEdit()
        made.setReadOnly(one.set is None)
        if one.set is not None:
            made.editingFinished.connect(lambda: self._keep(one, made))
        self.lines[one.id] = made
        return made

    def _recent(self) -> Panel:
        made = Panel(N_("Recently used workspaces"), N_("Taking one off the list deletes nothing."))
        self.recent = Records([Col(N_("Folder"), str, 0, icon=lambda _folder: ("folder", "muted"))],
                              name=N_("Recently used workspaces"), header=False, framed=True)
        self.forget = button(icon="close", press=self._forget)
        self.word(self.forget.setText, N_("Take off the list"))
        made.add(self.recent, row(self.forget, None))
        self.recent_panel = made
        return made

    # --- reading --------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read preferences, and what the workspace keeps."""
        self._show()
        self._show_recent()
        self.house.setVisible(self.session.workspace is not None)
        if self.session.workspace is not None:
            self.session.ask_house(lambda workspace, job: {one.id: one.get(workspace) for one in HOUSE}, self._read)

    def _read(self, values: dict[str, str]) -> None:
        for key, value in values.items():
            self.lines[key].setText(value)
            self.lines[key].setCursorPosition(0)
        self._allow()

    def _show(self) -> None:
        window: Any = self.window()
        if window is self or not hasattr(window, "desk"):
            return  # built, not yet in the window
        for setting in SETTINGS:
            editor = self.editors[setting.id]
            editor.blockSignals(True)
            editor.choose(setting.get(window))
            editor.blockSignals(False)

    def _show_recent(self) -> None:
        folders = self.desk.preferences.recent
        self.recent.show_records(folders, 0 if folders else -1)
        self.recent.fit(min(6, max(1, len(folders))))
        self.recent_panel.setVisible(bool(folders))

    def _allow(self) -> None:
        for one in HOUSE:
            if one.set is not None:
                self.lines[one.id].setReadOnly(self.session.role != "administrator")

    def enter(self, where: dict[str, Any]) -> None:
        """Show how things stand: a shortcut may have changed them."""
        self._show()
        next(iter(self.editors.values())).setFocus()

    def retranslate(self) -> None:
        """Word the choices again."""
        super().retranslate()
        for setting in SETTINGS:
            editor = self.editors[setting.id]
            if isinstance(editor, Combo):
                editor.offer([(value, words if words in LANGUAGES.values() else _(words))
                              for value, words in setting.choices.items()])
        self._show()

    # --- acts -----------------------------------------------------------------------------------------------------------

    def _keep(self, one: HouseSetting, made: QLineEdit) -> None:
        value, me, keep = made.text().strip(), self.session.person, one.set
        if not made.isModified() or made.isReadOnly() or keep is None:
            return
        made.setModified(False)

        def work(workspace: Workspace, job: Job) -> str:
            from workstation.people import require

            require(workspace.people.get(me), "people")
            keep(workspace, value)
            return value

        self.session.ask_house(work, lambda kept: self._kept(one, kept))

    def _kept(self, one: HouseSetting, value: str) -> None:
        if one.id == "office":
            self.session.office = value
            self.session.marks_changed.emit()  # the window shows the office's name
        self.desk.tell(_("{setting}: saved.", setting=_(one.words)))

    def _forget(self) -> None:
        if (folder := self.recent.current()) is not None:
            self.desk.preferences.forget(folder)
            self._show_recent()
