"""The guide is whole: every page of the window has its page in each language, and what the guide names is there."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT
from ui.actions import ACTIONS
from ui.models import guide
from ui.pages.catalogue import BY_ID, PAGES
from workstation.text import LANGUAGES

ACTION_IDS = {action.id for action in ACTIONS}
EVERY = [(language, topic) for language in LANGUAGES for topic in guide.TOPICS]
LARGEST_PICTURE, ALL_PICTURES = 150_000, 3_000_000  # bytes: the guide must not weigh more than the program


def unknown_names(text: str) -> list[str]:
    """Return what a page names with [[...]] and is neither an action nor a page of the window."""
    return [id for id in guide.actions_in(text)
            if not (id in ACTION_IDS or (id.startswith("page:") and id.removeprefix("page:") in BY_ID))]


def dead_links(text: str) -> list[str]:
    """Return the links of a page that lead to no page of the guide."""
    return [to for to in guide.links_in(text) if to not in (*guide.TOPICS, *guide.MADE)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_window_has_its_page_in_the_guide(language):
    assert [entry.id for entry in PAGES if not guide.text_of(entry.id, language).strip()] == []
    assert {file.stem for file in (guide.FOLDER / language).glob("*.md")} == set(guide.TOPICS)


@pytest.mark.parametrize(("language", "topic"), EVERY, ids=["/".join(one) for one in EVERY])
def test_every_action_page_and_link_that_the_guide_names_exists(language, topic):
    text = guide.text_of(topic, language)
    assert unknown_names(text) == []
    assert dead_links(text) == []


@pytest.mark.parametrize("topic", guide.TOPICS)
def test_the_languages_say_the_same_things_in_the_same_order(topic):
    texts = [guide.text_of(topic, language) for language in LANGUAGES]
    outlines = [re.findall(r"^(#{1,3}|-|\d+\.|\||>)", text, re.MULTILINE) for text in texts]
    assert outlines.count(outlines[0]) == len(outlines), "a heading, list or table is missing in one language"
    assert len({tuple(sorted(guide.actions_in(text))) for text in texts}) == 1
    assert len({tuple(guide.pictures_in(text)) for text in texts}) == 1


@pytest.mark.parametrize(("language", "topic"), EVERY, ids=["/".join(one) for one in EVERY])
def test_a_page_begins_with_its_title_and_no_mark_is_left_over(language, topic):
    text = guide.text_of(topic, language)
    assert text.startswith("# ")
    shown = guide.Renderer(lambda id: (id, ""), lambda name: "").html(text)
    assert not re.search(r"\*\*|\[\[|\]\]|^#", re.sub(r"<[^>]+>", "", shown), re.MULTILINE)


def test_every_action_with_a_page_of_its_own_is_named_in_the_guide():
    named = {id for language in LANGUAGES for topic in guide.TOPICS for id in guide.actions_in(guide.text_of(topic, language))}
    small = {"mend-2", "mend-3", "mend-4", "find-previous", "select-all", "choose-files"}  # said by their neighbours
    told = [action.id for action in ACTIONS if action.page and action.id not in named | small]
    assert told == [], "write what these do into resources/help"


def test_pictures_are_small_and_none_lies_about_unused():
    files = sorted(guide.PICTURES.glob("*.png"))
    assert [file.name for file in files if file.stat().st_size > LARGEST_PICTURE] == []
    assert sum(file.stat().st_size for file in files) <= ALL_PICTURES
    used = {name for topic in guide.TOPICS for name in guide.pictures_in(guide.text_of(topic, "en"))}
    assert {file.name.split("-")[0] for file in files} <= used


def test_each_picture_that_the_guide_shows_was_taken_in_each_language():
    used = {name for topic in guide.TOPICS for name in guide.pictures_in(guide.text_of(topic, "en"))}
    missing = [f"{name}-{language[:2]}.png" for name in sorted(used) for language in LANGUAGES
               if not (guide.PICTURES / f"{name}-{language[:2]}.png").is_file()]
    assert missing == [], "run `python -m ui.guide_pictures`"


def test_these_tests_can_fail():
    assert unknown_names("[[no-such-action]] [[page:nowhere]] [[undo]]") == ["no-such-action", "page:nowhere"]
    assert dead_links("[here](nowhere) ![picture](start) [there](import)") == ["nowhere"]
    assert (ROOT / "resources" / "help").is_dir()
