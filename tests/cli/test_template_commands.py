"""The commands of data collection, as programs call them: exact answers and exit codes."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from tests.templates.filling import FAULTY, FILLED, ROWS, STANDARD
from workstation.cli.main import cli
from workstation.cli.shell import Found
from workstation.errors import Problem
from workstation.workspace import Workspace


@pytest.fixture
def tell(tmp_path):
    """Return a function that runs a command in a workspace and gives its answer, and whether problems were found."""
    Workspace.create(tmp_path / "office", administrator="zhou").close()

    def run(*words):
        done = CliRunner().invoke(cli, [*map(str, words), "--workspace", str(tmp_path / "office"), "--json"])
        if isinstance(done.exception, Problem):
            raise done.exception
        if done.exception is not None and not isinstance(done.exception, Found):
            raise done.exception
        return json.loads(done.stdout), isinstance(done.exception, Found)

    run("standard", "add", STANDARD)
    return run


def test_a_collection_from_the_first_workbook_to_the_last_correction(tell, tmp_path):
    senders = tmp_path / "senders.csv"
    senders.write_text("Unit\nNorth hall\nSouth hall\n", encoding="utf-8")
    made, _found = tell("template", "make", "--standard", "cn.example.households", "--to", tmp_path / "out", "--senders",
                        senders, "--fields", "number,head,district,visited", "--language", "zh", "--words", "Until Friday")
    assert (made["language"], [one["sender"] for one in made["files"]]) == ("zh-CN", ["North hall", "South hall"])
    file = made["files"][0]["file"]
    book = load_workbook(file)
    for column, value in enumerate(["000000000001", "Ann Lee", "77", "2024-03-01"], 2):
        book.worksheets[0].cell(7, column).value = value
    book.save(file)
    assert tell("template", "list")[0]["forms"][0]["senders"] == 2

    taken, problems = tell("template", "receive", file)
    assert (taken["counts"], taken["rows"], problems) == ({"taken": 1}, 1, False)
    state, _found = tell("template", "status", made["form"])
    assert (state["counts"]["missing"], state["counts"]["cells"]) == (1, 1)
    assert {line["sender"]: line["state"] for line in state["senders"]} == {"North hall": "faults", "South hall": "missing"}

    marked, problems = tell("template", "markup", state["dataset"], "--to", tmp_path / "back")
    assert ([one["cells"] for one in marked["written"]], problems) == ([1], True)
    back = marked["written"][0]["path"]
    book = load_workbook(back)
    book.worksheets[0]["D7"].value = "02 South"
    book.save(back)
    shown, _found = tell("template", "corrected", back, "--show")
    assert [(one["field"], one["before"], one["after"]) for one in shown["cells"]] == [("district", "77", "02")]
    assert (shown["taken"], shown["seq"]) == (0, None)
    done, _found = tell("template", "corrected", back)
    assert done["taken"] == 1
    assert tell("template", "status", made["form"])[0]["counts"]["cells"] == 0
    assert tell("undo", state["dataset"])[0]
    assert tell("template", "status", made["form"])[0]["counts"]["cells"] == 1


def test_a_folder_of_thirty_is_taken_and_files_that_wait_end_with_status_one(tell):
    taken, problems = tell("template", "receive", FILLED)
    assert (taken["counts"], taken["rows"], problems) == ({"taken": 30}, ROWS, False)
    again, problems = tell("template", "receive", FILLED)
    assert (again["counts"], problems) == ({"same": 30}, False)
    state, _found = tell("template", "status", taken["files"][0]["form"])
    assert (state["counts"]["cells"], state["counts"]["rows"]) == (len(FAULTY), ROWS)


@pytest.mark.parametrize(("words", "code"), [
    (("make", "--standard", "none", "--to", "x.xlsx"), "no-standard"),
    (("make", "--standard", "cn.example.households", "--to", "x.csv"), "bad-target"),
    (("make", "--standard", "cn.example.households", "--to", "x.xlsx", "--fields", "other"), "no-standard-field"),
    (("make", "--standard", "cn.example.households", "--to", "x.xlsx", "--language", "fr"), "bad-language"),
    (("status", "none"), "no-form"), (("corrected", str(STANDARD / "codes" / "district.csv")), "no-corrections"),
    (("markup", "none", "--to", "x"), "no-dataset")])
def test_what_cannot_be_done_says_so(tell, words, code):
    with pytest.raises(Problem) as refused:
        tell("template", *words)
    assert refused.value.code == code
    assert refused.value.remedy
