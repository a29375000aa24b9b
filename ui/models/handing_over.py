"""Handing over: everything the Publish page knows and does, off the screen's thread: key, destinations, outbox, packages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.text import _

if TYPE_CHECKING:
    from workstation.dataset.dataset import Dataset
    from workstation.dataset.decisions import Version
    from workstation.destinations.registry import Registered
    from workstation.job import Job
    from workstation.packages.build import Built
    from workstation.packages.keys import OfficeKey
    from workstation.packages.sign import Signer
    from workstation.packages.trust import TrustedKey
    from workstation.packages.verify import Verification
    from workstation.sync.accept import Outcome
    from workstation.sync.outbox import Publication
    from workstation.sync.run import Round
    from workstation.workspace import Workspace


@dataclass(frozen=True)
class Approved:
    """One approved version, with what became of it at each destination {name: publication}."""

    dataset: str
    name: str
    version: Version
    newest: bool
    sent: Mapping[str, Publication]


@dataclass(frozen=True)
class House:
    """What the page shows, read at one moment."""

    key: OfficeKey | None
    destinations: list[Registered]
    versions: list[Approved]
    trusted: list[TrustedKey]
    met: list[tuple[str, str]]

    @property
    def pending(self) -> int:
        """How many newest versions some destination has no receipt for."""
        return sum(one.newest and any(name.name not in one.sent or one.sent[name.name].state != "accepted"
                                      for name in self.destinations) for one in self.versions)


def read(workspace: Workspace, job: Job) -> House:
    """Return the state of everything that is handed over."""
    from workstation.destinations import registry
    from workstation.packages import keys, trust
    from workstation.sync.outbox import Outbox

    db = workspace.db
    key = keys.current(db)
    places = registry.listed(db)
    sent: dict[tuple[str, int], dict[str, Publication]] = {}
    for place in places:
        for publication in Outbox(db, place.hub, keys.device(db)).all():
            sent.setdefault((publication.dataset, publication.version), {})[place.name] = publication
    versions = []
    known = workspace.datasets()
    for info in job.each(known, len(known), _("Looking for approved versions")):
        try:
            approved = workspace.dataset(info.id).versions()
        except Problem:  # a damaged file is told when somebody opens it, not while a list is drawn
            continue
        versions += [Approved(info.id, info.name, one, one is approved[-1], sent.get((info.id, one.number), {}))
                     for one in reversed(approved)]
    versions.sort(key=lambda one: one.version.time, reverse=True)
    return House(key, places, versions, trust.listed(db), list(trust.met(db)))


def allowed(workspace: Workspace, person: str, act: str) -> None:
    """Raise Problem when this person's role does not allow an act."""
    from workstation.people import require

    require(workspace.people.get(person), act)


def needs_passphrase(house: House | None) -> bool:
    """Return whether signing will ask for the passphrase of the office's key."""
    return house is not None and house.key is not None and house.key.method == "passphrase"


def _reports(workspace: Workspace, dataset: Dataset, version: Version, job: Job, *, short: bool) -> Mapping[str, bytes]:
    from workstation.packages.checked import check_reports

    return check_reports(workspace.path / "standards", workspace.db, dataset, version, job, short=short)


def _unseal(workspace: Workspace, passphrase: str | None) -> Signer:
    from workstation.packages import keys

    return keys.unseal(workspace, passphrase)


def folder_name(name: str, version: int) -> str:
    """Return a folder's name for a package that every system takes."""
    plain = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", name).strip(" .") or "package"
    return f"{plain[:80]} v{version}"


def pack(workspace: Workspace, one: Approved, to: Path, person: str, passphrase: str | None, job: Job) -> Built:
    """Write one approved version as a signed package folder."""
    from workstation.packages import keys
    from workstation.packages.build import pack as write
    from workstation.packages.release import release_of

    allowed(workspace, person, "publish")
    dataset = workspace.dataset(one.dataset)
    signer = _unseal(workspace, passphrase)
    release = release_of(dataset, one.version, _reports(workspace, dataset, one.version, job, short=False))
    db = workspace.db
    made = write(release, to, signer, office_name=keys.office_name(db), device=keys.device(db), job=job)
    dataset.record("pack", {"version": one.version.number, "content_hash": one.version.content_hash,
                            "manifest": made.manifest_sha256}, person)
    return made


def sync(workspace: Workspace, person: str, passphrase: str | None, job: Job) -> list[Round]:
    """Bring every destination up to date."""
    from workstation.sync.run import sync as run

    allowed(workspace, person, "publish")
    return run(workspace, lambda: _unseal(workspace, passphrase), job, once=True, person=person,
               reports=lambda dataset, version: _reports(workspace, dataset, version, job, short=True))


def accept(workspace: Workspace, place: Path, person: str, passphrase: str | None, job: Job) -> list[Outcome]:
    """Verify and store what offices sent to a place, or one package folder; leaves signed receipts."""
    from workstation.destinations.catalogue import opened
    from workstation.sync.accept import accept as take
    from workstation.sync.accept_package import accept_package, is_package

    allowed(workspace, person, "publish")
    if is_package(place):
        return [accept_package(workspace, place, lambda: _unseal(workspace, passphrase), person, job)]
    return take(workspace, opened(str(place)), lambda: _unseal(workspace, passphrase), person, job)


def verify(workspace: Workspace, folder: Path, job: Job) -> Verification:
    """Answer the three questions about a package folder; the key that signed it is remembered as met."""
    from workstation.packages import trust
    from workstation.packages.verify import verify as look

    found = look(folder, workspace.db, job)
    if found.signed:
        trust.saw(workspace.db, found.fingerprint, found.public)
    return found


def make_key(workspace: Workspace, person: str, passphrase: str | None) -> OfficeKey:
    """Make the office's key."""
    from workstation.packages import keys

    allowed(workspace, person, "trust")
    return keys.make(workspace, passphrase, person=person)


def trust_key(workspace: Workspace, print_: str, name: str, person: str) -> TrustedKey:
    """Trust a key from now on."""
    from workstation.packages import trust

    allowed(workspace, person, "trust")
    return trust.add(workspace.db, print_, name=name, person=person)


def distrust_key(workspace: Workspace, print_: str, person: str) -> TrustedKey:
    """Trust a key no longer."""
    from workstation.packages import trust

    allowed(workspace, person, "trust")
    return trust.revoke(workspace.db, print_)


def add_place(workspace: Workspace, location: str, name: str, person: str) -> Registered:
    """Try out a place and enter it into the list."""
    from workstation.sync.run import add_destination

    allowed(workspace, person, "publish")
    return add_destination(workspace, location, name=name, person=person)


def remove_place(workspace: Workspace, name: str, person: str) -> Registered:
    """Take a place off the list; what was sent stays there."""
    from workstation.destinations import registry

    allowed(workspace, person, "publish")
    return registry.remove(workspace.db, name)


def try_out(workspace: Workspace, name: str) -> Any:
    """Return what a place proved able to do now."""
    from workstation.destinations import registry

    return registry.get(workspace.db, name).open().probe()
