"""The store: blobs in pieces, migrations, the lock, files that are not ours, full and read-only disks."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.errors import Problem
from workstation.store import blobs, database, dataset_schema
from workstation.store.lock import WriteLock
from workstation.store.migrations import migrate


@pytest.fixture
def db(tmp_path):
    made = database.connect(tmp_path / "d.dataset", database.DATASET_ID, dataset_schema.STEPS, create=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared_db(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "d.dataset"
    made = database.connect(path, database.DATASET_ID, dataset_schema.STEPS, create=True)
    yield made
    made.close()


@given(parts=st.lists(st.tuples(st.binary(max_size=64), st.integers(1, 200_000)), max_size=6))
def test_a_blob_comes_back_byte_for_byte(shared_db, parts):
    data = b"".join(piece * times for piece, times in parts)
    writer = blobs.BlobWriter(shared_db)
    for piece, times in parts:
        writer.write(piece * times)
    digest = writer.finish()
    assert digest == hashlib.sha256(data).hexdigest()
    assert blobs.get(shared_db, digest) == data
    assert not blobs.damaged(shared_db, digest)


def test_a_large_blob_lies_in_pieces_and_can_be_read_from_the_middle(db):
    data = os.urandom(blobs.PIECE * 2 + 17)
    digest = blobs.put(db, data)
    assert db.execute("select count(*) from piece").fetchone()[0] == 3
    reader = blobs.BlobReader(db, digest)
    reader.seek(blobs.PIECE - 3)
    assert reader.read(3) == data[blobs.PIECE - 3 : blobs.PIECE]


def test_equal_content_is_kept_once(db):
    assert blobs.put(db, b"x" * 9000) == blobs.put(db, b"x" * 9000)
    writer = blobs.BlobWriter(db)
    writer.write(b"x" * 9000)
    writer.finish()
    assert db.execute("select count(*) from blob").fetchone()[0] == 1
    assert db.execute("select count(*) from piece").fetchone()[0] == 1


def test_an_altered_piece_is_noticed(db):
    digest = blobs.put(db, b"true figures")
    db.execute("update piece set data = ?", [b"true figuren"])
    assert blobs.damaged(db, digest)


def test_the_journal_cannot_be_changed_or_deleted(db):
    db.execute("insert into entry values (1, 'a', 0, 1, 'do', '{}', '{}', '[]', 'li', 't', '', 'h')")
    for statement in ("update entry set person = 'wang'", "delete from entry"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(statement)


def gains_a_column(db: sqlite3.Connection) -> None:
    db.execute("alter table entry add column reason text not null default ''")


def fails_halfway(db: sqlite3.Connection) -> None:
    db.execute("create table half (a)")
    raise RuntimeError("halfway")


def test_an_old_file_takes_the_steps_it_lacks_once(db, tmp_path):
    steps = [*dataset_schema.STEPS, gains_a_column]
    assert migrate(db, steps, tmp_path) == 1
    assert migrate(db, steps, tmp_path) == 0
    assert "reason" in [row[1] for row in db.execute("pragma table_info(entry)")]


def test_a_step_that_fails_leaves_nothing(db, tmp_path):
    with pytest.raises(RuntimeError):
        migrate(db, [*dataset_schema.STEPS, fails_halfway], tmp_path)
    assert not db.execute("select 1 from sqlite_master where name = 'half'").fetchone()


def test_a_newer_format_is_refused(tmp_path):
    path = tmp_path / "new.dataset"
    database.connect(path, database.DATASET_ID, [*dataset_schema.STEPS, gains_a_column], create=True).close()
    with pytest.raises(Problem) as refused:
        database.connect(path, database.DATASET_ID, dataset_schema.STEPS)
    assert refused.value.code == "newer-format"


@pytest.mark.parametrize(("content", "code"), [(b"name,city\nli,oslo\n" * 100, "damaged"), (b"", "not-ours")])
def test_a_file_that_is_not_ours_is_refused(tmp_path, content, code):
    path = tmp_path / "other.dataset"
    path.write_bytes(content)
    with pytest.raises(Problem) as refused:
        database.connect(path, database.DATASET_ID, dataset_schema.STEPS)
    assert refused.value.code == code


def test_another_program_waits_for_the_lock_and_is_told_who_has_it(tmp_path, monkeypatch):
    monkeypatch.setattr("workstation.store.lock.PATIENCE", 0.1)
    holder = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(f"""
            from pathlib import Path
            from workstation.store.lock import WriteLock
            with WriteLock(Path({str(tmp_path / "l")!r})).held("wang"):
                print("held", flush=True)
                input()
        """)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    try:
        with pytest.raises(Problem, match="wang is writing"), WriteLock(tmp_path / "l").held("li"):
            raise AssertionError("two writers at once")
    finally:
        holder.kill()
        holder.wait()
        holder.stdin.close()
        holder.stdout.close()
    with WriteLock(tmp_path / "l").held("li"):  # the system gave back what a dead process held
        pass


def test_another_computers_lock_is_never_taken_by_itself(tmp_path):
    (tmp_path / "l").write_text(json.dumps({"host": socket.gethostname() + "-2", "process": 1, "person": "wang"}))
    with pytest.raises(Problem, match="wang is writing"), WriteLock(tmp_path / "l").held("li"):
        raise AssertionError("taken from another computer")


def test_the_lock_can_be_held_twice_by_the_same_program(tmp_path):
    lock = WriteLock(tmp_path / "l")
    with lock.held("li"), lock.held("li"):
        assert lock.holder()["person"] == "li"
    lock.release()
    assert lock.holder() == {}


@pytest.mark.parametrize(("message", "code"), [
    ("database or disk is full", "disk-full"), ("database is locked", "busy"),
    ("attempt to write a readonly database", "read-only"), ("database disk image is malformed", "damaged"),
    ("disk I/O error", "storage")])
def test_what_the_disk_refuses_is_said_in_words(tmp_path, message, code):
    problem = database.as_problem(sqlite3.OperationalError(message), tmp_path)
    assert problem.code == code
    assert problem.what and problem.remedy


def test_who_writes_without_a_break_lets_others_have_their_turn(tmp_path, monkeypatch):
    monkeypatch.setattr("workstation.store.lock.TURN", 0.2)
    busy, patient, turns, stop = WriteLock(tmp_path / "x.lock"), WriteLock(tmp_path / "x.lock"), [], threading.Event()

    def write_on():
        while not stop.is_set():
            with busy.held("li"):
                turns.append(time.monotonic())

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        while not turns:
            time.sleep(0.01)
        with patient.held("wang"):
            assert turns
    finally:
        stop.set()
        patient.release()
        writer.join()
        busy.release()


def test_an_error_of_a_disk_without_room_is_called_a_full_disk(tmp_path, monkeypatch):
    error = sqlite3.OperationalError("disk I/O error")
    assert database.as_problem(error, tmp_path / "x").code == "storage"
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 4096})())
    assert database.as_problem(error, tmp_path / "x").code == "disk-full"


def test_closing_while_other_threads_read_is_told_and_never_crashes(tmp_path):
    script = textwrap.dedent(f"""
        import threading, sys
        from pathlib import Path
        from workstation.errors import Problem
        from workstation.store import database, dataset_schema
        sys.setswitchinterval(1e-6)
        for turn in range(40):
            path = Path({str(tmp_path)!r}) / f"{{turn}}.dataset"
            db = database.connect(path, database.DATASET_ID, dataset_schema.STEPS, create=True)
            told = []
            def read():
                try:
                    while True:
                        db.execute("select name from sqlite_master").fetchall()
                        list(db.execute("select name from sqlite_master"))
                except Problem as problem:
                    told.append(problem.code)
            threads = [threading.Thread(target=read) for _ in range(4)]
            for thread in threads: thread.start()
            threading.Event().wait(0.01)
            db.close()
            for thread in threads: thread.join()
            assert told == ["closed"] * 4, told
    """)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
