"""What the check page computes, off the screen's thread: standards, mapping, the check, its failures. No widgets here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.errors import Problem
from workstation.text import N_, _

if TYPE_CHECKING:
    from workstation.dataset.dataset import Changes, Dataset
    from workstation.dataset.table import Table
    from workstation.job import Job
    from workstation.standards.installed import Entry, Installed
    from workstation.standards.mapping import Match
    from workstation.standards.quality import Quality
    from workstation.standards.result import Answer, CheckResult, Failure
    from workstation.standards.standard import Standard
    from workstation.workspace import Workspace

PREFIX = "mapping:"
FIRST = 1000  # failing cells worded at a time
SAMPLES = 3
LOOKED_AT = 200  # rows in which samples are looked for
DIMENSIONS = {"规范性": N_("Conformity"), "完整性": N_("Completeness"), "准确性": N_("Accuracy"), "一致性": N_("Consistency"),
              "时效性": N_("Timeliness"), "可访问性": N_("Accessibility")}
LEVELS = {"error": (N_("Error"), "error", "problems"), "warning": (N_("Warning"), "warning", "warning"),
          "info": (N_("Remark"), "muted", "info")}
OUTCOMES = {"pass": (N_("Passes"), "good"), "fail": (N_("Fails"), "error"), "not checked": (N_("Not checked"), "muted")}


@dataclass
class Pair:
    """One field of the table: what it holds, and the field of the standard it stands for."""

    field: str
    name: str
    samples: tuple[str, ...]
    target: str = ""
    title: str = ""
    how: str = ""


@dataclass
class Chosen:
    """A standard and how the table's fields are mapped to it."""

    standard: Standard
    pairs: list[Pair]
    stored: bool
    """Whether the mapping was kept with the dataset before."""


@dataclass
class Line:
    """One rule and what it came to."""

    id: str
    words: str
    field: str
    level: str
    checked: int
    failed: int
    outcome: str
    why: str


@dataclass
class Checked:
    """A result in the words of the page."""

    result: CheckResult
    scores: Quality
    lines: list[Line]
    counts: Mapping[str, int]
    failures: list[Failure] = field(default_factory=list)

    @property
    def problems(self) -> int:
        """Failing cells that count: errors and warnings."""
        return self.counts["error"] + self.counts["warning"]

    @property
    def not_checked(self) -> int:
        """Rules that could not run."""
        return sum(line.outcome == "not checked" for line in self.lines)


def installed(workspace: Workspace) -> Installed:
    """Return the standards of a workspace."""
    from workstation.standards.installed import Installed

    return Installed(workspace.path / "standards", workspace.db)


def find_standards(workspace: Workspace, table: Table, settings: Mapping[str, Any]) -> tuple[list[Entry], str]:
    """Return every standard, and the label of the one this table was checked by or fits best."""
    from workstation.standards.mapping import suggest

    shelf = installed(workspace)
    entries = shelf.all()
    kept = next((key.removeprefix(PREFIX) for key in reversed(list(settings)) if key.startswith(PREFIX) and settings[key]),
                "")
    known = [entry for entry in entries if entry.id == kept]
    if known:
        return entries, known[-1].label
    best, most = "", 0
    for entry in entries:
        fits = len(suggest(table, shelf.load(entry.label)))
        if fits > most:
            best, most = entry.label, fits
    return entries, best or (entries[0].label if entries else "")


def choose(workspace: Workspace, label: str, table: Table, settings: Mapping[str, Any]) -> Chosen:
    """Return a standard and the mapping as it was kept or is found by name, title and alias."""
    from workstation.standards import mapping

    standard = installed(workspace).load(label)
    matches = {match.field: match for match in mapping.current(table, standard, settings)}
    return Chosen(standard, pairs_of(table, standard, matches), mapping.stored(settings, standard) is not None)


def pairs_of(table: Table, standard: Standard, matches: Mapping[str, Match]) -> list[Pair]:
    """Return each field of the table with samples and what it stands for."""
    from workstation.standards.mapping import HOW

    first, out = table.visible[:LOOKED_AT], []
    for one in table.fields:
        texts = [text.strip() for text in table.columns[one.id].take(first).to_pylist() if text and text.strip()]
        match = matches.get(one.id)
        spec = standard.by_name[match.target] if match else None
        out.append(Pair(one.id, one.title or one.name, tuple(dict.fromkeys(texts))[:SAMPLES],
                        spec.name if spec else "", spec.label if spec else "", HOW[match.how] if match else ""))
    return out


def keep_mapping(dataset: Dataset, standard: Standard, wanted: Mapping[str, str], person: str,
                 job: Job) -> Changes | None:
    """Keep a mapping with the dataset when it is another one; a table in review is checked without keeping it."""
    from workstation.operations.map_fields import MapFields
    from workstation.standards.mapping import stored

    if stored(dataset.settings, standard) == dict(wanted):
        return None
    try:
        return dataset.do(MapFields(standard=standard.id, mapping=dict(wanted)), person, job=job)
    except Problem as problem:
        if problem.code != "submitted":
            raise
        return None


def run_check(table: Table, standard: Standard, wanted: Mapping[str, str], job: Job) -> Checked:
    """Check every rule over every row."""
    from workstation.standards.check import check

    return told(check(table, standard, wanted, job=job))


def run_again(before: CheckResult, table: Table, fields: Sequence[str] | None, rows: Any) -> Checked:
    """Check again what an edit touched."""
    from workstation.standards.live import recheck

    return told(recheck(before, table, fields, rows))


def told(result: CheckResult) -> Checked:
    """Return a result with scores and one line for each rule, what fails first."""
    from workstation.standards.quality import quality
    from workstation.standards.report.content import Report

    report = Report(result)
    lines = [_line(result, answer, report.label(answer)) for answer in result.answers]
    order = {"fail": 0, "not checked": 1, "pass": 2}
    levels = list(LEVELS)
    lines.sort(key=lambda one: (order[one.outcome], levels.index(one.level), -one.failed))
    return Checked(result, quality(result), lines, result.counts(), result.failures(FIRST))


def _line(result: CheckResult, answer: Answer, words: str) -> Line:
    rule, tally = answer.rule, answer.tally
    return Line(rule.id, words, result.name_of(rule.field), rule.level, tally.checked, tally.failed, tally.outcome,
                tally.why)


def record_of(checked: Checked) -> dict[str, Any]:
    """Return what the journal keeps of a check, as the command line keeps it."""
    result = checked.result
    return {"standard": result.standard.label, "sha256": result.standard.sha256, "today": result.today.isoformat(),
            "rows": len(result.table), "score": checked.scores.data()["overall"], "not_checked": checked.not_checked,
            **checked.counts}


def draft(workspace: Workspace, table: Table, name: str, person: str, job: Job) -> tuple[Any, Path, int]:
    """Draft a standard from a table, add it, and return (entry, folder of the draft, number of rules)."""
    from workstation.standards.infer import infer
    from workstation.standards.infer_pack import default_id, write_pack

    shelf = installed(workspace)
    made, wanted = infer(table, job=job), default_id(name)
    taken = {entry.id for entry in shelf.all()}
    id, count = wanted, 1
    while id in taken or (folder_of(workspace, id).exists() and any(folder_of(workspace, id).iterdir())):
        count += 1
        id = f"{wanted}-{count}"
    folder = folder_of(workspace, id)
    standard = write_pack(made, folder, id, _("Draft: {name}", name=name))
    return shelf.add(folder, person), folder, len(standard.rules)


def folder_of(workspace: Workspace, id: str) -> Path:
    """Return where a draft lies."""
    return workspace.path / "standards" / "drafts" / id
