"""Lint and load: reads a pack into a Standard and notes every fault with its file, line and column."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.errors import Problem
from workstation.rules.catalogue import rules_of
from workstation.rules.rule import Rule
from workstation.rules.spec import CodeList, FieldSpec
from workstation.rules.unique import Unique
from workstation.standards.codes import read_codes
from workstation.standards.lint_fields import read_field
from workstation.standards.lint_rules import read_rules
from workstation.standards.pack import GOOD_ID, GOOD_VERSION, YAML_LIMIT, Pack, open_pack
from workstation.standards.standard import DIMENSIONS, MATCHES, Score, Standard
from workstation.standards.yaml_reader import Fault, Faults, MapReader, compose
from workstation.text import N_, _n, say

PACK_KEYS = dict.fromkeys(("pack", "version", "title", "status", "effective", "replaces", "owner", "basis", "license",
                           "codes", "table", "rules", "score", "description"), "")
TABLE_KEYS = dict.fromkeys(("name", "key", "blank", "match", "fields", "title", "description"), "")
CODES_KEYS = dict.fromkeys(("file", "title", "version", "basis", "source", "description"), "")
SCORE_KEYS = dict.fromkeys(("weights", "pass", "levels"), "")
STATES = ("draft", "published", "retired")
LIST_LIMIT = 200  # code lists of one pack
MISSING = N_("“{key}” is missing.")


@dataclass(frozen=True)
class Linted:
    """What lint found: the faults in order of file and line, and the standard when it can be used."""

    faults: tuple[Fault, ...]
    standard: Standard | None

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that keep the standard from being used."""
        return tuple(fault for fault in self.faults if fault.level == "error")

    @property
    def clean(self) -> bool:
        """True when there is neither an error nor a warning."""
        return all(fault.level == "info" for fault in self.faults)


def lint(path: Path) -> Linted:
    """Return the faults of the pack at `path` and, when it has no error, the standard. Hostile packs are a fault, too."""
    try:
        pack = open_pack(path)
        data = pack.read(pack.yaml, YAML_LIMIT)
    except Problem as problem:
        if problem.code == "no-standard":
            raise
        where = str(problem.where or path)
        return Linted((Fault("error", problem.code, where, 1, 1, say("{what} {remedy}", what=problem.what,
                                                                     remedy=problem.remedy)),), None)
    return _Linter(pack).read(data)


def load(path: Path) -> Standard:
    """Return the standard at `path` (folder, *.pack.yaml or zip); Problem with the first fault when it has errors."""
    linted = lint(path)
    if linted.standard is None:
        first, count = linted.errors[0], len(linted.errors)
        raise Problem("bad-standard", _n("This standard has {n} error.", "This standard has {n} errors.", count),
                      where=f"{first.file}:{first.line}:{first.column}", remedy=f"{first.sentence}")
    return linted.standard


class _Linter:
    """Reads one pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.faults = Faults(pack.yaml)
        self.others: list[Fault] = []

    def read(self, data: bytes) -> Linted:
        """Return what the pack says and what is wrong with it."""
        root = compose(data, self.faults)
        standard = None
        if root is None and not self.faults.found:
            self.faults.error("empty", None, say("The file is empty."))
        if root is not None:
            standard = self._standard(MapReader(root, self.faults, "pack", PACK_KEYS))
        faults = sorted(self.faults.found, key=lambda fault: (fault.line, fault.column)) + self.others
        broken = any(fault.level == "error" for fault in faults)
        return Linted(tuple(faults), None if broken else standard)

    def _standard(self, top: MapReader) -> Standard | None:
        if not top.values:
            return None
        standard = Standard(
            id=self._checked(top, "pack", GOOD_ID, say("The id of a standard is small letters, digits, . _ and -.")),
            version=self._checked(top, "version", GOOD_VERSION, say("A version is three numbers, such as 2.1.0.")),
            title=top.text("title") or top.text("pack"), sha256=self.pack.sha256(),
            status=self._one_of(top, "status", STATES, "draft"), effective=self._day(top, "effective"),
            replaces=top.text("replaces"), owner=_plain_map(top),
            basis=top.texts("basis"), license=top.text("license"), description=top.text("description"),
            codes=self._codes(top), score=self._score(top), path=self.pack.path)
        table = top.map("table", TABLE_KEYS)
        if table is None:
            self.faults.error("missing", top.node, say(MISSING, key="table"))
            return standard
        return self._table(standard, top, table)

    def _table(self, standard: Standard, top: MapReader, table: MapReader) -> Standard:
        fields = self._fields(table, standard)
        specs = {spec.name: spec for spec in fields}
        key = table.texts("key")
        for name in key:
            if name not in specs:
                self.faults.error("no-field", table.values["key"], say("The standard has no field “{field}”.", field=name))
        rules = rules_of(fields, standard.codes)
        if key and all(name in specs for name in key):
            rules.append(Unique(id="key", fields=key))
        rules += read_rules(top, self.faults, specs)
        self._double_ids(top, rules)
        return dataclasses.replace(
            standard, table=table.text("name"), key=key, blank=table.texts("blank") or ("",), fields=fields,
            match=self._one_of(table, "match", MATCHES, "partial"), rules=tuple(rules))

    def _fields(self, table: MapReader, standard: Standard) -> tuple[FieldSpec, ...]:
        found: dict[str, FieldSpec] = {}
        for node in table.items("fields"):
            spec = read_field(node, self.faults, standard.codes)
            if spec is None:
                continue
            if spec.name in found:
                self.faults.error("double-field", node, say("Field “{field}” stands twice, first in line {line}.",
                                                            field=spec.name, line=found[spec.name].line))
            else:
                found[spec.name] = spec
        if not found:
            self.faults.error("missing", table.node, say(MISSING, key="fields"))
        return tuple(found.values())

    def _double_ids(self, top: MapReader, rules: list[Rule]) -> None:
        seen: set[str] = set()
        for rule in rules:
            if rule.id in seen:
                node = next((item for item in top.items("rules") if _id_of(item) == rule.id), top.node)
                self.faults.error("double-rule", node, say("There are two rules with the id “{id}”.", id=rule.id))
            seen.add(rule.id)

    def _codes(self, top: MapReader) -> dict[str, CodeList]:
        out: dict[str, CodeList] = {}
        lists = top.map("codes", {})
        if lists is None:
            return out
        self.faults.found = [f for f in self.faults.found if not (f.code == "unknown-key" and f.line in _lines(lists))]
        for name in list(lists.values)[:LIST_LIMIT]:
            about = lists.map(name, CODES_KEYS)
            if about is None or "file" not in about:
                self.faults.error("missing", lists.keys[name], say(MISSING, key="file"))
                continue
            try:
                data = self.pack.read(about.text("file"))
            except Problem as problem:
                self.faults.error("no-file", about.values["file"], say("{where}: {what}", where=problem.where,
                                                                       what=problem.remedy))
                continue
            faults = Faults(about.text("file"))
            out[name] = read_codes(name, data, faults, title=about.text("title"), version=about.text("version"),
                                   basis=about.text("basis"))
            self.others += faults.found
        return out

    def _score(self, top: MapReader) -> Score:
        score = top.map("score", SCORE_KEYS)
        if score is None:
            return Score()
        default = Score()
        weights = score.map("weights", dict.fromkeys(DIMENSIONS, ""))
        levels = score.map("levels", dict.fromkeys(default.levels, ""))
        passing = score.number("pass")
        return Score(_numbers(weights) or default.weights, default.passing if passing is None else passing,
                     {**default.levels, **_numbers(levels)})

    def _checked(self, top: MapReader, key: str, pattern: Any, sentence: Any) -> str:
        text = top.text(key)
        if not text:
            self.faults.error("missing", top.node, say(MISSING, key=key))
        elif not pattern.fullmatch(text) or ".." in text or len(text) > 100:
            self.faults.error(f"bad-{key}", top.values[key], sentence)
        return text

    def _one_of(self, reader: MapReader, key: str, words: tuple[str, ...], default: str) -> str:
        word = reader.text(key, default)
        if word not in words:
            self.faults.error("bad-word", reader.values[key], say("“{key}” must be one of: {words}.", key=key,
                                                                  words=", ".join(words)))
            return default
        return word

    def _day(self, reader: MapReader, key: str) -> str:
        from datetime import date

        text = reader.text(key)
        if text:
            try:
                date.fromisoformat(text)
            except ValueError:
                self.faults.error("bad-date", reader.values[key], say("“{text}” is not a date. Write YYYY-MM-DD.", text=text))
        return text


def _id_of(node: Any) -> str:
    pairs = node.value if type(node).__name__ == "MappingNode" else []
    return next((str(value.value) for key, value in pairs if key.value == "id"), "")


def _lines(reader: MapReader) -> set[int]:
    return {key.start_mark.line + 1 for key in reader.keys.values()}


def _plain_map(top: MapReader) -> dict[str, str]:
    """Return the owner: whatever an office says of itself."""
    node = top.values.get("owner")
    if node is None or type(node).__name__ != "MappingNode":
        return {"org": top.text("owner")} if node is not None else {}
    reader = MapReader(node, top.faults, "owner", {str(key.value): "" for key, _value in node.value})
    return {key: reader.text(key) for key in reader.values}


def _numbers(reader: MapReader | None) -> dict[str, float]:
    if reader is None:
        return {}
    found = {key: reader.number(key) for key in reader.values}
    return {key: value for key, value in found.items() if value is not None and value >= 0}
