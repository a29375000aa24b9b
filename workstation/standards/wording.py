"""Wording: failing cells as sentences kept as data, rule by rule, so that one query serves all cells of a rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from workstation.standards.result import Answer, CheckResult, Failure
from workstation.text import Sentence, _

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = 80  # characters of a cell inside a sentence; the whole text stands beside it as `value`
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def worded(result: CheckResult, cells: pa.Table) -> list[Failure]:
    """Return the failures of cells (as `CheckResult.cells` gives them), in the same order."""
    numbers = cells.column("rule").to_numpy()
    positions = cells.column("position").to_numpy()
    sentences = [Sentence("")] * len(numbers)
    for number in np.unique(numbers):
        at = np.flatnonzero(numbers == number)
        answer = result.answers[int(number)]
        words = _stated(result, answer, positions[at]) if answer.rule.say else _of_kind(result, answer, cells, at)
        for i, sentence in zip(at.tolist(), words, strict=True):
            sentences[i] = sentence
    names = [tuple(result.name_of(name) for name in answer.rule.fields) for answer in result.answers]
    rows, row_ids, fields, values = (cells.column(key).to_pylist() for key in ("row", "row_id", "field", "value"))
    out = []
    for i, number in enumerate(numbers.tolist()):
        rule = result.answers[number].rule
        out.append(Failure(rows[i], row_ids[i], names[number][0], names[number], rule.id, values[i], sentences[i],
                           rule.level, fields[i]))
    return out


def shown(value: str | None) -> str:
    """Return a cell's text as it stands inside a sentence."""
    if value is None:
        return _("blank")
    return value if len(value) <= SHOWN else value[:SHOWN] + "…"


def _stated(result: CheckResult, answer: Answer, positions: Any) -> list[Sentence]:
    """Return the standard's own sentence, filled with the values of each row."""
    message = answer.rule.say
    names = [name for name in dict.fromkeys(PLACEHOLDER.findall(message)) if name in result.standard.by_name]
    columns = [result.table.columns[result.ids[name]].take(positions).to_pylist() if name in result.ids
               else [None] * len(positions) for name in names]
    if not names:
        return [Sentence(message.replace("{", "{{").replace("}", "}}") if "{" in message else message)] * len(positions)
    return [Sentence(message, dict(zip(names, map(shown, row), strict=True))) for row in zip(*columns, strict=True)]


def _of_kind(result: CheckResult, answer: Answer, cells: pa.Table, at: Any) -> list[Sentence]:
    """Return the sentences of a rule's kind, by reason."""
    rule = answer.rule
    part = cells.take(at)
    values = part.column("value").combine_chunks()
    reasons = part.column("reason").combine_chunks()
    parameters: list[Any]
    if rule.answer == "hash":
        positions = part.column("position").to_numpy()
        partners = answer.partners[np.searchsorted(answer.members, positions)]
        parameters = result.table.row_numbers(partners).tolist()
    else:
        found = rule.parameters(values, reasons, result.engine)
        parameters = [None] * len(values) if found is None else found.to_pylist()
    messages = list(rule.messages())
    words = {**rule.words(), "note": answer.tally.note,
             "title": result.standard.by_name[rule.field].label if rule.field in result.standard.by_name else rule.title}
    named = {"names": ", ".join(result.name_of(name) for name in rule.fields)} if "names" in words else {}
    out = []
    for value, reason, parameter in zip(values.to_pylist(), reasons.to_pylist(), parameters, strict=True):
        message = messages[reason - 1]
        if rule.kind == "codes" and parameter is not None:
            message = messages[-1]
        out.append(Sentence(message, {**words, **named, "value": shown(value),
                                      **({} if parameter is None else {"parameter": parameter})}))
    return out
