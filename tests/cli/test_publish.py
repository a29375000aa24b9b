"""The commands of handing over: one office packs and sends, another verifies, accepts and answers."""

from __future__ import annotations

import pytest


@pytest.fixture
def approved(cities, tmp_path):
    """Return `run` in a workspace whose dataset was checked and approved, and a way to approve again."""
    assert cities("person", "add", "wang", "--role", "supervisor", password="secret").code == 0

    def approve():
        assert cities("submit", "cities").code == 0
        assert cities("approve", "cities", "--as", "wang", password="secret").code == 0

    standard = cities("standard", "infer", "cities", "--add").data["standard"]
    cities("check", "cities", "--standard", standard)
    approve()
    cities.approve = approve
    return cities


@pytest.fixture
def centre(run, tmp_path):
    """Return a way to run a command in a second workspace."""
    assert run("init", tmp_path / "centre", "--office", "Centre").code == 0
    return lambda *words: run(*words, workspace=tmp_path / "centre")


def test_what_is_not_approved_is_not_packed(cities, tmp_path):
    answer = cities("pack", "cities", "--to", tmp_path / "out")
    assert answer.code == 2 and answer.problem["code"] == "not-approved" and not (tmp_path / "out").exists()


def test_a_package_is_trusted_here_and_elsewhere_only_after_its_key_is(approved, centre, tmp_path):
    packed = approved("pack", "cities", "--to", tmp_path / "out")
    assert packed.code == 0 and packed.data["version"] == 1
    assert any(one["file"].startswith("report/check-") and one["file"].endswith(".html")
               for one in packed.data["files"])
    assert approved("verify-package", tmp_path / "out").code == 0
    found = centre("verify-package", tmp_path / "out")
    assert found.code == 1
    assert (found.data["intact"], found.data["signed"], found.data["trusted"]) == (True, True, False)
    key = approved("key", "show").data["fingerprint"]
    assert key == found.data["fingerprint"] == centre("key", "list").data["met"][0]["fingerprint"]
    assert centre("key", "trust", *[key[at : at + 4] for at in range(0, 64, 4)], "--name", "Office").code == 0
    assert centre("verify-package", tmp_path / "out").code == 0
    with (tmp_path / "out" / "data" / "data.csv").open("ab") as file:
        file.write(b"x")
    found = approved("verify-package", tmp_path / "out")
    assert found.code == 1 and [one["file"] for one in found.data["faults"]] == ["data/data.csv"]
    assert (found.data["intact"], found.data["signed"], found.data["trusted"]) == (False, True, True)
    assert approved("pack", "cities", "--to", tmp_path / "out").problem["code"] == "exists"


def test_from_the_office_to_the_centre_and_the_receipt_back(approved, centre, tmp_path):
    assert approved("sync", "--once").problem["code"] == "no-destination"
    added = approved("destination", "add", "hub", tmp_path / "hub")
    assert added.data["name"] == "hub" and approved("destination", "list").data["destinations"] == [added.data]
    sent = approved("sync", "--once")
    assert sent.code == 0 and sent.data["sent_objects"] == 3
    assert centre("accept", tmp_path / "hub").problem["code"] == "untrusted"
    centre("key", "trust", approved("key", "show").data["fingerprint"])
    taken = centre("accept", tmp_path / "hub")
    assert taken.code == 0 and taken.data["accepted"] == 1
    came = centre("show", taken.data["versions"][0]["dataset"]).data["rows"]
    sent = approved("show", "cities").data["rows"]
    assert came == [one | {"source": None} for one in sent]  # the file that a row came from stays at the office
    assert centre("accept", tmp_path / "hub").data == {"accepted": 0, "versions": []}
    waiting = approved("sync").data
    assert waiting["state"] == "awaiting" and waiting["sent_objects"] == 0
    assert not any(one["counted"] for one in waiting["destinations"][0]["receipts"])
    approved("key", "trust", centre("key", "show").data["fingerprint"])
    done = approved("sync").data
    assert done["state"] == "done" and done["sent_bytes"] == 0
    approved("do", "cities", "trim_whitespace", "field=city")
    approved.approve()
    second = approved("sync").data
    assert second["destinations"][0]["published"][0]["kind"] == "patch"
    assert centre("accept", tmp_path / "hub").data["accepted"] == 1
    assert approved("sync").data["state"] == "done"
    assert approved("destination", "remove", "hub").code == 0


def test_a_clerk_does_not_publish_nor_trust(approved, tmp_path):
    approved("person", "add", "zhao", password="secret")
    for words in (("pack", "cities", "--to", tmp_path / "out"), ("sync",), ("accept", tmp_path),
                  ("key", "trust", "ab" * 32)):
        assert approved(*words, "--as", "zhao").problem["code"] == "not-allowed"


def test_a_wrong_fingerprint_or_place_says_what_to_do(approved, tmp_path):
    assert approved("key", "trust", "abcd").problem["code"] == "bad-fingerprint"
    assert approved("verify-package", tmp_path / "nowhere").problem["code"] == "no-package"
    assert approved("accept", tmp_path / "nowhere").problem["code"] == "destination-away"
    assert approved("destination", "add", "s3://bucket").problem["code"] == "unknown-destination"
    assert approved("destination", "add", tmp_path / "no" / "such").problem["code"] == "destination-away"
    assert approved("destination", "remove", "x").problem["code"] == "no-destination"
