"""The corpus: every file that other programs wrote gives exactly the tables, grids and Problems written beside it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.readers.corpus_open import OPEN
from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.catalogue import open_file
from workstation.readers.options import Options
from workstation.readers.reader import SURE, Found

CORPUS = Path(__file__).resolve().parent.parent / "data" / "spreadsheets"
EXPECTED = ".expected.json"
MANIFEST = list(csv.DictReader((CORPUS / "manifest.csv").open(encoding="utf-8", newline="")))
FILES = [row["file"] for row in MANIFEST]
ONE_FILE, ALL_FILES = 200_000, 15_000_000


def marked(name: str) -> Any:
    """Return a file as a case; what is not read yet is marked with the reason, and has to fail."""
    return pytest.param(name, marks=[pytest.mark.xfail(strict=True, reason=OPEN[name])] if name in OPEN else [], id=name)


@dataclass
class Seen:
    """What came out of a file: its tables, their rows, the lines not read, and everything that was told."""

    tables: list[Found] = field(default_factory=list)
    rows: list[list[list[str | None]]] = field(default_factory=list)
    rejected: list[int] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def read_as_a_person(path: Path, options: Options) -> Seen:
    """Return what an import reads."""
    reader = open_file(path, options.kind)
    seen = Seen(reader.tables(path, options, Job()))
    for found in seen.tables:
        reading = reader.read(path, found, Job())
        own: list[list[str | None]] = []
        for batch in reading:
            own += [list(row) for row in zip(*(column.to_pylist() for column in batch.data.columns), strict=True)]
            seen.rejected += [one.line for one in batch.rejected]
        one = reading.balance
        assert one.lines == one.read + one.rejected + one.blank + one.head + one.hidden + one.notes
        assert one.read == len(own)
        seen.rows.append(own)
        seen.told += [str(sentence) for sentence in (*found.warnings, *found.reasons, *reading.warnings)]
        seen.told += [f"{part.kind} {part.range} {part.reason}" for part in found.parts]
    return seen


@pytest.mark.parametrize("name", [marked(name) for name in FILES])
def test_a_file_of_another_program_is_read_exactly(name):
    path = CORPUS / name
    expected = json.loads(path.with_name(path.name + EXPECTED).read_text("utf-8"))
    options = Options.from_data(expected.get("options", {}))
    if "problem" in expected:
        with pytest.raises(Problem) as caught:
            read_as_a_person(path, options)
        assert caught.value.code in expected["problem"]
        return
    seen = read_as_a_person(path, options)
    shown = [{"sheet": one.sheet, "table": one.table, "visible": one.visible, "kind": one.kind, "names": list(one.names),
              "rows": own} for one, own in zip(seen.tables, seen.rows, strict=True)]
    for one, want in zip(shown, expected["tables"], strict=False):
        if not want["sheet"]:
            want["sheet"] = one["sheet"]  # a name that the format does not give
        assert one == want
    assert len(shown) == len(expected["tables"])
    for words in expected.get("says", ()):
        assert any(words in sentence for sentence in seen.told), f"nobody says “{words}”: {seen.told}"
    if "sure" in expected:
        assert [one.confidence >= SURE for one in seen.tables] == expected["sure"]
    if "rejected" in expected:
        assert seen.rejected == expected["rejected"]


GRIDS = [name for name in FILES if '"grids"' in (CORPUS / (name + EXPECTED)).read_text("utf-8")]


@pytest.mark.parametrize("name", [marked(name) for name in GRIDS])
def test_a_sheet_is_shown_cell_by_cell_as_a_person_saw_it(name):
    path = CORPUS / name
    expected = json.loads(path.with_name(path.name + EXPECTED).read_text("utf-8"))
    for one in expected["grids"]:
        options = Options.from_data(expected.get("options", {}) | ({"sheet": one["sheet"]} if one["sheet"] else {}))
        grid = open_file(path, options.kind).grid(path, options, Job())
        columns = [grid.texts(np.arange(grid.height), at).to_pylist() for at in range(grid.width)]
        assert [list(row) for row in zip(*columns, strict=True)] == one["cells"]


def test_a_batch_on_the_command_line_gives_the_same_tables_grids_and_problems(tmp_path):
    orders, wanted = [], []
    for name in FILES:
        if name in OPEN:
            continue
        expected = json.loads((CORPUS / (name + EXPECTED)).read_text("utf-8"))
        order = {"file": str(CORPUS / name), "to": str(tmp_path / f"{len(orders)}.jsonl"),
                 "options": expected.get("options", {})}
        asked = order["options"].get("sheet")
        taken = [one for one in expected.get("tables", ()) if one["visible"] or asked]
        orders.append(order)
        wanted.append((name, expected.get("problem"), taken[0] if taken else None, None))
        for grid in expected.get("grids", ()):
            orders.append(order | {"to": str(tmp_path / f"{len(orders)}.jsonl"), "grid": True, "sheet": grid["sheet"]})
            wanted.append((name, None, None, grid["cells"]))
    (tmp_path / "list.jsonl").write_text("".join(json.dumps(order) + "\n" for order in orders), "utf-8")
    done = subprocess.run([sys.executable, "-m", "workstation", "convert", "--batch", str(tmp_path / "list.jsonl"), "--json"],
                          capture_output=True, text=True, check=False, env={**os.environ, "WORKSTATION_LANGUAGE": "en"})
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (len(answers), done.stderr) == (len(orders), "")
    wrong = []
    for order, answer, (name, problem, table, cells) in zip(orders, answers, wanted, strict=True):
        if problem is not None:
            right = answer.get("error", {}).get("code") in problem
        else:
            lines = Path(order["to"]).read_text("utf-8").split("\n")[:-1] if "error" not in answer else None
            rows = [json.loads(line) for line in lines or ()]
            if cells is not None:
                right = lines is not None and rows == cells
            else:
                right = (lines is not None and answer["fields"] == table["names"]
                         and [[row[key] for key in table["names"]] for row in rows] == table["rows"])
        if not right:
            wrong.append((name, answer))
    assert wrong == []


def test_the_manifest_and_the_expectations_name_every_file_and_no_other():
    there = {path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*")
             if path.is_file() and path.parent != CORPUS and "make" not in path.relative_to(CORPUS).parts}
    files = {name for name in there if not name.endswith(EXPECTED)}
    assert files == set(FILES)
    assert {name + EXPECTED for name in files} == there - files
    assert set(OPEN) <= files, "a file that is marked as not read is not there"


def test_the_corpus_stays_small():
    sizes = [(CORPUS / name).stat().st_size for name in FILES]
    assert max(sizes) < ONE_FILE and sum(sizes) < ALL_FILES
    assert len(sizes) >= 120 or OPEN
