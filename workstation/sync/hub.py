"""Names in a hub: append-only; every name is a hash or (device, sequence); one writer for each prefix.

HUB.json · offices/<office>/devices/<device>/{packs/<aa>/<sha256>.pack, manifests/<sha256>.json,
heads/<seq>-<manifest sha256, 16 digits>.dsse} · centre/out/<office>/<device>/receipts/<seq>-<sha256, 16 digits>.dsse
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from workstation.dataset.field import uuid7
from workstation.destinations.destination import AlreadyThere, Destination, Trouble
from workstation.errors import Problem
from workstation.packages.canonical import canonical, parse
from workstation.text import _

HUB = "HUB.json"
FORMAT = "workstation-hub"
OFFICE = re.compile(r"o[0-9a-f]{24}/")
DEVICE = re.compile(r"[0-9a-f][0-9a-f-]{7,63}/")
HEAD = re.compile(r"([0-9]{10})-([0-9a-f]{16})\.dsse")


@dataclass(frozen=True)
class Log:
    """The append-only log of one device of one office."""

    office: str
    device: str

    @property
    def root(self) -> str:
        """Its folder in the hub."""
        return f"offices/{self.office}/devices/{self.device}"

    @property
    def heads(self) -> str:
        """Folder of its heads."""
        return f"{self.root}/heads"

    @property
    def receipts(self) -> str:
        """Folder in which the centre answers it."""
        return f"centre/out/{self.office}/{self.device}/receipts"

    def pack(self, sha256: str) -> str:
        """Return the name of a pack."""
        return f"{self.root}/packs/{sha256[:2]}/{sha256}.pack"

    def manifest(self, sha256: str) -> str:
        """Return the name of a manifest."""
        return f"{self.root}/manifests/{sha256}.json"

    def head(self, seq: int, manifest: str) -> str:
        """Return the name of a head."""
        return f"{self.heads}/{seq:010d}-{manifest[:16]}.dsse"

    def receipt(self, seq: int, sha256: str) -> str:
        """Return the name of a receipt."""
        return f"{self.receipts}/{seq:010d}-{sha256[:16]}.dsse"


def heads_there(place: Destination, log: Log) -> list[tuple[int, str]]:
    """Return (seq, full name) of the heads of a log, in order; other names in the folder are not heads."""
    found = [(HEAD.fullmatch(name), name) for name in place.list(log.heads)]
    return sorted((int(match[1]), f"{log.heads}/{name}") for match, name in found if match)


def logs_there(place: Destination) -> Iterator[Log]:
    """Yield every log in a hub."""
    for office in place.list("offices"):
        if OFFICE.fullmatch(office):
            for device in place.list(f"offices/{office.rstrip('/')}/devices"):
                if DEVICE.fullmatch(device):
                    yield Log(office.rstrip("/"), device.rstrip("/"))


def hub_id(place: Destination) -> str | None:
    """Return the id written in a hub, None when the place is no hub."""
    if place.size(HUB) is None:
        return None
    found = parse(place.read(HUB, 65_536), 65_536, HUB)
    identity = found.get("id")
    if found.get("format") != FORMAT or not isinstance(identity, str) or not re.fullmatch(r"[0-9a-f-]{36}", identity):
        raise Problem("not-a-hub", _("The place holds something else under the name {name}.", name=HUB),
                      where=place.location,
                      remedy=_("Choose another folder."))
    if found.get("format_version") != 1:
        raise Problem("newer-format", _("This was made by a newer version of the program."), where=place.location,
                      remedy=_("Install the newer version and try again."))
    return identity


def found_or_made(place: Destination) -> str:
    """Return the id of the hub at a place, which becomes one when it is none."""
    if (found := hub_id(place)) is not None:
        return found
    with contextlib.suppress(AlreadyThere):  # another office was quicker
        place.put_new(HUB, canonical({"format": FORMAT, "format_version": 1, "id": uuid7()}))
    made = hub_id(place)
    if made is None:
        raise Trouble("destination-broken", _("The destination did not keep what was written."), place.location,
                      temporary=True)
    return made
