"""Commands of standards: standard add, list, lint, infer; map; check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workstation.cli.shell import Shell, command, table_lines
from workstation.errors import Problem
from workstation.text import _, _n

if TYPE_CHECKING:
    from workstation.standards.installed import Installed
    from workstation.standards.quality import Quality
    from workstation.standards.result import CheckResult

SHOWN = 1_000  # failures in an answer unless --all
LINES = 20  # failures on a terminal unless --all


def installed(shell: Shell) -> Installed:
    """Return the standards of the workspace."""
    from workstation.standards.installed import Installed

    return Installed(shell.workspace.path / "standards", shell.workspace.db)


@click.group()
def standard() -> None:
    """Add data standards, list and lint them, draft one from a dataset."""


@command("add")
@click.argument("path", type=click.Path(path_type=Path))
def add(shell: Shell, path: Path) -> None:
    """Add the standard at PATH (folder, *.pack.yaml or zip) to the workspace."""
    entry = installed(shell).add(path, shell.person)
    shell.answer(entry.data(), [_("Added {label}: {title}", label=entry.label, title=entry.title)])


@command("list")
def list_(shell: Shell) -> None:
    """List the standards of the workspace and those that come with the program."""
    entries = installed(shell).all()
    rows = [[e.id, e.version, e.title, _("comes with the program") if e.shipped else f"{e.added_at[:10]} {e.added_by}"]
            for e in entries]
    shell.answer({"standards": [entry.data() for entry in entries]},
                 table_lines(rows, [_("Standard"), _("Version"), _("Title"), _("Added")]))


@command("lint")
@click.argument("path", type=click.Path(path_type=Path))
def lint(shell: Shell, path: Path) -> None:
    """Look for faults in the standard at PATH; exit 1 when there is an error or a warning."""
    from workstation.standards.lint import lint as look

    linted = look(path)
    data = {"path": str(path), "ok": linted.standard is not None, "problems": [fault.data() for fault in linted.faults],
            "standard": linted.standard.about() if linted.standard else None}
    lines = [str(fault) for fault in linted.faults]
    if linted.standard:
        lines.append(_("{label}: {fields} fields, {rules} rules.", label=linted.standard.label,
                       fields=len(linted.standard.fields), rules=len(linted.standard.rules)))
    shell.answer(data, lines)
    if not linted.clean:
        shell.found_problems()


@command("infer")
@click.argument("dataset")
@click.option("--to", type=click.Path(path_type=Path), help="A new folder for the draft; in the workspace by default.")
@click.option("--id", "pack_id", default="", help="Id of the standard, such as cn.city.register.")
@click.option("--title", default="", help="Title of the standard.")
@click.option("--add", "also_add", is_flag=True, help="Also add the draft to the workspace.")
def infer(shell: Shell, dataset: str, to: Path | None, pack_id: str, title: str, also_add: bool) -> None:
    """Draft a standard from DATASET, to be read and corrected by people."""
    from workstation.standards.infer import infer as draft_of
    from workstation.standards.infer_pack import default_id, write_pack

    found = shell.workspace.dataset(dataset)
    draft = draft_of(found.table, job=shell.job())
    name = pack_id or default_id(found.name)
    folder = to or _unused(shell.workspace.path / "standards" / "drafts" / name)
    made = write_pack(draft, folder, name, title or found.name)
    if also_add:
        installed(shell).add(folder, shell.person)
    data = {"standard": made.id, "version": made.version, "path": str(folder), "fields": draft.data(),
            "rules": len(made.rules), "added": also_add}
    rows = [[f.name, f.type, _(", ").join(f.told())] for f in draft.fields]
    shell.answer(data, [*table_lines(rows, [_("Field"), _("Type"), _("What was seen")]),
                        _("Draft written to {path}", path=str(folder))])


def _unused(folder: Path) -> Path:
    """Return the folder, or the same with a number behind it when there is something in it."""
    number, found = 1, folder
    while found.exists():
        number += 1
        found = folder.with_name(f"{folder.name}-{number}")
    return found


for _one in (add, list_, lint, infer):
    standard.add_command(_one)


@command("map")
@click.argument("dataset")
@click.option("--standard", "name", required=True, metavar="S", help="Id, title or path of the standard.")
@click.argument("given", nargs=-1, metavar="[FIELD=STANDARDFIELD]...")
@click.option("--show", is_flag=True, help="Show the mapping and keep nothing.")
def map_(shell: Shell, dataset: str, name: str, given: tuple[str, ...], show: bool) -> None:
    """Map fields of DATASET to a standard: by name, title and alias, and by hand. FIELD= takes a field out."""
    from workstation.operations.map_fields import MapFields
    from workstation.standards import mapping

    found = shell.workspace.dataset(dataset)
    wanted = installed(shell).load(name)
    hand: dict[str, str] = {}
    for one in given:
        field, equals, target = one.rpartition("=")
        if not equals:
            raise Problem("bad-mapping", _("“{text}” is not FIELD=STANDARDFIELD.", text=one),
                          remedy=_("Write the field of the dataset, =, and the field of the standard."))
        hand[field] = target
    matches = mapping.by_hand(found.table, wanted, mapping.current(found.table, wanted, found.settings), hand)
    if not show:
        found.do(MapFields(standard=wanted.id, mapping=mapping.as_mapping(matches)), shell.person)
    mapped = {match.field for match in matches}
    targets = {match.target for match in matches}
    unmapped = [field.name for field in found.table.fields if field.id not in mapped]
    missing = [spec.name for spec in wanted.fields if spec.name not in targets]
    data = {"dataset": found.id, "standard": wanted.id, "version": wanted.version, "saved": not show,
            "mapped": [match.data() for match in matches], "unmapped": unmapped, "missing": missing}
    rows = [[m.name, m.target, wanted.by_name[m.target].title, _(mapping.HOW[m.how])] for m in matches]
    shell.answer(data, [*table_lines(rows, [_("Field"), _("Standard field"), _("Title"), _("How")]),
                        _("Not mapped: {names}", names=_(", ").join(unmapped) or "-"),
                        _("Missing from the dataset: {names}", names=_(", ").join(missing) or "-")])


@command("check")
@click.argument("dataset")
@click.option("--standard", "name", required=True, metavar="S", help="Id, title or path of the standard.")
@click.option("--to", type=click.Path(path_type=Path), help="Also write a report: .html, .xlsx or .json.")
@click.option("--all", "everything", is_flag=True, help="List every failing cell, not only the first 1,000.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day of the check; today by default.")
def check(shell: Shell, dataset: str, name: str, to: Path | None, everything: bool, today: Any) -> None:
    """Check DATASET against a standard; exit 1 when a rule of level error or warning fails."""
    from workstation.standards import mapping
    from workstation.standards.check import check as run
    from workstation.standards.quality import quality
    from workstation.standards.report import write_report

    found = shell.workspace.dataset(dataset)
    wanted = installed(shell).load(name)
    matches = mapping.current(found.table, wanted, found.settings)
    day = today.date() if today else date.today()
    result = run(found.table, wanted, mapping.as_mapping(matches), job=shell.job(), today=day)
    scores = quality(result)
    recorded = _record(shell, found, result, scores)
    if to is not None:
        write_report(result, to, dataset=found.name, person=shell.person)
    failures = result.failures(None if everything else (SHOWN if shell.json else LINES))
    data = {"standard": wanted.id, "version": wanted.version, "sha256": wanted.sha256, "dataset": found.id,
            "today": day.isoformat(), "rows": len(found.table), "rules": result.rules(), "failed": result.failed,
            "failures": [failure.data() for failure in failures], "scores": scores.data(), "recorded": recorded,
            "mapping": {match.name: match.target for match in matches}}
    shell.answer(data, _lines(result, scores, failures, to))
    if result.found_problems:
        shell.found_problems()


def _record(shell: Shell, dataset: Any, result: CheckResult, scores: Quality) -> bool:
    """Leave a line in the journal; False when someone else writes now: the check still stands."""
    counts = result.counts()
    data = {"standard": result.standard.label, "sha256": result.standard.sha256, "today": result.today.isoformat(),
            "rows": len(result.table), "score": scores.data()["overall"],
            "not_checked": sum(a.tally.outcome == "not checked" for a in result.answers), **counts}
    try:
        dataset.record("check", data, shell.person)
    except Problem as problem:
        if problem.code not in ("locked", "read-only"):
            raise
        return False
    return True


def _lines(result: CheckResult, scores: Quality, failures: list[Any], to: Path | None) -> Iterator[str]:
    """Yield what a person reads: rules that fail or were not checked, failures, scores, the verdict."""
    from workstation.standards.report.content import LEVELS

    rules = result.rules()
    outcomes = {"pass": _("passes"), "fail": _("fails"), "not checked": _("not checked")}
    told = [rule for rule in rules if rule["outcome"] != "pass"]
    if told:
        yield from table_lines([[r["rule"], r["field"], _(LEVELS[r["level"]]), f"{r['checked']:,}", f"{r['failed']:,}",
                                 outcomes[r["outcome"]], r["why"]] for r in told],
                               [_("Rule"), _("Field"), _("Level"), _("Checked"), _("Failed"), _("Outcome"), _("Why")])
    for failure in failures:
        yield _("Row {row}, {field}: {sentence}", row=failure.row, field=failure.field, sentence=str(failure.message))
    if result.failed > len(failures):
        yield _("… and {n} more; see them with --all or in a report (--to).", n=f"{result.failed - len(failures):,}")
    for measure in scores.dimensions:
        shown = f"{measure.score:.2f}" if measure.score is not None else measure.why
        yield f"{measure.name}: {measure.a:,}/{measure.b:,}  {shown}"
    counts = result.counts()
    overall = scores.data()["overall"]
    yield _("Rows: {rows}. Rules: {rules}, not checked: {n}. Errors: {errors}, warnings: {warnings}, remarks: {remarks}. "
            "Score: {score}",
            rows=f"{len(result.table):,}", rules=len(rules), errors=f"{counts['error']:,}", warnings=f"{counts['warning']:,}",
            remarks=f"{counts['info']:,}", n=sum(r["outcome"] == "not checked" for r in rules),
            score=_("not measured") if overall is None else f"{overall:.2f}")
    if to is not None:
        yield _n("Report written to {path} ({n} failing cell)", "Report written to {path} ({n} failing cells)", result.failed,
                 path=str(to))
