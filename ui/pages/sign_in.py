"""Sign in: who is at this screen: a person of the workspace and their password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from ui.desk import Desk
from ui.widgets.buttons import button
from ui.widgets.form import FormRow
from ui.widgets.panel import Panel, row
from ui.widgets.records import Col, Records
from workstation.text import N_, _

if TYPE_CHECKING:
    from workstation.people import Person

MOST_LINES = 6  # of the list of people before it scrolls


class SignIn(Panel):
    """A list of people and a password."""

    done = Signal()
    """Signed in."""
    turned_back = Signal()

    def __init__(self, desk: Desk) -> None:
        """Make it empty; `begin` asks the workspace for its people."""
        super().__init__(N_("Who is at this screen?"), N_("What you do is written under your name."))
        self._desk = desk
        self.people = Records([
            Col(N_("Name"), lambda p: p.full_name or p.name, 0, "text", lambda p: ("user", "muted")),
            Col(N_("Role"), _role, 120, "muted")], name=N_("People"), header=False, height=36, framed=True)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password_row = FormRow(N_("Password"), self.password)
        self.enter = button(kind="primary", press=self.sign_in)
        self.word(self.enter.setText, N_("Sign in"))
        self.cancel = button(press=self.turned_back.emit)
        self.word(self.cancel.setText, N_("Cancel"))
        self.add(4, self.people, self.password_row, 4, row(None, self.cancel, self.enter))
        self.password.returnPressed.connect(self.sign_in)
        self.people.opened.connect(lambda _person: self.password.setFocus())
        self.people.pointed.connect(lambda _person: self.password_row.say(""))

    def begin(self) -> None:
        """Ask for the people and put the cursor where it is needed."""
        self.password.clear()
        self.password_row.say("")
        self.cancel.setVisible(bool(self._desk.session.person))
        self._desk.session.ask_house(lambda workspace, job: [p for p in workspace.people.all() if p.active], self._show)

    def _show(self, people: list[Person]) -> None:
        now = self._desk.session.person
        at = next((i for i, p in enumerate(people) if p.name == now), 0)
        self.people.show_records(people, at)
        self.people.fit(min(MOST_LINES, max(1, len(people))))
        if self.isVisible():
            (self.password if len(people) == 1 else self.people).setFocus()

    def sign_in(self) -> None:
        """Try the password; a wrong one is told under the line."""
        person: Person | None = self.people.current()
        if person is None:
            return
        if not self.password.text():
            self.password_row.say(_("Type the password."))
            self.password.setFocus()
            return
        running = self._desk.session.sign_in(person.name, self.password.text(), self.done.emit, failed=self._refused)
        self.enter.setEnabled(False)
        running.ended.connect(lambda: self.enter.setEnabled(True))

    def _refused(self, problem: BaseException) -> None:
        from workstation.errors import Problem

        if not isinstance(problem, Problem):
            self._desk.show(problem)
            return
        self.password_row.say(f"{problem.what} {problem.remedy}")
        self.password.setFocus()
        self.password.selectAll()


def _role(person: Person) -> str:
    from workstation.people import ROLES

    return _(ROLES[person.role]) if person.role in ROLES else person.role
