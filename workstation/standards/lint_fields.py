"""One field of a pack: from its YAML to a FieldSpec, with every fault noted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workstation.errors import Problem
from workstation.rules.identifiers.catalogue import ALIASES, IDENTIFIERS, identifier
from workstation.rules.pattern import LIMIT
from workstation.rules.range import CASTS
from workstation.rules.reading import DEFAULT_ACCEPT, INTEGER, NUMBER, SERIAL, date_pattern
from workstation.rules.rule import LEVELS
from workstation.rules.spec import CodeList, FieldSpec
from workstation.standards.yaml_reader import Faults, MapReader
from workstation.text import say

TYPES = ("string", "integer", "number", "boolean", "date", "datetime", "time", "year")
KEYS = dict.fromkeys((
    "name", "title", "aka", "type", "required", "unique", "pattern", "minLength", "maxLength", "minimum", "maximum",
    "enum", "codes", "check", "accept", "groupChar", "trueValues", "falseValues", "level", "example", "description",
    "unit", "scale", "grade", "personal", "mask"), "")
NAME_LIMIT = 100
ONLY_TEXT = ("pattern", "minLength", "maxLength", "codes", "check")


def read_field(node: Any, faults: Faults, codes: Mapping[str, CodeList]) -> FieldSpec | None:
    """Return the field that a node describes, None when it has no name."""
    reader = MapReader(node, faults, "fields", KEYS)
    name = reader.text("name")
    if not name or len(name) > NAME_LIMIT or any(ord(c) < 32 for c in name) or any(c in name for c in "{}"):
        if reader.values:
            faults.error("missing", node, say("A field needs a name of one line."))
        return None
    type_ = reader.text("type", "string")
    if type_ not in TYPES:
        faults.error("bad-type", reader.values["type"], say("“{type}” is not a type. Types: {types}.", type=type_,
                                                            types=", ".join(TYPES)))
        type_ = "string"
    defaults = FieldSpec(name=name)
    spec = FieldSpec(
        name=name, title=reader.text("title"), aka=reader.texts("aka"), type=type_, required=reader.flag("required"),
        unique=reader.flag("unique"), pattern=_pattern(reader), minLength=reader.whole("minLength"),
        maxLength=reader.whole("maxLength"), minimum=_bound(reader, "minimum", type_),
        maximum=_bound(reader, "maximum", type_), enum=reader.texts("enum"), codes=_codes(reader, codes),
        check=_check(reader), accept=_accept(reader, type_), groupChar=reader.text("groupChar"),
        trueValues=reader.texts("trueValues") or defaults.trueValues,
        falseValues=reader.texts("falseValues") or defaults.falseValues, level=_level(reader),
        example=reader.text("example"), description=reader.text("description"), unit=reader.text("unit"),
        scale=_scale(reader), grade=reader.text("grade"), personal=reader.text("personal"), mask=reader.text("mask"),
        line=node.start_mark.line + 1)
    _fits_together(spec, reader)
    return spec


def _fits_together(spec: FieldSpec, reader: MapReader) -> None:
    if spec.type != "string":
        for key in ONLY_TEXT:
            if key in reader:
                reader.faults.error("not-for-type", reader.keys[key],
                                    say("“{key}” is for fields of type string only.", key=key))
    if spec.minLength is not None and spec.maxLength is not None and spec.minLength > spec.maxLength:
        reader.faults.error("bad-range", reader.values["minLength"], say("The minimum is above the maximum."))
    if spec.minimum and spec.maximum and spec.type in ("integer", "number", "year") \
            and float(spec.minimum) > float(spec.maximum):
        reader.faults.error("bad-range", reader.values["minimum"], say("The minimum is above the maximum."))
    if spec.example and spec.pattern and spec.type == "string":
        _example_fits(spec, reader)


def _example_fits(spec: FieldSpec, reader: MapReader) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        fits = pc.match_substring_regex(pa.array([spec.example]), f"^(?:{spec.pattern})$")[0].as_py()
    except pa.ArrowInvalid:
        return  # the pattern itself has been noted already
    if not fits:
        reader.faults.add("warning", "bad-example", reader.values["example"], say("The example does not match the pattern."))


def _pattern(reader: MapReader) -> str:
    from workstation.engine.pattern import check_pattern

    pattern = reader.text("pattern")
    if not pattern:
        return ""
    node = reader.values["pattern"]
    if len(pattern) > LIMIT:
        reader.faults.error("bad-pattern", node, say("The pattern is longer than {limit} characters.", limit=LIMIT))
        return ""
    try:
        check_pattern(f"^(?:{pattern})$")
    except Problem as problem:
        reader.faults.error("bad-pattern", node, say("{what} Only RE2 patterns are allowed, without look-around or "
                                                     "references back.", what=problem.what))
        return ""
    for word, instead in ((r"\d", "[0-9]"), (r"\w", "[0-9A-Za-z_]"), (r"\D", "[^0-9]"), (r"\W", "[^0-9A-Za-z_]")):
        at = re.search(r"(?<!\\)(?:\\\\)*" + re.escape(word), pattern)
        if at:
            reader.faults.add("warning", "class-in-pattern", node,
                              say("Write {instead} and not {word}: it means different things in different programs.",
                                  instead=instead, word=word), at.start())
    if pattern.startswith("^") or (pattern.endswith("$") and not pattern.endswith(r"\$")):
        reader.faults.add("info", "anchor-in-pattern", node, say("^ and $ are not needed: the whole text is matched."))
    return pattern


def _bound(reader: MapReader, key: str, type_: str) -> str:
    from datetime import date, datetime, time

    if key not in reader:
        return ""
    text, node = reader.text(key), reader.values[key]
    try:
        if type_ in ("integer", "number", "year"):
            if not re.fullmatch(NUMBER if type_ == "number" else INTEGER if type_ == "integer" else "[0-9]{4}", text):
                raise ValueError(text)
        elif type_ == "date":
            date.fromisoformat(text)
        elif type_ == "datetime":
            datetime.fromisoformat(text)
        elif type_ == "time":
            time.fromisoformat(text)
        elif type_ not in CASTS:
            reader.faults.error("not-for-type", reader.keys[key], say("“{key}” is for numbers, dates and times only.", key=key))
            return ""
    except ValueError:
        reader.faults.error("bad-bound", node, say("“{text}” is not a {type}, as “{key}” must be.", text=text, type=type_,
                                                   key=key))
        return ""
    return text


def _codes(reader: MapReader, codes: Mapping[str, CodeList]) -> str:
    name = reader.text("codes")
    if name and name not in codes:
        reader.faults.error("no-codes", reader.values["codes"], say("There is no code list “{name}”.", name=name))
        return ""
    return name


def _check(reader: MapReader) -> str:
    name = reader.text("check")
    if name and identifier(name) is None:
        reader.faults.error("no-check", reader.values["check"], say("There is no check “{name}”. Checks: {names}.", name=name,
                                                                    names=", ".join([*IDENTIFIERS, *ALIASES])))
        return ""
    return name


def _accept(reader: MapReader, type_: str) -> tuple[str, ...]:
    ways = reader.texts("accept")
    if ways and type_ not in DEFAULT_ACCEPT:
        reader.faults.error("not-for-type", reader.keys["accept"], say("“{key}” is for dates and times only.", key="accept"))
        return ()
    good = []
    for way in ways:
        try:
            if way == SERIAL and type_ == "time":
                raise Problem("bad-date-pattern", way)
            if way != SERIAL:
                date_pattern(way)
            good.append(way)
        except Problem as problem:
            reader.faults.error("bad-date-pattern", reader.values["accept"], say("{what} {remedy}", what=problem.what,
                                                                                 remedy=problem.remedy))
    return tuple(good)


def _level(reader: MapReader) -> str:
    level = reader.text("level", "error")
    if level not in LEVELS:
        reader.faults.error("bad-level", reader.values["level"], say("A level is one of: {levels}.", levels=", ".join(LEVELS)))
        return "error"
    return level


def _scale(reader: MapReader) -> dict[str, float]:
    node = reader.values.get("scale")
    if node is None or type(node).__name__ != "MappingNode":
        if node is not None:
            reader.faults.error("wrong-kind", node, say("“{where}” must be a map of names and values.", where="scale"))
        return {}
    below = MapReader(node, Faults(reader.faults.file), "scale", {})
    below.faults.found.clear()
    out = {key: below.number(key) for key in below.values}
    reader.faults.found += below.faults.found
    return {key: value for key, value in out.items() if value is not None}
