"""Importing: what ties readers to datasets: from files on a disk to rows in a workspace, and from one file to another.

May import: everything below it: workspace, templates, readers, writers, operations, dataset. Nobody but the command line
and the screen imports it.

`files` imports a file; `collect` many files into one dataset; `append` adds a file to a dataset, matched by name and
key; `rerun` does the history again after its first step was changed; `look` tells what is in a file without importing
it; `convert` reads a file and writes another one, without a workspace; `matching` says which field a column of a file is.
`forms` takes forms in that were filled in; `send_back` and `mark_file` mark up what is wrong in them; `corrected` takes
what came back corrected.

A new way to bring rows in is one file here, with what it does to a dataset as an operation in `operations/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workstation.importing.files import Imported, import_file
    from workstation.importing.look import Look, look

__all__ = ["Imported", "Look", "import_file", "look"]

_PLACES = {"Imported": "files", "import_file": "files", "Look": "look", "look": "look"}


def __getattr__(name: str) -> Any:
    """Import what is asked for: `look` and `convert` must not wait for all that a workspace needs."""
    import importlib

    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"workstation.importing.{_PLACES[name]}"), name)
