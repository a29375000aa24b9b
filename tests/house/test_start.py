"""The window is shown before anything heavy is loaded, and a short command loads nothing that it does not need."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.house.sources import ROOT

HEAVY = {"pandas", "pyarrow", "numpy", "openpyxl", "sqlite_utils", "duckdb", "cryptography", "argon2", "yaml",
         "sqlglot", "python_calamine", "keyring", "click"}
"""Import times measured: sqlite_utils 0.74 s, pandas 0.61 s, openpyxl 0.32 s, duckdb 0.19 s."""

WINDOW = """
import json, sys
from PySide6.QtCore import QEventLoop
from ui.app import make_app, make_window
from ui.preferences import Preferences
app = make_app()
window = make_window(app, Preferences(sys.argv[1]))
window.go("start")
window.show()
while not window.windowHandle().isExposed():
    app.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 50)
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""

COMMAND = """
import json, sys
from workstation.cli.main import run
try:
    run(sys.argv[1:])
except SystemExit:
    pass
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def modules_after(program: str, *arguments: str) -> set[str]:
    """Return the top names of all modules that a program has loaded when it says so."""
    done = subprocess.run([sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True,
                          timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_nothing_heavy_is_loaded_before_the_window_is_shown(tmp_path):
    loaded = modules_after(WINDOW, str(tmp_path / "preferences.ini"))
    assert "PySide6" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["undo", "--help"], ["window", "--help"]],
                         ids=" ".join)
def test_a_command_that_only_answers_loads_nothing_heavy(arguments):
    assert modules_after(COMMAND, *arguments) & (HEAVY - {"click"} | {"PySide6"}) == set()


def test_a_heavy_import_would_be_seen(tmp_path):
    assert "duckdb" in modules_after("import duckdb" + WINDOW, str(tmp_path / "preferences.ini")) & HEAVY
