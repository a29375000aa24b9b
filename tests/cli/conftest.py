"""Fixtures of the command line: run a command as a user would, in a process of its own, and read its answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass
class Answer:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def problem(self) -> dict[str, str]:
        return json.loads(self.err)


@pytest.fixture
def run(tmp_path):
    """Return a function that runs a command in one workspace; `password` goes in through a file descriptor."""

    def go(*words, password=None, as_json=True, workspace=tmp_path / "ws"):
        command = [sys.executable, "-m", "workstation", *map(str, words)]
        command += ["--json"] if as_json else []
        fds = ()
        if password is not None:
            reader, writer = os.pipe()
            os.write(writer, password.encode() + b"\n")
            os.close(writer)
            command += ["--password-fd", str(reader)]
            fds = (reader,)
        done = subprocess.run(command, capture_output=True, text=True, pass_fds=fds, stdin=subprocess.DEVNULL, check=False,
                              env={**os.environ, "WORKSTATION_WORKSPACE": str(workspace), "WORKSTATION_LANGUAGE": "en"})
        for fd in fds:
            os.close(fd)
        assert "Traceback" not in done.stderr, done.stderr
        return Answer(done.returncode, done.stdout, done.stderr)

    return go


@pytest.fixture
def office(run, tmp_path):
    """Return `run` in a workspace whose administrator is the system's user."""
    assert run("init", tmp_path / "ws").code == 0
    return run


@pytest.fixture
def cities(office, tmp_path):
    """Return `run` in a workspace with a dataset of three cities and one rejected line."""
    (tmp_path / "cities.csv").write_text('city,name,id\n Oslo,a,1\nBergen,b,2\nBodø ,c,3\n"x",y\n', "utf-8")
    assert office("import", tmp_path / "cities.csv").code == 0
    return office
