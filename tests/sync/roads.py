"""The road between an office and a centre, for tests; and a destination that fails on purpose."""

from __future__ import annotations

import os
import random
from pathlib import Path

from workstation.destinations.destination import Trouble
from workstation.destinations.folder import FolderDestination
from workstation.job import Job
from workstation.packages import keys, trust
from workstation.sync.accept import accept
from workstation.sync.run import add_destination, sync


class Road:
    """An office, a centre and the hub between them; they trust each other unless told otherwise."""

    def __init__(self, sender, centre, hub: Path, *, trusting: bool = True) -> None:
        self.sender, self.centre, self.hub = sender, centre, hub
        self.signers: dict = {}
        add_destination(sender, str(hub), name="hub")
        if trusting:
            trust.add(centre.db, keys.current(sender.db).fingerprint, name="Office 17")
            trust.add(sender.db, keys.current(centre.db).fingerprint, name="Centre")

    def signer(self, workspace):
        """Return a workspace's key, unsealed once: scrypt is slow on purpose."""
        key = id(workspace)
        if key not in self.signers:
            self.signers[key] = keys.unseal(workspace, "pass phrase")
        return self.signers[key]

    def send(self, **options):
        """Sync the office once and return what was done; a Problem is raised."""
        (done,) = sync(self.sender, lambda: self.signer(self.sender), Job(), once=True, person="anna", **options)
        if done.problem:
            raise done.problem
        return done

    def take(self, place=None):
        """Accept at the centre."""
        return accept(self.centre, place or FolderDestination(str(self.hub)), lambda: self.signer(self.centre),
                      "anna", Job())

    def received(self):
        """Return the one dataset that the centre has."""
        (info,) = self.centre.datasets()
        return self.centre.dataset(info.id)

    def files(self) -> dict[str, int]:
        """Return the files in the hub with their sizes."""
        return {path.relative_to(self.hub).as_posix(): path.stat().st_size
                for path in sorted(self.hub.rglob("*")) if path.is_file()}


class Cut(Trouble):
    """The line went dead."""

    def __init__(self) -> None:
        super().__init__("cut", "cut", temporary=True)


class Shaky(FolderDestination):
    """A folder whose line is cut after some calls: before a write, in the middle, or after it with the answer lost."""

    def __init__(self, location: str, calls: int, chance: random.Random, trace: list[str]) -> None:
        super().__init__(location)
        self._left = calls
        self._chance = chance
        self._trace = trace

    def _spend(self) -> bool:
        self._left -= 1
        return self._left < 0

    def size(self, name):
        if self._spend():
            raise Cut
        return super().size(name)

    def list(self, folder):
        if self._spend():
            raise Cut
        return super().list(folder)

    def read(self, name, limit, offset=0, length=None):
        if self._spend():
            raise Cut
        return super().read(name, limit, offset, length)

    def put_new(self, name, data):
        if not self._spend():
            super().put_new(name, data)
            self._trace.append(name)
            return
        how = self._chance.choice(["before", "middle", "after", "torn"])
        path = self.root / name
        if how == "middle":  # what a process that died leaves: part of the bytes under a temporary name
            path.with_name(f".{path.name}.dead.part").write_bytes(data[: self._chance.randrange(len(data) + 1)])
        elif how == "torn" and not path.exists() and name.endswith(".pack"):  # what a worse program or stick leaves
            path.write_bytes(data[: self._chance.randrange(len(data))])
        elif how == "after":
            super().put_new(name, data)
            self._trace.append(name)
        raise Cut

    def mkdirs(self, folders):
        for folder in folders:
            if self._spend():
                raise Cut
            super().mkdirs([folder])


def environment() -> dict[str, str]:
    """Return the environment for a program started by a test."""
    return {**os.environ, keys.VARIABLE: "pass phrase"}
