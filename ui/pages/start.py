"""Start page: recent workspaces, the first run, signing in, and the tables of the workspace that is open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui.pages.first_run import FirstRun, look_at_sample
from ui.pages.page import Page
from ui.pages.sign_in import SignIn
from ui.pages.tables import Tables
from ui.widgets.buttons import button
from ui.widgets.labels import Icon, label
from ui.widgets.panel import Panel, Scroll, column, row
from ui.widgets.records import Col, Records
from workstation.text import N_

RECENT_LINES = 5


class StartPage(Page):
    """One of four things: welcome, first run, sign in, the tables."""

    def build(self) -> None:
        """Make the four; which one shows follows from what is open."""
        self.view = QStackedWidget()
        self.first, self.signing = FirstRun(self.desk), SignIn(self.desk)
        self.tables = Tables(self.desk)
        self._welcome = self._make_welcome()
        self._signing = _centred(self.signing, 440)
        for made in (self._welcome, self._signing, self.tables):
            self.view.addWidget(made)
        self.body.addWidget(self.view)
        self.first.wanted.connect(self._create)
        self.first.left.connect(self._left)
        self.first.turned_back.connect(self.open_other)
        self.signing.done.connect(self._signed)
        self.signing.turned_back.connect(self._show)
        self.session.person_changed.connect(self._show)
        self.session.datasets_changed.connect(self._list_again)
        self._finishing = False

    def _make_welcome(self) -> QWidget:
        self.hello, self.about = label(role="display"), label(role="muted", wrap=True)
        self.word(self.hello.setText, N_("Workstation"))
        self.word(self.about.setText, N_("Import, clean, check, label and review tables, and send what is approved. "
                                         "It all happens on this computer, without a network."))
        self.recent = Records([
            Col(N_("Workspace"), lambda one: Path(one).name, 150, "text", lambda one: ("folder", "accent"), bold=True),
            Col(N_("Folder"), lambda one: str(Path(one).parent), 0, "muted")],
            name=N_("Recent workspaces"), header=False, height=40, framed=True)
        self.recent.opened.connect(self._open)
        self.other = button(icon="folder", press=self.open_other)
        self.word(self.other.setText, N_("Open another folder…"))
        self.go_on = button(kind="primary", press=self._go_on)
        self.word(self.go_on.setText, N_("Open"))
        self.recent_panel = Panel(N_("Go on where you were"))
        self.recent_panel.add(self.recent, row(self.other, None, self.go_on))
        self.pair = QHBoxLayout()
        self.pair.setSpacing(20)
        self.tour = _tour()
        for panel in (self.recent_panel, self.first, self.tour):
            self.pair.addLayout(column(panel, None), 1)
        scroll = Scroll(margins=(32, 40, 32, 32), spacing=0, width=1040)
        scroll.add(self.hello, 4, self.about, 28, self.pair, None)
        return scroll

    # --- what shows --------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read recent workspaces and tables anew."""
        recent = [one for one in self.desk.preferences.recent if (Path(one) / "workspace.db").is_file()]
        self.recent.show_records(recent, 0)
        self.recent.fit(min(RECENT_LINES, max(1, len(recent))))
        self._show()

    def _list_again(self) -> None:
        if self.isVisible():
            self.tables.refresh()

    def _show(self) -> None:
        session = self.session
        if session.workspace is None or self._finishing:
            self.view.setCurrentWidget(self._welcome)
            there = self.recent.model().rowCount() > 0 and not self._finishing
            self.recent_panel.setVisible(there)
            self.tour.setVisible(not there)
            for at, on in ((0, there), (1, True), (2, not there)):
                self.pair.setStretch(at, int(on))
        elif not session.person:
            self._ask_person()
        else:
            self.view.setCurrentWidget(self.tables)
            self.tables.refresh()

    def _ask_person(self) -> None:
        self.view.setCurrentWidget(self._signing)
        self.signing.begin()

    def enter(self, where: dict[str, Any]) -> None:
        """Show the tables, or ask for a person when told so."""
        self._show()
        if where.get("sign_in") and self.session.workspace is not None:
            self._ask_person()
        elif where.get("new"):
            self.new_workspace()
        self._focus()

    def _focus(self) -> None:
        shown = self.view.currentWidget()
        if shown is self._welcome:
            (self.recent if self.recent_panel.isVisibleTo(self) else self.first.office).setFocus()
        elif shown is self.tables:
            self.tables.focus()

    def panes(self) -> list[QWidget]:
        """Return what shows, the parts of the tables apart."""
        shown = self.view.currentWidget()
        if shown is self._welcome:
            return [self.recent, self.first] if self.recent_panel.isVisibleTo(self) else [self.first]
        return self.tables.panes() if shown is self.tables else [self.signing]

    def primary(self) -> tuple[str, str] | None:
        """Import, once a workspace is open."""
        return (N_("Import files…"), "import-files") if self.session.workspace is not None else None

    # --- workspaces --------------------------------------------------------------------------------------------------

    def _open(self, folder: str) -> None:
        self.session.open_workspace(folder, lambda: self._opened(folder))

    def _go_on(self) -> None:
        if folder := self.recent.current():
            self._open(folder)

    def _opened(self, folder: str) -> None:
        self.desk.preferences.used(folder)
        self.refresh()
        self._focus()

    def open_other(self) -> None:
        """Ask for the folder of a workspace and open it."""
        from workstation.text import _

        if folder := self.desk.dialogs.open_folder(_("Open a workspace")):
            self._open(str(folder))

    def new_workspace(self) -> None:
        """Put this workspace away and begin another."""
        self.session.close_workspace()
        self.refresh()
        self.first.begin()

    def _create(self, folder: str, office: str, password: str) -> None:
        self._finishing = True
        running = self.session.open_workspace(folder, lambda: self._made(folder),
                                              create={"office": office, "password": password})
        running.failed.connect(lambda _problem: setattr(self, "_finishing", False))

    def _made(self, folder: str) -> None:
        self.desk.preferences.used(folder)
        self._show()
        self.first.finish()

    def _left(self, answer: str) -> None:
        self._finishing = False
        if answer == "import":
            self.desk.go("import", ask=True)
        elif answer == "sample":
            look_at_sample(self.desk)
        else:
            self._show()
            self._focus()

    def _signed(self) -> None:
        from workstation.text import _

        self._show()
        self._focus()
        self.desk.tell(_("{person} is signed in.", person=self.session.person))

    # --- commands of the page ----------------------------------------------------------------------------------------

    def rename_table(self) -> None:
        """Give the pointed table another name."""
        self.tables.rename()

    def bin_table(self) -> None:
        """Put the pointed table in the bin."""
        self.tables.bin()

    def restore_table(self) -> None:
        """Bring the pointed table back from the bin."""
        self.tables.restore()

    def backup_table(self) -> None:
        """Copy the pointed table whole to a file."""
        self.tables.backup()

    def attach_file(self) -> None:
        """Take over .dataset files from another computer."""
        self.tables.attach()


TOUR = (("import", N_("Import"), N_("Workbooks and text files, every digit as you saw it.")),
        ("clean", N_("Clean"), N_("Spaces, widths, dates, duplicates: with a preview, and always with Undo.")),
        ("check", N_("Check"), N_("Against a data standard, every failing cell by name.")),
        ("review", N_("Review"), N_("A second person looks and approves.")),
        ("publish", N_("Publish"), N_("Signed packages to a share, a server or a USB stick.")))
"""(icon, words, sentence) of what the program does, in order."""


def _tour() -> Panel:
    """Return what happens here, in five lines."""
    made = Panel(N_("What happens here"))
    made.body.setSpacing(14)
    for icon, words, sentence in TOUR:
        name, about = label(role="strong"), label(role="muted", wrap=True)
        made.word(name.setText, words)
        made.word(about.setText, sentence)
        line = row(column(Icon(icon, "accent"), None), column(name, about, spacing=1), spacing=12)
        line.setStretch(1, 1)
        made.add(line)
    return made


def _centred(panel: QWidget, width: int) -> QWidget:
    made = QWidget()
    panel.setFixedWidth(width)
    made.setLayout(column(56, row(None, panel, None), None, margins=(24, 24, 24, 24)))
    return made
