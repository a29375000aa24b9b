"""A screen of our own: Xvfb on a free display with openbox, and xdotool to press keys. Ended by process id."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

WINDOW_MANAGER = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <placement><policy>Smart</policy><center>yes</center></placement>
  <keyboard></keyboard>
  <mouse></mouse>
</openbox_config>
"""
"""No keys of its own: every key that is pressed belongs to the program."""
NEEDED = ("Xvfb", "openbox", "xdotool")
SIZE = "1440x900x24"


class Screen:
    """A display that nobody sees, with a window manager."""

    def __init__(self, folder: Path) -> None:
        """Start both; `folder` takes the window manager's settings and what the programs say."""
        missing = [name for name in NEEDED if not _found(name)]
        if missing:
            pytest.fail(f"{', '.join(missing)} not found: .ci/setup test installs what real key presses need.")
        self._said = (folder / "screen.txt").open("wb")
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp", "-ac", "-dpi", "96"],
            pass_fds=[writing], stdout=self._said, stderr=self._said, stdin=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as numbers:
            number = numbers.readline().strip()  # written when the display is ready; empty when the server died
        if not number:
            pytest.fail(f"Xvfb did not start: {(folder / 'screen.txt').read_text(errors='replace')}")
        self.display = f":{number}"
        settings = folder / "openbox.xml"
        settings.write_text(WINDOW_MANAGER, encoding="utf-8")
        self._manager = subprocess.Popen(["openbox", "--sm-disable", "--config-file", str(settings)], stdout=self._said,
                                         stderr=self._said, stdin=subprocess.DEVNULL, env=self.environment())

    def environment(self) -> dict[str, str]:
        """Return the environment of programs on this screen."""
        return {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "QT_QPA_PLATFORMTHEME": "generic",
                "XDG_CURRENT_DESKTOP": ""}

    def press(self, *keys: str, delay: int = 8) -> None:
        """Press keys one after another, named as xdotool names them, such as F8, ctrl+period, Return."""
        self._do(["key", "--delay", str(delay), *keys])

    def type(self, text: str) -> None:
        """Type a text sign by sign.

        For a sign that no key has, a spare key is given it and then the next one: the window needs time to read the first
        before its key means another.
        """
        delay = 8 if text.isascii() else 150  # milliseconds
        self._do(["type", "--delay", str(delay), "--", text])

    def _do(self, words: Sequence[str]) -> None:
        subprocess.run(["xdotool", *words], check=True, timeout=60, env=self.environment(), stdin=subprocess.DEVNULL)

    def close(self) -> None:
        """End the window manager and the server."""
        for process in (self._manager, self._server):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        self._said.close()


def _found(name: str) -> bool:
    from shutil import which

    return which(name) is not None
