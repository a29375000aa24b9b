"""The command that opens the window."""

from __future__ import annotations

import os
import subprocess

from workstation.cli.shell import WORKSPACE, Shell, command


@command()
def window(shell: Shell) -> None:
    """Open the window, on the workspace that --workspace names."""
    from workstation.cli.main import screen

    arguments = screen()
    given = shell.named_workspace or os.environ.get(WORKSPACE)
    if given:
        arguments += ["--workspace", str(given)]
    # the screen stands above the core, which never imports it: it is started as a program
    subprocess.run(arguments, check=True)
