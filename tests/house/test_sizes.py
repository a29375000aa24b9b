"""The house stays readable: small files, small functions, rooms with names, and a text at every door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.sources import CODE, ROOT, functions, kept_files, lines_of, parsed, python_files, shown

FILE_LINES = 400
FUNCTION_LINES = 60
WINDOW_LINES = 300
KEPT_BYTES = 2 << 20
NO_ROOM = {"utils", "util", "misc", "common", "helpers", "helper", "core", "managers", "manager"}
"""A folder named for what its files are not is where the circle of imports starts."""


def too_long_files(files: list[Path], limit: int = FILE_LINES) -> list[str]:
    """Return a sentence for each file of more lines than the limit."""
    counted = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in files)
    return [f"{path.name}: {lines} lines, {limit} allowed ({path})" for path, lines in counted if lines > limit]


def too_long_functions(files: list[Path]) -> list[str]:
    """Return a sentence for each function of more lines than allowed."""
    return [f"{path}:{node.lineno} {node.name}: {lines_of(node)} lines, {FUNCTION_LINES} allowed"
            for path in files for node in functions(parsed(path)) if lines_of(node) > FUNCTION_LINES]


def rooms_without_a_name(files: list[Path]) -> list[str]:
    """Return each file or folder whose name says only that its contents belong nowhere."""
    return [str(path) for path in files if NO_ROOM & {*path.parent.parts, path.stem}]


def test_no_file_is_longer_than_a_person_reads():
    assert too_long_files(python_files(*CODE)) == []


def test_the_window_itself_stays_small():
    window = ROOT / "ui" / "window.py"
    assert too_long_files([window], WINDOW_LINES) == []


def test_no_function_is_longer_than_a_screen():
    assert too_long_functions(python_files(*CODE)) == []


def test_no_room_is_named_for_what_it_is_not():
    assert rooms_without_a_name([path.relative_to(ROOT) for path in python_files(*CODE)]) == []


@pytest.mark.parametrize("top", ["workstation", "ui"])
def test_every_room_says_at_its_door_what_lives_there_and_what_it_may_import(top):
    for folder in sorted({path.parent for path in python_files(top)}):
        door = folder / "__init__.py"
        assert door.exists(), f"{shown(folder)} has no __init__.py"
        text = ast.get_docstring(parsed(door)) or ""
        assert len(text) > 60, f"{shown(door)} does not say what lives here"
        if folder.parent == ROOT / "workstation":
            assert "import" in text.lower(), f"{shown(door)} does not say what the room may import"


@pytest.mark.parametrize("path", python_files(*CODE), ids=shown)
def test_the_first_line_of_a_file_says_what_a_reader_finds(path):
    if path.read_text(encoding="utf-8").strip():
        assert (ast.get_docstring(parsed(path)) or "").strip(), f"{shown(path)} starts without a docstring"


def test_the_core_is_typed_throughout():
    untyped = [f"{shown(path)}:{node.lineno} {node.name}" for path in python_files("workstation", "ui")
               for node in functions(parsed(path)) if node.returns is None]
    assert untyped == []


def test_no_kept_file_is_larger_than_two_mebibytes():
    assert [shown(path) for path in kept_files() if path.stat().st_size > KEPT_BYTES] == []


def test_these_tests_can_fail(tmp_path):
    long_file = tmp_path / "utils" / "thing.py"
    long_file.parent.mkdir()
    long_file.write_text("def f():\n" + "    x = 1\n" * FILE_LINES, encoding="utf-8")
    assert too_long_files([long_file])
    assert too_long_functions([long_file])
    assert rooms_without_a_name([long_file.relative_to(tmp_path)])
