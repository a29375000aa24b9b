"""People: accounts with a role and a password (argon2id), kept in workspace.db. Takes a connection, opens nothing."""

from __future__ import annotations

import getpass
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from workstation.errors import Problem
from workstation.text import N_, _, one_line

ROLES = {"clerk": N_("Clerk"), "supervisor": N_("Supervisor"), "administrator": N_("Administrator")}
MAY = {
    "approve": ("supervisor", "administrator"),
    "return": ("supervisor", "administrator"),
    "people": ("administrator",),
    "standards": ("supervisor", "administrator"),
    "publish": ("supervisor", "administrator"),
    "trust": ("administrator",),
}
"""Acts that need a role; what is not named here everybody may do."""
SHORTEST = 4  # a PIN; what protects is the office's door and argon2, not a rule that makes people write it down


@dataclass(frozen=True)
class Person:
    """Someone who may act here. `name` is what the journal writes."""

    name: str
    role: str
    full_name: str = ""
    active: bool = True
    has_password: bool = False
    added_at: str = ""

    def may(self, act: str) -> bool:
        """Return whether the person's role allows an act."""
        return self.active and (act not in MAY or self.role in MAY[act])

    def data(self) -> dict[str, object]:
        """Return the person as plain data, without the password."""
        return {"name": self.name, "full_name": self.full_name, "role": self.role, "active": self.active,
                "has_password": self.has_password}


def system_user() -> str:
    """Return the name of the operating system's user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no entry in the password file, as in some containers
        return "user"


class People:
    """The accounts of a workspace."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Use the person table of workspace.db."""
        self._db = db

    def all(self) -> list[Person]:
        """Return everybody, by name."""
        rows = self._db.execute("select name, role, full_name, active, password != '', added_at from person order by name")
        return [Person(row[0], row[1], row[2] or "", bool(row[3]), bool(row[4]), row[5]) for row in rows]

    def get(self, name: str) -> Person:
        """Return one person; Problem when there is none of this name or the account is closed."""
        person = self._known(name)
        if not person.active:
            raise Problem("closed-account", _("The account of {person} is closed.", person=name),
                          remedy=_("An administrator can open it again."))
        return person

    def _known(self, name: str) -> Person:
        for person in self.all():
            if person.name == name:
                return person
        raise Problem("no-person", _("There is no account for {person}.", person=name),
                      where=_("Accounts: {names}", names=", ".join(p.name for p in self.all())),
                      remedy=_("An administrator can add one with “person add”."))

    def add(self, name: str, role: str, password: str = "", full_name: str = "", by: str = "") -> Person:
        """Add an account; Problem when the name is taken or the role is none of ROLES."""
        name = name.strip()
        if not name or len(name) > 64 or not one_line(name):
            raise Problem("bad-name", _("That is no name for an account."), where=repr(name[:70]))
        if role not in ROLES:
            raise Problem("bad-role", _("There is no role “{role}”.", role=role),
                          remedy=_("Use one of: {roles}", roles=", ".join(ROLES)))
        if self._db.execute("select 1 from person where name = ?", [name]).fetchone():
            raise Problem("taken", _("There is an account for {person} already.", person=name))
        self._db.execute("insert into person values (?, ?, ?, ?, ?, ?, 1)",
                         [name, full_name, role, _hashed(password) if password else "",
                          datetime.now(UTC).isoformat(timespec="seconds"), by])
        return self.get(name)

    def set_password(self, name: str, password: str) -> None:
        """Give a person a new password."""
        self.get(name)
        self._db.execute("update person set password = ? where name = ?", [_hashed(password), name])

    def set_role(self, name: str, role: str) -> None:
        """Give a person another role; the last administrator stays one."""
        if role not in ROLES:
            raise Problem("bad-role", _("There is no role “{role}”.", role=role),
                          remedy=_("Use one of: {roles}", roles=", ".join(ROLES)))
        self._known(name)
        self._keep_an_administrator(name, leaves=role != "administrator")
        self._db.execute("update person set role = ? where name = ?", [role, name])

    def set_active(self, name: str, active: bool) -> None:
        """Open or close an account; the last administrator's stays open."""
        self._known(name)
        self._keep_an_administrator(name, leaves=not active)
        self._db.execute("update person set active = ? where name = ?", [int(active), name])

    def _keep_an_administrator(self, name: str, *, leaves: bool) -> None:
        others = [p for p in self.all() if p.role == "administrator" and p.active and p.name != name]
        if leaves and not others:
            raise Problem("last-administrator", _("{person} is the only administrator.", person=name),
                          remedy=_("Make another person administrator first."))

    def check_password(self, name: str, password: str) -> Person:
        """Return the person when the password is right; Problem otherwise."""
        from argon2 import PasswordHasher
        from argon2.exceptions import VerificationError

        person = self.get(name)
        stored = self._db.execute("select password from person where name = ?", [name]).fetchone()[0]
        if not stored:
            raise Problem("no-password", _("{person} has no password yet.", person=name),
                          remedy=_("Set one with “person passwd”, or on the People page."))
        try:
            PasswordHasher().verify(stored, password)
        except VerificationError as error:
            raise Problem("wrong-password", _("The password of {person} is not right.", person=name),
                          remedy=_("Type it again; an administrator can set a new one.")) from error
        return person


def _hashed(password: str) -> str:
    from argon2 import PasswordHasher

    if len(password) < SHORTEST:
        raise Problem("short-password", _("A password needs at least {n} characters.", n=SHORTEST))
    return PasswordHasher().hash(password)


def require(person: Person, act: str) -> None:
    """Raise Problem when the person's role does not allow an act."""
    if not person.may(act):
        raise Problem("not-allowed", _("{person} may not do this.", person=person.name),
                      where=_("Role: {role}", role=_(ROLES[person.role])),
                      remedy=_("It needs the role: {roles}", roles=", ".join(_(ROLES[role]) for role in MAY[act])))
