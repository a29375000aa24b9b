"""A folder as a destination: whole objects, never overwritten, never outside; and troubles in words."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading

import pytest

from workstation.destinations import exclusive, folder
from workstation.destinations.destination import AlreadyThere, Trouble, safe_name
from workstation.destinations.folder import FolderDestination, folder_path
from workstation.errors import Problem


@pytest.fixture
def place(tmp_path):
    (tmp_path / "hub").mkdir()
    return FolderDestination(str(tmp_path / "hub"))


def without_links(monkeypatch):
    def refuse(*_given):
        raise OSError(errno.EPERM, "no hard links")

    monkeypatch.setattr(os, "link", refuse)


def without_renameat2(monkeypatch):
    without_links(monkeypatch)
    monkeypatch.setattr(exclusive, "_renameat2", lambda *_given: False)


WAYS = [("hard link", lambda _m: None), ("renameat2", without_links), ("claim file", without_renameat2)]
ways = pytest.mark.parametrize("way", [way[1] for way in WAYS], ids=[way[0] for way in WAYS])


@ways
def test_what_is_put_is_read_back_and_never_replaced(place, monkeypatch, way):
    way(monkeypatch)
    place.mkdirs(["a/b"])
    place.put_new("a/b/one.pack", b"first")
    with pytest.raises(AlreadyThere):
        place.put_new("a/b/one.pack", b"second")
    assert place.read("a/b/one.pack", 100) == b"first" and place.size("a/b/one.pack") == 5
    assert place.list("a/b") == ["one.pack"] and place.list("a") == ["b/"] and place.list("") == ["a/"]
    assert os.listdir(place.root / "a" / "b") == ["one.pack"]


@ways
def test_of_twelve_that_write_one_name_exactly_one_wins(place, monkeypatch, way):
    way(monkeypatch)
    place.mkdirs(["a"])
    for round_ in range(10):
        won, gate = [], threading.Barrier(12)

        def run(number, name=f"a/n{round_}", won=won, gate=gate):
            gate.wait()
            try:
                place.put_new(name, b"%d" % number)
                won.append(number)
            except AlreadyThere:
                pass

        threads = [threading.Thread(target=run, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1 and place.read(f"a/n{round_}", 10) == b"%d" % won[0]


@ways
def test_a_place_is_tried_out_and_left_as_it_was(place, monkeypatch, way):
    way(monkeypatch)
    found = place.probe()
    assert found.exclusive and found.free > 0 and found.links == (way is WAYS[0][1])
    assert place.list("") == [] and os.listdir(place.root) == []


def test_a_place_that_lets_several_win_is_refused(place, monkeypatch):
    monkeypatch.setattr(folder, "rename_new", lambda source, target: os.replace(source, target) or False)
    with pytest.raises(Trouble) as caught:
        place.probe()
    assert caught.value.code == "unfit-destination"


NAMES = ["", ".", "..", "../x", "a/../b", "/etc/passwd", "a//b", "a/", "a\\b", "C:x", "a\0b", "nul", "a/con.txt", "x.",
         "é",
         ".hidden", "a b", "x" * 200, "/".join("a" * 20)]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_could_lead_elsewhere_is_refused(place, name):
    assert not safe_name(name)
    for act in (lambda: place.put_new(name, b""), lambda: place.read(name, 1), lambda: place.size(name)):
        with pytest.raises(Problem):
            act()


def test_a_link_that_leads_out_of_the_place_is_not_followed(place, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (place.root / "out").symlink_to(tmp_path / "elsewhere")
    for act in (lambda: place.put_new("out/x", b"1"), lambda: place.mkdirs(["out/deep"]),
                lambda: place.read("out/x", 1)):
        with pytest.raises(Problem) as caught:
            act()
        assert caught.value.code == "outside"
    assert os.listdir(tmp_path / "elsewhere") == []


TROUBLES = [("full", errno.ENOSPC, "disk-full", False), ("read-only", errno.EROFS, "not-allowed", False),
            ("cut", errno.EIO, "destination-broken", True)]


@pytest.mark.parametrize("number, code, temporary", [c[1:] for c in TROUBLES], ids=[c[0] for c in TROUBLES])
def test_a_write_that_fails_leaves_nothing_and_says_why(place, monkeypatch, number, code, temporary):
    def fail(_handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(folder.os, "fsync", fail)
    with pytest.raises(Trouble) as caught:
        place.put_new("x", b"data")
    assert caught.value.code == code and caught.value.temporary == temporary
    assert os.listdir(place.root) == []


def test_a_stick_that_cannot_sync_a_handle_is_still_used(place, monkeypatch):
    def refuse(_handle):
        raise OSError(errno.ENOTTY, "not a tty")

    monkeypatch.setattr(folder.os, "fsync", refuse)
    place.put_new("x", b"data")
    assert place.read("x", 10) == b"data"


def test_a_stick_that_was_pulled_is_away_and_not_made_anew(place):
    os.rmdir(place.root)
    for act in (lambda: place.put_new("x", b"1"), lambda: place.mkdirs(["a"]), lambda: place.list("a"),
                lambda: place.list("")):
        with pytest.raises(Trouble) as caught:
            act()
        assert caught.value.code == "destination-away" and caught.value.temporary
    assert not place.root.exists()


def test_an_object_larger_than_it_may_be_is_not_read(place):
    place.put_new("x", b"0123456789")
    with pytest.raises(Trouble):
        place.read("x", 9)
    assert place.read("x", 4, 2, 4) == b"2345"


def test_a_damaged_object_is_set_aside_and_its_name_is_free(place):
    place.put_new("x", b"bad")
    place.set_aside("x")
    place.put_new("x", b"good")
    assert place.read("x", 10) == b"good" and len(place.list("")) == 2


def test_what_a_killed_writer_left_is_swept_and_never_seen(place):
    place.mkdirs(["a"])
    program = ("import os, sys\nfrom workstation.destinations import folder\n"
               "folder.rename_new = lambda *given: os._exit(9)\n"
               "folder.FolderDestination(sys.argv[1]).put_new('a/x', b'half')\n")
    assert subprocess.run([sys.executable, "-c", program, str(place.root)], check=False).returncode == 9
    assert len(os.listdir(place.root / "a")) == 1 and place.list("a") == [] and place.size("a/x") is None
    place.sweep("a")
    assert os.listdir(place.root / "a") == []


def test_a_location_may_be_a_path_or_a_file_address(tmp_path):
    assert folder_path(str(tmp_path)) == tmp_path
    assert folder_path((tmp_path / "a b").as_uri()) == tmp_path / "a b"
    with pytest.raises(Problem):
        folder_path(" ")
