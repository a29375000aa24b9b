"""The publish page: key, destination, sync, receipt, pack, verify and accept, as an office and its centre do it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from workstation.job import Job
from workstation.packages import keys, trust
from workstation.workspace import Workspace

ROWS = "name,town\nAna,Oslo\nBo,Bergen\n"


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Keep what protects the keys in a folder of the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def publish(opened, bring, settle):
    """Return the page with one approved version and a key, and nowhere to send it yet."""
    bring(ROWS)
    people, dataset = opened.session.workspace.people, opened.session.dataset
    people.add("Li", "clerk", "pass")
    dataset.submit("Li")
    dataset.approve(opened.session.person)
    keys.make(opened.session.workspace, person=opened.session.person)
    opened.session.open_dataset(dataset.id)
    settle()
    opened.go("publish")
    settle()
    return opened.page


@pytest.fixture
def hub(publish, answers, tmp_path, settle):
    """Add a destination by the page's own button; return its folder."""
    answers.folder, answers.words = tmp_path / "hub", ["Stick"]
    publish.places.add_button.click()
    settle()
    return answers.folder


@pytest.fixture
def centre(tmp_path):
    """Make the other side's workspace, with a key."""
    made = Workspace.create(tmp_path / "centre", office="Centre", password="secret")
    keys.make(made, person="root")
    yield made
    made.close()


def states(page):
    return [page._state(one)[0] for one in page.versions.list.records]


def test_an_approved_version_stands_in_the_list_and_nothing_else(publish, opened, settle, bring):
    bring("a\n1\n", "draft")
    opened.go("publish")
    settle()
    assert [(one.name, one.version.number) for one in publish.versions.list.records] == [("people", 1)]
    assert states(publish) == ["no destination"]


def test_a_place_is_tried_out_and_added(publish, hub, shown):
    assert shown == []
    assert [one.name for one in publish.places.list.list.records] == ["Stick"]
    assert states(publish) == ["not sent yet"]


def test_a_place_that_cannot_be_used_is_refused_in_words(publish, answers, tmp_path, settle, shown):
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    answers.folder, answers.words = file, ["No place"]
    publish.add_destination()
    settle()
    assert len(shown) == 1 and shown[0].remedy
    assert list(publish.places.list.list.records) == []


def test_sync_by_its_shortcut_sends_and_says_so(publish, hub, opened, qtbot, settle, shown):
    qtbot.keyClick(opened, "s", Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    settle()
    assert shown == []
    assert states(publish) == ["sent, no receipt yet"]
    assert publish.outcomes.isVisibleTo(publish)
    assert "version 1 of “people” was sent" in publish.outcomes.list.list.records[0][2]
    assert opened.navigation.items["publish"].figure == "1"
    publish.sync()
    settle()
    assert "waits for its receipt" in publish.outcomes.list.list.records[-1][2]


def test_the_receipt_of_a_trusted_centre_comes_back(publish, hub, centre, opened, settle, answers):
    from workstation.destinations.catalogue import opened as place
    from workstation.sync.accept import accept

    publish.sync()
    settle()
    office, other = keys.current(opened.session.workspace.db), keys.current(centre.db)
    trust.add(centre.db, office.fingerprint, name="office")
    assert [one.outcome for one in accept(centre, place(str(hub)), lambda: keys.unseal(centre), "root", Job())] == ["accepted"]
    answers.words = [other.fingerprint, "Centre"]
    publish.keys.trust_button.click()
    settle()
    publish.sync()
    settle()
    assert states(publish) == ["received"]
    assert [line.name for line in publish.keys.list.list.records] == ["Centre"]
    assert publish.pending.text() == "everything is where it should be"


def test_a_version_is_packed_and_the_three_answers_are_apart(publish, answers, tmp_path, settle, shown):
    answers.folder = tmp_path / "packages"
    answers.folder.mkdir()
    publish.pack()
    settle()
    folder = next(answers.folder.iterdir())
    assert folder.name == "people v1"
    answers.folder = folder
    publish.verify_package()
    settle()
    card = publish.answers
    assert card.isVisibleTo(publish) and card.found.good and shown == []
    (folder / "README.md").write_text("changed", encoding="utf-8")
    publish.verify_package()
    settle()
    assert (card.found.intact, card.found.signed, card.found.trusted) == (False, True, True)
    assert "README.md" in card.faults.text()


def test_accepting_from_a_place_makes_a_table_here(publish, hub, centre, opened, settle, answers, window):
    publish.sync()
    settle()
    trust.add(centre.db, keys.current(opened.session.workspace.db).fingerprint, name="office")
    centre.close()
    window.open_workspace(str(centre.path))
    settle()
    window.go("publish")
    settle()
    answers.folder = hub
    window.page.accept()
    settle()
    assert [info.name for info in window.session.datasets] == ["people"]
    assert "was received" in window.page.outcomes.list.list.records[0][2]


def test_without_a_key_one_is_asked_to_make_it_first(opened, bring, settle, shown, answers):
    bring(ROWS)
    opened.go("publish")
    settle()
    assert not opened.page.keys.make_button.isHidden()
    answers.words = [""]
    opened.page.keys.make_button.click()
    settle()
    made = keys.current(opened.session.workspace.db)
    assert made is not None
    assert "".join(opened.page.keys.print_.text().split()) == made.fingerprint


def test_a_clerk_may_not_send(publish, hub, opened, settle, shown):
    opened.session.sign_in("Li", "pass")
    settle()
    publish.sync()
    settle()
    assert [problem.code for problem in shown] == ["not-allowed"]
    assert publish.keys.trust_button.isHidden()


def test_removing_a_place_asks_first(publish, hub, answers, settle):
    publish.places.remove_button.click()
    settle()
    assert len(publish.places.list.list.records) == 1
    answers.yes = True
    publish.places.remove_button.click()
    settle()
    assert list(publish.places.list.list.records) == []


def test_the_key_with_a_passphrase_asks_for_it_once(opened, bring, settle, answers, shown, tmp_path):
    bring(ROWS)
    dataset = opened.session.dataset
    opened.session.workspace.people.add("Li", "clerk", "pass")
    dataset.submit("Li")
    dataset.approve(opened.session.person)
    keys.make(opened.session.workspace, "four small words", person=opened.session.person)
    opened.go("publish")
    settle()
    answers.folder = tmp_path / "out"
    answers.folder.mkdir()
    answers.words = ["wrong words"]
    opened.page.pack()
    settle()
    assert [problem.code for problem in shown] == ["wrong-passphrase"]
    answers.words = ["four small words"]
    opened.page.pack()
    settle()
    assert (answers.folder / "people v1").is_dir()
