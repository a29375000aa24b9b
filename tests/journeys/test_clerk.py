"""The clerk's journey: from a workbook as it came to a table that is handed in for review, by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.journeys.hands import Hands, Office

STANDARD = "cn.example.enterprise-sample"


def cell(office: Office, row: int, field: str) -> str | None:
    """Return the text of a cell on disk; rows count from 1."""
    found = office.tell("show", "enterprises", "--rows", f"{row}:{row}")["rows"][0]["values"]
    text: str | None = found[field]
    return text


def test_a_clerk_brings_a_workbook_in_mends_it_and_hands_it_in(sit_down: Callable[..., Hands], checked_office: Office,
                                                               root: Path) -> None:
    office = checked_office
    li = sit_down("li")
    li.until(lambda seen: seen["page"] == "import" and seen["person"] == "li", "the import page is in front")

    # the workbook comes in, and the types it proposes are taken
    li.press("ctrl+o")
    li.answer("Import files", str(root / "resources" / "samples" / "enterprises.xlsx"))
    li.settled()
    li.until(lambda seen: seen["primary"] == "Import now", "the workbook was looked at")
    li.press("F5")
    li.until(lambda seen: seen["table"] == "enterprises" and not seen["busy"], "the table is in")
    li.until(lambda seen: seen["focus"]["name"].startswith("Accept"), "the proposed types have the keyboard")
    li.press("Return")
    li.settled()
    fields = {one["name"]: one["type"] for one in office.tell("fields", "enterprises")["fields"]}
    assert fields["登记信息/成立日期"] == "date"

    type_a_cell_back_and_again(li, office)
    check_and_fix(li, office)
    clean(li, office)

    # handed in
    li.press("ctrl+Return")
    li.until(lambda seen: seen["status"] == "submitted", "the table is submitted")
    assert office.tell("history", "enterprises")["status"] == "submitted"
    assert office.tell("verify", "enterprises")
    assert li.seen()["problems"] == []
    li.quit()


def type_a_cell_back_and_again(li: Hands, office: Office) -> None:
    """Walk through the table, type into one cell, take it back and do it again."""
    li.go("ctrl+8", "table")
    li.press("ctrl+Home", "Right", "Right", "Down", "Down", "Down", "Down")
    li.until(lambda seen: seen["focus"]["class"] == "Grid" and seen["focus"]["text"].startswith("5:3="), "row 5, column 3")
    before = cell(office, 5, "企业名称")
    li.press("F2")
    li.replace("Riverside Mills Ltd")
    li.press("Return")
    li.settled()
    li.until(lambda seen: seen["focus"]["text"].startswith("6:3="), "Enter goes a row down")
    assert cell(office, 5, "企业名称") == "Riverside Mills Ltd"

    # one step back, and the step again
    li.press("ctrl+z")
    li.settled()
    assert cell(office, 5, "企业名称") == before
    li.press("ctrl+shift+z")
    li.settled()
    assert cell(office, 5, "企业名称") == "Riverside Mills Ltd"


def check_and_fix(li: Hands, office: Office) -> None:
    """Check against the standard, then go from problem to problem until one can be fixed by a key."""
    li.go("ctrl+3", "check")
    li.until(lambda seen: any(" rules" in one for one in seen["page_text"]), "the standard was chosen")
    li.press("F5")
    li.until(lambda seen: seen["focus"]["name"] == "Rules" and not seen["busy"], "the results are there")
    checked = [one for one in office.steps("enterprises") if one["operation"].get("operation") == "check"]
    assert checked and checked[0]["operation"]["standard"].startswith(STANDARD)
    assert sum(checked[0]["operation"][level] for level in ("error", "warning")) > 100

    # from problem to problem, until one can be fixed by a key
    li.go("ctrl+8", "table")
    li.press("ctrl+Home")
    fix_the_next_problem(li)
    state = office.tell("history", "enterprises")["state"]
    last = office.steps("enterprises")[-1]
    assert last["state"] == state and last["count"] == 1 and last["person"] == "li"


def clean(li: Hands, office: Office) -> None:
    """Mend the most common fault by its key, then do an operation from the list."""
    li.go("ctrl+2", "clean")
    li.until(lambda seen: any(one.startswith("Alt+1") for one in seen["page_text"]), "the common faults are shown")
    steps = len(office.steps("enterprises"))
    li.press("alt+1")
    li.settled()
    assert len(office.steps("enterprises")) > steps
    choose_operation(li, "Full width to half width")
    li.point("联系电话")
    li.until(lambda seen: not seen["busy"] and any("would change" in one for one in seen["page_text"]) and not any(
        one == "Nothing would change" for one in seen["page_text"]), "the preview shows what would change")
    li.press("F5")
    li.settled()
    assert (last := office.steps("enterprises")[-1])["operation"]["operation"] == "half_width"
    assert last["count"] > 0


def fix_the_next_problem(hands: Hands, most: int = 40) -> None:
    """Go by F8 to a problem that has something to propose, and take the first proposal."""
    for _step in range(most):
        at = hands.seen()["focus"]["text"]
        hands.press("F8")
        hands.until(lambda seen, at=at: seen["focus"]["text"] != at, "F8 went on")
        hands.press("ctrl+period")
        seen = hands.until(lambda seen: seen["menu"], "the fixes are offered")
        if "→" in seen["menu"][0]:
            hands.press("Return")
            hands.until(lambda seen: not seen["menu"], "the menu is shut")
            hands.settled()
            return
        hands.press("Escape")
        hands.until(lambda seen: not seen["menu"], "the menu is shut")
    raise AssertionError("No problem with a proposal.")


def choose_operation(hands: Hands, words: str) -> None:
    """Find an operation by its words and go to its form."""
    hands.press("ctrl+f")
    hands.replace(words)
    hands.press("Return")
    hands.until(lambda seen: words in seen["page_text"], f"the form of “{words}” is in front")
    hands.settled()
