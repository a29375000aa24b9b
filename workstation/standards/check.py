"""Check: all rules of a standard over a table in one query and a sort for each unique rule; not one cell is skipped.

Every rule that reads single rows becomes one small number in one SELECT; reading a text and typing it is done once for
all rules. Unique rules give a hash in the same SELECT; equal hashes are then compared by value. A rule that cannot run
says so, and the others run all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from workstation.dataset.column import NO_POSITIONS, Positions
from workstation.dataset.table import Table
from workstation.engine.engine import Engine, shared
from workstation.job import Job
from workstation.rules.columns import DIVISIONS, Columns
from workstation.rules.rule import Rule
from workstation.rules.unique import Unique
from workstation.standards.result import DTYPES, EMPTY, NO_HASH, Answer, CheckResult
from workstation.standards.standard import Standard
from workstation.text import RESOURCES, _

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH = 150  # rules of one statement: planning grows faster than their number
SMALL = 20_000  # rows whose answer is built as a whole: an edit or a paste, not a table
DIVISIONS_FILE = RESOURCES / "codes" / "cn_divisions.csv"


def check(table: Table, standard: Standard, mapping: Mapping[str, str], engine: Engine | None = None,
          job: Job | None = None, today: date | None = None) -> CheckResult:
    """Return what every rule of the standard says of the visible rows of a table.

    mapping: {field id: standard field name}; rules over fields that are not mapped are "not checked"
    today:   the day of the check, which `today()` in rules means; now by default
    Raises Cancelled when the job was stopped. Nothing is written.
    """
    engine, job, today = engine or shared(), job or Job(), today or date.today()
    present = effective(table, standard, mapping)
    sources = {name: key for key, name in present.items()}
    job.step(0, 2, _("Checking"))
    runnable = [rule for rule in standard.rules if _unmapped(rule, sources) is None]
    columns = columns_of(standard, sources, today)
    found, refused = run(runnable, columns, standard, whole(table), engine, job)
    job.step(1, 2, _("Checking"))
    step_behind(standard.rules, found)
    answers = []
    for rule in standard.rules:
        why = _unmapped(rule, sources) or refused.get(rule.id)
        if why:
            answers.append(Answer(rule, None, why=why, today=today))
            continue
        data = found[rule.id]
        if len(table.hidden):
            data[table.hidden] = EMPTY[rule.answer]
        members = group_members(rule, data, table, standard, sources, engine, today) if rule.answer == "hash" else NO_POSITIONS
        answers.append(Answer(rule, data, members, today=today))
    job.step(2, 2, _("Checking"))
    return CheckResult(standard, table, present, today, tuple(answers), engine)


def step_behind(rules: Sequence[Rule], found: Mapping[str, npt.NDArray[Any]]) -> None:
    """Silence rules where the rule that they stand behind has not passed."""
    for rule in rules:
        if rule.behind and rule.id in found and rule.behind in found:
            found[rule.id][found[rule.behind] != 0] = EMPTY[rule.answer]


def effective(table: Table, standard: Standard, mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the part of a mapping whose fields are there, in the table and in the standard."""
    return {key: name for key, name in mapping.items() if key in table.by_id and name in standard.by_name}


def columns_of(standard: Standard, sources: Mapping[str, str], today: date) -> Columns:
    """Return how rules name the mapped fields."""
    specs = {name: standard.by_name[name] for name in sources}
    return Columns(specs, sources, standard.blank, today)


def _unmapped(rule: Rule, sources: Mapping[str, str]) -> str | None:
    missing = [name for name in rule.fields if name not in sources]
    if not missing:
        return None
    return _("No field of the dataset is mapped to {names}.", names=", ".join(missing))


def whole(table: Table) -> Callable[[Sequence[str]], pa.Table]:
    """Return a function that gives whole columns (hidden rows included) with their positions, nothing copied."""
    def rows(keys: Sequence[str]) -> pa.Table:
        position = pa.array(np.arange(table.height, dtype=np.int64))
        return pa.table([*(table.columns[key].folded for key in keys), position], names=[*keys, "position"])

    return rows


def run(rules: Sequence[Rule], columns: Columns, standard: Standard, rows: Callable[[Sequence[str]], pa.Table],
        engine: Engine, job: Job | None = None) -> tuple[dict[str, npt.NDArray[Any]], dict[str, str]]:
    """Return ({rule id: answer by row}, {rule id: why not}); when the engine refuses all together, each runs alone."""
    import duckdb

    if not rules:
        return {}, {}
    if len(rules) > BATCH:
        parts = [run(rules[at : at + BATCH], columns.anew(), standard, rows, engine, job) for at in range(0, len(rules), BATCH)]
        return {k: v for part, _why in parts for k, v in part.items()}, {k: v for _p, why in parts for k, v in why.items()}
    try:
        return _ask(rules, columns, standard, rows, engine, job), {}
    except duckdb.Error:
        if len(rules) == 1:
            raise
    found: dict[str, npt.NDArray[Any]] = {}
    refused: dict[str, str] = {}
    for rule in rules:
        try:
            found |= _ask([rule], columns.anew(), standard, rows, engine, job)
        except duckdb.Error as error:
            # Only the kind of the error: its text may quote cells.
            refused[rule.id] = _("The engine could not run this rule: {why}.", why=str(error).split(":", 1)[0][:80])
    return found, refused


def _ask(rules: Sequence[Rule], columns: Columns, standard: Standard, rows: Callable[[Sequence[str]], pa.Table],
         engine: Engine, job: Job | None) -> dict[str, npt.NDArray[Any]]:
    casts = {"verdict": "UTINYINT", "hash": "UBIGINT", "day": "INTEGER"}
    expressions = [(f"r{i}", f"CAST({rule.sql(columns)} AS {casts[rule.answer]})") for i, rule in enumerate(rules)]
    sql = columns.select(expressions)
    keys = list(dict.fromkeys(columns.sources[name] for name in sorted(columns.read)))
    data = rows(keys)
    tables = {"data": data, **{table: code_table(name, standard) for name, table in columns.asked.items()}}
    if not data.num_rows:
        return {rule.id: np.empty(0, dtype=DTYPES[rule.answer]) for rule in rules}
    answer = engine.query(sql, tables, job=job, purpose="check", small=data.num_rows <= SMALL)
    return _by_position(answer, data.column("position").to_numpy(), rules)


def _by_position(answer: pa.Table, positions: Positions, rules: Sequence[Rule]) -> dict[str, npt.NDArray[Any]]:
    """Return the answers as numpy arrays in the order of the rows that were asked about."""
    got = answer.column("position").to_numpy()
    order = None if np.array_equal(got, positions) else np.argsort(got, kind="stable")
    out = {}
    for i, rule in enumerate(rules):
        column = answer.column(f"r{i}")
        data = _filled(column, EMPTY[rule.answer])
        if rule.answer == "hash" and order is None and not data.flags.writeable:
            data = data.copy()
        out[rule.id] = data if order is None else data[order][np.argsort(np.argsort(positions, kind="stable"), kind="stable")]
    return out


def _filled(column: pa.ChunkedArray, empty: Any) -> npt.NDArray[Any]:
    """Return a column as a writable numpy array with `empty` for NULL, chunk by chunk."""
    out = np.empty(len(column), dtype=empty.dtype)
    at = 0
    for chunk in column.chunks:
        part = out[at : at + len(chunk)]
        if chunk.null_count == len(chunk):
            part[:] = empty
        elif chunk.null_count:
            part[:] = chunk.fill_null(pa.scalar(empty.item(), chunk.type)).to_numpy(zero_copy_only=False)
        else:
            part[:] = chunk.to_numpy(zero_copy_only=False)
        at += len(chunk)
    return out


def code_table(name: str, standard: Standard) -> pa.Table:
    """Return the codes of a list of the standard, or of our own list of divisions."""
    return divisions() if name == DIVISIONS else standard.codes[name].table


@cache
def divisions() -> pa.Table:
    """Return our own list of administrative divisions; see resources/codes/SOURCE.md for what it lacks."""
    import csv

    with DIVISIONS_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return pa.table({"code": pa.array([row["code"] for row in rows], pa.string()),
                     "name": pa.array([row["name"] for row in rows], pa.string())})


# --- unique ----------------------------------------------------------------------------------------------------------


def group_members(rule: Rule, hashes: npt.NDArray[np.uint64], table: Table, standard: Standard, sources: Mapping[str, str],
                  engine: Engine, today: date, within: Positions | None = None) -> Positions:
    """Return the sorted positions of rows whose values occur more than once (among `within`, or all)."""
    candidates = doubled(hashes) if within is None else within
    if not len(candidates):
        return NO_POSITIONS
    assert isinstance(rule, Unique)  # the only kind that answers with hashes
    if _same_texts(candidates, hashes, [table.columns[sources[name]] for name in rule.fields]):
        return candidates
    return _by_value(rule, candidates, table, standard, sources, engine, today)


def doubled(hashes: npt.NDArray[np.uint64]) -> Positions:
    """Return the sorted positions whose hash occurs more than once. A sort of 1 M numbers takes 30 ms."""
    ranked = np.sort(hashes)
    twice = ranked[1:][(ranked[1:] == ranked[:-1]) & (ranked[1:] != NO_HASH)]
    if not len(twice):
        return NO_POSITIONS
    twice = np.unique(twice)
    at = np.searchsorted(twice, hashes)
    at[at == len(twice)] = 0
    return np.flatnonzero(twice[at] == hashes).astype(np.int64)


def _same_texts(candidates: Positions, hashes: npt.NDArray[np.uint64], columns: Iterable[Any]) -> bool:
    """Return True when in every group of equal hashes all texts are equal and every group has two rows at least."""
    import pyarrow.compute as pc

    order = np.argsort(hashes[candidates], kind="stable")
    ranked = candidates[order]
    same = hashes[ranked][1:] == hashes[ranked][:-1]
    alone = ~(np.r_[same, False] | np.r_[False, same])
    if bool(alone.any()):
        return False
    for column in columns:
        texts = column.take(np.sort(ranked)).take(pa.array(np.searchsorted(np.sort(ranked), ranked)))
        equal = pc.fill_null(pc.equal(texts.slice(1), texts.slice(0, len(texts) - 1)), False).to_numpy(zero_copy_only=False)
        if not bool(np.all(equal[same])):
            return False
    return True


def _by_value(rule: Unique, candidates: Positions, table: Table, standard: Standard, sources: Mapping[str, str],
              engine: Engine, today: date) -> Positions:
    """Return the candidates whose values really occur twice: 01 and 1 are the same number, a collision is not."""
    columns = columns_of(standard, {name: sources[name] for name in rule.fields}, today)
    keys = rule.key_sql(columns)
    names = [f"k{i}" for i in range(len(keys))]
    inner = columns.select(list(zip(names, keys, strict=True)))
    grouped = ", ".join(names)
    sql = (f"WITH c AS MATERIALIZED ({inner}) SELECT position FROM c SEMI JOIN (SELECT {grouped} FROM c GROUP BY {grouped} "
           f"HAVING count(*) > 1) USING ({grouped})")
    data = pa.table([*(table.columns[sources[name]].take(candidates) for name in rule.fields), pa.array(candidates)],
                    names=[*(sources[name] for name in rule.fields), "position"])
    found = engine.query(sql, {"data": data}, purpose=rule.id)
    return np.sort(found.column("position").to_numpy()).astype(np.int64)
