"""Killing the program at any moment loses nothing that it had reported as done.

This shows the death of a process: what was written has reached the operating system. It does not show a power cut,
where the disk itself may lose what it claimed to have; for that the store asks for a full sync at every commit.
"""

from __future__ import annotations

import signal

from tests.faults.conftest import work_and_kill
from workstation.workspace import Workspace

KILLS, KILLS_LONG, EACH = 40, 200, 10
"""So many kills; after each EACH of them a new workspace, so that verifying stays quick."""
MOST = 8  # entries reported done before the moment is chosen
LONGEST = 0.15  # seconds from there: an edit takes 20 ms, a change of a column 50, an import 400 on a quiet machine


def lost_or_wrong(folder, done) -> list[str]:
    """Reopen the workspace and return a sentence for each thing that was reported done and is not there."""
    workspace = Workspace(folder)
    try:
        here = {info.id for info in workspace.datasets()}
        wrong = [f"dataset {key} is gone" for key in {key for key, _seq, _hash in done} - here]
        for key in here:
            dataset = workspace.dataset(key)
            kept = {entry.seq: entry.hash for entry in dataset.history()}
            wrong += [f"entry {seq} of {key} is lost"
                      for of, seq, digest in done if of == key and kept.get(seq) != digest]
            found = dataset.verify()
            wrong += [f"{key}: {fault}" for fault in found.faults]
            if found.content_hash != found.rebuilt_hash:
                wrong.append(f"{key}: the table is not what the journal makes")
        return wrong
    finally:
        workspace.close()


def test_nothing_reported_done_is_lost_when_the_program_is_killed(tmp_path, csv_file, chance, long):
    done, told, hit = [], 0, 0
    for number in range(KILLS_LONG if long else KILLS):
        if number % EACH == 0:
            folder, done = tmp_path / f"workspace-{number}", []
        entries, after = chance.randint(0, MOST), chance.uniform(0.0, LONGEST)
        if not entries:  # in the making of the workspace or in the first import
            after *= 6
        killed = work_and_kill(folder, number, csv_file, entries, after)
        assert killed.returncode == -signal.SIGKILL, killed.complaints
        done += killed.done
        told, hit = told + len(killed.done), hit + bool(killed.done)
        if not (folder / "workspace.db").exists():  # killed before the workspace itself was reported made
            assert not done
            continue
        assert lost_or_wrong(folder, done) == [], f"kill {number}, {after:.3f} s after entry {entries}"
    # A test that kills before anything happens would always be green.
    assert hit > number / 3, f"only {hit} of {number + 1} kills came after an entry was reported done"
    print(f"{number + 1} kills, {told} entries reported done, none lost")


def test_the_loss_of_an_entry_would_be_seen(tmp_path, csv_file):
    folder = tmp_path / "workspace"
    killed = work_and_kill(folder, 1, csv_file, 3, 0.0)
    assert killed.done
    dataset, seq, digest = killed.done[-1]
    assert lost_or_wrong(folder, [(dataset, seq + 10_000, digest)])
    assert lost_or_wrong(folder, [(dataset, seq, "another hash")])
