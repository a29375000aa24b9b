"""Publish: what is approved and not sent yet is frozen, built into packs and a manifest, and signed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from workstation.dataset.dataset import Dataset
from workstation.dataset.decisions import Version
from workstation.dataset.table import Table
from workstation.destinations.destination import Destination
from workstation.destinations.folder import FolderDestination
from workstation.errors import Problem
from workstation.job import Job
from workstation.packages import keys
from workstation.packages.build import manifest_of, part_of, write_proof
from workstation.packages.canonical import MANIFEST_LIMIT, sha256
from workstation.packages.delta import between, write_delta
from workstation.packages.manifest import CHECKPOINT, DATA, PATCH, Manifest, Parent, Part, Piece, head_of, read_manifest
from workstation.packages.release import Release, release_of
from workstation.packages.sign import Signer
from workstation.packages.snapshot import write_snapshot
from workstation.sync import outbox as box
from workstation.sync.hub import Log
from workstation.sync.outbox import Object, Outbox, Publication
from workstation.sync.packing import Packer, put_same
from workstation.text import _

CHAIN = 30
"""Patches on one checkpoint; then a new checkpoint, so that a newcomer need not read a long chain."""
WORTH = 0.5
"""Share of all cells above which a checkpoint is sent instead of a patch."""
Reports = Callable[[Dataset, Version], Mapping[str, bytes]]
"""Gives the check reports of a version, {file name: bytes}."""


class Info(Protocol):
    """One line of the workspace's list of datasets."""

    @property
    def id(self) -> str:
        """Its id."""


class Office(keys.Holder, Protocol):
    """What this room needs of a workspace."""

    path: Path

    def datasets(self) -> Sequence[Info]:
        """Return the datasets that are not in the bin."""

    def dataset(self, key: str) -> Dataset:
        """Open a dataset."""


@dataclass(frozen=True)
class Sender:
    """What it takes to publish: the workspace, its log, the local store and the outbox of one hub."""

    office: Office
    log: Log
    outbox: Outbox
    store: FolderDestination


def sender(office: Office, hub: str) -> Sender:
    """Return the sender for one hub; Problem when the office has no key."""
    key = keys.current(office.db)
    if key is None:
        raise Problem("no-key", _("This workspace has no key to sign with."), remedy=_("Make one with “key make”."))
    device = keys.device(office.db)
    folder = office.path / "packages" / hub
    folder.mkdir(parents=True, exist_ok=True)
    return Sender(office, Log(keys.office_id(key.fingerprint), device), Outbox(office.db, hub, device),
                  FolderDestination(str(folder)))


def waiting(it: Sender) -> Iterator[tuple[Dataset, Version, bool]]:
    """Yield (dataset, version, whether it must be a checkpoint) of the newest that is approved and not sent."""
    for info in it.office.datasets():
        dataset = it.office.dataset(info.id)
        versions = dataset.versions()
        if not versions:
            continue
        sent = it.outbox.newest(dataset.id)
        if sent is None or sent.version < versions[-1].number:
            yield dataset, versions[-1], sent is not None and sent.wanted == CHECKPOINT
        elif sent.state in (box.HELD, box.REFUSED) and sent.wanted == CHECKPOINT and sent.kind == PATCH:
            yield dataset, versions[-1], True


def freeze(it: Sender, dataset: Dataset, version: Version, *, whole: bool) -> Publication:
    """Reserve the next number of the log for a version; a patch stands on the newest version that was not refused."""
    before = [one for one in it.outbox.all() if one.dataset == dataset.id and one.state not in (box.REFUSED, box.FORK)]
    parent = before[-1].id if before and not whole else None
    return it.outbox.freeze(dataset.id, dataset.name, version.number, version.content_hash, parent)


def build(it: Sender, publication: Publication, reports: Reports | None, job: Job) -> Publication:
    """Write packs and manifest of a frozen publication to the local store, from the state that was approved."""
    dataset = it.office.dataset(publication.dataset)
    version = next((one for one in dataset.versions() if one.number == publication.version), None)
    if version is None or version.content_hash != publication.content_hash:
        raise Problem("damaged", _("“{name}” is no longer what was approved.", name=dataset.name),
                      where=str(dataset.path),
                      remedy=_("Run “verify”, and bring the file back from a backup."))
    release = release_of(dataset, version, reports(dataset, version) if reports else None)
    folder = it.office.path / "packages" / f"build-{os.urandom(4).hex()}"
    (folder / "data").mkdir(parents=True)
    try:
        kind, parent, parts, known = _data(it, publication, dataset, release, folder, job)
        parts += [(part, folder / part.name) for part in write_proof(release, folder)]
        packer = Packer(it.store, it.log, known)
        for part, path in parts:
            job.step(0, 0, _("Building packs"))
            packer.add(part, path)
        whole = manifest_of(release, list(packer.finish()), it.log.office, keys.office_name(it.office.db),
                            it.log.device)
        manifest = replace(whole, kind=kind, parent=parent)
        data = manifest.bytes()
        put_same(it.store, it.log.manifest(sha256(data)), data)
    except OSError as error:
        raise Problem("cannot-write", _("The package could not be written."),
                      where=f"{folder}: {error.strerror or error}",
                      remedy=_("Free some space on this computer and try again.")) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    objects = [Object(at, it.log.pack(name), box.PACK, size, name, False) for at,
               (name, size) in enumerate(packer.packs.items())]
    objects.append(Object(len(objects), it.log.manifest(sha256(data)), box.MANIFEST, len(data), sha256(data), False))
    return it.outbox.built(publication, kind, sha256(data), objects)


Known = dict[str, tuple[Piece, ...]]


def _data(it: Sender, publication: Publication, dataset: Dataset, release: Release, folder: Path,
          job: Job) -> tuple[str, Parent | None, list[tuple[Part, Path]], Known]:
    """Write the rows: as a patch to the parent where that is shorter, else whole. Also gives parts sent before."""
    parent = it.outbox.get(publication.parent) if publication.parent else None
    base = _base(it, parent, dataset) if parent and _links(it, parent) < CHAIN else None
    if parent is not None and base is not None:
        manifest, table = base
        delta = between(table, release.table, job)
        if delta.size <= WORTH * max(1, len(release.table) * len(release.table.fields)):
            named = [(replace(part_of(folder, path.name, rows), name=name), path) for name, path,
                     rows in write_delta(delta, folder)]
            known = {part.sha256: part.pieces for part in manifest.parts if part.pieces}
            return PATCH, Parent(parent.seq, parent.manifest, parent.content_hash), named, known
    rows = write_snapshot(release.table, folder / DATA, job)
    return CHECKPOINT, None, [(part_of(folder, DATA, rows), folder / DATA)], {}


def _base(it: Sender, parent: Publication, dataset: Dataset) -> tuple[Manifest, Table] | None:
    """Return manifest and table of the version a patch would stand on, None when they cannot be had any more."""
    version = next((one for one in dataset.versions() if one.number == parent.version), None)
    name = it.log.manifest(parent.manifest)
    if version is None or not parent.manifest or it.store.size(name) is None:
        return None
    data = it.store.read(name, MANIFEST_LIMIT)
    table = dataset.table_at(version.state)
    if sha256(data) != parent.manifest or table.content_hash != parent.content_hash:
        return None
    return read_manifest(data, name), table


def _links(it: Sender, publication: Publication) -> int:
    """Return how many patches stand between a publication and its checkpoint."""
    count, one = 0, publication
    while one.parent is not None and one.kind == PATCH:
        count, one = count + 1, it.outbox.get(one.parent)
    return count


def sign(it: Sender, publication: Publication, signer: Signer) -> Publication:
    """Write the head of a built publication to the local store; the same bytes again when it was cut off before."""
    key = keys.current(it.office.db)
    if key is None or key.fingerprint != signer.fingerprint or keys.office_id(key.fingerprint) != it.log.office:
        raise Problem("no-key", _("The key is not the one of this office."))
    name = it.log.manifest(publication.manifest)
    data = it.store.read(name, MANIFEST_LIMIT)
    manifest = read_manifest(data, name)
    before = [one for one in it.outbox.all() if one.seq == publication.seq - 1]
    head = head_of(manifest, seq=publication.seq, hub=it.outbox.hub, previous=before[0].head if before else "")
    envelope = head.envelope(signer)
    put_same(it.store, it.log.head(publication.seq, publication.manifest), envelope)
    position = len(it.outbox.objects(publication))
    return it.outbox.signed(publication, Object(position, it.log.head(publication.seq, publication.manifest), box.HEAD,
                                                len(envelope), sha256(envelope), False))


def ready(it: Sender, publication: Publication, reports: Reports | None, unlock: Callable[[], Signer],
          job: Job) -> Publication:
    """Bring a publication to signed, from wherever it was cut off; one that cannot be built gives its number back."""
    try:
        if publication.state == box.BUILT and not whole_here(it.store, it.outbox.objects(publication)):
            publication = it.outbox.move(publication, box.FROZEN)
        if publication.state == box.FROZEN:
            publication = build(it, publication, reports, job)
        if publication.state == box.BUILT:
            publication = sign(it, publication, unlock())
    except Exception:
        if publication.state in (box.FROZEN, box.BUILT):
            it.outbox.thaw(publication)
        raise
    return publication


def whole_here(store: Destination, objects: list[Object]) -> bool:
    """Return whether all objects lie whole in the local store."""
    return all(store.size(one.name) == one.size and sha256(store.read(one.name, one.size)) == one.sha256
               for one in objects)
