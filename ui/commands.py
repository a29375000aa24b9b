"""Commands: the table of actions made alive: shortcuts, conditions, menus, and the window's own handlers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ui import icons
from ui.actions import ACTIONS, MENUS, Action, keys_of
from ui.pages.catalogue import PAGES
from ui.words import Worded
from workstation.text import N_, _

if TYPE_CHECKING:
    from ui.window import Window

CONDITIONS: dict[str, Callable[[Window], bool]] = {
    "": lambda window: True,
    "workspace": lambda window: window.session.workspace is not None,
    "dataset": lambda window: window.session.dataset is not None,
    "undo": lambda window: window.session.can_undo,
    "redo": lambda window: window.session.can_redo,
    "submittable": lambda window: window.session.dataset is not None and window.session.status in ("draft", "returned"),
    "submitted": lambda window: window.session.dataset is not None and window.session.status == "submitted",
    "approved": lambda window: window.session.dataset is not None and window.session.status == "approved",
    "supervisor": lambda window: window.session.role in ("supervisor", "administrator"),
    "administrator": lambda window: window.session.role == "administrator",
    "job": lambda window: bool(window.status.jobs),
    "back": lambda window: window.trail.can_go(-1),
    "forward": lambda window: window.trail.can_go(1),
}
"""When an action can be asked for."""

GO = tuple(Action(f"go-{entry.id}", entry.words, f"go:{entry.id}", entry.keys, "", entry.icon, entry.needs)
           for entry in PAGES)
"""An action for each page, made from the catalogue of pages."""


class Commands(QObject, Worded):
    """Binds the table of actions to one window."""

    def __init__(self, window: Window) -> None:
        """Make a Qt action for each line of the table."""
        super().__init__(window)
        self.window_ = window
        self.qt: dict[str, QAction] = {}
        self.by_id = {action.id: action for action in (*ACTIONS, *GO)}
        for action in self.by_id.values():
            made = QAction(self)
            made.setObjectName(action.id)
            if not action.own_keys:
                made.setShortcuts([QKeySequence(keys) for keys in keys_of(action)])
                made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            if action.icon:
                icons.dress(made, action.icon, "text", 16)
            self.word(made.setText, action.words)
            made.triggered.connect(lambda _checked=False, id=action.id: self.run(id))
            self.qt[action.id] = made
            window.addAction(made)
        self.refresh()

    def available(self, action: Action) -> bool:
        """Return whether the action can be asked for now."""
        here = not action.page or action.page == self.window_.page_id
        return here and CONDITIONS[action.when](self.window_)

    def refresh(self) -> None:
        """Look at every condition again. A shortcut of a page that is not in front is off, so pages may share keys."""
        for id, action in self.by_id.items():
            self.qt[id].setEnabled(self.available(action))

    def run(self, id: str, **values: Any) -> None:
        """Do an action: on the page in front when it has the method, else here."""
        action = self.by_id[id]
        if not self.available(action):
            return
        if action.does.startswith("go:"):
            self.window_.go(action.does[3:], {})
            return
        page = self.window_.page
        method = getattr(page, action.does, None) if page is not None else None
        (method or getattr(self, action.does))(**values)

    def menu(self, parent: QWidget) -> QMenu:
        """Return the whole menu, one submenu for each of MENUS, made from the table."""
        menu = QMenu(parent)
        for key, words in MENUS.items():
            part = menu.addMenu(_(words))
            for action in self.by_id.values():
                if action.menu == key and (not action.page or action.page == self.window_.page_id):
                    part.addAction(self.qt[action.id])
        menu.addSeparator()
        for id in ("go-start", "go-settings", "sign-in", "quit"):
            menu.addAction(self.qt[id])
        return menu

    # --- the window's own handlers ----------------------------------------------------------------------------------

    def open_workspace(self) -> None:
        """Ask for a folder and open the workspace in it."""
        desk = self.window_.desk
        if folder := desk.dialogs.open_folder(_("Open a workspace")):
            self.window_.open_workspace(str(folder))

    def close_workspace(self) -> None:
        """Put the workspace away and show the start page."""
        self.window_.go("start", {})
        self.window_.session.close_workspace()

    def import_files(self) -> None:
        """Go to the import page, which asks for files."""
        self.window_.go("import", {"ask": True})

    def export_table(self) -> None:
        """Ask for a file and write the table in front to it."""
        from ui.exporting import export_table

        export_table(self.window_.desk)

    def submit(self) -> None:
        """Hand the table in for review."""
        session, desk = self.window_.session, self.window_.desk
        person = session.person
        running = session.write(lambda dataset, job: dataset.submit(person), _("Submitting for review"))
        running.finished.connect(lambda _entry: desk.tell(_("Submitted for review. Another person decides now.")))

    def sign_in(self) -> None:
        """Go where one changes the person."""
        self.window_.go("start", {"sign_in": True})

    def quit(self) -> None:
        """Close the window."""
        self.window_.close()

    def undo(self) -> None:
        """Take the last step back and say which."""
        self.window_.session.undo().finished.connect(self._told(N_("Undone: {what}")))

    def redo(self) -> None:
        """Do the step again and say which."""
        self.window_.session.redo().finished.connect(self._told(N_("Done again: {what}")))

    def _told(self, message: str) -> Callable[[Any], None]:
        return lambda changes: self.window_.desk.tell(_(message, what=changes.summary))

    def show_palette(self) -> None:
        """Open the command box."""
        self.window_.palette_box.open()

    def back(self) -> None:
        """Go to the page before."""
        self.window_.step(-1)

    def forward(self) -> None:
        """Go forward again."""
        self.window_.step(1)

    def next_pane(self) -> None:
        """Move the focus to the next pane."""
        self.window_.cycle(1)

    def previous_pane(self) -> None:
        """Move the focus to the pane before."""
        self.window_.cycle(-1)

    def cancel_job(self) -> None:
        """Stop the job the status bar shows."""
        self.window_.status.cancel()

    def switch_language(self) -> None:
        """Change to the other language."""
        self.window_.set_language("zh-CN" if self.window_.desk.preferences.language == "en" else "en")

    def switch_dark(self) -> None:
        """Change between light and dark."""
        from ui.theme import theme

        self.window_.set_look("light" if theme().dark else "dark")

    def larger_text(self) -> None:
        """Make text a step larger."""
        self.window_.set_text_scale(self.window_.desk.preferences.text_scale + 0.1)

    def smaller_text(self) -> None:
        """Make text a step smaller."""
        self.window_.set_text_scale(self.window_.desk.preferences.text_scale - 0.1)

    def usual_text(self) -> None:
        """Make text the size of the system again."""
        self.window_.set_text_scale(1.0)

    def help_for_page(self) -> None:
        """Show the help of the page in front."""
        self.window_.go("help", {"topic": self.window_.page_id})

    def show_shortcuts(self) -> None:
        """Show the sheet of shortcuts."""
        self.window_.go("help", {"topic": "shortcuts"})

    def about(self) -> None:
        """Show the version and licences."""
        self.window_.go("help", {"topic": "about"})
