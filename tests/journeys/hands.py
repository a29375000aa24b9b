"""One person at the window: presses keys, waits until what was wanted is seen, and asks the command line what is on disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.journeys.screen import Screen

ROOT = Path(__file__).resolve().parents[2]
PASSWORDS = {"zhou": "seal-and-ink", "chen": "two-red-chops", "li": "grey-goose"}
"""zhou keeps the office, chen supervises, li is the clerk."""
PATIENCE = 30.0  # seconds; only a broken journey ever waits so long
Seen = dict[str, Any]


class Lost(AssertionError):
    """A journey waited for something that never came."""


class Office:
    """A workspace on disk, asked and prepared through the command line."""

    def __init__(self, folder: Path, person: str) -> None:
        """Know the folder; `person` is the system's user of the programs started."""
        self.folder, self.person = folder, person

    def environment(self) -> dict[str, str]:
        """Return the environment of the programs: the system's user is the person."""
        return {**os.environ, **dict.fromkeys(("LOGNAME", "USER", "LNAME", "USERNAME"), self.person), "LANGUAGE": "en",
                "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}

    def tell(self, *words: str, typed: str = "", ok: tuple[int, ...] = (0,)) -> Any:
        """Run `python -m workstation WORDS --json`, `typed` on standard input; return its answer."""
        place = [] if words[0] == "init" else ["--workspace", str(self.folder)]
        done = subprocess.run([sys.executable, "-m", "workstation", *words, *place, "--json"], input=typed, text=True,
                              encoding="utf-8", capture_output=True, timeout=120, cwd=ROOT, env=self.environment())
        assert done.returncode in ok, f"{words} answered {done.returncode}: {done.stdout}{done.stderr}"
        return json.loads(done.stdout) if done.stdout.strip() else None

    @contextmanager
    def opened(self, file: Path) -> Iterator[Any]:
        """Import a file as the clerk li and yield its dataset, to be prepared without starting a program for each step."""
        from workstation.importing import import_file
        from workstation.workspace import Workspace

        workspace = Workspace(self.folder)
        try:
            yield workspace.dataset(import_file(workspace, file, "li")[0].dataset)
        finally:
            workspace.close()

    def steps(self, table: str) -> list[dict[str, Any]]:
        """Return the history of a table."""
        found: list[dict[str, Any]] = self.tell("history", table)["entries"]
        return found


class Hands:
    """The window as a program of its own, and a person's hands and eyes."""

    def __init__(self, screen: Screen, office: Office, folder: Path, *arguments: str) -> None:
        """Start the window; `folder` takes its settings, what it says and pictures."""
        self.screen, self.office, self.folder = screen, office, folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config").mkdir(exist_ok=True)
        self._pressed, self._quiet = 0, -1
        self._said = (folder / "window.txt").open("wb")
        given = arguments or ("--workspace", str(office.folder))
        environment = {**screen.environment(), **office.environment(), "DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb",
                       "XDG_CONFIG_HOME": str(folder / "config"), "HOME": str(folder), "PYTHONFAULTHANDLER": "1"}
        self._program = subprocess.Popen([sys.executable, str(Path(__file__).with_name("eyes.py")), str(folder), *given],
                                         cwd=ROOT, env=environment, stdout=self._said, stderr=self._said,
                                         stdin=subprocess.DEVNULL)
        self.until(lambda seen: seen["active"], "the window is in front")

    # --- eyes ---------------------------------------------------------------------------------------------------------

    def seen(self) -> Seen:
        """Return what is seen now; empty before the window is there."""
        try:
            found: Seen = json.loads((self.folder / "seen.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return found

    def until(self, wanted: Callable[[Seen], Any], what: str, patience: float = PATIENCE) -> Seen:
        """Wait until what is seen is as wanted, and nothing of what was pressed is still on its way."""
        end = time.monotonic() + patience
        while True:
            seen = self.seen()
            if seen and seen["keys"] >= self._pressed and wanted(seen):
                return seen
            if self._program.poll() is not None:
                raise Lost(f"The window ended ({self._program.returncode}) before {what}: {self.said()}")
            if time.monotonic() > end:
                raise Lost(f"Waited in vain until {what}. {self._pressed} keys pressed. Seen: {_short(seen)}")
            time.sleep(0.02)

    def settled(self) -> Seen:
        """Wait until every key has arrived and no work runs, twice in a row."""
        self._quiet = -1

        def quiet(seen: Seen) -> bool:
            if seen["busy"]:
                self._quiet = -1
            elif self._quiet < 0:
                self._quiet = seen["looks"]
            return 0 <= self._quiet < seen["looks"] - 1

        return self.until(quiet, "nothing runs")

    def said(self) -> str:
        """Return what the program wrote on its standard output and error."""
        return (self.folder / "window.txt").read_text(encoding="utf-8", errors="replace")[-3000:]

    def picture(self, name: str) -> Path:
        """Save a picture of the screen and return its file."""
        target = self.folder / f"{name}.png"
        (self.folder / "look.new").write_text(str(target), encoding="utf-8")
        wanted = (self.folder / "look.new").replace(self.folder / "look")
        end = time.monotonic() + 5
        while wanted.exists() and self.runs and time.monotonic() < end:
            time.sleep(0.05)
        return target

    # --- hands --------------------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys one after another and wait until they arrived."""
        self.screen.press(*keys)
        self.sent(len(keys))

    def type(self, text: str) -> None:
        """Type a text into what has the keyboard."""
        self.screen.type(text)
        self.sent(len(text))

    def sent(self, keys: int) -> None:
        """Wait until so many more keys have arrived in the window."""
        self._pressed += keys
        self.until(lambda seen: True, f"the last {keys} keys arrived")

    def replace(self, text: str) -> None:
        """Type a text in place of what stands in the line."""
        self.press("ctrl+a")
        self.type(text)

    def command(self, words: str) -> None:
        """Choose a command or a table by its words in the palette (Ctrl+K)."""
        self.press("ctrl+k")
        self.until(lambda seen: seen["palette"] is not None, "the palette is open")
        self.type(words.rstrip("…"))  # no keyboard has that key
        self.until(lambda seen: (seen["palette"] or [""])[0] == words, f"“{words}” is the first in the palette")
        self.press("Return")
        self.until(lambda seen: seen["palette"] is None, "the palette is shut")

    def go(self, keys: str, page: str) -> Seen:
        """Go to a page by its key and wait until it has read what it shows."""
        self.press(keys)
        self.until(lambda seen: seen["page"] == page, f"the page {page} is in front")
        return self.settled()

    def point(self, words: str, key: str = "Down", most: int = 60) -> Seen:
        """Move in the list that has the keyboard until the line has these words."""
        for _step in range(most):
            seen = self.seen()
            if words in seen["focus"]["text"]:
                return seen
            self.press(key)
        raise Lost(f"No line with “{words}” found. Seen: {_short(self.seen())}")

    def tab_to(self, name: str, key: str = "Tab", kind: str = "", most: int = 60) -> Seen:
        """Press Tab (or F6) until the part with this name, of this class, has the keyboard."""
        for _step in range(most):
            seen = self.seen()
            if seen["focus"]["name"].startswith(name) and kind in ("", seen["focus"]["class"]):
                return seen
            self.press(key)
        raise Lost(f"Tab never came to “{name}”. Seen: {_short(self.seen())}")

    def dialog(self, title: str) -> Seen:
        """Wait for a dialog by its title."""
        return self.until(lambda seen: seen["dialog"].startswith(title) and seen["focus"]["window"] == seen["dialog"],
                          f"the dialog “{title}” has the keyboard")

    def answer(self, title: str, text: str) -> None:
        """Type an answer into a dialog (a word, a password, a path) and confirm it."""
        line = self.dialog(title)["focus"]["id"]
        self.replace(text)
        self.press("Return")
        # The next dialog may have the same title.
        self.until(lambda seen: seen["focus"]["id"] != line, f"the dialog “{title}” is answered")

    def told(self, words: str) -> Seen:
        """Wait until the window said a sentence with these words."""
        return self.until(lambda seen: any(words in one for one in seen["told"]), f"“{words}” is said")

    def sign_in(self, person: str, password: str) -> None:
        """Become another person by keys alone."""
        self.press("ctrl+shift+p")
        self.until(lambda seen: seen["focus"]["name"] == "People" and not seen["busy"], "the list of people is in front")
        self.press("Home")
        self.point(person)
        self.press("Return")
        self.until(lambda seen: seen["focus"]["name"].startswith("Password"), "the line for the password has the keyboard")
        self.type(password)
        self.press("Return")
        self.until(lambda seen: seen["person"] == person, f"{person} is signed in")
        self.settled()

    # --- the end ------------------------------------------------------------------------------------------------------

    def quit(self) -> None:
        """Close the window by its key; it must end by itself, without a complaint."""
        self.screen.press("ctrl+q")
        assert self._program.wait(30) == 0, self.said()

    def close(self) -> None:
        """End the program if it still runs."""
        if self._program.poll() is None:
            self._program.terminate()
            try:
                self._program.wait(10)
            except subprocess.TimeoutExpired:
                self._program.kill()
                self._program.wait(10)
        self._said.close()

    @property
    def runs(self) -> bool:
        """True while the window is open."""
        return self._program.poll() is None


def _short(seen: Seen) -> str:
    told = {key: value for key, value in seen.items() if value not in ("", [], None) and key != "stops"}
    return json.dumps(told, ensure_ascii=False)
