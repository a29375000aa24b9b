"""Commands of a workspace and its list of datasets: init, datasets, attach, rename, bin, restore, backup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from workstation.cli.shell import Shell, command, read_line, table_lines
from workstation.text import _


@command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--office", default="", help="Name of the office.")
@click.option("--administrator", default=None, help="Name of the first account; the system's user when left out.")
@click.option("--password-fd", type=int, default=None, help="File descriptor whose first line is the administrator's password.")
@click.option("--passphrase-fd", type=int, default=None, help="File descriptor whose first line seals the office's key.")
def init(shell: Shell, folder: Path, office: str, administrator: str | None, password_fd: int | None,
         passphrase_fd: int | None) -> None:
    """Make a workspace in FOLDER and the office's signing key."""
    from workstation.packages import keys
    from workstation.workspace import Workspace

    password = read_line(password_fd) if password_fd is not None else ""
    workspace = Workspace.create(folder, office=office, administrator=administrator, password=password)
    try:
        passphrase = read_line(passphrase_fd) if passphrase_fd is not None else None
        first = workspace.people.all()[0].name
        made = keys.make(workspace, passphrase, name=workspace.setting("office"), person=first)
        people = [person.data() for person in workspace.people.all()]
        data: dict[str, Any] = {"workspace": str(workspace.path), "office": workspace.setting("office"), "people": people,
                                "key": made.data()}
        shell.answer(data, [
            _("Workspace made in {path}.", path=str(workspace.path)),
            _("{person} is the administrator.", person=people[0]["name"]),
            _("Key of the office: {fingerprint}", fingerprint=data["key"]["fingerprint"])])
    finally:
        workspace.close()


@command()
@click.option("--binned", is_flag=True, help="Those in the bin.")
def datasets(shell: Shell, binned: bool) -> None:
    """List the datasets."""
    found = shell.workspace.datasets(binned=binned)
    lines = table_lines([[info.name, info.id, info.added_at[:16]] for info in found], [_("Name"), _("Id"), _("Added")])
    shell.answer({"datasets": [info.data() for info in found]}, lines if found else [_("No datasets yet.")])


@command()
@click.argument("file", type=click.Path(path_type=Path))
def attach(shell: Shell, file: Path) -> None:
    """Take over a .dataset FILE from another computer."""
    info = shell.workspace.attach(file, shell.job())
    shell.answer({"dataset": info.id, "name": info.name}, [_("Attached as “{name}”.", name=info.name)])


@command()
@click.argument("dataset")
@click.argument("name")
def rename(shell: Shell, dataset: str, name: str) -> None:
    """Give DATASET another NAME."""
    info = shell.workspace.rename(dataset, name)
    shell.answer({"dataset": info.id, "name": info.name}, [_("It is called “{name}” now.", name=info.name)])


@command("bin")
@click.argument("dataset")
def bin_(shell: Shell, dataset: str) -> None:
    """Put DATASET in the bin; nothing is deleted."""
    info = shell.workspace.bin(dataset)
    shell.answer({"dataset": info.id, "name": info.name, "binned": True},
                 [_("“{name}” is in the bin. Bring it back with “restore”.", name=info.name)])


@command()
@click.argument("dataset")
def restore(shell: Shell, dataset: str) -> None:
    """Bring DATASET back from the bin."""
    info = shell.workspace.restore(dataset)
    shell.answer({"dataset": info.id, "name": info.name, "binned": False}, [_("“{name}” is back.", name=info.name)])


@command()
@click.argument("dataset")
@click.option("--to", required=True, type=click.Path(path_type=Path), help="The new file.")
def backup(shell: Shell, dataset: str, to: Path) -> None:
    """Copy DATASET whole to a new file; bring it back with “attach”."""
    found = shell.workspace.dataset(dataset)
    found.backup(to, shell.job())
    shell.answer({"dataset": found.id, "file": str(to), "bytes": to.stat().st_size}, [_("Copied to {path}.", path=str(to))])
