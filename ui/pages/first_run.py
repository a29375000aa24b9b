"""First run: a new workspace in three steps: folder and office, the administrator's password, the first table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.desk import Desk
from ui.widgets.buttons import button
from ui.widgets.form import FormRow
from ui.widgets.labels import label
from ui.widgets.panel import Panel, column, row
from ui.widgets.steps import Steps
from ui.words import Worded
from workstation.text import N_, RESOURCES, _

if TYPE_CHECKING:
    from workstation.job import Job
    from workstation.workspace import Workspace

SHORTEST = 4  # as workstation.people.SHORTEST, which loads too much to be imported before the first paint
SAMPLES = (".xlsx", ".xls", ".ods", ".csv", ".tsv")


def samples() -> list[Path]:
    """Return the sample files that came with the program, the made workbook first."""
    folder = RESOURCES / "samples"
    found = [file for file in sorted(folder.glob("*")) if file.suffix.lower() in SAMPLES] if folder.is_dir() else []
    return sorted(found, key=lambda file: SAMPLES.index(file.suffix.lower()))


def look_at_sample(desk: Desk) -> None:
    """Add the sample's standard to the workspace and go to the import page with the sample."""
    pack, person = RESOURCES / "samples" / "standard", desk.session.person

    def add(workspace: Workspace, job: Job) -> None:
        from workstation.standards.installed import Installed

        if pack.is_dir():
            Installed(workspace.path / "standards", workspace.db).add(pack, person)
    desk.session.ask_house(add, lambda _none: desk.go("import", files=[str(file) for file in samples()[:1]]))


class FirstRun(Panel):
    """The three steps. The workspace is made at the end of the second; the third needs nothing any more."""

    wanted = Signal(str, str, str)
    """(folder, office, password): make the workspace now."""
    left = Signal(str)
    """The last step was answered: import, sample or later."""
    turned_back = Signal()
    """Open an existing one instead."""

    def __init__(self, desk: Desk) -> None:
        """Show the first step."""
        super().__init__(N_("Set up a workspace"),
                         N_("A workspace is the folder in which an office keeps its tables, its "
                         "people and its standards. Everything stays on this computer."))
        self._desk = desk
        self.steps = Steps([N_("Folder"), N_("Password"), N_("First table")])
        self.pages = [self._folder(), self._password(), self._table()]
        self.add(4, self.steps, 4, *self.pages)
        self._show(0)

    # --- the steps ---------------------------------------------------------------------------------------------------

    def _folder(self) -> QWidget:
        self.folder = QLineEdit(str(Path.home() / "Workstation"))
        self.choose = button(icon="folder", press=self._choose)
        self.word(self.choose.setText, N_("Choose…"))
        place = _Pair(self.folder, self.choose)
        self.folder_row = FormRow(N_("Folder"), place,
                                  N_("A new folder, or an empty one. A folder on a share works too."))
        self.office = QLineEdit()
        self.word(self.office.setPlaceholderText, N_("Such as: Riverside statistics office"))
        self.office_row = FormRow(N_("Name of the office"), self.office, N_("It appears in packages and reports."))
        self.next = button(kind="primary", press=self._to_password)
        self.word(self.next.setText, N_("Next"))
        self.exists = button(kind="link", press=self.turned_back.emit)
        self.word(self.exists.setText, N_("Open an existing one"))
        for line in (self.folder, self.office):
            line.returnPressed.connect(self._to_password)
        return _page(self.folder_row, self.office_row, 4, row(self.exists, None, self.next))

    def _password(self) -> QWidget:
        self.who = label(role="muted", wrap=True)
        self.password, self.again = QLineEdit(), QLineEdit()
        for line in (self.password, self.again):
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self._create)
        self.password_row = FormRow(N_("Password"), self.password,
                                    N_("At least four characters. It is asked for when you approve or return work."))
        self.again_row = FormRow(N_("The same once more"), self.again)
        self.make = button(kind="primary", press=self._create)
        self.word(self.make.setText, N_("Make the workspace"))
        self.back = button(press=lambda: self._to(0))
        self.word(self.back.setText, N_("Back"))
        return _page(self.who, self.password_row, self.again_row, 4, row(None, self.back, self.make))

    def _table(self) -> QWidget:
        ready = label(role="muted", wrap=True)
        self.word(ready.setText, N_("The workspace is ready. Bring in a table, or look around with the sample."))
        self.bring = button(kind="primary", icon="import", press=lambda: self.left.emit("import"))
        self.word(self.bring.setText, N_("Import a file…"))
        self.sample = button(icon="star", press=lambda: self.left.emit("sample"))
        self.word(self.sample.setText, N_("Look at the sample"))
        self.sample.setVisible(bool(samples()))
        self.later = button(kind="link", press=lambda: self.left.emit("later"))
        self.word(self.later.setText, N_("Later"))
        return _page(ready, row(self.bring, self.sample, None, self.later))

    # --- going on ----------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start anew at the first step."""
        for line in (self.password, self.again):
            line.clear()
        self._to(0)

    def finish(self) -> None:
        """Show the last step: the workspace stands."""
        self.password.clear()
        self.again.clear()
        self._to(2)

    def _to(self, step: int) -> None:
        self._show(step)
        for made in (self.folder_row, self.office_row, self.password_row, self.again_row):
            made.say("")
        (self.office, self.password, self.bring)[step].setFocus()

    def _show(self, step: int) -> None:
        self.steps.go(step)
        for i, page in enumerate(self.pages):
            page.setVisible(i == step)

    def _choose(self) -> None:
        if folder := self._desk.dialogs.open_folder(_("Folder for the workspace")):
            self.folder.setText(str(folder))
            self.office.setFocus()

    def _to_password(self) -> None:
        folder = Path(self.folder.text().strip() or ".").expanduser()
        wrong = ""
        if not self.folder.text().strip():
            wrong = _("Choose a folder.")
        elif folder.is_file():
            wrong = _("This is a file, not a folder.")
        elif (folder / "workspace.db").is_file():
            wrong = _("There is a workspace in this folder already. Open it, or choose another folder.")
        self.folder_row.say(wrong)
        if wrong:
            self.folder.setFocus()
            return
        import getpass

        self.word(self.who.setText,
                  N_("You are signed in to this computer as “{name}” and become the workspace's administrator."),
                  name=getpass.getuser())
        self._to(1)

    def _create(self) -> None:
        if self.steps.at != 1:
            return
        short = len(self.password.text()) < SHORTEST
        differs = not short and self.password.text() != self.again.text()
        self.password_row.say(_("A password needs at least {n} characters.", n=SHORTEST) if short else "")
        self.again_row.say(_("The two are not the same. Type the password once more.") if differs else "")
        if short or differs:
            (self.password if short else self.again).setFocus()
            return
        self.wanted.emit(str(Path(self.folder.text().strip()).expanduser()), self.office.text().strip(),
                         self.password.text())


class _Pair(QWidget, Worded):
    """A line and the button that fills it."""

    def __init__(self, line: QLineEdit, press: QWidget) -> None:
        """Lay them side by side."""
        super().__init__()
        layout = row(line, press)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.setFocusProxy(line)


def _page(*parts: object) -> QWidget:
    made = QWidget()
    made.setLayout(column(*parts, spacing=14))  # type: ignore[arg-type]
    return made
