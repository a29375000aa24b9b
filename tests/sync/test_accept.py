"""The other side: what is not trusted, out of order, replaced or foreign is not taken; what was taken is answered."""

from __future__ import annotations

import shutil

import pytest

from tests.packages.offices import approved, dataset, edit, office, start
from tests.sync.roads import Road
from workstation.destinations.folder import FolderDestination
from workstation.errors import Problem
from workstation.job import Job
from workstation.packages import keys, trust
from workstation.packages.build import pack
from workstation.packages.release import release_of, to_pack
from workstation.sync import receiving
from workstation.sync.accept_package import accept_package
from workstation.sync.outbox import ACCEPTED, AWAITING, HELD, REFUSED


def codes(outcomes) -> list[tuple[str, str]]:
    return [(one.outcome, one.reasons[0]["code"] if one.reasons else "") for one in outcomes]


def heads(road) -> list:
    return sorted(path for path in road.hub.rglob("*.dsse") if path.parent.name == "heads")


def receipts(road) -> list:
    return sorted(path for path in road.hub.rglob("*.dsse") if path.parent.name == "receipts")


@pytest.fixture
def strangers(tmp_path):
    """Give an office and a centre that do not know each other."""
    sender, centre = office(tmp_path / "office"), office(tmp_path / "centre", "Centre")
    yield Road(sender, centre, tmp_path / "hub", trusting=False)
    sender.close()
    centre.close()


def test_an_untrusted_office_is_refused_with_its_fingerprint_until_it_is_trusted(strangers):
    approved(dataset(strangers.sender))
    strangers.send()
    print_ = keys.current(strangers.sender.db).fingerprint
    (one,) = strangers.take()
    assert codes([one]) == [(REFUSED, "untrusted")] and one.fingerprint == print_ and strangers.centre.datasets() == []
    (again,) = strangers.take()
    assert not again.new and len(receipts(strangers)) == 1
    trust.add(strangers.centre.db, print_)
    assert codes(strangers.take()) == [(ACCEPTED, "")]
    assert len(receipts(strangers)) == 2


def test_a_receipt_of_an_untrusted_key_is_shown_and_not_counted(strangers):
    approved(dataset(strangers.sender))
    strangers.send()
    trust.add(strangers.centre.db, keys.current(strangers.sender.db).fingerprint)
    strangers.take()
    done = strangers.send()
    assert [(one.trusted, one.counted) for one in done.receipts] == [(False, False)]
    assert [one.state for one in done.unsettled] == [AWAITING]
    trust.add(strangers.sender.db, done.receipts[0].fingerprint)
    done = strangers.send()
    assert [one.counted for one in done.receipts] == [True] and not done.unsettled


def test_a_head_under_the_folder_of_another_office_is_refused_though_its_key_is_trusted(road, tmp_path):
    other = Road(office(tmp_path / "other", "Office 18"), road.centre, road.hub)
    approved(dataset(road.sender))
    approved(dataset(other.sender, name="Theirs"))
    road.send()
    other.send()
    mine, theirs = (road.hub / "offices" / keys.office_id(keys.current(w.db).fingerprint)
                    for w in (road.sender, other.sender))
    shutil.rmtree(mine)
    shutil.copytree(theirs, mine)
    found = {one.office: one for one in road.take()}
    assert codes([found[theirs.name]]) == [(ACCEPTED, "")] and codes([found[mine.name]]) == [(REFUSED, "damaged-head")]
    other.sender.close()


def test_a_head_of_another_hub_is_refused(road, tmp_path):
    approved(dataset(road.sender))
    road.send()
    other = Road(office(tmp_path / "third", "Third"), road.centre, tmp_path / "second-hub")
    shutil.copytree(road.hub / "offices", tmp_path / "second-hub" / "offices", dirs_exist_ok=True)
    assert codes(road.take(FolderDestination(str(tmp_path / "second-hub")))) == [(REFUSED, "damaged-head")]
    other.sender.close()


def two_versions(road):
    found = approved(dataset(road.sender))
    road.send()
    edit(found, 1, "second")
    approved(found)
    road.send()
    return found


def test_a_missing_number_holds_what_comes_after_it(road):
    found = two_versions(road)
    first = heads(road)[0]
    data = first.read_bytes()
    first.unlink()
    assert codes(road.take()) == [(HELD, "gap")] and road.centre.datasets() == []
    first.write_bytes(data)
    assert codes(road.take()) == [(ACCEPTED, ""), (ACCEPTED, "")]
    assert road.received().table.content_hash == found.table.content_hash


def test_old_heads_put_back_after_newer_ones_change_nothing(road):
    found = two_versions(road)
    road.take()
    second = heads(road)[1]
    data = second.read_bytes()
    second.unlink()
    assert road.take() == []
    second.write_bytes(data)
    assert road.take() == [] and road.received().table.content_hash == found.table.content_hash


def test_two_heads_of_one_number_raise_the_alarm(road, tmp_path):
    approved(dataset(road.sender))
    road.sender.db.execute("pragma wal_checkpoint(truncate)")
    shutil.copytree(road.sender.path, tmp_path / "clone", ignore=shutil.ignore_patterns("*.lock", "*-wal", "*-shm"))
    road.send()
    road.take()
    from workstation.workspace import Workspace

    clone = Workspace(tmp_path / "clone")
    shutil.copytree(road.hub, tmp_path / "copy", ignore=shutil.ignore_patterns("offices", "centre"))
    from workstation.destinations import registry

    registry.remove(clone.db, "hub")
    twin = Road(clone, road.centre, tmp_path / "copy", trusting=False)
    edit(clone.dataset(clone.datasets()[0].id), 0, "other")
    approved(clone.dataset(clone.datasets()[0].id))
    twin.send()
    shutil.copytree(twin.hub / "offices", road.hub / "offices", dirs_exist_ok=True)
    assert codes(road.take()) == [(REFUSED, "replaced")]
    assert "other" not in road.received().table.texts("field 1")
    clone.close()


def test_a_manifest_or_pack_that_was_swapped_is_refused(road):
    approved(dataset(road.sender))
    road.send()
    manifest = next(path for path in road.hub.rglob("*.json") if path.parent.name == "manifests")
    data = manifest.read_bytes()
    manifest.write_bytes(data.replace(b'"rows":5', b'"rows":4'))
    assert codes(road.take()) == [(REFUSED, "damaged")]
    manifest.unlink()
    assert codes(road.take()) == [(HELD, "incomplete")]
    manifest.write_bytes(data)
    next(road.hub.rglob("*.pack")).write_bytes(b"x" * 10)
    assert codes(road.take()) == [(REFUSED, "damaged")]
    assert road.centre.datasets() == []


def test_a_dataset_that_was_changed_at_the_centre_is_not_written_over(road):
    found = approved(dataset(road.sender))
    road.send()
    road.take()
    got = road.received()
    edit(got, 0, "a remark of the centre")
    edit(found, 1, "second")
    approved(found)
    road.send()
    assert codes(road.take()) == [(HELD, "changed-here")]
    assert "a remark of the centre" in road.received().table.texts("field 1")
    got.goto(1, "ben")
    assert codes(road.take()) == [(ACCEPTED, "")]
    assert road.received().table.content_hash == found.table.content_hash


def test_a_dataset_put_in_the_bin_at_the_centre_comes_again_as_a_whole(road):
    found = approved(dataset(road.sender))
    road.send()
    road.take()
    road.send()
    road.centre.bin(road.centre.datasets()[0].id)
    edit(found, 1, "second")
    approved(found)
    road.send()
    assert codes(road.take()) == [(REFUSED, "no-base")]
    done = road.send()
    assert [(one.kind, one.version) for one in done.published] == [("checkpoint", 2)]
    assert codes(road.take()) == [(REFUSED, "no-base"), (ACCEPTED, "")]
    assert road.received().table.content_hash == found.table.content_hash
    assert codes(road.take()) == [(REFUSED, "superseded")]
    assert road.send().published == []


def test_labels_that_the_centre_gave_itself_stay(road):
    from workstation.dataset.change import Annotated

    found = approved(dataset(road.sender))
    road.send()
    road.take()
    got = road.received()
    row = int(got.table.row_ids(got.table.visible)[0])
    with got.writing("eva"):
        got.commit({"operation": "annotate", "question": "tone"}, [Annotated("tone", "eva", {row: None}, {row: "bad"})],
                   "eva")
    edit(found, 1, "second")
    approved(found)
    road.send()
    assert codes(road.take()) == [(ACCEPTED, "")]
    assert road.received().answers("tone")[row] == {"eva": "bad", "ben (Office 17)": "good"}


def test_power_lost_after_the_dataset_was_made_and_before_it_was_written_down_makes_no_second_one(road, monkeypatch):
    found = approved(dataset(road.sender))
    road.send()
    real = receiving._create

    def cut(*given):
        real(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(receiving, "_create", cut)
    with pytest.raises(KeyboardInterrupt):
        road.take()
    monkeypatch.undo()
    assert codes(road.take()) == [(ACCEPTED, "")]
    assert road.received().table.content_hash == found.table.content_hash and len(road.received().history()) == 1


def test_power_lost_after_a_patch_was_applied_applies_it_once(road, monkeypatch):
    found = approved(dataset(road.sender))
    road.send()
    road.take()
    edit(found, 1, "second")
    approved(found)
    road.send()
    real = receiving._advance

    def cut(*given):
        real(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(receiving, "_advance", cut)
    with pytest.raises(KeyboardInterrupt):
        road.take()
    monkeypatch.undo()
    assert codes(road.take()) == [(ACCEPTED, "")]
    assert road.received().table.content_hash == found.table.content_hash and len(road.received().history()) == 2


def test_a_receipt_put_back_or_altered_does_not_count(road):
    approved(dataset(road.sender))
    road.send()
    pack_file = next(road.hub.rglob("*.pack"))
    whole = pack_file.read_bytes()
    pack_file.write_bytes(b"y" * len(whole))
    road.take()
    pack_file.write_bytes(whole)
    road.take()
    for path in receipts(road):
        path.write_bytes(path.read_bytes().replace(b'"keyid":"', b'"keyid":"0', 1))
    done = road.send()
    assert done.receipts and not any(one.counted for one in done.receipts) and done.unsettled


def test_an_older_word_of_the_centre_does_not_undo_a_newer_one(road):
    approved(dataset(road.sender))
    road.send()
    next(road.hub.rglob("*.pack")).rename(road.hub / "kept")
    road.take()
    (old,) = receipts(road)
    data = old.read_bytes()
    old.unlink()
    held = next(path for path in road.hub.rglob("packs/*") if path.is_dir())
    kept = road.hub / "kept"
    from workstation.packages.canonical import file_sha256

    kept.rename(held / f"{file_sha256(kept)}.pack")
    road.take()
    assert [one.counted for one in road.send().receipts] == [True]
    old.write_bytes(data)
    assert [one.counted for one in road.send().receipts] == [False]
    assert not road.send().unsettled


def test_a_place_that_is_no_hub_says_so(road, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(Problem) as caught:
        road.take(FolderDestination(str(tmp_path / "empty")))
    assert caught.value.code == "no-hub"
    with pytest.raises(Problem) as caught:
        road.take(FolderDestination(str(tmp_path / "nowhere")))
    assert caught.value.code == "destination-away"


def packed(road, found, to):
    return pack(release_of(found, to_pack(found)), to, road.signer(road.sender), office_name="Office 17",
                device=keys.device(road.sender.db), job=Job()).path


def by_hand(road, path):
    return accept_package(road.centre, path, lambda: road.signer(road.centre), "anna", Job())


def test_a_package_carried_by_hand_is_taken_once_with_a_receipt_beside_it(road, tmp_path):
    found = approved(dataset(road.sender))
    path = packed(road, found, tmp_path / "carried" / "one")
    assert by_hand(road, path).new and not by_hand(road, path).new
    assert road.received().table.content_hash == found.table.content_hash
    assert [one.name.startswith("one.receipt-") for one in path.parent.iterdir() if one.is_file()] == [True]
    edit(found, 1, "second")
    second = packed(road, approved(found), tmp_path / "carried" / "two")
    by_hand(road, second)
    assert road.received().table.content_hash == found.table.content_hash and len(road.received().history()) == 2
    with pytest.raises(Problem) as caught:
        by_hand(road, path)
    assert caught.value.code == "superseded"


def test_after_a_package_by_hand_the_hub_goes_on(road, tmp_path):
    found = approved(dataset(road.sender))
    by_hand(road, packed(road, found, tmp_path / "one"))
    road.send()
    assert codes(road.take()) == [(ACCEPTED, "")] and len(road.centre.datasets()) == 1
    edit(found, 1, "second")
    approved(found)
    road.send()
    assert codes(road.take()) == [(ACCEPTED, "")]
    assert road.received().table.content_hash == found.table.content_hash


def test_a_package_by_hand_that_is_damaged_or_unknown_is_refused(strangers, tmp_path):
    path = packed(strangers, approved(dataset(strangers.sender)), tmp_path / "one")
    with pytest.raises(Problem) as caught:
        by_hand(strangers, path)
    assert caught.value.code == "untrusted"
    (path / "README.md").write_text("x")
    with pytest.raises(Problem) as caught:
        by_hand(strangers, path)
    assert caught.value.code == "damaged-package" and caught.value.where == "README.md"
    assert strangers.centre.datasets() == []


def test_a_table_of_a_hundred_thousand_rows_arrives_in_pieces(road):
    found = approved(dataset(road.sender, start(100_000, 6)))
    road.send()
    road.take()
    assert road.received().table.content_hash == found.table.content_hash
