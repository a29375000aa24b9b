"""The window: top bar, navigation, pages, status bar. It ties them together and does nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from ui import panes
from ui.commands import CONDITIONS, Commands
from ui.desk import Desk
from ui.dropping import Dropping
from ui.pages.catalogue import BY_ID, GROUPS, PAGES
from ui.palette import Palette
from ui.problems import ProblemCard, Toast
from ui.sync_state import SyncState
from ui.theme import theme
from ui.trail import Trail
from ui.widgets.bars import StatusBar, TopBar
from ui.widgets.empty import EmptyState
from ui.widgets.navigation import Navigation
from ui.widgets.panel import column, row
from ui.words import Worded, retranslate_all
from workstation.text import N_, _, set_language

if TYPE_CHECKING:
    from ui.pages.page import Page
    from ui.session import Session
    from workstation.dataset.dataset import Changes


class Window(QMainWindow, Worded):
    """The one window."""

    def __init__(self, desk: Desk) -> None:
        """Lay it out; pages are made when first visited."""
        super().__init__()
        self.desk: Desk = desk
        self.session: Session = desk.session
        self.pages: dict[str, Page] = {}
        self.page_id = ""
        self.trail: Trail = Trail()
        self.top: TopBar = TopBar()
        self.status: StatusBar = StatusBar()
        self.stack = QStackedWidget()
        self.navigation = Navigation([(e.id, e.words, e.icon, e.group) for e in PAGES if e.group], GROUPS)
        self._empty = {"workspace": self._no_workspace(), "dataset": self._no_dataset()}
        for page in self._empty.values():
            self.stack.addWidget(page)
        whole = QWidget()
        middle = row(self.navigation, self.stack, spacing=0)
        middle.setStretch(1, 1)
        layout = column(self.top, middle, self.status, spacing=0)
        layout.setStretch(1, 1)
        whole.setLayout(layout)
        self.setCentralWidget(whole)
        self.toast = Toast(self.stack)
        self.problem = ProblemCard(self.stack, self._report, self.safe)
        self.palette_box = Palette(self)
        self.commands = Commands(self)
        self.sync = SyncState(self.session, self.status)
        self.dropping = Dropping(self)
        self.word(self.setWindowTitle, N_("Workstation"))
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        session, desk, commands = self.session, self.desk, self.commands
        desk.asked_to_go.connect(self.go)
        desk.asked_to_show.connect(self.problem.show_problem)
        desk.asked_to_tell.connect(self.toast.tell)
        desk.place_changed.connect(self.status.place.setText)
        desk.counted.connect(self.navigation.set_figure)
        desk.runner.started.connect(self.status.follow)
        session.changed.connect(self._changed)
        for signal in (session.workspace_changed, session.dataset_changed):
            signal.connect(self._all_stale)
        for signal in (session.datasets_changed, session.person_changed, session.marks_changed, session.dataset_changed,
                       session.workspace_changed, self.status.jobs_changed):
            signal.connect(self._refresh)
        self.top.undo.clicked.connect(lambda: commands.run("undo"))
        self.top.redo.clicked.connect(lambda: commands.run("redo"))
        self.top.primary.clicked.connect(lambda: commands.run(self._primary()[1]))
        self.top.palette_wanted.connect(self.palette_box.open)
        self.top.workspace.menu_.aboutToShow.connect(self._fill_menu)
        self.status.sync_wanted.connect(lambda: self.go("publish", {}))
        self.navigation.page_wanted.connect(lambda id: self.go(id, {}))
        self.navigation.table_wanted.connect(self.open_table)
        self.navigation.person_wanted.connect(lambda: commands.run("sign-in"))

    def _no_workspace(self) -> EmptyState:
        return EmptyState("folder", N_("No workspace is open"),
                          N_("A workspace is the folder in which an office keeps its tables."),
                          [(N_("Go to the start page"), lambda: self.go("start", {}))])

    def _no_dataset(self) -> EmptyState:
        return EmptyState("table", N_("No table is open"),
                          N_("Choose a table on the left, or bring one in from a file."),
                          [(N_("Import files…"), lambda: self.commands.run("import-files"))])

    # --- pages ------------------------------------------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The page in front, None while an empty state stands in its place."""
        found = self.pages.get(self.page_id)
        return found if found is not None and self.stack.currentWidget() is found else None

    def go(self, id: str, where: dict[str, Any] | None = None, *, remember: bool = True) -> None:
        """Bring a page to the front; the page before may keep one there."""
        if self.page is not None and self.page_id != id and not self.page.leave():
            return
        if remember and (self.page_id, self._table()) != (id, self._table()):
            self.trail.add(id, self._table())
        self.page_id = id
        entry = BY_ID[id]
        missing = next((need for need in ("workspace", "dataset") if entry.needs and need in self._needs(entry.needs)
                        and not CONDITIONS[need](self)), "")
        if missing:
            self.stack.setCurrentWidget(self._empty[missing])
        else:
            self._show(id, where or {})
        self._refresh()

    def _needs(self, needs: str) -> tuple[str, ...]:
        return ("workspace", "dataset") if needs == "dataset" else (needs,)

    def _show(self, id: str, where: dict[str, Any]) -> None:
        page = self.pages.get(id)
        if page is None:
            page = self.pages[id] = BY_ID[id].load()(self.desk, BY_ID[id])
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        if page.stale:
            page.stale = False
            page.refresh()
        self.desk.place("")
        page.enter(where)
        for floating in (self.toast, self.problem):
            floating.raise_()

    def _all_stale(self) -> None:
        for page in self.pages.values():
            page.stale = True
        if self.page_id:
            self.go(self.page_id, {}, remember=False)

    def _changed(self, changes: Changes) -> None:
        for page in self.pages.values():
            page.stale = page.stale or page is not self.page
        if self.page is not None:
            self.page.touched(changes)

    def open_table(self, id: str) -> None:
        """Bring a table to the front."""
        if self.page is not None and not self.page.leave():
            return
        if self.session.dataset is not None and self.session.dataset.id == id:
            self.go("table", {})
            return

        def opened() -> None:
            self.trail.add("table", id)
            self.go("table", {}, remember=False)
        self.session.open_dataset(id, opened)

    def step(self, by: int) -> None:
        """Go back or forward along the pages one has been at."""
        if (place := self.trail.go(by)) is None:
            return
        page, table = place
        if table and table != self._table():
            self.session.open_dataset(table, lambda: self.go(page, {}, remember=False))
        else:
            self.go(page, {}, remember=False)

    def _table(self) -> str:
        return self.session.dataset.id if self.session.dataset is not None else ""

    def open_workspace(self, folder: str, then: Any = None, **create: Any) -> None:
        """Open (or create) the workspace in a folder and remember it."""
        def opened() -> None:
            self.desk.preferences.used(folder)
            if then:
                then()
            elif self.page_id == "start":
                self.go("table" if self.session.dataset else "import", {})
        self.session.open_workspace(folder, opened, create=create or None)

    def cycle(self, by: int) -> None:
        """Move the focus round the panes: navigation, the page's own, the command box."""
        panes.cycle([self.navigation, *(self.page.panes() if self.page else [self.stack]), self.top.command], by)

    # --- what is shown around the page ------------------------------------------------------------------------------

    def _primary(self) -> tuple[str, str]:
        own = self.page.primary() if self.page is not None else None
        return own or (N_("Submit for review"), "submit")

    def _refresh(self) -> None:
        session = self.session
        self.commands.refresh()
        workspace = session.workspace
        self.top.show_workspace(workspace.path.name if workspace else _("Workstation"),
                                " · ".join(("", session.office)) if workspace and session.office else "")
        self.top.undo.setEnabled(session.can_undo)
        self.top.redo.setEnabled(session.can_redo)
        words, id = self._primary()
        action = self.commands.by_id[id]
        shown = session.dataset is not None or id != "submit"
        self.top.show_primary(_(words) if shown else "", self.commands.available(action))
        self.navigation.show_tables([(info.id, info.name, session.rows.get(info.id, -1)) for info in session.datasets])
        for entry in PAGES:
            if entry.group:
                self.navigation.enable(entry.id, not entry.needs or CONDITIONS[entry.needs](self))
        self.navigation.show_current(self.page_id, self._table())
        self.navigation.show_person(session.person, session.role_words)
        self.status.show_saved(*session.saved_words)

    def _fill_menu(self) -> None:
        menu = self.top.workspace.menu_
        menu.clear()
        whole = self.commands.menu(menu)
        menu.addActions(whole.actions())
        menu.setProperty("whole", whole)

    def safe(self) -> str:
        """Return a sentence on what is saved, for a crash report."""
        if self.session.saved is None:
            return _("Nothing was changed since the table was opened.")
        return _("Your last change at {time} is saved.", time=f"{self.session.saved:%H:%M}")

    def _report(self, error: BaseException) -> Any:
        from ui.crash import write_report

        return write_report(error, self.safe())

    # --- language and look ------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Word the window itself again."""
        super().retranslate()
        self.commands.retranslate()
        self.sync.retranslate()
        self._refresh()

    def set_language(self, language: str) -> None:
        """Change the language of everything, now."""
        from ui.app import translate_qt

        self.desk.preferences.language = language
        set_language(language)
        translate_qt(QCoreApplication.instance(), language)
        theme().apply(self.desk.preferences.mode, self.desk.preferences.text_scale)  # fonts differ by language
        retranslate_all(self)

    def set_look(self, mode: str) -> None:
        """Change to system, light or dark, now."""
        self.desk.preferences.mode = mode
        theme().apply(mode, self.desk.preferences.text_scale)

    def set_text_scale(self, scale: float) -> None:
        """Change the size of text, now."""
        self.desk.preferences.text_scale = min(2.0, max(0.8, round(scale, 2)))
        theme().apply(self.desk.preferences.mode, self.desk.preferences.text_scale)

    def _may_stop(self) -> bool:
        if not self.status.jobs:
            return True
        title = self.status.jobs[0].title
        return self.desk.dialogs.confirm(_("Something is still running"), _(
            "{title} will be stopped; nothing of it is left behind.", title=title), _("Stop it and close"), danger=True)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, unless a page has something unsaved or a job should be waited for."""
        if (self.page is not None and not self.page.leave()) or not self._may_stop():
            event.ignore()
            return
        self.desk.preferences.geometry = self.saveGeometry()
        self.desk.preferences.remember("last", {"page": self.page_id, "table": self._table()})
        self.desk.runner.close()
        if self.session.workspace is not None:
            self.session.workspace.close()
        event.accept()
