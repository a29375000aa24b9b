"""Transfer: the objects of a signed publication, packs first, then the manifest, then the head that publishes them.

What is there is asked at the destination each time; a local note is only a hint. Cut anywhere, a plain re-run finishes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workstation.destinations.destination import AlreadyThere, Destination, Trouble
from workstation.errors import Problem
from workstation.job import Job
from workstation.packages.canonical import sha256
from workstation.sync import outbox as box
from workstation.sync.hub import Log, heads_there
from workstation.sync.outbox import Object, Outbox, Publication
from workstation.text import _


@dataclass
class Sent:
    """What a round put at a destination: objects and bytes, what was there already not counted."""

    objects: int = 0
    bytes: int = 0


def check_fork(place: Destination, outbox: Outbox, log: Log) -> None:
    """Raise Problem when the destination holds a head of this device that we do not know: a clone or an old backup."""
    ours = {one.seq: one.head_name for one in outbox.all() if one.head_name}
    for seq, name in heads_there(place, log):
        if ours.get(seq) != name:
            raise fork(place, seq)


def fork(place: Destination, seq: int) -> Problem:
    """Return the Problem for another word under our own number."""
    return Problem("fork", _("The destination already holds number {seq} of this computer, with other content.",
                             seq=seq),
                   where=place.location,
                   remedy=_("This workspace is a copy, or came back from an old backup. Give it an identity of its"
                            " own with"
                            " “key new-device”, then sync again."))


def send(place: Destination, store: Destination, outbox: Outbox, publication: Publication, log: Log, job: Job,
         sent: Sent) -> Publication:
    """Bring a signed publication to the destination and return it as awaiting its receipt."""
    objects = outbox.objects(publication)
    if publication.state == box.SIGNED:
        publication = outbox.move(publication, box.SENDING)
    folders = sorted({one.name.rsplit("/", 1)[0] for one in objects})
    place.mkdirs(folders)
    for folder in folders:
        place.sweep(folder)
    before = [one for one in objects if one.kind != box.HEAD]
    for one in job.each(before, len(before), _("Sending")):
        _bring(place, store, one, sent)
        if not one.there:
            outbox.seen(publication, one)
    for one in before:
        if place.size(one.name) != one.size:
            raise _lost(place, one)
    head = next(one for one in objects if one.kind == box.HEAD)
    if any(seq == publication.seq and name != head.name for seq, name in heads_there(place, log)):
        outbox.move(publication, box.FORK)
        raise fork(place, publication.seq)
    _bring(place, store, head, sent)
    outbox.seen(publication, head)
    return outbox.move(publication, box.AWAITING) if publication.state not in box.PUBLISHED else publication


def still_there(place: Destination, objects: Sequence[Object]) -> bool:
    """Return whether all objects of a publication are at the destination: packs by size, the small rest by content."""
    return all(place.size(one.name) == one.size and (
        one.kind == box.PACK or sha256(place.read(one.name, one.size)) == one.sha256) for one in objects)


def _bring(place: Destination, store: Destination, one: Object, sent: Sent) -> None:
    """Put an object at the destination unless it is there; read it back before it counts."""
    for _try in range(3):
        size = place.size(one.name)
        if size == one.size and (one.there or sha256(place.read(one.name, one.size)) == one.sha256):
            return
        if size is not None:  # cut off by another program, or damaged there: never believed, never overwritten
            place.set_aside(one.name)
        data = _local(store, one)
        try:
            place.put_new(one.name, data)
        except AlreadyThere:
            continue
        if place.read(one.name, one.size) == data:
            sent.objects += 1
            sent.bytes += one.size
            return
    raise _lost(place, one)


def _local(store: Destination, one: Object) -> bytes:
    data = store.read(one.name, one.size)
    if sha256(data) != one.sha256:
        raise Problem("damaged", _("Something that waits to be sent is damaged on this computer."),
                      where=f"{store.location}/{one.name}",
                      remedy=_("Check the disk; bring the workspace back from a backup."))
    return data


def _lost(place: Destination, one: Object) -> Trouble:
    return Trouble("destination-broken", _("The destination does not keep what is written to it."),
                   f"{place.location}/{one.name}", _("Check the stick or the share, and try again."), temporary=True)


