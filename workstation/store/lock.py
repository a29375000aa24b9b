"""The write lock of a dataset: the operating system's lock is the truth, the name in it is information."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from workstation.errors import Problem
from workstation.store.database import refused
from workstation.text import _

LINGER = 0.5  # seconds a lock is kept after a write, so that a run of edits does not take it anew each time
TURN = 1.0  # seconds of writing without a break after which others get their turn
POLL = 0.02  # seconds between two looks at whether the lock is free
PATIENCE = 5.0  # seconds to wait for another window on this computer


def _os_lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(4096)  # beyond the text, since Windows locks keep others from reading what is locked
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _os_unlock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(4096)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_UN)


class WriteLock:
    """One writer at a time for one file, over processes and hosts; threads of one process share it in turn."""

    def __init__(self, path: Path) -> None:
        """Prepare the lock file `path`; nothing is taken yet."""
        self._path = path
        self._file: IO[bytes] | None = None
        self._guard = threading.RLock()
        self._depth = 0
        self._timer: threading.Timer | None = None
        self._since = self._gave_way = 0.0

    def holder(self) -> dict[str, object]:
        """Return who wrote their name into the lock file, empty when it was given back."""
        try:
            text = self._path.read_bytes().decode("utf-8").strip("\0 \n")
            found = json.loads(text) if text else {}
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    @contextmanager
    def held(self, person: str) -> Iterator[None]:
        """Hold the lock for the block and a short while after. Problem when another program has it."""
        with self._guard:
            if self._timer:
                self._timer.cancel()
                self._timer = None
            if self._file is None:
                self._take(person)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth and time.monotonic() - self._since > TURN:
                    self.release()
                    self._gave_way = time.monotonic()
                elif not self._depth:
                    self._timer = threading.Timer(LINGER, self.release)
                    self._timer.daemon = True
                    self._timer.start()

    def _take(self, person: str) -> None:
        try:
            file = open(self._path, "r+b" if self._path.exists() else "w+b", buffering=0)  # noqa: SIM115
        except OSError as error:
            raise Problem("read-only", _("This file cannot be written."), str(self._path),
                          _("Check that the disk is not write-protected and that you may change files in this folder.")
                          ) from error
        if time.monotonic() - self._gave_way < 2 * POLL:  # who waits must see it free once
            time.sleep(2 * POLL)
        until = time.monotonic() + PATIENCE
        while not _os_lock(file):
            if time.monotonic() > until:
                file.close()
                raise self._busy()
            time.sleep(POLL)
        other = self.holder()
        if other and other.get("host") != socket.gethostname():
            _os_unlock(file)
            file.close()
            raise self._busy()
        try:
            file.seek(0)
            file.truncate()
            file.write(json.dumps({"host": socket.gethostname(), "process": os.getpid(), "person": person}).encode())
        except OSError as error:  # without the name another host would not know: no lock, and nothing is written
            _os_unlock(file)
            file.close()
            raise refused(error, self._path) from error
        self._file, self._since = file, time.monotonic()

    def _busy(self) -> Problem:
        other = self.holder()
        return Problem("locked", _("{person} is writing to this dataset on {host}.", person=other.get("person", "?"),
                                   host=other.get("host", "?")),
                       where=str(self._path),
                       remedy=_("Wait until they are done. If that computer is gone for good, delete this lock file."))

    def release(self) -> None:
        """Give the lock back when nobody in this process is inside."""
        with self._guard:
            if self._file is None or self._depth:
                return
            self._file.seek(0)
            self._file.truncate()
            _os_unlock(self._file)
            self._file.close()
            self._file = None
