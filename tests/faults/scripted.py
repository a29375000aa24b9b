"""A clerk's work as a program that may be killed at any moment: `python -m tests.faults.scripted FOLDER SEED CSV`.

It imports, edits cells, runs bulk operations, undoes, redoes and adds rows in a workspace, and says
`done DATASET SEQ HASH` only after the program has reported that entry as done. What it said must never be lost.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from workstation.catalogue import operation
from workstation.dataset.dataset import Changes, Dataset
from workstation.errors import Problem
from workstation.importing import import_file
from workstation.workspace import Workspace

PERSON = "clerk"


def said(dataset: Dataset, seq: int) -> None:
    """Tell whoever listens that an entry was reported done."""
    print("done", dataset.id, seq, dataset.journal.entry(seq).hash, flush=True)


class Clerk:
    """Works at random, seeded; one method is one kind of act."""

    def __init__(self, workspace: Workspace, file: Path, chance: random.Random) -> None:
        """Take a workspace and a file to import."""
        self.workspace, self.file, self.chance = workspace, file, chance

    def import_it(self) -> None:
        """Import the file as a new dataset."""
        for one in import_file(self.workspace, self.file, PERSON):
            said(self.workspace.dataset(one.dataset), 1)

    def dataset(self) -> Dataset:
        """Return one of the datasets."""
        return self.workspace.dataset(self.chance.choice(self.workspace.datasets()).id)

    def act(self) -> None:
        """Do one thing and say so."""
        if not self.workspace.datasets() or self.chance.random() < 0.06:
            self.import_it()
            return
        dataset = self.dataset()
        acts: list[Callable[[Dataset], Changes]] = [self.edit, self.edit, self.bulk, self.bulk, self.undo, self.redo,
                                                    self.rows, self.keep_cache]
        if len(dataset.table) < 10:  # the import itself was undone
            acts = [self.redo]
        try:
            done = self.chance.choice(acts)(dataset)
        except Problem as problem:
            if problem.code not in ("nothing-to-undo", "nothing-to-redo"):
                raise
            return
        if done.entry is not None:
            said(dataset, done.entry.seq)

    def do(self, dataset: Dataset, name: str, rows: Any = None, **given: Any) -> Changes:
        """Do an operation by its name."""
        return dataset.do(operation({"operation": name, **given}), PERSON, rows)

    def edit(self, dataset: Dataset) -> Changes:
        """Edit a few cells by hand."""
        table = dataset.table
        chosen = np.array(sorted(self.chance.sample(range(len(table)), 3)), dtype=np.int64)
        field = self.chance.choice(table.fields).id
        cells = [[int(row), field, f"edited {self.chance.random()}"] for row in table.row_ids(table.visible[chosen])]
        return self.do(dataset, "edit_cells", cells=cells)

    def bulk(self, dataset: Dataset) -> Changes:
        """Change a whole column."""
        name = self.chance.choice(["email", "org_name", "plate", "note"])
        to = self.chance.choice(["upper", "lower", "title"])
        return self.do(dataset, "change_case", field=name, case=to)

    def rows(self, dataset: Dataset) -> Changes:
        """Remove or add rows."""
        if self.chance.random() < 0.5:
            table = dataset.table
            chosen = table.row_ids(table.visible[: self.chance.randint(1, 5)])
            return self.do(dataset, "remove_rows", rows=chosen)
        return self.do(dataset, "add_rows", count=self.chance.randint(1, 4))

    def undo(self, dataset: Dataset) -> Changes:
        """Take the last step back."""
        return dataset.undo(PERSON)

    def redo(self, dataset: Dataset) -> Changes:
        """Do it again."""
        return dataset.redo(PERSON)

    def keep_cache(self, dataset: Dataset) -> Changes:
        """Write the cache, as happens in the background, and edit."""
        dataset.save_cache()
        return self.edit(dataset)


def main() -> None:
    """Work until killed."""
    folder, seed, file = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    exists = (folder / "workspace.db").exists()
    workspace = Workspace(folder) if exists else Workspace.create(folder, administrator=PERSON, password="1234")
    clerk = Clerk(workspace, file, random.Random(seed))
    print("ready", flush=True)
    while True:
        clerk.act()


if __name__ == "__main__":
    main()
