"""From an approved version in an office to a dataset at the centre and a receipt back; cut anywhere, complete."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

import pytest

from tests.packages.offices import approved, dataset, edit, office, start
from tests.sync.roads import Cut, Road, Shaky, environment
from workstation.destinations.folder import FolderDestination
from workstation.errors import Problem
from workstation.packages import keys
from workstation.sync import packing, publish
from workstation.sync.outbox import ACCEPTED, AWAITING, Outbox
from workstation.sync.run import add_destination, sync


def test_an_approved_version_arrives_with_its_content_and_the_receipt_comes_back(road):
    sent = approved(dataset(road.sender))
    done = road.send()
    assert [(one.seq, one.kind, one.state) for one in done.published] == [(1, "checkpoint", AWAITING)]
    (outcome,) = road.take()
    assert (outcome.outcome, outcome.new) == (ACCEPTED, True)
    got = road.received()
    assert got.table.content_hash == sent.table.content_hash
    assert [block.uuid for block in got.table.blocks] == [block.uuid for block in sent.table.blocks]
    assert [field.id for field in got.table.fields] == [field.id for field in sent.table.fields]
    assert got.settings["label_schema"] == sent.settings["label_schema"]
    assert {row: by for row, by in got.answers("tone").items()} == {
        row: {"ben (Office 17)": "good"} for row in sent.answers("tone")}
    assert "Received version 1" in got.history()[0].summary
    assert got.verify().ok
    back = road.send()
    assert [(one.receipt.outcome, one.counted) for one in back.receipts] == [(ACCEPTED, True)]
    assert not back.unsettled and not list((road.sender.path / "packages").rglob("*.pack"))


def test_doing_it_again_sends_nothing_and_takes_nothing(road):
    approved(dataset(road.sender))
    road.send()
    road.take()
    before = road.files()
    for _round in range(2):
        done = road.send()
        assert (done.sent.objects, done.sent.bytes, done.published) == (0, 0, [])
        assert road.take() == []
    assert road.files() == before and len(road.centre.datasets()) == 1


def test_nothing_local_is_dropped_before_a_receipt_names_its_hashes(road):
    approved(dataset(road.sender))
    road.send()
    road.send()
    assert list((road.sender.path / "packages").rglob("*.pack"))


def test_what_is_not_approved_is_not_sent(road):
    found = dataset(road.sender)
    assert road.send().published == []
    found.submit("ben")
    assert road.send().published == []
    found.approve("anna")
    edit(found, 0, "a draft of tomorrow")
    assert len(road.send().published) == 1
    road.take()
    assert "a draft of tomorrow" not in road.received().table.texts("field 1")


def test_a_second_version_with_a_hundred_edits_sends_kilobytes(road):
    found = approved(dataset(road.sender, start(20_000, 6)))
    first = road.send().sent.bytes
    for row in range(0, 20_000, 200):
        edit(found, row, f"edited {row}")
    approved(found)
    done = road.send()
    assert done.published[0].kind == "patch"
    assert done.sent.bytes < 20_000 < first
    assert [one.outcome for one in road.take()] == [ACCEPTED, ACCEPTED]
    assert road.received().table.content_hash == found.table.content_hash
    assert road.received().verify().ok


def test_versions_follow_each_other_with_rows_fields_and_labels_that_come_and_go(road):
    import numpy as np
    import pyarrow as pa

    from workstation.dataset.change import Annotated, FieldAdded, FieldRemoved, RowsAdded, RowsHidden
    from workstation.dataset.field import new_field, uuid7

    found = approved(dataset(road.sender))
    road.send()
    road.take()
    ids = found.table.row_ids(found.table.visible)
    fields = found.table.fields
    steps = [
        [RowsHidden(ids[:1]), FieldRemoved(fields[1].id, 1)],
        [RowsAdded(uuid7(), 2, pa.table({fields[0].id: ["new", None], fields[2].id: [None, "row"]})),
         FieldAdded(new_field("fresh"), 0, ids[1:3], pa.array(["x", "y"]))],
        [RowsHidden(ids[:1]).inverse(), FieldRemoved(fields[1].id, 1).inverse()],
        [Annotated("tone", "ben", {int(ids[0]): "good"}, {int(ids[0]): None}),
         Annotated("tone", "eva", {int(ids[3]): None}, {int(ids[3]): "bad"})],
    ]
    for changes in steps:
        with found.writing("ben"):
            found.commit({"operation": "x"}, changes, "ben")
        approved(found)
        road.send()
        assert [one.outcome for one in road.take()] == [ACCEPTED]
        got = road.received()
        assert got.table.content_hash == found.table.content_hash and got.verify().ok
    got = road.received()
    assert got.answers("tone") == {int(ids[1]): {"ben (Office 17)": "good"}, int(ids[3]): {"eva (Office 17)": "bad"}}
    assert np.array_equal(got.rebuild().visible, got.table.visible)


def test_only_the_newest_approved_version_travels(road):
    found = approved(dataset(road.sender))
    edit(found, 0, "two")
    approved(found)
    (one,) = road.send().published
    assert (one.version, one.seq) == (2, 1)


@pytest.fixture
def small_packs(monkeypatch):
    monkeypatch.setattr(packing, "PACK", 2_000)


def order(name: str) -> int:
    return 0 if name.endswith(".pack") else 1 if "/manifests/" in name else 2


@pytest.mark.parametrize("seed", range(3))
def test_cut_at_random_points_it_always_ends_complete_and_in_order(tmp_path, small_packs, seed):
    chance = random.Random(seed)
    sender, centre = office(tmp_path / "office"), office(tmp_path / "centre", "Centre")
    road = Road(sender, centre, tmp_path / "hub")
    found = dataset(sender, start(600, 3))
    cuts = 0
    for version in range(2):
        edit(found, version, "a new text")
        approved(found)
        trace: list[str] = []
        cuts += _until_done(lambda calls, trace=trace: road.send(
            opener=lambda one: Shaky(one.location, calls, chance, trace)), chance, lambda: _no_head_without_all(road))
        assert trace == sorted(trace, key=order), "packs before manifest before head"
        cuts += _until_done(lambda calls: road.take(Shaky(str(road.hub), calls, chance, [])), chance, lambda: None)
        assert road.received().table.content_hash == found.table.content_hash
        assert len(centre.datasets()) == 1
    done = road.send()
    assert not done.unsettled and done.sent.objects == 0 and cuts >= 17, cuts
    sender.close()
    centre.close()


def _until_done(act, chance, look) -> int:
    """Do something whose line is cut after a random number of calls, ever later, until it is done; returns the cuts."""
    for cuts in range(1_000):
        try:
            act(chance.randrange(1, 12 + 4 * cuts))
        except Cut:
            look()
        else:
            return cuts
    raise AssertionError("it never ends")


def _no_head_without_all(road):
    """A head that is there has its manifest and all its packs, whole."""
    from workstation.packages.canonical import file_sha256
    from workstation.packages.manifest import read_head, read_manifest

    for path in road.hub.rglob("*.dsse"):
        if "heads" in path.parts and not path.name.startswith("."):
            head, _signed = read_head(path.read_bytes(), 65_536, "head")
            manifest = path.parent.parent / "manifests" / f"{head.manifest}.json"
            assert file_sha256(manifest) == head.manifest
            for pack in read_manifest(manifest.read_bytes(), "m").packs:
                assert file_sha256(path.parent.parent / "packs" / pack[:2] / f"{pack}.pack") == pack


PROGRAM = """
import sys
from pathlib import Path
from workstation.job import Job
from workstation.packages import keys
from workstation.sync.run import sync
from workstation.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
print("ready", flush=True)
(done,) = sync(workspace, lambda: keys.unseal(workspace), Job(), once=True)
assert done.problem is None, done.problem
"""


def test_a_killed_process_loses_nothing_and_a_plain_run_goes_on(tmp_path):
    sender, centre = office(tmp_path / "office"), office(tmp_path / "centre", "Centre")
    road = Road(sender, centre, tmp_path / "hub")
    found = approved(dataset(sender, start(60_000, 5)))
    content = found.table.content_hash
    sender.close()
    chance, killed = random.Random(7), 0
    for _n in range(4):
        running = subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path / "office")], stdout=subprocess.PIPE,
                                   env=environment())
        running.stdout.readline()
        time.sleep(chance.random() * 0.6)
        running.send_signal(signal.SIGKILL)
        killed += running.wait() == -signal.SIGKILL
        running.stdout.close()
        _no_head_without_all(road)
    subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path / "office")], check=True, env=environment(),
                   capture_output=True)
    assert [one.outcome for one in road.take()] == [ACCEPTED]
    assert road.received().table.content_hash == content and killed
    centre.close()


def test_an_object_torn_at_the_destination_is_mended_and_never_believed(road, monkeypatch):
    approved(dataset(road.sender))
    road.send()
    pack = next(road.hub.rglob("*.pack"))
    pack.write_bytes(pack.read_bytes()[:-9])
    assert [one.reasons[0]["code"] for one in road.take()] == ["damaged"]
    road.send()
    assert [one.outcome for one in road.take()] == [ACCEPTED]


def test_an_object_that_rotted_at_the_destination_is_sent_again_after_the_refusal(road):
    approved(dataset(road.sender))
    road.send()
    pack = next(road.hub.rglob("*.pack"))
    whole = pack.read_bytes()
    pack.write_bytes(whole[:50] + bytes([whole[50] ^ 1]) + whole[51:])
    (refused,) = road.take()
    assert (refused.outcome, refused.reasons[0]["code"]) == ("refused", "damaged")
    assert road.send().sent.objects == 1
    assert [one.outcome for one in road.take()] == [ACCEPTED]
    assert not road.send().unsettled


def test_a_stick_that_lost_everything_but_its_name_is_filled_again(road):
    import shutil

    approved(dataset(road.sender))
    road.send()
    shutil.rmtree(road.hub / "offices")
    assert road.send().sent.objects == 3
    assert [one.outcome for one in road.take()] == [ACCEPTED]


def test_another_stick_in_the_same_place_is_not_mistaken_for_it(road):
    import shutil

    approved(dataset(road.sender))
    shutil.rmtree(road.hub)
    with pytest.raises(Problem) as caught:
        road.send()
    assert caught.value.code == "destination-away"
    road.hub.mkdir()
    with pytest.raises(Problem) as caught:
        road.send()
    assert caught.value.code == "other-place" and list(road.hub.iterdir()) == []


def test_a_destination_removed_and_added_again_goes_on_where_it_was(road):
    from workstation.destinations import registry

    approved(dataset(road.sender))
    road.send()
    registry.remove(road.sender.db, "hub")
    add_destination(road.sender, str(road.hub), name="again")
    assert road.send().sent.objects == 0


def test_a_second_destination_gets_a_checkpoint_of_its_own(road, tmp_path):
    found = approved(dataset(road.sender))
    road.send()
    edit(found, 1, "more")
    approved(found)
    add_destination(road.sender, str(tmp_path / "stick"), name="stick")
    rounds = sync(road.sender, lambda: keys.unseal(road.sender, "pass phrase"), Job_(), once=True)
    assert [[one.kind for one in done.published] for done in rounds] == [["patch"], ["checkpoint"]]


def Job_():
    from workstation.job import Job

    return Job()


def test_a_destination_that_fails_does_not_keep_the_others_waiting(road, tmp_path):
    approved(dataset(road.sender))
    add_destination(road.sender, str(tmp_path / "a-stick"), name="a stick")
    (tmp_path / "a-stick").rename(tmp_path / "pulled")
    first, second = sync(road.sender, lambda: keys.unseal(road.sender, "pass phrase"), Job_(), once=True)
    assert first.problem.code == "destination-away" and second.problem is None and len(second.published) == 1


def test_what_may_pass_is_tried_again_with_growing_waits(road):
    approved(dataset(road.sender))
    waits, chance, calls = [], random.Random(1), iter([3, 9, 10_000])
    (done,) = sync(road.sender, lambda: keys.unseal(road.sender, "pass phrase"), Job_(), wait=waits.append,
                   opener=lambda one: Shaky(one.location, next(calls), chance, []))
    assert done.problem is None and len(waits) == 2 and len(done.published) == 1


def test_a_clone_of_the_workspace_is_found_as_a_fork_and_can_begin_anew(road, tmp_path):
    import shutil

    from workstation.workspace import Workspace

    found = approved(dataset(road.sender))
    road.sender.db.execute("pragma wal_checkpoint(truncate)")
    shutil.copytree(road.sender.path, tmp_path / "clone", ignore=shutil.ignore_patterns("*.lock", "*-wal", "*-shm"))
    road.send()
    clone = Workspace(tmp_path / "clone")
    other = Road.__new__(Road)
    other.sender, other.centre, other.hub, other.signers = clone, road.centre, road.hub, {}
    edit(clone.dataset(found.id), 0, "other content")
    approved(clone.dataset(found.id))
    with pytest.raises(Problem) as caught:
        other.send()
    assert caught.value.code == "fork"
    keys.renew_device(clone.db)
    assert len(other.send().published) == 1
    clone.close()


def test_a_dataset_in_the_bin_gives_its_number_back(road, monkeypatch):
    found = approved(dataset(road.sender))

    def broken(*_given):
        raise Problem("x", "y")

    monkeypatch.setattr(publish, "build", broken)
    with pytest.raises(Problem):
        road.send()
    monkeypatch.undo()
    outbox = Outbox(road.sender.db, FolderDestination(str(road.hub)) and _hub(road), keys.device(road.sender.db))
    assert outbox.all() == []
    assert road.send().published[0].seq == 1 and found.versions()


def _hub(road):
    from workstation.sync.hub import hub_id

    return hub_id(FolderDestination(str(road.hub)))
