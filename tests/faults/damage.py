"""Opens one workspace after another and says what it found: `python -m tests.faults.damage FOLDER...`.

A program of its own, since what is tested is that a damaged cache does not crash the one that opens it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from workstation.workspace import Workspace


def main() -> None:
    """Open each workspace's dataset, read every cell, say its content hash and a cell."""
    for folder in map(Path, sys.argv[1:]):
        workspace = Workspace(folder)
        dataset = workspace.dataset(workspace.datasets()[0].id)
        table = dataset.table
        first = [table.columns[field.id].get(0) for field in table.fields]
        assert len(first) == len(table.fields)
        print("opened", folder.name, table.content_hash, len(table), flush=True)
        workspace.close()


if __name__ == "__main__":
    main()
