"""What the fault tests share: a small csv, and the scripted clerk as a program that can be killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.bench.data import write_csv

ROWS = 20_000  # enough that a change of a column or an import takes long enough to be hit


@pytest.fixture(scope="session")
def csv_file(tmp_path_factory) -> Path:
    """Return a csv of ROWS rows."""
    return write_csv(tmp_path_factory.mktemp("faults") / "register.csv", ROWS)


@dataclass
class Killed:
    """What a killed clerk had said before it died, and what it wrote to its standard error."""

    done: list[tuple[str, int, str]] = field(default_factory=list)
    """(dataset, seq, hash of the entry) of everything reported done."""
    complaints: str = ""
    returncode: int = 0


def work_and_kill(folder: Path, seed: int, file: Path, entries: int, after: float) -> Killed:
    """Let the scripted clerk work in a workspace and kill it `after` seconds after it reported its nth entry done.

    entries: 0 counts from the moment that the program is loaded; a busy machine changes nothing about what is hit
    """
    clerk = subprocess.Popen([sys.executable, "-m", "tests.faults.scripted", str(folder), str(seed), str(file)],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"TZ": "UTC"},
                             cwd=Path(__file__).resolve().parent.parent.parent)
    assert clerk.stdout and clerk.stderr
    begun, found = threading.Event(), Killed()

    def listen() -> None:
        for line in clerk.stdout:  # type: ignore[union-attr]
            words = line.split()
            if words[:1] == ["done"] and line.endswith("\n"):
                found.done.append((words[1], int(words[2]), words[3]))
            if len(found.done) >= entries:
                begun.set()
        begun.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    assert begun.wait(120), f"the clerk did not report {entries} entries"
    time.sleep(after)
    clerk.send_signal(signal.SIGKILL)
    found.complaints = clerk.stderr.read()
    found.returncode = clerk.wait(30)
    listener.join(30)
    return found


@pytest.fixture
def chance(request) -> random.Random:
    """Return chance that is the same in every run of a test."""
    return random.Random(request.node.name)
