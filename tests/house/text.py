"""Gather every sentence of the program into the translation catalogues and compile them: `make text`.

Sentences are found by the names that mark them: `_`, `_n`, `N_`, `say`, in the tree of the program, since a marked
sentence inside an f-string is no call to a tool that reads tokens. A catalogue keeps its translations; what is new is
left empty for a translator (and fails test_words.py), what is gone is dropped.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.house.sources import ROOT, parsed, python_files, shown
from workstation.text import DOMAIN, LANGUAGES

KEYWORDS = {"_": 1, "N_": 1, "say": 1, "_n": 2}  # how many texts are one sentence
FOLDER = ROOT / "resources" / "text"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # one date for ever: a catalogue changes only when a sentence does


def translated_languages() -> list[str]:
    """Return the languages that have a catalogue, as folders are named: zh_CN."""
    return [language.replace("-", "_") for language in LANGUAGES if language != "en"]


def po_file(language: str) -> Path:
    """Return where a language's translations are written."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def extracted() -> Catalog:
    """Return every sentence marked in the core, the screen and the plugins, with the files that say it."""
    found = empty_catalogue(None)
    for path in python_files("workstation", "ui", "plugins"):
        if "tests" in path.relative_to(ROOT).parts:
            continue
        for message in marked(parsed(path)):
            found.add(message, None, [(shown(path), 1)])
    return found


def marked(tree: ast.Module) -> Iterator[str | tuple[str, ...]]:
    """Yield each marked sentence: its text, or (one, many)."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS):
            continue
        texts = tuple(one.value for one in node.args[: KEYWORDS[node.func.id]]
                      if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value)
        if len(texts) == KEYWORDS[node.func.id]:
            yield texts if len(texts) > 1 else texts[0]


def empty_catalogue(language: str | None) -> Catalog:
    """Return a catalogue without sentences."""
    return Catalog(locale=language, project="Workstation", version="1", domain=DOMAIN, creation_date=EPOCH,
                   revision_date=EPOCH, copyright_holder="the Workstation's authors", fuzzy=False,
                   header_comment="# Translations of the Workstation. `make text` gathers the sentences.",
                   msgid_bugs_address="-", last_translator="the Workstation's authors", language_team=language or "")


def read(language: str) -> Catalog:
    """Return the translations kept for a language."""
    if not po_file(language).exists():
        return empty_catalogue(language)
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def gathered(language: str) -> Catalog:
    """Return every sentence of now, translated as far as it was."""
    kept, now = read(language), empty_catalogue(language)
    for message in extracted():
        if not message.id:
            continue
        old = kept.get(message.id if isinstance(message.id, str) else message.id[0])
        string = old.string if old and old.id == message.id else None
        now.add(message.id, string, message.locations, auto_comments=message.auto_comments)
    return now


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as gettext reads it."""
    into = io.BytesIO()
    write_mo(into, catalogue)
    return into.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the sentences that have no translation."""
    found = []
    for message in catalogue:
        strings = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.id and not all(strings):
            found.append(message.id if isinstance(message.id, str) else message.id[0])
    return found


def main() -> None:
    """Write every language's catalogue anew and say what still waits for a translator."""
    for language in translated_languages():
        catalogue = gathered(language)
        file = po_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as po:
            write_po(po, catalogue, width=120, sort_output=True, include_lineno=False)
        file.with_suffix(".mo").write_bytes(compiled(read(language)))
        left = untranslated(catalogue)
        print(f"{shown(file)}: {len(catalogue)} sentences, {len(left)} without a translation")


if __name__ == "__main__":
    main()
