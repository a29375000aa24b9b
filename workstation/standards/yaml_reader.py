"""YAML with lines: reads a pack's text into nodes that know their line, and collects every fault found on the way.

Only maps, lists and plain values: no alias (a few of them can unfold to gigabytes), no tag, no code. Limits on depth
and number of nodes hold before any tree is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workstation.text import Sentence, say

DEPTH_LIMIT = 20
NODE_LIMIT = 100_000


@dataclass(frozen=True)
class Fault:
    """One fault of a pack: level (error, warning, info), a stable code, file, line and column from 1, and what it is."""

    level: str
    code: str
    file: str
    line: int
    column: int
    sentence: Sentence

    def data(self) -> dict[str, Any]:
        """Return it as plain data, worded now."""
        return {"level": self.level, "code": self.code, "file": self.file, "line": self.line, "column": self.column,
                "message": str(self.sentence)}

    def __str__(self) -> str:
        """Return it as compilers do: file:line:column: level: sentence."""
        return f"{self.file}:{self.line}:{self.column}: {self.level}: {self.sentence}"


@dataclass
class Faults:
    """Collects faults of one file."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def add(self, level: str, code: str, node: Any, sentence: Sentence, offset: int = 0) -> None:
        """Note a fault at a node (anything with start_mark), `offset` characters into its text."""
        mark = getattr(node, "start_mark", node)
        column = (mark.column if mark is not None else 0) + 1 + offset
        if offset and getattr(node, "style", None) in ("'", '"'):
            column += 1
        self.found.append(Fault(level, code, self.file, mark.line + 1 if mark is not None else 1, column, sentence))

    def error(self, code: str, node: Any, sentence: Sentence, offset: int = 0) -> None:
        """Note an error."""
        self.add("error", code, node, sentence, offset)


def compose(data: bytes, faults: Faults) -> Any:
    """Return the root node of a YAML text, None (and faults noted) when it cannot be used at all."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start)
        faults.error("bad-encoding", _mark(line, 0), say("The file is not UTF-8 text. Save it as UTF-8."))
        return None
    try:
        if not _within_limits(text, loader, faults):
            return None
        return yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.error("bad-yaml", mark, say("The YAML cannot be read: {why}", why=str(error.problem or error.context or "")))
    except (yaml.YAMLError, ValueError) as error:
        faults.error("bad-yaml", _mark(0, 0), say("The YAML cannot be read: {why}", why=str(error).split("\n")[0]))
    return None


def _within_limits(text: str, loader: Any, faults: Faults) -> bool:
    import yaml

    depth = count = 0
    event: Any
    for event in yaml.parse(text, Loader=loader):
        kind = type(event)
        if kind is yaml.AliasEvent or getattr(event, "anchor", None):
            faults.error("alias", event.start_mark, say("Anchors and aliases (& and *) are not allowed. Write it out."))
            return False
        if kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent, yaml.ScalarEvent):
            count += 1
            if event.tag and not event.tag.startswith("tag:yaml.org,2002:str") and event.tag != "!":
                faults.error("tag", event.start_mark, say("Tags such as {tag} are not allowed.", tag=str(event.tag)[:60]))
                return False
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH_LIMIT or count > NODE_LIMIT:
            faults.error("too-large", event.start_mark, say("The YAML is nested too deep or too large."))
            return False
    return True


@dataclass(frozen=True)
class _Mark:
    line: int
    column: int


def _mark(line: int, column: int) -> _Mark:
    return _Mark(line, column)


class MapReader:
    """Reads one map node: values by key with the kind that is wanted; wrong kinds, unknown and double keys are noted."""

    def __init__(self, node: Any, faults: Faults, where: str, known: Mapping[str, str]) -> None:
        """Take a map whose keys may be those of `known` ({key: what it is}); keys beginning with x- are kept aside."""
        self.node = node
        self.faults = faults
        self.where = where
        self.keys: dict[str, Any] = {}
        self.values: dict[str, Any] = {}
        if type(node).__name__ != "MappingNode":
            faults.error("wrong-kind", node, say("“{where}” must be a map of names and values.", where=where))
            return
        for key, value in node.value:
            name = str(key.value) if type(key).__name__ == "ScalarNode" else ""
            if not name:
                faults.error("wrong-kind", key, say("A name in “{where}” must be a plain word.", where=where))
            elif name in self.values:
                faults.error("double-key", key, say("“{key}” stands twice in “{where}”.", key=name, where=where))
            else:
                self.keys[name], self.values[name] = key, value
                if name not in known and not name.startswith("x-"):
                    faults.add("warning", "unknown-key", key, _unknown(name, where, list(known)))

    def __contains__(self, key: str) -> bool:
        """Return True when the key is there and not null."""
        return key in self.values and not _is_null(self.values[key])

    def text(self, key: str, default: str = "") -> str:
        """Return the text as it is written: 2.1 stays 2.1 and NULL in quotes stays NULL."""
        if key not in self:
            return default
        node = self.values[key]
        if type(node).__name__ != "ScalarNode":
            self.faults.error("wrong-kind", node, say("“{key}” must be one text.", key=key))
            return default
        return str(node.value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; one text alone counts as a list of one."""
        if key not in self:
            return ()
        node = self.values[key]
        if type(node).__name__ == "ScalarNode":
            return (str(node.value),)
        out = []
        for item in self.items(key):
            if type(item).__name__ == "ScalarNode":
                out.append(str(item.value))
            else:
                self.faults.error("wrong-kind", item, say("“{key}” must be a list of texts.", key=key))
        return tuple(out)

    def items(self, key: str) -> Iterator[Any]:
        """Yield the nodes of a list."""
        if key not in self:
            return
        node = self.values[key]
        if type(node).__name__ != "SequenceNode":
            self.faults.error("wrong-kind", node, say("“{key}” must be a list.", key=key))
            return
        yield from node.value

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        if key not in self:
            return default
        word = self.text(key).lower()
        if word in ("true", "yes", "on", "false", "no", "off"):
            return word in ("true", "yes", "on")
        self.faults.error("wrong-kind", self.values[key], say("“{key}” must be true or false.", key=key))
        return default

    def whole(self, key: str) -> int | None:
        """Return a whole number from 0, None when it is not there."""
        if key not in self:
            return None
        word = self.text(key)
        if word.isascii() and word.isdigit() and len(word) < 10:
            return int(word)
        self.faults.error("wrong-kind", self.values[key], say("“{key}” must be a whole number from 0.", key=key))
        return None

    def number(self, key: str) -> float | None:
        """Return a number, None when it is not there."""
        if key not in self:
            return None
        try:
            found = float(self.text(key))
        except ValueError:
            found = float("nan")
        if found != found or abs(found) == float("inf"):
            self.faults.error("wrong-kind", self.values[key], say("“{key}” must be a number.", key=key))
            return None
        return found

    def map(self, key: str, known: Mapping[str, str]) -> MapReader | None:
        """Return the reader of a map below, None when it is not there."""
        return MapReader(self.values[key], self.faults, key, known) if key in self else None


def _is_null(node: Any) -> bool:
    return bool(type(node).__name__ == "ScalarNode" and node.tag == "tag:yaml.org,2002:null")


def _unknown(name: str, where: str, known: list[str]) -> Sentence:
    import difflib

    near = difflib.get_close_matches(name, known, 1)
    if near:
        return say("“{key}” is not known in “{where}”. Did you mean “{near}”?", key=name, where=where, near=near[0])
    return say("“{key}” is not known in “{where}”, and is not used.", key=name, where=where)
