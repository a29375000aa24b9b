"""A full disk, a limit on file sizes, a write-protected disk: nothing is lost, and what happened is said in words."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.data import write_csv
from workstation.catalogue import operation
from workstation.dataset.operation import Operation
from workstation.errors import Problem
from workstation.importing import import_file
from workstation.workspace import Workspace

PERSON = "clerk"
ROWS = 4_000
MEBIBYTE = 1 << 20


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory) -> Iterator[Path]:
    """Return a disk of 24 MiB; skipped where no disk can be mounted."""
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk here; the limit on file sizes is tried instead")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.fixture
def workspace(small_disk) -> Iterator[Workspace]:
    """Return a workspace on the small disk with one dataset."""
    folder = small_disk / "workspace"
    shutil.rmtree(folder, ignore_errors=True)
    made = Workspace.create(folder, administrator=PERSON, password="1234")
    import_file(made, small_csv(small_disk.parent), PERSON)
    yield made
    with contextlib.suppress(Exception):
        made.close()


def small_csv(folder: Path) -> Path:
    """Return a csv of ROWS rows, about 1 MB."""
    return write_csv(folder / "small.csv", ROWS)


def cased(field: str, turn: int = 0) -> Operation:
    """Return an operation that changes a whole column, another one in every turn."""
    return operation({"operation": "change_case", "field": field, "case": ("upper", "lower")[turn % 2]})


@contextlib.contextmanager
def filled(disk: Path, left: int) -> Iterator[None]:
    """Fill a disk up to `left` bytes, and free it again."""
    ballast = disk / "ballast"
    space = os.statvfs(disk)
    ballast.write_bytes(b"\0" * max(0, space.f_bavail * space.f_frsize - left))
    try:
        yield
    finally:
        ballast.unlink()


@pytest.mark.parametrize("left", [0, 4096, 65_536])
def test_a_change_on_a_full_disk_changes_nothing_and_says_so(workspace, small_disk, left):
    dataset = workspace.dataset(workspace.datasets()[0].id)
    before, entries = dataset.table.content_hash, len(dataset.history())
    with filled(small_disk, left):
        with pytest.raises(Problem) as told:
            for turn in range(100):  # a little room, or the room of the log that is there, may hold the first ones
                dataset.do(cased("email", turn), PERSON)
                before, entries = dataset.table.content_hash, len(dataset.history())
        assert told.value.code == "disk-full"
        assert told.value.remedy
        assert dataset.table.content_hash == before
    assert len(dataset.history()) == entries
    assert dataset.verify().ok
    assert dataset.do(cased("plate", 1), PERSON).count > 0  # with room again, work goes on


def test_what_was_done_before_the_disk_was_full_is_there_after_opening_again(workspace, small_disk):
    dataset = workspace.dataset(workspace.datasets()[0].id)
    content = dataset.table.content_hash
    with filled(small_disk, 0):
        with pytest.raises(Problem):
            for turn in range(100):
                dataset.do(cased("email", turn), PERSON)
                content = dataset.table.content_hash
        workspace.close()
        again = Workspace(workspace.path)  # opening needs no room
        assert again.dataset(again.datasets()[0].id).table.content_hash == content
        again.close()
    again = Workspace(workspace.path)
    assert again.dataset(again.datasets()[0].id).verify().ok
    again.close()


def test_an_import_on_a_full_disk_leaves_nothing_behind(workspace, small_disk):
    files = {path for path in workspace.path.rglob("*") if path.is_file()}
    with filled(small_disk, 600_000), pytest.raises(Problem) as told:
        import_file(workspace, small_csv(small_disk.parent), PERSON, name="second")
    assert told.value.code == "disk-full"
    assert len(workspace.datasets()) == 1
    assert {path for path in workspace.path.rglob("*") if path.is_file()} - files == set()
    assert import_file(workspace, small_csv(small_disk.parent), PERSON, name="second")


@pytest.fixture
def protected(workspace, tmp_path) -> Iterator[Path]:
    """Return the workspace's folder as a disk that cannot be written shows it."""
    workspace.close()
    place = tmp_path / "protected"
    place.mkdir()
    subprocess.run(["mount", "--bind", str(workspace.path), str(place)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(place)], check=True)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_write_protected_disk_can_be_looked_at_and_refuses_changes_in_words(workspace, protected):
    try:
        looked_at = Workspace(protected)
    except Problem as told:
        assert told.code == "read-only" and told.remedy  # to refuse in words is an answer too
    else:
        dataset = looked_at.dataset(looked_at.datasets()[0].id)
        content = dataset.table.content_hash
        with pytest.raises(Problem) as told_later:
            dataset.do(cased("email"), PERSON)
        assert told_later.value.code == "read-only"
        assert dataset.table.content_hash == content
        looked_at.close()
    again = Workspace(workspace.path)
    assert again.dataset(again.datasets()[0].id).verify().ok
    again.close()


def test_a_limit_on_file_sizes_changes_nothing_and_says_so(tmp_path):
    workspace = Workspace.create(tmp_path / "workspace", administrator=PERSON, password="1234")
    import_file(workspace, small_csv(tmp_path), PERSON)
    dataset = workspace.dataset(workspace.datasets()[0].id)
    before = dataset.table.content_hash
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))  # Python ignores SIGXFSZ: writes fail with EFBIG
    try:
        with pytest.raises(Problem) as told:
            dataset.do(cased("email"), PERSON)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert told.value.remedy
    assert dataset.table.content_hash == before
    assert dataset.verify().ok
    assert dataset.do(cased("email"), PERSON).count > 0
    workspace.close()


def test_a_damaged_dataset_file_is_refused_in_words(tmp_path):
    workspace = Workspace.create(tmp_path / "workspace", administrator=PERSON, password="1234")
    (one,) = import_file(workspace, small_csv(tmp_path), PERSON)
    workspace.close()
    file = workspace.file(one.dataset)
    whole = file.read_bytes()
    for damaged in (b"", whole[:700], whole[: len(whole) // 2], b"\0" * len(whole), b"not a database" + whole[14:]):
        file.write_bytes(damaged)
        again = Workspace(workspace.path)
        with pytest.raises(Problem) as told:
            dataset = again.dataset(one.dataset)
            found = dataset.verify()
            assert not found.ok
            raise Problem("damaged", *found.faults[:1], remedy="-")
        assert told.value.code in ("damaged", "not-ours") and told.value.remedy
        again.close()
