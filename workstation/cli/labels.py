"""Commands for labels: label schema, label set, label next."""

from __future__ import annotations

from pathlib import Path

import click

from workstation.cli.shell import Shell, command, table_lines
from workstation.cli.steps import row_ids, told
from workstation.text import _, _n


@click.group()
def label() -> None:
    """Ask questions of rows and answer them."""


@command("schema")
@click.argument("dataset")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def schema(shell: Shell, dataset: str, file: Path | None) -> None:
    """Show the label schema of DATASET, or set it from FILE (YAML or JSON)."""
    from workstation.labels import schema as schemas
    from workstation.labels.set_label_schema import SetLabelSchema

    found = shell.workspace.dataset(dataset)
    if file is not None:
        changes = found.do(SetLabelSchema(schema=schemas.load(file).data()), shell.person)
        shell.answer(told(found, changes), [changes.summary])
        return
    current = schemas.of(found.settings)
    lines = [f"{q.name} ({q.kind}): " + ", ".join(f"{o.key}={o.title}" for o in q.options) for q in current.questions]
    shell.answer({"dataset": found.id, **current.data()}, lines)


@command("set")
@click.argument("dataset")
@click.argument("question")
@click.argument("answers", nargs=-1)
@click.option("--rows", required=True, metavar="IDS", help="Row ids (or row numbers) with commas.")
def set_(shell: Shell, dataset: str, question: str, answers: tuple[str, ...], rows: str) -> None:
    """Answer QUESTION with ANSWERS for some rows; no answer takes one's answer back."""
    from workstation.labels.annotate import Annotate

    found = shell.workspace.dataset(dataset)
    chosen = row_ids(found.table, rows)
    ids = tuple(int(row) for row in chosen) if chosen is not None else ()
    changes = found.do(Annotate(question=question, answer=list(answers) or None, row_ids=ids), shell.person)
    shell.answer(told(found, changes), [_n("{n} row labelled", "{n} rows labelled", changes.count)])


@command("next")
@click.argument("dataset")
def next_(shell: Shell, dataset: str) -> None:
    """Show the next row that you have not answered in full, and how far you are."""
    from workstation.labels import schema as schemas
    from workstation.labels.queue import next_row, progress

    found = shell.workspace.dataset(dataset)
    table, questions = found.table, schemas.of(found.settings)
    far = progress(found, shell.person)
    data: dict[str, object] = {"dataset": found.id, "answered": far.answered, "total": far.total, "row": None, "row_id": None}
    position = next_row(found, shell.person)
    lines = [_("{answered} of {total} rows answered", answered=far.answered, total=far.total)]
    if position is not None:
        import numpy as np

        at = np.array([position])
        shown = list(questions.show) or [field.name for field in table.fields]
        cells = table.cells(at, shown)[0]
        data |= {"row": int(table.row_numbers(at)[0]), "row_id": int(table.row_ids(at)[0]),
                 "values": dict(zip(shown, cells, strict=True))}
        lines += table_lines([[name, text or ""] for name, text in zip(shown, cells, strict=True)], [_("Field"), _("Text")])
    shell.answer(data, lines)


label.add_command(schema)
label.add_command(set_)
label.add_command(next_)
