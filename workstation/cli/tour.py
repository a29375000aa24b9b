"""The tour, behind `make run`: the whole job on the samples, with figures compared with the faults planted in them.

Every step is a command as a user would type it, in a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from workstation.cli.main import program
from workstation.cli.shell import Shell, command
from workstation.errors import Problem
from workstation.text import RESOURCES, _

SAMPLES = RESOURCES / "samples"
CLERK, SUPERVISOR, PASSWORD = "wang", "zhao", "tour-password"
"""People of the tour; the password protects nothing: the workspace is made anew at each run."""


class Office:
    """One workspace of the tour and the commands that are given in it."""

    def __init__(self, folder: Path, home: Path) -> None:
        """Use the workspace in `folder`; keys and settings of the tour lie in `home`, apart from the user's own."""
        self.folder = folder
        self._home = home

    def ask(self, *words: object, password: str = "", found: bool = False) -> Any:
        """Run a command and return its answer; `found`: exit status 1, problems found, is an answer too."""
        given = [*program(), *map(str, words), "--workspace", str(self.folder), "--json"]
        given += ["--password-fd", "0"] if password else []
        environment = {**os.environ, "XDG_DATA_HOME": str(self._home), "WORKSTATION_LANGUAGE": "en",
                       "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
                       "PYTHONPATH": os.pathsep.join(filter(None, [str(RESOURCES.parent), os.environ.get("PYTHONPATH", "")]))}
        done = subprocess.run(given, input=password + "\n", capture_output=True, text=True, encoding="utf-8", check=False,
                              env=environment)
        if done.returncode not in ((0, 1) if found else (0,)):
            raise Problem("tour", _("A command of the tour failed: {command}", command=" ".join(map(str, words))),
                          where=(done.stderr or done.stdout).strip()[-2000:])
        return json.loads(done.stdout)

    def register(self) -> None:
        """Make the workspace with a clerk and a supervisor."""
        self.ask("init", self.folder, "--office", self.folder.name)
        self.ask("person", "add", CLERK, password=PASSWORD)
        self.ask("person", "add", SUPERVISOR, "--role", "supervisor", password=PASSWORD)

    def approved(self, dataset: str) -> Any:
        """Let the clerk submit and the supervisor approve a dataset."""
        self.ask("submit", dataset, "--as", CLERK)
        return self.ask("approve", dataset, "--as", SUPERVISOR, password=PASSWORD)


class Tour:
    """The job from end to end; `tell` prints a numbered line, `agree` a comparison that must hold."""

    def __init__(self, folder: Path) -> None:
        """Work in `folder`, which is made anew."""
        self.folder = folder
        self.office = Office(folder / "office", folder / "home")
        self.centre = Office(folder / "centre", folder / "home")
        self.faults: Mapping[str, Any] = json.loads((SAMPLES / "faults.json").read_text("utf-8"))
        self.disagreements = 0
        self._step = 0

    def tell(self, title: str, figures: str) -> None:
        """Print one step."""
        self._step += 1
        click.echo(f"{self._step:2}. {title:<24} {figures}")

    def agree(self, what: str, found: object, expected: object) -> None:
        """Print a comparison; one that does not hold makes the tour fail."""
        if found != expected:
            self.disagreements += 1
        sign = "=" if found == expected else "IS NOT"
        click.echo(f"    {what}: {found} {sign} {expected}")

    # --- the sample register ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Make the office and import the sample workbook."""
        self.office.register()
        made = self.office.ask("import", SAMPLES / self.faults["workbook"], "--name", "enterprises", "--as", CLERK)
        self.tell("Import a workbook", f"{made['rows']:,} rows, {len(made['fields'])} fields, header of "
                 f"{made['source']['header_rows']} rows, data from row {made['source']['first_row']}")
        self.agree("rows", made["rows"], self.faults["rows"]["raw"])
        for warning in made["warnings"]:
            click.echo(f"    {warning}")
        self.standard = self.office.ask("standard", "add", SAMPLES / "standard")["id"]
        mapped = self.office.ask("map", "enterprises", "--standard", self.standard, "--as", CLERK)
        self.tell("Map to the standard", f"{self.standard}: {len(mapped['mapped'])} of "
                 f"{len(made['fields'])} fields")

    def check(self, when: str, report: Path | None = None) -> None:
        """Check the register and compare every failing cell with the planted faults."""
        words = ["--to", report] if report else []
        result = self.office.ask("check", "enterprises", "--standard", self.standard, "--all", "--today", "2026-11-01",
                                 "--as", CLERK, *words, found=True)
        found = {(one["rule"], one["row"]) for one in result["failures"]}
        planted = {(one["rule"], one["row"]) for one in self.faults[when]}
        failing = sum(rule["outcome"] == "fail" for rule in result["rules"])
        self.tell("Check" if when == "raw" else "Check again", f"{result['rows']:,} rows, {len(result['rules'])} rules, "
                 f"{failing} fail, score {result['scores']['overall']}")
        self.agree("planted faults found", len(found & planted), len(planted))
        self.agree("false alarms", len(found - planted), 0)

    def clean(self) -> None:
        """Apply the recipe, undo and redo a step, and let the journal prove the table."""
        report = self.office.ask("apply", "enterprises", SAMPLES / self.faults["recipe"], "--as", CLERK)
        cells = sum(step["count"] for step in report["steps"])
        self.tell("Clean with a recipe", f"{report['applied']} steps, {cells:,} changes, {report['did_not_fit']} did not fit")
        for step in report["steps"]:
            if step["problem"]:
                click.echo(f"    {step['summary']}: {step['problem']['what']}")
        undone = self.office.ask("undo", "enterprises", "--as", CLERK)
        self.office.ask("redo", "enterprises", "--as", CLERK)
        self.tell("Undo and redo", f"{undone['summary'][:60]}: {undone['count']:,} changes back and forth")
        proof = self.office.ask("verify", "enterprises")
        self.tell("Verify", f"{proof['entries']} entries, {proof['payloads']} payloads; content {proof['content_hash'][:16]}")
        self.agree("rebuilt from the journal", proof["rebuilt_hash"][:16], proof["content_hash"][:16])

    # --- labels, the real file -------------------------------------------------------------------------------------------

    def label(self) -> None:
        """Import the hotline csv and answer its questions for a few rows."""
        made = self.office.ask("import", SAMPLES / "hotline.csv", "--name", "hotline", "--as", CLERK)
        self.tell("Import a csv", f"{made['rows']:,} rows, {made['source']['encoding']}, {made['rejected']} line rejected")
        balance = made["balance"]
        parts = ("read", "rejected", "blank", "head", "notes")
        self.agree(" + ".join(parts), sum(balance[part] for part in parts), balance["lines"])
        schema = json.loads((SAMPLES / "hotline.labels.json").read_text("utf-8"))
        self.office.ask("label", "schema", "hotline", SAMPLES / "hotline.labels.json", "--as", CLERK)
        for question in schema["questions"]:
            for row, option in enumerate(question["options"], 1):
                self.office.ask("label", "set", "hotline", question["name"], option["value"], "--rows", row, "--as", CLERK)
        far = self.office.ask("label", "next", "hotline", "--as", CLERK)
        self.tell("Label", f"{len(schema['questions'])} questions, {far['answered']} of {far['total']} rows answered in full")

    def real(self) -> None:
        """Import a file that an office published, draft a standard from it, clean, check and approve it."""
        made = self.office.ask("import", SAMPLES / "real" / "permitted_hotels.csv", "--name", "hotels", "--as", CLERK)
        draft = self.office.ask("standard", "infer", "hotels", "--add", "--id", "draft.hotels")
        changed = 0
        for field in made["fields"]:
            changed += self.office.ask("do", "hotels", "collapse_spaces", f"field={field['name']}", "--as", CLERK)["count"]
        self.office.ask("map", "hotels", "--standard", draft["standard"], "--as", CLERK)
        result = self.office.ask("check", "hotels", "--standard", draft["standard"], "--as", CLERK,
                                 "--to", self.folder / "hotels-report.html", found=True)
        failed = sum(rule["failed"] for rule in result["rules"])
        self.office.approved("hotels")
        self.tell("A real file", f"{made['rows']:,} rows; drafted standard of {len(result['rules'])} rules; {changed:,} cells "
                 f"cleaned; {failed:,} cells fail; approved")

    # --- handing over ----------------------------------------------------------------------------------------------------

    def publish(self) -> None:
        """Approve, pack, verify here and there, sync, accept, and pick up the receipt."""
        version = self.office.approved("enterprises")["version"]
        self.tell("Submit and approve", f"version {version}, submitted by {CLERK}, approved by {SUPERVISOR}")
        self.office.approved("hotline")
        packed = self.office.ask("pack", "enterprises", "--to", self.folder / "package")
        self.tell("Pack", f"{packed['rows']:,} rows, {len(packed['files'])} files, {packed['size']:,} bytes, signed")
        own = self.office.ask("verify-package", self.folder / "package")
        self.agree("intact, signed, trusted here", [own["intact"], own["signed"], own["trusted"]], [True, True, True])
        self.centre.ask("init", self.centre.folder, "--office", "centre")
        there = self.centre.ask("verify-package", self.folder / "package", found=True)
        self.agree("intact, signed, trusted by a stranger", [there["intact"], there["signed"], there["trusted"]],
                   [True, True, False])
        self.office.ask("destination", "add", "stick", self.folder / "stick")
        sent = self.office.ask("sync", "--once")
        again = self.office.ask("sync", "--once")
        self.tell("Sync", f"{sent['sent_objects']} objects, {sent['sent_bytes']:,} bytes")
        self.agree("sent when run again", again["sent_objects"], 0)
        ours, theirs = self.office.ask("key", "show")["fingerprint"], self.centre.ask("key", "show")["fingerprint"]
        self.centre.ask("key", "trust", ours, "--name", "office")
        self.office.ask("key", "trust", theirs, "--name", "centre")
        taken = self.centre.ask("accept", self.folder / "stick")
        self.tell("Accept", f"{taken['accepted']} versions stored at the other side")
        receipts = self.office.ask("sync", "--once")
        accepted = [one for place in receipts["destinations"] for one in place["receipts"] if one["counted"]]
        self.agree("receipts", len(accepted), taken["accepted"])
        (self.folder / "receipt.json").write_text(json.dumps(accepted, ensure_ascii=False, indent=1) + "\n", "utf-8")
        here, stored = self.office.ask("verify", "enterprises"), self.centre.ask("verify", "enterprises")
        self.agree("content at both sides", stored["content_hash"][:16], here["content_hash"][:16])

    def pictures(self) -> None:
        """Let the screen save a picture of every page."""
        folder = self.folder / "pictures"
        screen = [str(Path(sys.executable).with_name("workstation-window"))] if getattr(sys, "frozen", False) else [
            sys.executable, "-m", "ui"]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(
            filter(None, [str(RESOURCES.parent), os.environ.get("PYTHONPATH", "")]))}
        done = subprocess.run([*screen, "--workspace", str(self.office.folder), "--table", "enterprises", "--pictures",
                               str(folder)], capture_output=True, text=True, check=False, env=environment)
        if done.returncode:
            raise Problem("tour", _("The pictures could not be taken."), where=done.stderr[-2000:])
        self.tell("Pictures", f"{len(list(folder.glob('*.png')))} of every page in {folder}")


def has_display() -> bool:
    """Return whether a window can be shown."""
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@command()
@click.option("--to", type=click.Path(path_type=Path), default=Path("build/run"), show_default=True, help="Folder, made anew.")
@click.option("--headless", is_flag=True, help="Do the whole job even where there is a display.")
def tour(shell: Shell, to: Path, headless: bool) -> None:
    """Do the whole job on the samples; with a display, open the window on a sample workspace."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    job = Tour(to.resolve())
    click.echo(_("The job on the samples, in {folder}", folder=str(job.folder)))
    job.start()
    if has_display() and not headless:
        _open_window(job)
        return
    job.check("raw")
    job.clean()
    job.check("after_recipe", job.folder / "enterprises-report.html")
    job.label()
    job.real()
    job.publish()
    job.pictures()
    names = ", ".join(sorted(path.name for path in job.folder.iterdir()))
    click.echo(_("Left in {folder}: {names}", folder=str(job.folder), names=names))
    if job.disagreements:
        click.echo(_("{n} figures do not agree.", n=job.disagreements))
        shell.found_problems()
    click.echo(_("All figures agree."))


def _open_window(job: Tour) -> None:
    click.echo(_("Opening the window on the sample workspace."))
    words = [*program(), "window", "--workspace", str(job.office.folder)]
    subprocess.run(words, check=True, cwd=RESOURCES.parent)
