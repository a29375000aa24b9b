"""Data collection: a form is made and filled in with LibreOffice, thirty come back, faults are sent back and corrected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.journeys.hands import Hands, Office
from tests.templates.calc import THERE, Calc
from tests.templates.filling import FAULTY, FILLED, ROWS, SENDERS, STANDARD, file_of, rows_of
from workstation.templates.form import FIRST


@pytest.fixture
def collecting(office: Office) -> Office:
    """Add the standard of household visits, as the supervisor does once."""
    office.tell("standard", "add", str(STANDARD))
    return office


def make_forms(li: Hands, folder: Path, senders: list[str]) -> None:
    """Make a form for each sender by keys: the standard, the senders line by line, the folder."""
    li.until(lambda seen: seen["page"] == "import" and seen["person"] == "li", "the import page is in front")
    li.go("ctrl+9", "collect")
    li.press("ctrl+n")
    li.until(lambda seen: seen["primary"] == "Make the form…" and not seen["busy"], "a form is begun")
    li.tab_to("Senders, one in each line")
    for sender in senders:
        li.type(sender)
        li.press("Return")
    li.press("ctrl+s")
    folder.mkdir()
    li.answer("Folder for the workbooks", str(folder))
    li.told("written to")
    li.settled()


def take_folder(li: Hands, folder: Path) -> None:
    """Take all files of a folder in."""
    li.command("Take a folder of forms in…")
    li.answer("Take in a folder of forms", str(folder))
    li.settled()


def correct(folder: Path) -> int:
    """Do what the senders do with what was sent back: put a district of the list in; returns how many files there are."""
    files = sorted(folder.iterdir())
    for file in files:
        book = load_workbook(file)
        book.worksheets[0][book["To correct"]["A5"].value].value = "03 Old town"
        book.save(file)
    return len(files)


def send_back_and_take(li: Hands, folder: Path) -> None:
    """Send the marked workbooks back, have them corrected, and take the corrections file by file."""
    folder.mkdir()
    li.press("ctrl+b")
    li.answer("Folder for the marked workbooks", str(folder))
    li.told("marked workbooks in")
    li.settled()
    assert correct(folder) == len(FAULTY)
    take_folder(li, folder)
    li.until(lambda seen: seen["primary"] == "Take corrections", "the corrections are shown before they are taken")
    for number in range(len(FAULTY)):
        taken = len(FAULTY) - number - 1
        li.press("ctrl+t")
        wanted = "Take corrections" if taken else "Take files in…"
        li.settled()
        li.until(lambda seen, wanted=wanted: seen["primary"] == wanted and not seen["busy"], f"{taken} files are left")


def balance(found: dict[str, Any], cells: int) -> None:
    """See that what came in is what stands in the table, and that the faults are those that are known."""
    counts = found["counts"]
    assert (counts["files"] >= 30, counts["rows"], counts["other_rows"], counts["cells"]) == (True, ROWS, 0, cells)
    assert sum(line["rows"] for line in found["senders"]) == ROWS


def test_thirty_forms_come_back_are_marked_up_corrected_and_taken_again(sit_down: Callable[..., Hands], collecting: Office,
                                                                        tmp_path: Path) -> None:
    office = collecting
    li = sit_down("li")
    make_forms(li, tmp_path / "forms", SENDERS[:2])
    made = sorted((tmp_path / "forms").iterdir())
    assert [file.name for file in made] == [f"Household visits - {sender}.xlsx" for sender in SENDERS[:2]]
    assert load_workbook(made[0]).worksheets[0].cell(FIRST - 2, 2).value == "Household number *"

    # thirty that LibreOffice saved as xlsx, xls and ods: recognised, mapped without a question, in one table
    take_folder(li, FILLED)
    found = newest(office)
    balance(found, len(FAULTY))
    rows = office.tell("show", found["dataset"], "--rows", "1:200")
    assert rows["total"] == ROWS

    send_back_and_take(li, tmp_path / "back")
    balance(newest(office), 0)
    steps = [one["operation"]["operation"] for one in office.steps(found["dataset"])]
    assert steps.count("receive_form") == 30 and steps.count("take_corrections") == len(FAULTY)
    assert office.tell("verify", found["dataset"])
    assert li.seen()["problems"] == []
    li.quit()


def newest(office: Office) -> dict[str, Any]:
    """Return the state of the form that has a table."""
    form = next(one["form"] for one in office.tell("template", "list")["forms"] if one["dataset"])
    found: dict[str, Any] = office.tell("template", "status", form)
    return found


@pytest.mark.long
@pytest.mark.skipif(not THERE, reason="LibreOffice is not installed")
def test_a_form_made_here_is_filled_in_by_libreoffice_thirty_times_and_comes_back(sit_down: Callable[..., Hands],
                                                                                  collecting: Office, tmp_path: Path) -> None:
    office = collecting
    li = sit_down("li")
    make_forms(li, tmp_path / "forms", SENDERS)
    calc, back = Calc(tmp_path / "profile"), tmp_path / "filled"
    back.mkdir()
    for number, sender in enumerate(SENDERS, 1):
        more: list[list[object]] = []
        if number == 5:
            more = [["unlock"], ["insert row", 6, 2], ["insert column", 3, 1], ["rename", "Own name"]]
        form = tmp_path / "forms" / f"Household visits - {sender}.xlsx"
        rows = [] if more else rows_of(number)
        calc.fill(form, rows, file_of(back, number), *([*filled(rows_of(number)), *more] if more else []))
    calc.run()
    take_folder(li, back)
    found = newest(office)
    balance(found, len(FAULTY))
    assert (found["counts"]["listed"], found["counts"]["received"], found["counts"]["missing"]) == (30, 30, 0)
    send_back_and_take(li, tmp_path / "back")
    balance(newest(office), 0)
    assert li.seen()["problems"] == []
    li.quit()


def filled(rows: list[list[object]]) -> list[list[object]]:
    """Return the orders that type rows before anything else is done."""
    return [["text" if isinstance(value, str) and column != 5 else "typed", column, 6 + at, value]
            for at, row in enumerate(rows) for column, value in enumerate(row, 1)]
