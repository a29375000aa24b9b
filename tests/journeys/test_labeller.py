"""The labeller's journey: ten rows, one key each; a slip is undone and given again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.hands import Hands, Office
from workstation.labels.set_label_schema import SetLabelSchema

QUESTION = {"name": "mood", "questions": [{"name": "mood", "title": "How does the caller sound?", "kind": "single", "options": [
    {"value": "calm", "title": "Calm", "key": "1"}, {"value": "upset", "title": "Upset", "key": "2"},
    {"value": "angry", "title": "Angry", "key": "3"}]}]}
KEYS = "1231231231"
MEANING = {"1": "calm", "2": "upset", "3": "angry"}


@pytest.fixture
def asked(office: Office, root: Path) -> Office:
    """Prepare the hotline sample with one question for each row."""
    with office.opened(root / "resources" / "samples" / "hotline.csv") as table:
        table.do(SetLabelSchema(schema=QUESTION), "li")
    return office


def answers(office: Office) -> list[str]:
    """Return the answers li gave, in the order of the history that leads to now."""
    return [one["operation"]["answer"] for one in office.steps("hotline") if one["operation"].get("operation") == "annotate"]


def test_a_labeller_answers_ten_rows_with_one_key_each(sit_down: Callable[..., Hands], asked: Office) -> None:
    li = sit_down("li")
    li.until(lambda seen: seen["table"] == "hotline", "the only table is open")
    li.settled()
    li.go("ctrl+4", "label")
    li.until(lambda seen: "Row 1" in seen["page_text"], "the first row is shown")
    for number, key in enumerate(KEYS, 1):
        li.press(key)
        li.until(lambda seen, number=number: f"Row {number + 1}" in seen["page_text"], f"the row after {number} is shown")
    li.settled()
    given = answers(asked)
    assert given == [MEANING[key] for key in KEYS]
    assert Counter(given) == Counter({"calm": 4, "upset": 3, "angry": 3})

    # a slip: back to it, and another answer
    li.press("BackSpace")
    li.until(lambda seen: "Row 10" in seen["page_text"], "the row before is shown again")
    li.press("3")
    li.until(lambda seen: "Row 11" in seen["page_text"], "and on again")
    li.settled()
    assert answers(asked)[-1] == "angry"
    progress = asked.tell("label", "next", "hotline")
    assert progress["row"] == 11 if "row" in progress else progress
    assert li.seen()["problems"] == []
    li.quit()
