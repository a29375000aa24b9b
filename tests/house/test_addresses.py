"""The tree names no machine: no paths of whoever built it, no network address a program would go to, no key."""

from __future__ import annotations

import re

from tests.house.sources import ROOT, kept_files, shown

TEXT = {".py", ".toml", ".md", ".yaml", ".yml", ".json", ".csv", ".po", ".spec", ".html", ".css", ".qss", ".txt",
        ".lock", ".sh", ".svg", ".cfg", ".ini", ""}
FORBIDDEN = {
    "a home folder": re.compile(r"(?<![\w.])/(home|Users|root)/\w+"),
    "a work folder": re.compile(r"(?<![\w./-])/work/\w+|\.\./shared\b"),
    "a Windows profile": re.compile(r"[A-Z]:\\+Users\\+\w+"),
    "a package index": re.compile(r"\b(pypi|pythonhosted)\.org|/simple/|--(extra-)?index-url", re.IGNORECASE),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an address inside a network": re.compile(
        r"(?<![\d.])(10\.\d{1,3}|192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d{1,3}){2}(?![\d.])"),
}
# The files that have to spell what is forbidden in order to look for it.
LOOKERS = {"tests/house/test_addresses.py", "tests/house/test_lock.py", ".ci/lock"}


def found_in(text: str) -> list[str]:
    """Return what a text names that it must not."""
    return [f"{what}: {match[0]}" for what, pattern in FORBIDDEN.items() if (match := pattern.search(text))]


def test_no_kept_file_names_a_machine_an_index_or_a_key():
    wrong = []
    for path in kept_files():
        if path.suffix not in TEXT or shown(path) in LOOKERS or path.name == "LICENSE":
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        wrong += [f"{shown(path)}: {what}" for what in found_in(text)]
    assert wrong == []


def test_this_test_can_fail():
    planted = ["/home/anna/data", "C:\\Users\\anna", "pip --index-url x", "192.168.0.7", "/work/main"]
    assert all(found_in(text) for text in planted)
    assert found_in("https://example.org/page and version 10.2.0") == []


def test_the_top_of_the_tree_is_what_the_readme_says():
    allowed = {"workstation", "ui", "resources", "plugins", "tests", ".ci", "build.spec", "pyproject.toml", "README.md",
               "Makefile", "LICENSE", "NOTICE", ".gitignore", ".gitattributes", "requirements.lock",
               "requirements-bundle.lock", "requirements-workshop.lock"}
    assert {path.relative_to(ROOT).parts[0] for path in kept_files()} <= allowed
