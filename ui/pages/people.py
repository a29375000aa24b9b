"""People page: who works here, in which role; accounts are added, closed and given passwords by administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from ui.pages.page import Page
from ui.widgets.buttons import Segments, button
from ui.widgets.form import FormRow
from ui.widgets.labels import label, line, pill, restyle
from ui.widgets.panel import KeepWidth, Scroll, column, row
from ui.widgets.records import Col, Records
from ui.widgets.when import when
from workstation.errors import Problem
from workstation.text import N_, _

if TYPE_CHECKING:
    from workstation.job import Job
    from workstation.people import Person
    from workstation.workspace import Workspace

ROLES = {"clerk": N_("Clerk"), "supervisor": N_("Supervisor"), "administrator": N_("Administrator")}
DUTIES = {"clerk": N_("Imports, cleans, checks, labels and submits."),
          "supervisor": N_("Also approves or returns what others submitted, packs and sends."),
          "administrator": N_("Also manages the accounts, the office's name and the keys that are trusted.")}
PILLS = {"clerk": "muted", "supervisor": "accent", "administrator": "good"}


def secret() -> QLineEdit:
    """Return a line that hides what is typed."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


class PeoplePage(Page):
    """The accounts at the left, the one pointed at (or a new one) at the right."""

    def build(self) -> None:
        """Lay it out."""
        self.title = label(role="title")
        self.word(self.title.setText, N_("People"))
        self.count_words = label(role="muted")
        self.new = button(icon="plus", press=self.add_person)
        self.word(self.new.setText, N_("Add a person"))
        self.list = Records([Col(N_("Name"), lambda one: one.name, 0, lambda one: "text" if one.active else "muted",
                                 lambda one: ("user" if one.active else "lock", "muted"), bold=True),
                             Col(N_("Full name"), lambda one: one.full_name, 0, "muted", drop=560),
                             Col(N_("Role"), lambda one: _(ROLES[one.role]), 130, lambda one: PILLS[one.role], pill=True),
                             Col(N_("Account"), self._state, 150,
                                 lambda one: "muted" if one.active and one.has_password else "warning", drop=440),
                             Col(N_("Since"), lambda one: when(one.added_at), 150, "muted", drop=700)],
                            name=N_("People"), height=36)
        self.list.pointed.connect(self._pointed)
        head = row(self.title, self.count_words, None, self.new, margins=(24, 16, 24, 12))
        self.account = Account(self)
        self.form = NewPerson(self)
        self.form.hide()
        side = QFrame()
        side.setObjectName("inspector")
        scroll = Scroll(margins=(18, 16, 18, 16), spacing=10)
        scroll.add(self.account, self.form, None)
        side.setLayout(column(scroll, spacing=0))
        KeepWidth(side, 348)
        self.side = side
        middle = row(self.list, side, spacing=0)
        middle.setStretch(0, 1)
        self.body.addLayout(head)
        self.body.addLayout(middle, 1)
        self.session.person_changed.connect(self._allow)

    def _state(self, one: Person) -> str:
        if not one.active:
            return _("closed")
        return _("open") if one.has_password else _("no password yet")

    def refresh(self) -> None:
        """Read the accounts anew."""
        if self.session.workspace is not None:
            self.session.ask_house(lambda workspace, job: workspace.people.all(), self._read)

    def _read(self, people: list[Person]) -> None:
        current = self.list.current()
        wanted = current.name if current is not None else self.session.person
        at = next((i for i, one in enumerate(people) if one.name == wanted), 0)
        self.list.show_records(people, at)
        self.count_words.setText(_("{n} open accounts", n=sum(one.active for one in people)))
        self._pointed(self.list.current())
        self._allow()

    def touched(self, changes: Any) -> None:
        """Nothing: accounts do not change with a table."""

    def enter(self, where: dict[str, Any]) -> None:
        """Put the focus on the list."""
        self.list.setFocus()

    def panes(self) -> list[QWidget]:
        """Return the list and the side."""
        return [self.list, self.side]

    def primary(self) -> tuple[str, str] | None:
        """Return the one primary button."""
        return N_("Add a person"), "add-person"

    def retranslate(self) -> None:
        """Word what was put together again."""
        super().retranslate()
        self._pointed(self.list.current())
        self.count_words.setText(_("{n} open accounts", n=sum(one.active for one in self.list.list.records)))

    @property
    def rules(self) -> bool:
        """Whether the person at the screen may change accounts."""
        return self.session.role == "administrator"

    def _allow(self) -> None:
        self.new.setVisible(False if not self.rules else self.primary() is None)
        self._pointed(self.list.current())

    def _pointed(self, one: Person | None) -> None:
        if one is not None:
            if self.form.isVisible():
                self.list.setFocus()  # hiding the form would hand the keyboard to whatever comes next in the window
            self.form.hide()
            self.account.show()
            self.account.show_person(one)

    # --- acts -----------------------------------------------------------------------------------------------------------

    def act(self, work: Callable[[Workspace], Any], told: str, failed: Callable[[Any], None] | None = None) -> None:
        """Change accounts, then say so and read them anew; roles are looked at where it is done, not only on the screen."""
        me = self.session.person

        def checked(workspace: Workspace, job: Job) -> Any:
            from workstation.people import require

            require(workspace.people.get(me), "people")
            return work(workspace)

        self._start(checked, told, failed)

    def _start(self, work: Callable[[Workspace, Job], Any], told: str, failed: Callable[[Any], None] | None) -> None:
        from ui.session import HOUSE

        workspace = self.session.workspace
        assert workspace is not None

        def done(_answer: Any) -> None:
            self.desk.tell(told)
            self.refresh()

        self.desk.run(lambda job: work(workspace, job), done, writes=HOUSE, shown=False, failed=failed)

    def add_person(self) -> None:
        """Show the form for a new account."""
        self.account.hide()
        self.form.begin()
        self.form.show()

    def set_password(self, name: str, password: str, failed: Callable[[Any], None]) -> None:
        """Give somebody a password: one's own, or as administrator anybody's."""
        told = _("{person} has a new password.", person=name)
        if name == self.session.person:
            self._start(lambda workspace, job: workspace.people.set_password(name, password), told, failed)
        else:
            self.act(lambda workspace: workspace.people.set_password(name, password), told, failed)

    def sign_in_as(self, name: str) -> None:
        """Work as another person from now on; their password is asked for."""
        password = self.desk.dialogs.text(_("Sign in as {person}", person=name), _("Password of {person}", person=name),
                                          verb=_("Sign in"), secret=True)
        if password is not None:
            self.session.sign_in(name, password, lambda: self.desk.tell(_("You are {person} now.", person=name)))


class Account(QWidget):
    """One account: role, password, open or closed."""

    def __init__(self, page: PeoplePage) -> None:
        """Lay it out."""
        super().__init__()
        self.page = page
        self.person: Person | None = None
        self.name = label(role="title", wrap=True)
        self.full = label(role="muted", wrap=True)
        self.mark = pill("")
        self.since = label(role="small", wrap=True)
        self.role = Segments(dict(ROLES))
        self.role.chosen.connect(self._role)
        self.duty = label(role="muted", wrap=True)
        self.password, self.again = secret(), secret()
        self.password_row = FormRow(N_("New password"), self.password, N_("At least four characters. Tell it to nobody else."))
        self.again_row = FormRow(N_("Once more"), self.again)
        self.again.returnPressed.connect(self._password)
        self.save = button(icon="key", press=self._password)
        page.word(self.save.setText, N_("Set the password"))
        self.sign_in = button(icon="user", press=self._sign_in)
        page.word(self.sign_in.setText, N_("Sign in as this person…"))
        self.shut = button(icon="lock", press=self._shut)
        self.only = label(role="muted", wrap=True)
        page.word(self.only.setText, N_("Only an administrator changes accounts. Your own password you may set yourself."))
        role_caption, password_caption = label(role="strong"), label(role="strong")
        page.word(role_caption.setText, N_("Role"))
        page.word(password_caption.setText, N_("Password"))
        self.password_parts = column(password_caption, self.password_row, self.again_row, row(self.save, None), spacing=8)
        self.password_box = QWidget()
        self.password_box.setLayout(self.password_parts)
        self.setLayout(column(row(self.name, self.mark), self.full, self.since, row(self.sign_in, None), 4, line(), 4,
                              role_caption, self.role, self.duty, 4, line(), 4, self.password_box, self.only, 4, line(), 4,
                              row(self.shut, None), spacing=8))
        self.layout().itemAt(0).layout().setStretch(0, 1)  # type: ignore[union-attr]

    def show_person(self, one: Person) -> None:
        """Show an account as far as the person at the screen may see and change it."""
        if self.person is None or self.person.name != one.name:
            self._clear()
        self.person = one
        rules, own = self.page.rules, one.name == self.page.session.person
        self.name.setText(one.name)
        self.full.setText(one.full_name)
        self.full.setVisible(bool(one.full_name))
        self.mark.setText(_("you") if own else _("open") if one.active else _("closed"))
        restyle(self.mark, "pill", "accent" if own else "good" if one.active else "warning")
        self.since.setText(_("Account since {time}", time=when(one.added_at)))
        self.role.choose(one.role)
        self.role.setEnabled(rules)
        self.duty.setText(_(DUTIES[one.role]))
        self.password_box.setVisible(one.active and (rules or own))
        self.only.setVisible(not rules)
        self.sign_in.setVisible(not own and one.active and one.has_password)
        self.shut.setVisible(rules and not own)
        self.shut.setText(_("Close the account") if one.active else _("Open the account again"))

    def _clear(self) -> None:
        for made in (self.password_row, self.again_row):
            made.say("")
        self.password.clear()
        self.again.clear()

    def _role(self, role: str) -> None:
        one = self.person
        if one is not None and role != one.role:
            words = _("{person} is {role} now.", person=one.name, role=_(ROLES[role]))
            self.page.act(lambda workspace: workspace.people.set_role(one.name, role), words, self._failed)

    def _failed(self, problem: BaseException) -> None:
        self.page.desk.show(problem)
        if self.person is not None:
            self.role.choose(self.person.role)

    def _password(self) -> None:
        self.again_row.say("")
        if self.person is None:
            return
        if self.password.text() != self.again.text():
            self.again_row.say(_("The two are not the same."))
            self.again.setFocus()
            return
        self.page.set_password(self.person.name, self.password.text(), self._refused)
        self._clear()

    def _refused(self, problem: BaseException) -> None:
        if isinstance(problem, Problem):
            self.password_row.say(problem.what)
        else:
            self.page.desk.show(problem)

    def _sign_in(self) -> None:
        if self.person is not None:
            self.page.sign_in_as(self.person.name)

    def _shut(self) -> None:
        if (one := self.person) is not None:
            words = _("The account of {person} is closed; what they did stays.", person=one.name) if one.active else _(
                "The account of {person} is open.", person=one.name)
            self.page.act(lambda workspace: workspace.people.set_active(one.name, not one.active), words)


class NewPerson(QWidget):
    """The form for a new account."""

    def __init__(self, page: PeoplePage) -> None:
        """Lay it out."""
        super().__init__()
        self.page = page
        title = label(role="title")
        page.word(title.setText, N_("A new account"))
        self.name, self.full = QLineEdit(), QLineEdit()
        self.password, self.again = secret(), secret()
        self.role = Segments(dict(ROLES), "clerk")
        self.duty = label(role="muted", wrap=True)
        self.role.chosen.connect(lambda role: self.duty.setText(_(DUTIES[role])))
        self.rows = {"name": FormRow(N_("Name"), self.name, N_("Short; the history writes it beside each step.")),
                     "full": FormRow(N_("Full name"), self.full),
                     "password": FormRow(N_("Password"), self.password,
                                         N_("At least four characters. The person can change it.")),
                     "again": FormRow(N_("Once more"), self.again)}
        self.again.returnPressed.connect(self._add)
        add = button(kind="primary", icon="plus", press=self._add)
        page.word(add.setText, N_("Add"))
        cancel = button(press=lambda: page._pointed(page.list.current()))
        page.word(cancel.setText, N_("Cancel"))
        self.add = add
        self.setLayout(column(title, self.rows["name"], self.rows["full"], self.role, self.duty, self.rows["password"],
                              self.rows["again"], row(add, cancel, None, margins=(0, 6, 0, 0)), spacing=10))

    def begin(self) -> None:
        """Start empty, with the cursor in the name."""
        for one in (self.name, self.full, self.password, self.again):
            one.clear()
        for made in self.rows.values():
            made.say("")
        self.duty.setText(_(DUTIES[self.role.value]))
        self.name.setFocus()

    def _add(self) -> None:
        for made in self.rows.values():
            made.say("")
        name, full, role, password = self.name.text(), self.full.text().strip(), self.role.value, self.password.text()
        if password != self.again.text():
            self.rows["again"].say(_("The two are not the same."))
            return
        by = self.page.session.person
        self.page.act(lambda workspace: workspace.people.add(name, role, password, full, by),
                      _("{person} was added as {role}.", person=name.strip(), role=_(ROLES[role])), self._refused)

    def _refused(self, problem: BaseException) -> None:
        where = {"short-password": "password", "bad-name": "name", "taken": "name"}
        if isinstance(problem, Problem) and problem.code in where:
            self.rows[where[problem.code]].say(problem.what)
        else:
            self.page.desk.show(problem)
