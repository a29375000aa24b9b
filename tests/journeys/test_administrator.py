"""The administrator's journey: an account with a password, a destination, the approved version packed and sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.hands import Hands, Office


@pytest.fixture
def approved(office: Office, tmp_path: Path) -> Office:
    """Prepare a table with an approved version."""
    file = tmp_path / "streets.csv"
    file.write_text("street,lamps\nEast,12\nWest,9\n", encoding="utf-8")
    with office.opened(file) as table:
        table.submit("li")
        table.approve("chen")
    return office


def test_an_administrator_adds_a_person_with_a_password_and_gives_another_one(sit_down: Callable[..., Hands],
                                                                              office: Office) -> None:
    zhou = sit_down("zhou")
    zhou.until(lambda seen: seen["person"] == "zhou", "the administrator is signed in by the system")
    zhou.settled()
    zhou.command("People")
    zhou.until(lambda seen: seen["page"] == "people" and not seen["busy"], "the people are shown")
    zhou.press("ctrl+n")
    zhou.until(lambda seen: seen["focus"]["name"].startswith("Name"), "the name can be typed")
    zhou.type("wang")
    zhou.tab_to("Full name")
    zhou.type("Wang Fang")
    zhou.tab_to("Clerk")
    zhou.press("Right")
    zhou.until(lambda seen: seen["focus"]["name"] == "Supervisor", "the arrow key chooses the next role")
    zhou.tab_to("Password")
    zhou.type("blue-willow")
    zhou.tab_to("Once more")
    zhou.type("blue-willow")
    zhou.press("Return")
    zhou.told("wang was added")
    zhou.settled()
    people = {one["name"]: one for one in office.tell("person", "list")["people"]}
    assert people["wang"]["role"] == "supervisor" and people["wang"]["has_password"]
    assert people["wang"]["full_name"] == "Wang Fang"

    # another password for the clerk, who forgot hers
    zhou.until(lambda seen: seen["focus"]["class"] == "Records", "the list has the keyboard again")
    zhou.press("Home")
    zhou.point("li ")
    zhou.tab_to("New password")
    zhou.type("white-goose")
    zhou.tab_to("Once more")
    zhou.type("white-goose")
    zhou.press("Return")
    zhou.told("li has a new password")
    zhou.sign_in("li", "white-goose")
    assert zhou.seen()["problems"] == []
    zhou.quit()


def test_an_administrator_adds_a_destination_and_sends_what_is_approved(sit_down: Callable[..., Hands], approved: Office,
                                                                        tmp_path: Path) -> None:
    stick, folder = tmp_path / "stick", tmp_path / "packages"
    stick.mkdir()
    folder.mkdir()
    zhou = sit_down("zhou")
    zhou.until(lambda seen: seen["person"] == "zhou", "the administrator is signed in by the system")
    zhou.settled()
    zhou.go("ctrl+7", "publish")

    # packed into a folder
    zhou.press("ctrl+p")
    zhou.answer("Where should the package go?", str(folder))
    zhou.told("Packed into")
    package = next(folder.glob("*/datapackage.json")).parent
    assert json.loads((package / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    found = approved.tell("verify-package", str(package))
    assert found["intact"] and found["signed"]

    # sent to a stick
    zhou.command("Add a destination…")
    zhou.answer("A folder, share or stick to send to", str(stick))
    zhou.answer("A name for this place", "The stick")
    zhou.told("works and was added")
    zhou.settled()
    places = approved.tell("destination", "list")["destinations"]
    assert [one["name"] for one in places] == ["The stick"]
    zhou.press("ctrl+shift+s")
    zhou.until(lambda seen: "Sync is done" in seen["page_text"], "the outcome is told")
    seen = zhou.settled()
    assert "sent, no receipt yet" in seen["focus"]["text"]
    assert {one.suffix for one in stick.rglob("*") if one.is_file()} >= {".pack", ".json", ".dsse"}
    assert zhou.seen()["problems"] == []
    zhou.quit()
