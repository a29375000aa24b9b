"""Guide: the pages of the user's guide, found and rendered: a small Markdown of our own to HTML that a text browser shows.

Known: # headings, paragraphs, - and 1. lists, | tables |, > notes, **strong**, `code`, ![words](picture), [words](page),
[[action-id]] (the action's words and its key) and [[page:id]] (a link to a page of the program). Everything else is text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workstation.text import N_, RESOURCES

FOLDER = RESOURCES / "help"
PICTURES = FOLDER / "pictures"
TOPICS = ("getting-started", "start", "import", "collect", "table", "clean", "check", "label", "review", "history", "publish",
          "people", "settings", "help", "glossary")
"""The pages in the order of reading; each page of the window has the one of its id."""
MADE = {"shortcuts": N_("Keyboard shortcuts"), "about": N_("About the Workstation")}
"""Pages that are made by the program."""
_INLINE = re.compile(r"\[\[(?P<act>[a-z0-9:-]+)\]\]|\*\*(?P<strong>.+?)\*\*|`(?P<code>[^`]+)`"
                     r"|!\[(?P<alt>[^\]]*)\]\((?P<src>[^)]+)\)|\[(?P<words>[^\]]+)\]\((?P<to>[^)]+)\)")
Named = Callable[[str], tuple[str, str]]
"""Id of an action, or page:id -> (words, key), in the language of now."""


def language_folder(language: str) -> Path:
    """Return the folder of a language's guide; English where there is none."""
    found = FOLDER / language
    return found if found.is_dir() else FOLDER / "en"


def text_of(topic: str, language: str) -> str:
    """Return a page of the guide as written; '' when there is none."""
    file = language_folder(language) / f"{topic}.md"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def title_of(text: str) -> str:
    """Return the first heading of a page."""
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


def actions_in(text: str) -> list[str]:
    """Return the ids of the actions, and page:ids, that a page names."""
    return re.findall(r"\[\[([a-z0-9:-]+)\]\]", text)


def pictures_in(text: str) -> list[str]:
    """Return the names of the pictures that a page shows."""
    return re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)


def links_in(text: str) -> list[str]:
    """Return the pages of the guide that a page leads to."""
    return [to for to in re.findall(r"(?<!!)\[[^\]\[]+\]\(([^)]+)\)", text)]


@dataclass(frozen=True)
class Found:
    """A page that holds what was searched for, with the first place as a sentence."""

    topic: str
    title: str
    line: str


def search(words: str, language: str) -> list[Found]:
    """Return the pages that hold all the words, those with a match in the title first."""
    wanted = [word for word in words.casefold().split() if word]
    out: list[tuple[int, Found]] = []
    for at, topic in enumerate(TOPICS):
        text = plain(text_of(topic, language))
        if wanted and not all(word in text.casefold() for word in wanted):
            continue
        title = title_of(text_of(topic, language))
        lines = [line for line in text.splitlines()[1:] if wanted and wanted[0] in line.casefold()]
        in_title = bool(wanted) and any(word in title.casefold() for word in wanted)
        out.append((at - 100 * in_title, Found(topic, title, lines[0].strip() if lines else "")))
    return [found for _rank, found in sorted(out, key=lambda pair: pair[0])]


def plain(text: str) -> str:
    """Return a page's words without marks, for searching."""
    text = re.sub(r"!\[[^\]]*\]\([^)]+\)", "", text)
    text = re.sub(r"(?<!!)\[([^\]\[]+)\]\([^)]+\)", r"\1", text)
    return re.sub(r"\[\[[a-z0-9:-]+\]\]|\*\*|`|^[#>|-]+ ?", "", text, flags=re.MULTILINE)


class Renderer:
    """Turns a page's text into HTML; named: words and key of an action; picture: address of a picture, '' where none is."""

    def __init__(self, named: Named, picture: Callable[[str], str]) -> None:
        """Take what words and pictures depend on."""
        self._named, self._picture = named, picture

    def html(self, text: str) -> str:
        """Return the page as HTML."""
        blocks = re.split(r"\n\s*\n", text.strip())
        return "\n".join(self._block(block.splitlines()) for block in blocks)

    def _block(self, lines: Sequence[str]) -> str:
        first = lines[0]
        if heading := re.match(r"(#{1,3}) (.+)", first):
            level = len(heading[1])
            rest = self._block(lines[1:]) if len(lines) > 1 else ""
            return f'<p class="h{level}">{self._inline(heading[2])}</p>{rest}'
        if first.startswith("|"):
            return self._table(lines)
        if first.startswith("> "):
            words = self._inline(" ".join(line.removeprefix(">").strip() for line in lines))
            return f'<table class="note" width="100%"><tr><td class="note">{words}</td></tr></table>'
        if re.match(r"(- |\d+\. )", first):
            return self._list(lines)
        if shown := re.fullmatch(r"!\[([^\]]*)\]\(([^)]+)\)", first.strip()):
            source = self._picture(shown[2])
            return f'<p class="picture"><img src="{html.escape(source)}" alt="{html.escape(shown[1])}"></p>' if source else ""
        return f"<p>{self._inline(' '.join(line.strip() for line in lines))}</p>"

    def _list(self, lines: Sequence[str]) -> str:
        tag = "ul" if lines[0].startswith("- ") else "ol"
        items: list[str] = []
        for line in lines:
            if re.match(r"(- |\d+\. )", line):
                items.append(re.sub(r"^(- |\d+\. )", "", line))
            else:
                items[-1] += " " + line.strip()
        return f"<{tag}>" + "".join(f"<li>{self._inline(item)}</li>" for item in items) + f"</{tag}>"

    def _table(self, lines: Sequence[str]) -> str:
        rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
        head, body = rows[0], [row for row in rows[1:] if not all(set(cell) <= {"-", ":"} for cell in row)]
        top = "".join(f"<th>{self._inline(cell)}</th>" for cell in head)
        return ('<table class="grid" cellspacing="0" width="100%"><tr>' + top + "</tr>" + "".join(
            "<tr>" + "".join(f"<td>{self._inline(cell)}</td>" for cell in row) + "</tr>" for row in body) + "</table>")

    def _inline(self, text: str) -> str:
        out, at = "", 0
        for found in _INLINE.finditer(text):
            out += html.escape(text[at:found.start()])
            out += self._mark(found)
            at = found.end()
        return out + html.escape(text[at:])

    def _mark(self, found: re.Match[str]) -> str:
        if found["act"]:
            words, key = self._named(found["act"])
            name = html.escape(words)
            if found["act"].startswith("page:"):
                return f'<a href="go:{found["act"][5:]}">{name}</a>'
            return f"<b>{name}</b>" + (f' <span class="key">&nbsp;{html.escape(key)}&nbsp;</span>' if key else "")
        if found["strong"]:
            return f"<b>{html.escape(found['strong'])}</b>"
        if found["code"]:
            return f'<span class="key">&nbsp;{html.escape(found["code"])}&nbsp;</span>'
        if found["src"]:
            return html.escape(found["alt"])
        return f'<a href="topic:{html.escape(found["to"])}">{html.escape(found["words"])}</a>'
