"""Samples: made again byte for byte; a check finds every planted fault and nothing besides, before and after the recipe."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys

import pytest

from workstation.importing import import_file
from workstation.labels.schema import load as load_labels
from workstation.operations.recipe import Recipe, apply_recipe
from workstation.standards.check import check
from workstation.standards.lint import load
from workstation.standards.mapping import suggest
from workstation.text import RESOURCES
from workstation.workspace import Workspace

SAMPLES = RESOURCES / "samples"
FAULTS = json.loads((SAMPLES / "faults.json").read_text("utf-8"))


@pytest.fixture
def office(tmp_path):
    """An empty workspace."""
    return Workspace.create(tmp_path / "office")


def failures(dataset, standard, mapping):
    """Return (rule, row, field of the standard) of every failing cell."""
    names = {dataset.table.by_id[key].name: name for key, name in mapping.items()}
    return sorted((one.rule, one.row, names[one.field]) for one in check(dataset.table, standard, mapping).failures())


def wanted(stage):
    return sorted((one["rule"], one["row"], one["field"]) for one in FAULTS[stage])


def test_the_check_finds_all_planted_faults_and_no_others_before_and_after_the_recipe(office):
    (imported,) = import_file(office, SAMPLES / "enterprises.xlsx", "clerk")
    dataset, standard = office.dataset(imported.dataset), load(SAMPLES / "standard")
    mapping = {match.field: match.target for match in suggest(dataset.table, standard)}
    assert set(mapping.values()) == {field.name for field in standard.fields}
    assert len(dataset.table) == FAULTS["rows"]["raw"]
    assert failures(dataset, standard, mapping) == wanted("raw")
    report = apply_recipe(dataset, Recipe.load(SAMPLES / FAULTS["recipe"]), "clerk")
    assert report.fits
    assert len(dataset.table) == FAULTS["rows"]["after_recipe"]
    assert failures(dataset, standard, mapping) == wanted("after_recipe")


def test_the_import_tells_of_titles_totals_notes_hidden_sheets_and_damaged_numbers(office):
    (imported,) = import_file(office, SAMPLES / "enterprises.xlsx", "clerk")
    assert (imported.source["header_rows"], imported.source["first_row"]) == (2, 5)
    told = " ".join(imported.warnings)
    damaged = f"{FAULTS['damaged_numbers']} numbers"
    for words in ("Rows above the header", "Notes and signatures", "Totals", "代码对照", damaged):
        assert words in told


def test_the_hotline_file_is_read_and_its_closing_line_is_rejected(office):
    (imported,) = import_file(office, SAMPLES / "hotline.csv", "clerk")
    assert (imported.source["encoding"], imported.rows, imported.rejected) == ("gb18030", 300, 1)
    assert len(load_labels(SAMPLES / "hotline.labels.json").questions) == 2


def test_the_real_file_is_read(office):
    (imported,) = import_file(office, SAMPLES / "real" / "permitted_hotels.csv", "clerk")
    assert (imported.rows, imported.rejected, len(imported.fields)) == (131, 0, 13)


def test_the_samples_are_made_again_byte_for_byte(tmp_path):
    copy = tmp_path / "resources"
    shutil.copytree(SAMPLES, copy / "samples", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(RESOURCES / "codes", copy / "codes")
    made = ("enterprises.xlsx", "enterprises.recipe.json", "faults.json", "hotline.csv", "standard/codes/divisions.csv")
    for name in made:
        (copy / "samples" / name).unlink()
    subprocess.run([sys.executable, str(copy / "samples" / "make_samples.py")], check=True)
    for name in made:
        again, before = ((folder / name).read_bytes() for folder in (copy / "samples", SAMPLES))
        assert hashlib.sha256(again).hexdigest() == hashlib.sha256(before).hexdigest(), name
