"""A damaged, truncated, missing or stale cache is noticed and made again; it never crashes and never lies."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench.data import write_csv
from workstation.catalogue import operation
from workstation.importing import import_file
from workstation.workspace import Workspace

PERSON = "clerk"
CASES, CASES_LONG = 40, 400


@pytest.fixture(scope="module")
def pristine(tmp_path_factory) -> tuple[Path, str]:
    """Return a workspace with a dataset of 3,000 rows, an edit after its cache, and its content hash."""
    folder = tmp_path_factory.mktemp("pristine") / "workspace"
    workspace = Workspace.create(folder, administrator=PERSON, password="1234")
    (one,) = import_file(workspace, write_csv(folder.parent / "register.csv", 3_000), PERSON)
    dataset = workspace.dataset(one.dataset)
    dataset.do(operation({"operation": "change_case", "field": "email", "case": "upper"}), PERSON)
    dataset.save_cache()
    dataset.do(operation({"operation": "change_case", "field": "plate", "case": "lower"}), PERSON)
    content = dataset.table.content_hash
    workspace.close()
    return folder, content


def cache_files(folder: Path) -> list[Path]:
    """Return the files of the cache, manifest included, in one order for every copy."""
    return sorted(path for path in (folder / "cache").rglob("*") if path.is_file())


def missing(path: Path, chance: random.Random) -> None:
    """Take the file away."""
    path.unlink()


def empty(path: Path, chance: random.Random) -> None:
    """Leave nothing in it."""
    path.write_bytes(b"")


def truncated(path: Path, chance: random.Random) -> None:
    """Cut it somewhere."""
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def flipped(path: Path, chance: random.Random) -> None:
    """Flip one bit somewhere."""
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def overwritten(path: Path, chance: random.Random) -> None:
    """Put rubbish of the same length in its place."""
    path.write_bytes(chance.randbytes(path.stat().st_size))


def swapped(path: Path, chance: random.Random) -> None:
    """Put another file of the cache in its place."""
    others = [other for other in path.parent.iterdir() if other != path and other.is_file()]
    shutil.copyfile(chance.choice(sorted(others)), path)


KINDS: tuple[Callable[[Path, random.Random], None], ...] = (missing, empty, truncated, flipped, overwritten, swapped)


def opened(folders: list[Path]) -> subprocess.CompletedProcess[str]:
    """Return what a program says that opens these workspaces."""
    return subprocess.run([sys.executable, "-X", "faulthandler", "-m", "tests.faults.damage", *map(str, folders)],
                          capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent.parent)


def test_a_damaged_cache_is_made_again_and_never_crashes(pristine, tmp_path, chance, long):
    folder, content = pristine
    places = []
    for number in range(CASES_LONG if long else CASES):
        kind = KINDS[number % len(KINDS)]
        place = tmp_path / f"{number:03}-{kind.__name__}"
        shutil.copytree(folder, place)
        files = cache_files(place)
        kind(files[(number // len(KINDS)) % len(files)], chance)
        places.append(place)
    found = opened(places)
    lines = [line.split() for line in found.stdout.splitlines()]
    assert found.returncode == 0, f"after {lines[-1:]}: {found.stderr}"
    assert lines == [["opened", place.name, content, "3000"] for place in places]


def test_a_cache_of_another_time_or_dataset_is_not_trusted(pristine, tmp_path):
    folder, content = pristine
    stale = tmp_path / "stale"
    shutil.copytree(folder, stale)
    workspace = Workspace(stale)
    dataset = workspace.dataset(workspace.datasets()[0].id)
    ahead = stale / "datasets" / f"{dataset.id}.dataset"
    dataset.backup(tmp_path / "earlier.dataset")
    dataset.do(operation({"operation": "change_case", "field": "org_name", "case": "lower"}), PERSON)
    dataset.save_cache()
    workspace.close()
    for leftover in ahead.parent.glob(ahead.name + "*"):
        leftover.unlink()
    shutil.copyfile(tmp_path / "earlier.dataset", ahead)  # the file comes back from a backup, the cache is of later
    assert opened([stale]).stdout.split()[2] == content


def test_a_workspace_without_its_cache_folder_opens(pristine, tmp_path):
    folder, content = pristine
    bare = tmp_path / "bare"
    shutil.copytree(folder, bare)
    shutil.rmtree(bare / "cache")
    assert opened([bare]).stdout.split()[2] == content
    assert cache_files(bare), "the cache was not written again"


def test_these_damages_really_are_damages(pristine, tmp_path, chance):
    folder, _content = pristine
    for kind in KINDS:
        place = tmp_path / kind.__name__
        shutil.copytree(folder, place)
        victim = cache_files(place)[0]
        before = victim.read_bytes()
        kind(victim, chance)
        assert not victim.exists() or victim.read_bytes() != before
