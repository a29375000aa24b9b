"""Tables of many columns, and caches that two processes share."""

from __future__ import annotations

import os
import resource
import time

import pyarrow as pa

from workstation.dataset.cache import SETTLED, Cache
from workstation.importing import import_file
from workstation.operations.trim_whitespace import TrimWhitespace


def test_a_table_of_more_columns_than_files_may_be_open_is_imported(workspace, tmp_path):
    file = tmp_path / "wide.csv"
    file.write_text(",".join(f"c{i}" for i in range(600)) + "\n" + ",".join(["x"] * 600) + "\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    try:
        (made,) = import_file(workspace, file, "li")
        assert workspace.dataset(made.dataset).verify().ok
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert len(made.fields) == 600


def test_a_sweep_leaves_what_another_process_is_writing_now(tmp_path):
    ours, theirs = Cache(tmp_path / "c"), Cache(tmp_path / "c")
    written = theirs.write_arrays([pa.array(["x"])], pa.string())
    ours.sweep()
    assert (tmp_path / "c" / written.file).exists()
    long_ago = time.time() - 2 * SETTLED
    os.utime(tmp_path / "c" / written.file, (long_ago, long_ago))
    ours.sweep()
    assert not (tmp_path / "c" / written.file).exists()


def test_a_cache_that_cannot_be_written_does_not_keep_a_dataset_from_opening(steps, monkeypatch):
    steps.given(city=[" Oslo"])
    steps.do(TrimWhitespace(field="city"))
    for path in steps.cache.glob("*"):
        path.unlink()
    monkeypatch.setattr(Cache, "save", lambda *_given: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert steps.reopened().table.texts("city") == ["Oslo"]
