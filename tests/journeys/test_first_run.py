"""The first hour: a workspace is set up by keys, the sample is looked at, and another workspace is opened by its folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.journeys.hands import Hands, Office


def test_a_new_office_is_set_up_and_another_opened(sit_down: Callable[..., Hands], office: Office, tmp_path: Path) -> None:
    new = Office(tmp_path / "new office", "zhou")
    zhou = sit_down("zhou", "--table", "")
    zhou.until(lambda seen: seen["page"] == "start" and "Set up a workspace" in seen["page_text"], "the first run is offered")

    # folder and office, then the password twice
    zhou.tab_to("Folder", "shift+Tab")
    zhou.replace(str(new.folder))
    zhou.tab_to("Name of the office")
    zhou.type("Hillside office")
    zhou.press("Return")
    zhou.until(lambda seen: seen["focus"]["name"].startswith("Password"), "the password is asked for")
    zhou.type("snow-on-pines")
    zhou.press("Return")
    zhou.type("snow-on-pine")
    zhou.press("Return")
    zhou.until(lambda seen: any("not the same" in one for one in seen["page_text"]), "a slip is told")
    zhou.replace("snow-on-pines")
    zhou.press("Return")
    zhou.until(lambda seen: seen["workspace"] == str(new.folder) and not seen["busy"], "the workspace is made and open")
    zhou.until(lambda seen: seen["focus"]["name"].startswith("Import a file"), "the last step has the keyboard")
    people = new.tell("person", "list")["people"]
    assert [(one["name"], one["role"], one["has_password"]) for one in people] == [("zhou", "administrator", True)]

    # the sample, at a press
    zhou.tab_to("Look at the sample")
    zhou.press("Return")
    zhou.settled()
    zhou.until(lambda seen: seen["primary"] == "Import now" and not seen["busy"], "the sample was looked at")
    zhou.press("F5")
    zhou.until(lambda seen: seen["tables"] == ["enterprises"] and not seen["busy"], "the sample is in")
    assert [one["name"] for one in new.tell("datasets")["datasets"]] == ["enterprises"]

    # another workspace, by its folder
    zhou.press("ctrl+shift+o")
    zhou.answer("Open a workspace", str(office.folder))
    zhou.until(lambda seen: seen["workspace"] == str(office.folder) and seen["person"] == "zhou", "the other one is open")
    assert zhou.seen()["problems"] == []
    zhou.quit()
