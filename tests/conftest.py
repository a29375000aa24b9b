"""What holds for every test: no screen, no network, no settings of the person who runs them, and two lengths."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
"""The folder of the repository, for tests that read its files or start the program."""

# Before Qt is imported anywhere. The journeys with real keys start the window as a program of its own, under Xvfb.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"
# Programs started by tests find this tree first, whatever is installed.
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
os.environ["PYTHONUTF8"] = "1"
# A test never asks the desktop's keyring for the key of the person who runs it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# Settings, caches and recent workspaces of the tests lie in a folder of their own.
_home = tempfile.TemporaryDirectory(prefix="workstation-tests-")
for name, part in {"XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "XDG_CACHE_HOME": "cache",
                   "XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "run"}.items():
    folder = Path(_home.name) / part
    folder.mkdir(mode=0o700)
    os.environ[name] = str(folder)

# One time limit for a whole run, not for an example: two cores are shared.
_quiet = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("default", max_examples=25, deadline=None, suppress_health_check=_quiet)
settings.register_profile("long", max_examples=300, deadline=None, suppress_health_check=_quiet)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --long: also the tests marked `long`, and every loop at full length."""
    parser.addoption("--long", action="store_true", help="run everything at full length")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how long the random tests go on."""
    settings.load_profile("long" if config.getoption("--long") else "default")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked long, unless --long was given; say so in the summary."""
    if config.getoption("--long"):
        return
    left_out = pytest.mark.skip(reason="only in full length: make test-long")
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(left_out)


@pytest.fixture(scope="session")
def long(pytestconfig: pytest.Config) -> bool:
    """True when everything runs at full length: `for n in range(200 if long else 40)`."""
    return bool(pytestconfig.getoption("--long"))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the repository."""
    return ROOT


@pytest.fixture(autouse=True)
def _english() -> None:
    """Start every test in English, whatever language the one before it chose."""
    from workstation import text

    if text.language() != "en":
        text.set_language("en")


def _is_here(address: object) -> bool:
    """Return whether a socket address is on this machine: a file, or the loopback range."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    return host in ("localhost", "::1", "") or host.startswith("127.")


_connect, _connect_ex = socket.socket.connect, socket.socket.connect_ex


def _connect_here(self: socket.socket, address: object) -> None:
    if not _is_here(address):
        raise AssertionError(f"A test tried to reach {address}: tests contact nothing outside this machine.")
    _connect(self, address)  # type: ignore[arg-type]


def _connect_ex_here(self: socket.socket, address: object) -> int:
    if not _is_here(address):
        raise AssertionError(f"A test tried to reach {address}: tests contact nothing outside this machine.")
    return _connect_ex(self, address)  # type: ignore[arg-type]


socket.socket.connect = _connect_here  # type: ignore[method-assign,assignment]
socket.socket.connect_ex = _connect_ex_here  # type: ignore[method-assign,assignment]
