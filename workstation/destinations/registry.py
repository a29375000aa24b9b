"""The destinations of a workspace: name, place and the id of the hub found there, kept in workspace.db."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workstation.destinations.catalogue import kind_of, opened
from workstation.destinations.destination import Destination
from workstation.errors import Problem
from workstation.text import _

TABLES = (
    """create table if not exists destination(
        name text primary key, kind text not null, location text not null, hub text not null, added text not null,
        by_person text not null default '')""",
)


@dataclass(frozen=True)
class Registered:
    """One destination of the workspace. `hub` is the id written there, so that another place is not mistaken for it."""

    name: str
    kind: str
    location: str
    hub: str
    added: str
    by: str

    def open(self) -> Destination:
        """Return its driver."""
        return opened(self.location, self.kind)

    def data(self) -> dict[str, Any]:
        """Return it as plain data, as `destination list` prints it."""
        return {"name": self.name, "kind": self.kind, "location": self.location, "hub": self.hub, "added": self.added,
                "by": self.by}


def prepare(db: sqlite3.Connection) -> None:
    """Make the table of this room where it is missing."""
    for statement in TABLES:
        db.execute(statement)
    if db.in_transaction:
        db.commit()


def listed(db: sqlite3.Connection) -> list[Registered]:
    """Return the destinations by name."""
    prepare(db)
    rows = db.execute("select name, kind, location, hub, added, by_person from destination order by name")
    return [Registered(*row) for row in rows]


def get(db: sqlite3.Connection, name: str) -> Registered:
    """Return a destination by name; Problem when there is none."""
    known = listed(db)
    for one in known:
        if one.name == name:
            return one
    raise Problem("no-destination", _("There is no destination “{name}”.", name=name),
                  where=_("Destinations: {names}", names=", ".join(one.name for one in known) or "-"),
                  remedy=_("Look at the list with “destination list”."))


def keep(db: sqlite3.Connection, location: str, hub: str, *, name: str = "", person: str = "") -> Registered:
    """Enter a place that was tried out; Problem when its name or its hub is there already."""
    known = listed(db)
    place = opened(location).location
    wanted = name.strip() or Path(place).name or "destination"
    for one in known:
        if one.name == wanted:
            raise Problem("taken", _("There is a destination called “{name}” already.", name=wanted),
                          where=one.location,
                          remedy=_("Choose another name, or remove that one first."))
        if one.hub == hub:
            raise Problem("here-already", _("This place is the destination “{name}” already.", name=one.name),
                          where=one.location,
                          remedy=_("Remove that one first, if the place has moved."))
    row = (wanted, kind_of(location), place, hub, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), person)
    db.execute("insert into destination values (?, ?, ?, ?, ?, ?)", row)
    if db.in_transaction:
        db.commit()
    return get(db, wanted)


def remove(db: sqlite3.Connection, name: str) -> Registered:
    """Take a destination off the list; what was sent stays there, and what waits for it stays here."""
    found = get(db, name)
    db.execute("delete from destination where name = ?", (name,))
    if db.in_transaction:
        db.commit()
    return found
