"""Where the records are in an XML file: the elements that repeat, and each as a nested record."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from workstation.errors import Problem
from workstation.readers.json_text import Path
from workstation.readers.xml_events import Events
from workstation.text import _

MOST_PATHS = 20_000
MOST_TEXT = 64 << 20
"""Characters of one record."""
Record = dict[str, Any]
_INDENTED = re.compile(r"^\s*\n|\n\s*$")
"""A text that begins or ends on a line of its own was set so by a program, and means none of that space."""


@dataclass
class Element:
    """What is known of all elements at one path."""

    path: Path
    count: int = 0
    siblings: int = 0
    """Most of them under one parent."""
    children: set[str] = field(default_factory=set)
    attributes: bool = False
    text: bool = False


class Shape(Events):
    """Counts the elements of a file by their path."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.elements: dict[Path, Element] = {}
        self._path: Path = ()
        self._counts: list[dict[str, int]] = [{}]

    def start(self, name: str, attributes: list[str]) -> None:
        """Count an element."""
        above = self.elements.get(self._path)
        if above is not None:
            above.children.add(name)
        self._path = (*self._path, name)
        element = self.elements.get(self._path)
        if element is None:
            if len(self.elements) >= MOST_PATHS:
                raise Problem("no-table", _("This file has more than {n} different elements, which is no table.",
                                            n=MOST_PATHS), remedy=_("Ask the sender for a table."))
            element = self.elements[self._path] = Element(self._path)
        element.count += 1
        counts = self._counts[-1]
        counts[name] = counts.get(name, 0) + 1
        element.siblings = max(element.siblings, counts[name])
        if attributes and not element.attributes:
            element.attributes = any(not _is_own(one) for one in attributes[::2])
        self._counts.append({})

    def end(self, name: str) -> None:
        """Leave an element."""
        self._path = self._path[:-1]
        self._counts.pop()

    def text(self, data: str) -> None:
        """Note that an element has a text."""
        if not data.isspace() and (element := self.elements.get(self._path)) is not None:
            element.text = True

    def candidates(self) -> tuple[list[Element], bool]:
        """Return the elements that are records, the less deep ones first, and whether they repeat."""
        repeated: list[Element] = []
        for element in sorted(self.elements.values(), key=lambda one: len(one.path)):
            below = any(element.path[: len(one.path)] == one.path for one in repeated)
            if len(element.path) > 1 and element.siblings > 1 and not below:
                repeated.append(element)
        structured = [one for one in repeated if one.children or one.attributes]
        if structured:
            return structured, True
        if texts := [one for one in repeated if one.text and not self._one_record(one)]:
            return texts, True
        single = self._single()
        return ([single] if single else []), False

    def _one_record(self, element: Element) -> bool:
        """Return whether plain texts repeat beside others of another name: values of one record, not a list."""
        above = self.elements[element.path[:-1]]
        return len(above.children) > 1

    def _single(self) -> Element | None:
        """Return the element with the most plain values below it: a file of one record."""
        plain = {path for path, one in self.elements.items() if not one.children}
        best: Element | None = None
        most = 0
        for element in sorted(self.elements.values(), key=lambda one: len(one.path)):
            values = sum((*element.path, name) in plain for name in element.children) + element.attributes
            if values > most:
                best, most = element, values
        return best


def _is_own(name: str) -> bool:
    """Return whether an attribute speaks of the file itself: namespaces and schemas."""
    return name == "xmlns" or name.startswith(("xmlns:", "xsi:", "xml:"))


@dataclass
class _Node:
    name: str
    fields: Record
    parts: list[str] = field(default_factory=list)
    blank: bool = False


class Collector(Events):
    """Makes a nested record of each element at one of some paths, and hands it on with its path."""

    def __init__(self, paths: set[Path], take: Callable[[Path, Record], None]) -> None:
        """Take records at these paths."""
        self._paths = paths
        self._take = take
        self._path: Path = ()
        self._nodes: list[_Node] = []
        self._size = 0

    def start(self, name: str, attributes: list[str]) -> None:
        """Open an element."""
        self._path = (*self._path, name)
        if not self._nodes and self._path not in self._paths:
            return
        node = _Node(name, {})
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            if not _is_own(key):
                node.fields[key.rpartition(":")[2]] = value or None
                self._size += len(value)
            elif key == "xsi:nil" and value in ("true", "1"):
                node.blank = True
        self._nodes.append(node)

    def text(self, data: str) -> None:
        """Take text into the open element."""
        if self._nodes:
            self._nodes[-1].parts.append(data)
            self._size += len(data)
            if self._size > MOST_TEXT:
                raise Problem("too-large", _("One record of this file has more than {n} million characters.",
                                             n=MOST_TEXT >> 20), remedy=_("Ask the sender what it is."))

    def end(self, name: str) -> None:
        """Close an element; a record is handed on."""
        path, self._path = self._path, self._path[:-1]
        if not self._nodes:
            return
        node = self._nodes.pop()
        value = _value(node)
        if not self._nodes:
            self._size = 0
            self._take(path, value if isinstance(value, dict) else {name: value})
            return
        fields = self._nodes[-1].fields
        if name not in fields:
            fields[name] = value
        elif isinstance(fields[name], list):
            fields[name].append(value)
        else:
            fields[name] = [fields[name], value]


def _value(node: _Node) -> Any:
    """Return an element as a text, or as an object of its attributes and children, its own text under no name."""
    text = "".join(node.parts)
    if "\n" in text and _INDENTED.search(text):
        text = text.strip()
    shown = None if node.blank or not text or (node.fields and text.isspace()) else text
    if not node.fields:
        return shown
    return ({"": shown} if shown is not None else {}) | node.fields
