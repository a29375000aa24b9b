"""Everything that comes in kinds is in its room's written list, has cases, and has words that help a person."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import tomllib
from pathlib import Path

import click
import pytest

from tests.house.sources import ROOT, parsed, python_files, shown

CATALOGUES = sorted(path for top in ("workstation", "ui") for path in (ROOT / top).rglob("catalogue.py")
                    if path.parent != ROOT / top)
NAMING = ("name", "kind", "id")
"""Class attributes by which a kind is known in journals, standards and lists."""


def kinds_in(tree: ast.Module) -> list[str]:
    """Return the classes of a file that say they are a kind: a class attribute such as name = "trim_whitespace"."""
    found = []
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        for line in node.body:
            target = line.target if isinstance(line, ast.AnnAssign) else line.targets[0] if isinstance(
                line, ast.Assign) else None
            value = getattr(line, "value", None)
            if (isinstance(target, ast.Name) and target.id in NAMING and isinstance(value, ast.Constant)
                    and isinstance(value.value, str) and value.value):
                found.append(node.name)
    return found


def unlisted(catalogue: Path) -> list[str]:
    """Return the kinds of a room that neither its catalogue nor the workspace's own names."""
    listed = catalogue.read_text(encoding="utf-8") + (ROOT / "workstation/catalogue.py").read_text(encoding="utf-8")
    tree = ast.parse(listed.replace("from __future__ import annotations", ""))
    lists = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lists |= {part for node in ast.walk(tree) if isinstance(node, ast.Constant)
              and isinstance(node.value, str) for part in node.value.replace(":", " ").split()}
    lists |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return [f"{path.name}: {name}" for path in sorted(catalogue.parent.rglob("*.py")) if path != catalogue
            for name in kinds_in(ast.parse(path.read_text(encoding="utf-8"))) if name not in lists]


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=shown)
def test_every_kind_in_a_room_is_in_its_written_list(catalogue):
    assert unlisted(catalogue) == []


@pytest.mark.parametrize("room", ["operations", "rules", "readers", "writers", "destinations", "labels"])
def test_every_room_of_kinds_has_a_written_list(room):
    assert ROOT / "workstation" / room / "catalogue.py" in CATALOGUES


def test_a_kind_that_is_not_listed_is_seen(tmp_path):
    (tmp_path / "catalogue.py").write_text("from here import One\nKINDS = (One,)\n", encoding="utf-8")
    (tmp_path / "one.py").write_text('class One:\n    name: str = "one"\n', encoding="utf-8")
    assert unlisted(tmp_path / "catalogue.py") == []
    (tmp_path / "two.py").write_text('class Two:\n    kind = "two"\n', encoding="utf-8")
    assert unlisted(tmp_path / "catalogue.py") == ["two.py: Two"]


# --- operations ---------------------------------------------------------------------------------------------

ASKED_FOR = {
    "edit_cells", "trim_whitespace", "collapse_spaces", "half_width", "change_case", "replace_text", "parse_date",
    "parse_number", "map_values", "fill_down", "split_field", "join_fields", "rename_field", "set_type", "add_field",
    "remove_field", "move_field", "add_rows", "remove_rows", "remove_duplicate_rows",
}


def listed_operations():
    from workstation.operations.catalogue import OPERATIONS

    return OPERATIONS


def test_every_operation_that_was_promised_is_there():
    from workstation.catalogue import operations

    assert set(operations()) >= ASKED_FOR


@pytest.mark.parametrize("kind", listed_operations(), ids=lambda kind: kind.name)
def test_an_operation_has_cases_words_and_a_help_line(kind):
    assert kind.title and kind.group, f"{kind.name} has no words for the menu"
    assert getattr(kind, "help", "").endswith("."), f"{kind.name} has no help line"
    assert len((kind.__doc__ or "").strip()) > 30, f"{kind.name} does not say what it does"
    unlabelled = [field.name for field in dataclasses.fields(kind) if not field.metadata.get("label")]
    assert unlabelled == [], f"the form of {kind.name} cannot be made"
    file = ROOT / "tests" / "operations" / f"{kind.name}.toml"
    assert file.exists(), f"{shown(file)} is missing"
    cases = tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    assert len(cases) >= 2 and len({case["case"] for case in cases}) == len(cases)


@pytest.mark.parametrize("kind", listed_operations(), ids=lambda kind: kind.name)
def test_an_operation_lives_in_the_file_of_its_name(kind):
    assert kind.__module__ == f"workstation.operations.{kind.name}"


# --- rules --------------------------------------------------------------------------------------------------

def listed_rules():
    from workstation.rules.catalogue import KINDS

    return sorted(KINDS.items())


@pytest.mark.parametrize(("name", "kind"), listed_rules(), ids=lambda one: one if isinstance(one, str) else "")
def test_a_rule_has_cases_and_a_page_of_help(name, kind):
    assert len((kind.__doc__ or "").strip()) > 40, f"{name} does not say what must hold"
    file = ROOT / "tests" / "rules" / f"{name.replace('-', '_')}.toml"
    assert file.exists(), f"{shown(file)} is missing"
    cases = tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    assert len(cases) >= 3


# --- commands -----------------------------------------------------------------------------------------------

def listed_commands():
    from workstation.cli.main import COMMANDS

    return sorted(COMMANDS)


@pytest.mark.parametrize("name", listed_commands())
def test_a_command_is_there_and_says_what_it_does(name):
    from workstation.cli.main import cli

    command = cli.get_command(click.Context(cli), name)
    assert command is not None, f"“{name}” is listed and not there"
    parts = command.commands.values() if isinstance(command, click.Group) else [command]
    for part in parts:
        assert (part.help or part.hidden), f"“{name} {part.name}” has no help line"


def test_every_file_of_commands_is_in_the_list():
    from workstation.cli.main import COMMANDS

    holding = []
    for path in python_files("workstation/cli"):
        functions = [node for node in parsed(path).body if isinstance(node, ast.FunctionDef)]
        marks = [mark for node in functions for mark in node.decorator_list]
        if any(isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "command" for mark in marks):
            holding.append(path.stem)
    assert holding and set(holding) <= set(COMMANDS.values())


# --- pages --------------------------------------------------------------------------------------------------

def listed_pages():
    from ui.pages.catalogue import PAGES

    return PAGES


@pytest.mark.parametrize("entry", listed_pages(), ids=lambda entry: entry.id)
def test_a_page_is_there_with_its_icon_its_help_and_its_test(entry):
    from ui.pages.page import Page

    assert issubclass(entry.load(), Page)
    assert (ROOT / "resources" / "icons" / f"{entry.icon}.svg").exists(), f"icon {entry.icon} is missing"
    for language in ("en", "zh-CN"):
        help_pages = list((ROOT / "resources" / "help").glob(f"{language}/{entry.id}.*"))
        assert help_pages, f"no {language} help for {entry.id}"
    class_name = entry.where.split(":")[1]
    tests = [path for path in python_files("tests/ui", "tests/journeys")
             if class_name in (text := path.read_text(encoding="utf-8")) or f'"{entry.id}"' in text]
    assert tests, f"no test speaks of the page {entry.id}"


def test_every_file_of_a_page_is_in_the_list():
    listed = {entry.where.split(":")[1] for entry in listed_pages()}
    for path in python_files("ui/pages"):
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "Page" for base in node.bases):
                assert node.name in listed, f"{shown(path)}: {node.name} is not in ui/pages/catalogue.py"


# --- every module -------------------------------------------------------------------------------------------

@pytest.mark.parametrize("path", python_files("workstation", "ui"), ids=shown)
def test_every_module_can_be_imported_alone(path):
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    if not name.endswith("__main__"):
        importlib.import_module(name)
