"""The kinds of destinations, by their word in workspace.db."""

from __future__ import annotations

from collections.abc import Callable

from workstation.destinations.destination import Destination
from workstation.destinations.folder import FolderDestination
from workstation.errors import Problem
from workstation.text import _

KINDS: dict[str, Callable[[str], Destination]] = {
    "folder": FolderDestination,
}


def kind_of(location: str) -> str:
    """Return the kind of destination a location names; Problem when the program knows none."""
    scheme = location.split("://", 1)[0].lower() if "://" in location else "file"
    if scheme != "file":
        raise Problem("unknown-destination", _("This program cannot send to “{scheme}” places.", scheme=scheme),
                      where=location,
                      remedy=_("Name a folder, a network share or a stick."))
    return "folder"


def opened(location: str, kind: str | None = None) -> Destination:
    """Return the destination at a location."""
    kind = kind or kind_of(location)
    if kind not in KINDS:
        raise Problem("unknown-destination", _("This program cannot send to “{scheme}” places.", scheme=kind),
                      where=location,
                      remedy=_("Install the newer version that made this destination."))
    return KINDS[kind](location)
