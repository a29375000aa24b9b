"""Every sentence can be translated, is translated, and its catalogue is compiled."""

from __future__ import annotations

import ast
import re
import string

import pytest

from tests.house import text as words
from tests.house.sources import parsed, python_files, shown

LANGUAGES = words.translated_languages()
MARKS = {"_", "_n", "N_", "say"}
POSITIONAL = re.compile(r"%[sr]|%\(")  # not %d: a pattern for dates is no placeholder


def placeholders(message: str) -> set[str]:
    """Return the names of the placeholders in a sentence; '' stands for one without a name."""
    return {name.split(".")[0].split("[")[0] for _text, name, _spec, _conversion in string.Formatter().parse(message)
            if name is not None}


def nameless(message: str) -> bool:
    """Return whether a sentence has a placeholder without a name."""
    return bool(POSITIONAL.search(message)) or "" in placeholders(message)


def wrong_marks(tree: ast.Module, file: str) -> list[str]:
    """Return a sentence for each marked text that no tool can extract, or whose placeholders have no name."""
    wrong = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS and node.args):
            continue
        for said in node.args[: 2 if node.func.id == "_n" else 1]:
            if isinstance(said, ast.JoinedStr | ast.BinOp):
                wrong.append(f"{file}:{node.lineno}: a sentence put together by the program cannot be translated")
            elif node.func.id in ("N_", "_n") and not isinstance(said, ast.Constant):
                wrong.append(f"{file}:{node.lineno}: {node.func.id} needs the sentence itself")
            elif isinstance(said, ast.Constant) and isinstance(said.value, str) and nameless(said.value):
                wrong.append(f"{file}:{node.lineno}: name the placeholders of {said.value!r}")
    return wrong


def filled_wrongly(tree: ast.Module, file: str) -> list[str]:
    """Return a sentence for each call whose values are not the placeholders of its sentence."""
    wrong = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "say", "_n")):
            continue
        texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if not texts or any(keyword.arg is None for keyword in node.keywords):
            continue
        given = {keyword.arg for keyword in node.keywords} | ({"n"} if node.func.id == "_n" else set())
        needed = set().union(*map(placeholders, texts))
        if node.func.id == "_" and not given and needed:
            continue  # worded now, filled in later by its caller
        if not needed <= given:
            wrong.append(f"{file}:{node.lineno}: {sorted(needed - given)} is not given")
    return wrong


@pytest.mark.parametrize("path", python_files("workstation", "ui", "plugins"), ids=shown)
def test_every_sentence_can_be_extracted_and_names_its_placeholders(path):
    assert wrong_marks(parsed(path), shown(path)) == []


@pytest.mark.parametrize("path", python_files("workstation", "ui", "plugins"), ids=shown)
def test_every_sentence_is_given_the_values_it_names(path):
    assert filled_wrongly(parsed(path), shown(path)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_the_sentences_of_the_program_and_no_others(language):
    kept = {message.id for message in words.read(language) if message.id}
    now = {message.id for message in words.extracted() if message.id}
    assert sorted(map(str, now - kept)) == [], "new sentences: run `make text` and translate them"
    assert sorted(map(str, kept - now)) == [], "sentences that are gone: run `make text`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language):
    assert words.untranslated(words.read(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_sentence(language):
    wrong = []
    for message in words.read(language):
        if not message.id:
            continue
        said = message.id if isinstance(message.id, tuple) else (message.id,)
        needed, optional = placeholders(said[-1]), placeholders(said[0])
        strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
        wrong += [f"{said[-1]!r} -> {one!r}" for one in strings if one and not needed <= placeholders(one) | {"n"}]
        wrong += [f"{said[-1]!r} -> {one!r}" for one in strings if one and not placeholders(one) <= needed | optional]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_what_the_written_one_says(language):
    compiled = words.po_file(language).with_suffix(".mo")
    assert compiled.read_bytes() == words.compiled(words.read(language)), "run `make text`"


@pytest.mark.parametrize(("code", "faulty"), [
    ('_("{n} rows", n=3)', False),
    ('N_("Trim whitespace")', False),
    ('_(f"{n} rows")', True),
    ('_("a" + name)', True),
    ('_("{} rows")', True),
    ('_("%s rows")', True),
    ("N_(title)", True),
    ('say("{a} and {b}", a=1)', True),
    ('_n("{n} row in {f}", "{n} rows in {f}", 3)', True),
])
def test_these_tests_can_fail(code, faulty):
    tree = ast.parse(code)
    assert bool(wrong_marks(tree, "") + filled_wrongly(tree, "")) == faulty


def test_no_words_stay_no_words_in_every_language():
    from workstation import text

    for language in text.LANGUAGES:
        text.set_language(language)
        assert text._("") == ""


def test_one_sentence_of_the_program_is_shown_in_chinese():
    from workstation import text

    catalogue = words.read("zh_CN")
    message = next(one for one in catalogue if one.id and isinstance(one.id, str) and not placeholders(one.id))
    text.set_language("zh-CN")
    assert text._(message.id) == message.string != message.id
