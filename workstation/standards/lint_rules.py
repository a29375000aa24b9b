"""The stated rules of a pack: from YAML under `rules` to Rule objects, with every fault noted at its place."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from typing import Any

from workstation.rules.catalogue import STATED
from workstation.rules.expression import BadExpression
from workstation.rules.rule import LEVELS, Rule
from workstation.rules.spec import FieldSpec
from workstation.standards.standard import DIMENSIONS
from workstation.standards.yaml_reader import Faults, MapReader
from workstation.text import say

COMMON = ("id", "title", "level", "dimension", "say", "description")
KEYS = dict.fromkeys((*COMMON, *STATED, "when"), "")
RULE_LIMIT = 1_000


def read_rules(top: MapReader, faults: Faults, specs: Mapping[str, FieldSpec]) -> list[Rule]:
    """Return the rules under `rules`; those that cannot be used are noted and left out."""
    out: list[Rule] = []
    for number, node in enumerate(top.items("rules"), 1):
        if number > RULE_LIMIT:
            faults.error("too-large", node, say("A standard has at most {n} rules.", n=RULE_LIMIT))
            break
        found = _rule(MapReader(node, faults, "rules", KEYS), specs)
        if found is not None:
            out.append(found)
    return out


def _rule(reader: MapReader, specs: Mapping[str, FieldSpec]) -> Rule | None:
    faults, node = reader.faults, reader.node
    if not reader.values:
        return None
    kinds = [word for word in STATED if word in reader]
    if len(kinds) != 1:
        faults.error("bad-rule", node, say("A rule states exactly one of: {words}.", words=", ".join(STATED)))
        return None
    common = _common(reader, specs)
    word = kinds[0]
    try:
        if word == "must":
            return _must(reader, common, specs)
        given = {"unique": _unique, "rate": _rate, "fresh": _fresh}[word](reader, specs)
        if given is None:
            return None
        found: Rule = STATED[word].stated(common, given, specs)
        return found
    except BadExpression as bad:
        inner = _inside(reader.values["rate"], "of")
        faults.error("bad-expression", inner or reader.values[word], bad.sentence, bad.offset)
        return None


def _must(reader: MapReader, common: dict[str, Any], specs: Mapping[str, FieldSpec]) -> Rule | None:
    for key in ("when", "must"):
        if key in reader and type(reader.values[key]).__name__ != "ScalarNode":
            reader.faults.error("wrong-kind", reader.values[key], say("“{key}” must be one text.", key=key))
            return None
    types = {name: spec.type for name, spec in specs.items()}
    from workstation.rules.expression import parse

    bad = False
    for key in ("when", "must"):
        if key in reader:
            try:
                parse(reader.text(key), types)
            except BadExpression as error:
                reader.faults.error("bad-expression", reader.values[key], error.sentence, error.offset)
                bad = True
    if bad:
        return None
    found: Rule = STATED["must"].stated(common, reader.text("must"), specs, reader.text("when"))
    if not found.fields:
        reader.faults.error("no-field", reader.values["must"], say("The condition names no field."))
        return None
    return found


def _common(reader: MapReader, specs: Mapping[str, FieldSpec]) -> dict[str, Any]:
    faults = reader.faults
    rule_id = reader.text("id")
    if not re.fullmatch(r"[\w][\w.-]{0,63}", rule_id):
        faults.error("bad-id", reader.values.get("id", reader.node),
                     say("A rule needs an id of letters and digits, such as R01."))
    level = reader.text("level", "error")
    if level not in LEVELS:
        faults.error("bad-level", reader.values["level"], say("A level is one of: {levels}.", levels=", ".join(LEVELS)))
        level = "error"
    common: dict[str, Any] = {"id": rule_id, "title": reader.text("title"), "level": level, "say": _say(reader, specs)}
    dimension = reader.text("dimension")
    if dimension:
        if dimension.split("/")[0] not in DIMENSIONS:
            faults.add("warning", "bad-dimension", reader.values["dimension"],
                       say("“{name}” is not one of the six dimensions: {names}.", name=dimension, names=", ".join(DIMENSIONS)))
        common["dimension"] = dimension
    return common


def _say(reader: MapReader, specs: Mapping[str, FieldSpec]) -> str:
    """Return the sentence of a failure; {field} only, since a format such as {x:>999999999} would fill the memory."""
    text = reader.text("say")
    if not text:
        return ""
    node = reader.values["say"]
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        reader.faults.error("bad-say", node, say("In “say”, write {name} for the value of a field, and {brace} for a brace.",
                                                 name="{field}", brace="{{"))
        return ""
    for _before, name, form, conversion in parts:
        if name is not None and (name not in specs or form or conversion):
            reader.faults.error("bad-say", node, say("In “say”, “{{{name}}}” is not the name of a field.", name=name),
                                max(0, text.find("{" + name)))
            return ""
    return text


def _unique(reader: MapReader, specs: Mapping[str, FieldSpec]) -> tuple[str, ...] | None:
    names = reader.texts("unique")
    for name in names:
        if name not in specs:
            reader.faults.error("no-field", reader.values["unique"], say("The standard has no field “{field}”.", field=name))
    return names if names and all(name in specs for name in names) else None


def _rate(reader: MapReader, specs: Mapping[str, FieldSpec]) -> dict[str, Any] | None:
    below = reader.map("rate", {"of": "", "at_least": "", "at_most": ""})
    if below is None:
        return None
    limits = {key: below.number(key) for key in ("at_least", "at_most") if key in below}
    if "of" not in below or len(limits) != 1:
        reader.faults.error("bad-rule", below.node, say("A rate has “of”, and one of “at_least” and “at_most”."))
        return None
    limit = next(iter(limits.values()))
    if limit is None or not 0 <= limit <= 1:
        reader.faults.error("bad-rule", below.node, say("The limit of a rate lies between 0 and 1."))
        return None
    return {"of": below.text("of"), **limits}


def _fresh(reader: MapReader, specs: Mapping[str, FieldSpec]) -> dict[str, Any] | None:
    below = reader.map("fresh", {"column": "", "within": ""})
    if below is None:
        return None
    column = below.text("column")
    if column not in specs or specs[column].type not in ("date", "datetime"):
        reader.faults.error("no-field", below.values.get("column", below.node),
                            say("“{field}” is not a date field of the standard.", field=column))
        return None
    within = re.fullmatch(r"([0-9]{1,5})\s*(days?|weeks?|months?|years?|天|日|周|个?月|年)?", below.text("within").strip())
    if not within:
        reader.faults.error("bad-rule", below.values.get("within", below.node), say("Write “within” as in 92 days."))
        return None
    unit = (within[2] or "days").rstrip("s")
    factor = {"day": 1, "天": 1, "日": 1, "week": 7, "周": 7, "month": 31, "月": 31, "个月": 31, "year": 366, "年": 366}[unit]
    return {"column": column, "within": int(within[1]) * factor}


def _inside(node: Any, key: str) -> Any:
    """Return the value node under `key` of a map node, None when there is none."""
    pairs = node.value if type(node).__name__ == "MappingNode" else []
    return next((value for name, value in pairs if name.value == key), None)
