"""Sync: one round over all destinations - send what is approved, pick up receipts, drop what is safely there."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from workstation.destinations import registry
from workstation.destinations.destination import Destination, Trouble
from workstation.destinations.registry import Registered
from workstation.errors import Problem
from workstation.job import Job
from workstation.packages.sign import Signer
from workstation.store.lock import WriteLock
from workstation.sync import outbox as box
from workstation.sync.hub import found_or_made, hub_id
from workstation.sync.outbox import Publication
from workstation.sync.publish import Office, Reports, Sender, freeze, ready, sender, waiting
from workstation.sync.receipts import Noted, collect, drop_local
from workstation.sync.schema import prepare
from workstation.sync.transfer import Sent, check_fork, send, still_there
from workstation.text import _

TRIES = 5
FIRST_WAIT = 2.0
"""Seconds before the second try; doubled each time, with full jitter, so that offices do not come back all at once."""


@dataclass
class Round:
    """What one round did at one destination."""

    destination: Registered
    published: list[Publication] = field(default_factory=list)
    sent: Sent = field(default_factory=Sent)
    receipts: list[Noted] = field(default_factory=list)
    dropped: int = 0
    problem: Problem | None = None
    unsettled: list[Publication] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """Return it as plain data, as `sync --json` prints it."""
        return {"destination": self.destination.name, "location": self.destination.location,
                "published": [one.data() for one in self.published], "sent_objects": self.sent.objects,
                "sent_bytes": self.sent.bytes, "receipts": [one.data() for one in self.receipts],
                "awaiting": [one.data() for one in self.unsettled],
                "problem": self.problem.data() if self.problem else None}


def add_destination(office: Office, location: str, *, name: str = "", person: str = "") -> Registered:
    """Try out a place, make it a hub when it is none, and enter it into the list. A missing folder is made."""
    from pathlib import Path

    from workstation.destinations.catalogue import opened

    prepare(office.db)
    place = opened(location)
    path = Path(place.location)
    if not path.exists() and path.parent.is_dir():
        try:
            path.mkdir()
        except OSError as error:
            raise Problem("no-folder", _("The folder {path} cannot be made.", path=str(path)),
                          str(error.strerror or error),
                          _("Choose another folder.")) from error
    place.list("")
    place.probe()
    return registry.keep(office.db, location, found_or_made(place), name=name, person=person)


def sync(office: Office, unlock: Callable[[], Signer], job: Job, *, reports: Reports | None = None, once: bool = False,
         names: Sequence[str] = (), person: str = "sync", wait: Callable[[float], None] = time.sleep,
         opener: Callable[[Registered], Destination] = Registered.open) -> list[Round]:
    """Bring every destination (or those named) up to date and return what was done at each.

    A destination that fails does not keep the others waiting: its Problem stands in its Round. What may pass (a share
    that does not answer) is tried again a few times, unless `once`. Safe to cut at any moment; a plain re-run goes on.
    unlock: gives the signing key, asked only when something is signed
    """
    prepare(office.db)
    chosen = [registry.get(office.db, name) for name in names] if names else registry.listed(office.db)
    if not chosen:
        raise Problem("no-destination", _("There is no destination to send to."),
                      remedy=_("Add one with “destination add”."))
    lock = WriteLock(office.path / "sync.lock")
    with lock.held(person):
        rounds = []
        for one in chosen:
            done = Round(one)
            rounds.append(done)
            visit = partial(_visit, office, done, unlock, reports, job, person, opener)
            _patiently(visit, done, once=once, wait=wait, job=job)
    lock.release()
    return rounds


def _patiently(visit: Callable[[], None], done: Round, *, once: bool, wait: Callable[[float], None], job: Job) -> None:
    for number in range(1 if once else TRIES):
        try:
            done.problem = None
            visit()
            return
        except Trouble as trouble:
            done.problem = trouble
            if not trouble.temporary or trouble.code == "destination-away":
                return
        except Problem as problem:
            done.problem = problem
            return
        if number + 1 < TRIES and not once:
            job.step(0, 0, _("Waiting to try again"))
            wait(random.uniform(0.2, 1.0) * FIRST_WAIT * 2**number)


def _visit(office: Office, done: Round, unlock: Callable[[], Signer], reports: Reports | None, job: Job, person: str,
           opener: Callable[[Registered], Destination]) -> None:
    place = opener(done.destination)
    found = hub_id(place)
    if found is None:
        place.list("")  # says in words that the stick is not there, when it is not
    if found != done.destination.hub:
        raise Problem("other-place", _("This is not the place known as “{name}”.", name=done.destination.name),
                      where=place.location,
                      remedy=_("Connect the right stick or share; or remove the destination and add it again."))
    it = sender(office, found)
    done.receipts += collect(office.db, place, it.outbox, it.log)
    done.dropped += drop_local(it.store, it.outbox)
    check_fork(place, it.outbox, it.log)
    for publication in it.outbox.unpublished():
        _publish(it, place, publication, done, unlock, reports, job, person)
    for publication in it.outbox.unsettled():  # a stick may have lost what it had; ours is kept until the receipt
        if not still_there(place, it.outbox.objects(publication)):
            send(place, it.store, it.outbox, it.outbox.doubt(publication), it.log, job, done.sent)
    for dataset, version, whole in waiting(it):
        _publish(it, place, freeze(it, dataset, version, whole=whole), done, unlock, reports, job, person)
    done.unsettled = it.outbox.unsettled()


def _publish(it: Sender, place: Destination, publication: Publication, done: Round, unlock: Callable[[], Signer],
             reports: Reports | None, job: Job, person: str) -> None:
    publication = ready(it, publication, reports, unlock, job)
    publication = send(place, it.store, it.outbox, publication, it.log, job, done.sent)
    done.published.append(publication)
    try:
        it.office.dataset(publication.dataset).record("sync", {
            "destination": done.destination.name, "version": publication.version, "seq": publication.seq}, person)
    except Problem as problem:  # it was sent, and the outbox says so; the line in its history is a courtesy
        if problem.code not in ("no-dataset", "locked", "read-only"):
            raise


def state_of(rounds: Sequence[Round]) -> str:
    """Return done, problem or awaiting: what the status bar shows for a list of rounds."""
    if any(one.problem for one in rounds):
        return "problem"
    return box.AWAITING if any(one.unsettled for one in rounds) else "done"
