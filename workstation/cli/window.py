"""The command that opens the window."""

from __future__ import annotations

import os
import subprocess
import sys

from workstation.cli.shell import WORKSPACE, Shell, command


@command()
def window(shell: Shell) -> None:
    """Open the window, on the workspace that --workspace names."""
    arguments = [sys.executable, "-m", "ui"] if not getattr(sys, "frozen", False) else [sys.executable]
    given = shell.named_workspace or os.environ.get(WORKSPACE)
    if given:
        arguments += ["--workspace", str(given)]
    # the screen stands above the core, which never imports it: it is started as a program
    subprocess.run(arguments, check=True)
