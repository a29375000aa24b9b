"""The supervisor's journeys: sign in, look at what waits, approve it with the password; or send it back with a reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.hands import PASSWORDS, Hands, Office
from workstation.operations.replace_text import ReplaceText

CALLS = "编号,诉求,区域\n1,路灯不亮,东街\n2,夜里施工吵,西街\n3,公交改线,东街\n"


@pytest.fixture
def submitted(office: Office, tmp_path: Path) -> Office:
    """Prepare a table that the clerk li corrected and handed in."""
    file = tmp_path / "calls.csv"
    file.write_text(CALLS, encoding="utf-8")
    with office.opened(file) as table:
        table.do(ReplaceText(field=table.table.fields[1].id, find="施工", replace="装修"), "li")
        table.submit("li")
    return office


def arrive(hands: Hands) -> None:
    """Sign in as the supervisor and open the first table that waits, by keys alone."""
    hands.until(lambda seen: seen["person"] == "li", "the clerk who was at this screen is still signed in")
    hands.settled()
    hands.sign_in("chen", PASSWORDS["chen"])
    assert hands.seen()["role"] == "supervisor"
    hands.go("ctrl+5", "review")
    if hands.seen()["table"] != "calls":
        hands.press("j")
    hands.until(lambda seen: seen["table"] == "calls" and seen["status"] == "submitted", "the table that waits is open")
    hands.until(lambda seen: not seen["busy"] and any("Submitted by li" in one for one in seen["page_text"]),
                "the submission is shown")


def test_a_supervisor_signs_in_looks_at_the_sample_and_approves_with_the_password(
        sit_down: Callable[..., Hands], submitted: Office) -> None:
    chen = sit_down("li")
    arrive(chen)
    chen.tab_to("Changed cells", kind="Button")
    chen.press("Right")
    chen.until(lambda seen: any("Drawn by chance" in one for one in seen["page_text"]), "rows drawn by chance are shown")

    # a wrong password decides nothing
    chen.press("a")
    chen.answer("Approve", "not-the-password")
    chen.until(lambda seen: "not right" in seen["problem"], "the wrong password is told")
    chen.press("Escape")
    chen.until(lambda seen: not seen["problem"], "the card is gone")
    assert submitted.tell("versions", "calls")["versions"] == []

    chen.command("Approve…")
    chen.answer("Approve", PASSWORDS["chen"])
    chen.until(lambda seen: seen["status"] == "approved", "it is approved")
    found = submitted.tell("versions", "calls")
    assert found["status"] == "approved"
    version = found["versions"][0]
    assert version["number"] == 1 and "chen" in str(version)
    chen.quit()


def test_a_supervisor_returns_a_table_with_a_reason_and_the_clerk_reads_it(
        sit_down: Callable[..., Hands], submitted: Office) -> None:
    chen = sit_down("li")
    arrive(chen)
    chen.press("r")
    chen.answer("Return", "Row 2 was about building work")
    chen.answer("Return", PASSWORDS["chen"])
    chen.until(lambda seen: seen["status"] == "returned", "it is returned")
    found = submitted.tell("history", "calls")
    assert found["status"] == "returned" and found["entries"][-1]["person"] == "chen"

    # the clerk reads the reason, corrects, and hands it in again
    chen.sign_in("li", PASSWORDS["li"])
    chen.go("ctrl+5", "review")
    chen.until(lambda seen: "Row 2 was about building work" in seen["page_text"], "the clerk reads the reason")
    assert not chen.seen()["undo"], "what was handed in is not undone: a new change corrects it"
    chen.go("ctrl+8", "table")
    chen.press("ctrl+Home", "Right", "Down", "F2")
    chen.until(lambda seen: seen["focus"]["text"] == "夜里装修吵", "the cell of row 2 is open")
    chen.replace("building work at night")
    chen.press("Return")
    chen.settled()
    chen.press("ctrl+Return")
    chen.until(lambda seen: seen["status"] == "submitted", "it is submitted again")
    assert submitted.tell("show", "calls")["rows"][1]["values"]["诉求"] == "building work at night"
    assert chen.seen()["problems"] == []
    chen.quit()
