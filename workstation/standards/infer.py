"""Infer: what a dataset's own texts say of its fields: a draft that people read and correct, never more than a draft.

Everything is counted in one query a field over all rows. A rule is proposed only when (nearly) all texts keep to it, so
the data largely passes its own draft: what it does not pass is what a person should look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from workstation.dataset.field import Field
from workstation.dataset.table import Table
from workstation.engine.engine import Engine, quoted, shared
from workstation.job import Job
from workstation.rules.columns import Columns
from workstation.rules.identifier import IdentifierCheck
from workstation.rules.identifiers.catalogue import IDENTIFIERS
from workstation.rules.reading import INTEGER, NUMBER, SERIAL, blank_sql, full_match, value_sql
from workstation.rules.spec import FieldSpec
from workstation.text import _

SURE = 0.95  # share of texts that must keep to a type or identifier before it is proposed
CODES_MOST = 50  # distinct texts up to which a field may be a list of codes
CODES_REPEAT = 4  # each code occurs so many times on average at least
MISTAKES = 0.2  # share of texts that may be mistakes of frequent codes and are left out of a list
WAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y",
        "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
UNCLEAR = ("%m/%d/%Y", "%d/%m/%Y")
BLANKS = ("", "-", "--", "/", "无", "NULL", "null", "N/A", "n/a", "NA", "—")
YES_NO = ({"true", "false"}, {"yes", "no"}, {"是", "否"}, {"y", "n"}, {"TRUE", "FALSE"}, {"True", "False"})
PHONE = r"1[3-9][0-9]{9}"


@dataclass(frozen=True)
class DraftField:
    """What was seen of one field: the specification that is proposed, the codes of a list, and figures."""

    name: str
    spec: FieldSpec
    codes: tuple[str, ...] = ()
    filled: int = 0
    distinct: int = 0
    rows: int = 0

    @property
    def type(self) -> str:
        """The proposed type."""
        return self.spec.type

    def told(self) -> list[str]:
        """Return what is proposed, in words."""
        spec = self.spec
        out = [_("required")] if spec.required else [_("{n} cells blank", n=f"{self.rows - self.filled:,}")]
        out += [_("unique")] if spec.unique else []
        out += [_(IDENTIFIERS[spec.check].title)] if spec.check else []
        out += [_("{n} codes", n=len(self.codes))] if self.codes else []
        out += [f"{spec.minimum} … {spec.maximum}"] if spec.minimum or spec.maximum else []
        out += [_("{low} to {high} characters", low=spec.minLength or 0, high=spec.maxLength)] if spec.maxLength else []
        return out

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        spec = self.spec
        given = {"name": self.name, "type": spec.type, "required": spec.required, "unique": spec.unique, "check": spec.check,
                 "pattern": spec.pattern, "minimum": spec.minimum, "maximum": spec.maximum, "minLength": spec.minLength,
                 "maxLength": spec.maxLength, "accept": list(spec.accept), "codes": list(self.codes),
                 "filled": self.filled, "distinct": self.distinct}
        return {key: value for key, value in given.items() if value not in ("", None, False, [])}


@dataclass(frozen=True)
class Draft:
    """A draft of a standard: its fields, the texts that count as blank, the key that was found."""

    fields: tuple[DraftField, ...]
    blank: tuple[str, ...]
    key: tuple[str, ...] = ()
    rows: int = 0

    def data(self) -> list[dict[str, Any]]:
        """Return the fields as plain data."""
        return [one.data() for one in self.fields]


@dataclass
class _Seen:
    """Figures of one field, as the engine counted them."""

    figures: dict[str, Any] = field(default_factory=dict)

    def share(self, key: str) -> float:
        """Return the share of the filled cells, 0 when all are blank."""
        filled = self.figures["filled"]
        return float(self.figures.get(key, 0)) / filled if filled else 0.0


def infer(table: Table, engine: Engine | None = None, job: Job | None = None, today: date | None = None) -> Draft:
    """Return a draft of what the visible rows of a table keep to. Raises Cancelled when the job was stopped."""
    engine, job, today = engine or shared(), job or Job(), today or date.today()
    data = table.arrow()
    drafts = []
    names: dict[str, int] = {}
    for one in job.each(table.fields, len(table.fields), _("Looking at fields")):
        drafts.append(_field(one, _unused(one.name, names), data, len(table), engine, today))
    key = next(((d.spec.name,) for d in drafts if d.spec.unique and d.spec.required and d.spec.check), None) or next(
        ((d.spec.name,) for d in drafts if d.spec.unique and d.spec.required), ())
    return Draft(tuple(drafts), BLANKS, key, len(table))


def _unused(name: str, names: dict[str, int]) -> str:
    """Return a name that no field of the draft has: braces and line ends are taken out, a second one gets a number."""
    plain = " ".join(name.replace("{", "(").replace("}", ")").split())[:90] or "field"
    names[plain] = names.get(plain, 0) + 1
    return plain if names[plain] == 1 else _unused(f"{plain}_{names[plain]}", names)


def _field(one: Field, name: str, data: Any, rows: int, engine: Engine, today: date) -> DraftField:
    spec = FieldSpec(name=name, title=one.title)
    source = quoted(one.id)
    inner = f"SELECT CASE WHEN {blank_sql(source, BLANKS)} THEN NULL ELSE {source} END AS t FROM data"
    column = data.select([one.id])
    first = {**_shapes(), "rows": "TRUE"}
    figures = _count(inner, first, column, engine, one.name,
                     ", count(t) AS filled, count(DISTINCT t) AS distinct_texts, min(length(t)) AS shortest, "
                     f"max(length(t)) AS longest, min({_numeric('t')}) AS low")
    seen = _Seen(figures)
    tests = _identifier_tests(spec, seen, today) | (_date_tests(spec) if seen.share("dated") >= SURE else {})
    if tests:
        figures |= _count(inner, tests, column, engine, one.name)
    draft = DraftField(one.name, _proposed(spec, seen, rows), (), figures["filled"], figures["distinct_texts"], rows)
    return _with_values(draft, seen, inner, column, engine)


def _count(inner: str, tests: dict[str, str], data: Any, engine: Engine, purpose: str, more: str = "") -> dict[str, Any]:
    """Return how many texts keep to each test (a name and an SQL condition over `t`)."""
    counts = ", ".join(f"count(*) FILTER ({test}) AS {quoted(key)}" for key, test in tests.items())
    tables = {"data": data, "codes0": _divisions()}
    answer = engine.query(f"SELECT {counts}{more} FROM ({inner})", tables, purpose=purpose)
    return {key: answer.column(key)[0].as_py() for key in answer.column_names}


def _divisions() -> Any:
    from workstation.standards.check import divisions

    return divisions()


def _numeric(text: str) -> str:
    return f"CASE WHEN {full_match(text, NUMBER)} THEN try_cast({text} AS DOUBLE) END"


def _shapes() -> dict[str, str]:
    """Return {name: SQL condition} of the cheap tests that every field gets."""
    out = {"integer": full_match("t", INTEGER), "number": full_match("t", NUMBER),
           "padded": full_match("t", "[+-]?0[0-9]+"), "long": full_match("t", "[0-9]{12,}"),
           "phone": full_match("t", PHONE),
           "dated": full_match("t", "[0-9]{8}|[0-9]{5}|[0-9]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,4}日?(?:[ T][0-9:]+)?")}
    for name, identifier in IDENTIFIERS.items():
        out[f"shape_{name}"] = full_match("t", identifier.shape)
    return out


def _identifier_tests(spec: FieldSpec, seen: _Seen, today: date) -> dict[str, str]:
    """Return the full checks of those identifiers whose shape nearly all texts have."""
    columns = _Plain({spec.name: spec}, {spec.name: spec.name}, BLANKS, today)
    return {f"id_{name}": f"{IdentifierCheck(id='x', fields=(spec.name,), check=name).sql(columns)} = 0"
            for name in IDENTIFIERS if seen.share(f"shape_{name}") >= SURE}


def _date_tests(spec: FieldSpec) -> dict[str, str]:
    out = {}
    for i, way in enumerate((*WAYS, SERIAL)):
        read = value_sql(replace(spec, type="datetime" if "%H" in way else "date", accept=(way,)), "t")
        out[f"way{i}"] = f"{read} BETWEEN DATE '1850-01-01' AND DATE '2150-01-01'"
    return out


class _Plain(Columns):
    """Columns of a query that has one text, called t."""

    def text(self, name: str) -> str:
        """Return the one column."""
        return "t"

    def once(self, expression: str) -> str:
        """Return the expression itself: the query has no stage before it."""
        return f"({expression})"


def _proposed(spec: FieldSpec, seen: _Seen, rows: int) -> FieldSpec:
    """Return the specification that the figures speak for."""
    figures = seen.figures
    filled, distinct = figures["filled"], figures["distinct_texts"]
    if not filled:
        return spec
    spec = replace(spec, required=filled == rows, unique=distinct == filled >= max(10, 0.5 * rows))
    identifier = _identifier(seen)
    if identifier:
        return replace(spec, check=identifier)
    ways = [(figures.get(f"way{i}", 0), way) for i, way in enumerate((*WAYS, SERIAL))]
    dated = _dates(spec, ways, filled)
    if dated is not None:
        return replace(dated, unique=False)
    if seen.share("phone") >= SURE:
        return replace(spec, pattern=PHONE, unique=False)
    if seen.share("number") >= SURE and not figures["padded"] and not figures["long"]:
        type_ = "integer" if seen.share("integer") >= SURE else "number"
        spec = replace(spec, type=type_, unique=spec.unique and type_ == "integer")
        if figures["low"] is not None and figures["low"] >= 0:
            spec = replace(spec, minimum="0")
        return spec
    same = figures["shortest"] == figures["longest"]
    return replace(spec, minLength=figures["longest"] if same else None,
                   maxLength=figures["longest"] if same else _round_up(figures["longest"]),
                   unique=spec.unique and figures["longest"] <= 40)


def _identifier(seen: _Seen) -> str:
    """Return the identifier that nearly all texts are, check digit included; never one that only Luhn speaks for."""
    if seen.figures["filled"] < 5:
        return ""
    sure = [(seen.share(f"id_{name}"), name) for name, identifier in IDENTIFIERS.items() if identifier.sure]
    share, name = max(sure)
    return name if share >= SURE else ""


def _dates(spec: FieldSpec, ways: Sequence[tuple[int, str]], filled: int) -> FieldSpec | None:
    """Return the field as a date when its ways of writing cover nearly all; day and month order only when it is clear."""
    counts = {way: count for count, way in ways}
    chosen = [way for way in WAYS if counts[way] and way not in UNCLEAR]
    american, british = (counts[way] for way in UNCLEAR)
    if american or british:
        chosen.append(UNCLEAR[0] if american >= british else UNCLEAR[1])
    clocked = any("%H" in way and counts[way] >= SURE * filled for way in chosen)
    chosen = [way for way in chosen if ("%H" in way) == clocked]
    # A number of five digits is a date only beside texts that are dates: otherwise it is a number.
    dated = sum(counts[way] for way in chosen if way != "%Y%m%d")
    covered = sum(counts[way] for way in chosen) + (counts[SERIAL] if dated else 0)
    if covered < SURE * filled or not (dated or counts["%Y%m%d"] >= SURE * filled):
        return None
    if dated and counts[SERIAL]:
        chosen.append(SERIAL)
    return replace(spec, type="datetime" if clocked else "date", accept=tuple(chosen))


def _round_up(length: int) -> int:
    """Return a round limit above what was seen: people write longer names tomorrow."""
    for limit in (10, 20, 50, 100, 200, 500, 1_000, 2_000, 4_000):
        if length <= limit:
            return limit
    return int(length * 2)


def _with_values(draft: DraftField, seen: _Seen, inner: str, data: Any, engine: Engine) -> DraftField:
    """Return the draft with a code list or yes-and-no where few texts come again and again."""
    spec, figures = draft.spec, seen.figures
    if spec.check or spec.type in ("date", "datetime", "number") or spec.pattern or figures["distinct_texts"] < 2:
        return draft
    if figures["filled"] < CODES_REPEAT * 2 or figures["distinct_texts"] > max(CODES_MOST, 0.05 * figures["filled"]):
        return draft
    found = engine.query(f"SELECT t, count(*) AS n FROM ({inner}) WHERE t IS NOT NULL GROUP BY t ORDER BY n DESC, t "
                         f"LIMIT {20 * CODES_MOST}", {"data": data}, purpose=draft.name)
    values = _without_mistakes(found.column("t").to_pylist(), found.column("n").to_pylist(), figures["filled"])
    if not 1 < len(values) <= CODES_MOST or figures["filled"] < CODES_REPEAT * len(values):
        return draft
    if set(values) in YES_NO:
        yes = next(v for v in values if v.lower() in ("true", "yes", "是", "y"))
        no = next(v for v in values if v != yes)
        return replace(draft, spec=replace(spec, type="boolean", trueValues=(yes,), falseValues=(no,), minLength=None,
                                           maxLength=None, minimum="", unique=False))
    longest = max(map(len, values))
    if (spec.type == "integer" and (longest > 4 or len(values) > 10)) or longest > 60 or any(v != v.strip() for v in values):
        return draft
    spec = replace(spec, type="string", minLength=None, maxLength=None, minimum="", unique=False)
    return replace(draft, spec=spec, codes=tuple(values))


def _without_mistakes(values: list[str], counts: list[int], filled: int) -> list[str]:
    """Return the texts without rare ones that look like a frequent one: they are mistakes for people to see, not codes.

    Nothing is left out where that would leave more than 1 in 5 cells without a code.
    """
    rare = max(2, filled // 500)
    kept = [value for value, count in zip(values, counts, strict=True) if count > rare]
    if not kept or len(kept) > CODES_MOST:
        return values
    left = [value for value, count in zip(values, counts, strict=True) if count <= rare]
    strange = {value for value in left if any(_alike(value, good) for good in kept)}
    lost = sum(count for value, count in zip(values, counts, strict=True) if value in strange)
    return [value for value in values if value not in strange] if lost <= MISTAKES * filled else values


def _alike(one: str, other: str) -> bool:
    from difflib import SequenceMatcher

    return one.casefold().strip() == other.casefold().strip() or SequenceMatcher(None, one, other).ratio() >= 0.75
