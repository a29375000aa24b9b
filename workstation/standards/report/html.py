"""The report as one html file: nothing is fetched from anywhere, it prints well, and every text in it is escaped."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape
from pathlib import Path

from workstation.standards.quality import Measure
from workstation.standards.report.content import LEVELS, OUTCOMES, Report
from workstation.standards.report.style import CSS
from workstation.standards.result import Answer
from workstation.text import _, _n, language

FIRST = 100  # failing cells shown of each rule; the xlsx and json reports have all of them


def write(report: Report, path: Path) -> None:
    """Write the report in the language of the moment."""
    path.write_text("\n".join(_page(report)), encoding="utf-8", newline="\n")


def text(value: object) -> str:
    """Return a value as html text."""
    return escape(str(value))


def _page(report: Report) -> Iterator[str]:
    title = _("Check of “{dataset}”", dataset=report.dataset) if report.dataset else _("Check report")
    yield f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{text(title)}</title>\n<style>{CSS}</style>\n</head>\n<body>\n<main>"
    yield from _head(report, title)
    yield from _summary(report)
    yield from _scores(report)
    yield from _rules(report)
    yield from _not_checked(report)
    yield from _failures(report)
    yield from _mapping(report)
    yield from _foot(report)
    yield "</main>\n</body>\n</html>"


def _head(report: Report, title: str) -> Iterator[str]:
    standard = report.result.standard
    yield f'<header><p class="kind">{text(_("Quality report"))}</p><h1>{text(title)}</h1>'
    facts = [(_("Standard"), f"{standard.title} · {standard.label}"), (_("Day of the check"), report.result.today.isoformat()),
             (_("Number of rows"), f"{len(report.result.table):,}"), (_("Checked by"), report.person)]
    yield '<dl class="facts">'
    for name, value in facts:
        if value:
            yield f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>"
    yield "</dl></header>"


def _summary(report: Report) -> Iterator[str]:
    counts, scores = report.result.counts(), report.quality
    passed = scores.passed and not counts["error"]
    tone = "good" if passed and not counts["warning"] else "fair" if passed else "bad"
    yield f'<section class="summary {tone}">{_ring(scores.data()["overall"], tone)}<div class="verdict">'
    yield f"<h2>{text(_verdict(report, bool(passed)))}</h2>"
    if scores.overall is not None:
        yield f'<p>{text(_("Pass mark: {mark}", mark=f"{scores.passing:g}"))}</p>'
    yield '<ul class="counts">'
    n = len(report.not_checked)
    for name, count, level in ((_n("error", "errors", counts["error"]), counts["error"], "error"),
                               (_n("warning", "warnings", counts["warning"]), counts["warning"], "warning"),
                               (_n("remark", "remarks", counts["info"]), counts["info"], "info"),
                               (_n("rule not checked", "rules not checked", n), n, "none")):
        yield f'<li class="{level if count else "zero"}"><b>{count:,}</b><span>{text(name)}</span></li>'
    yield "</ul></div></section>"


def _verdict(report: Report, passed: bool) -> str:
    if not report.result.failed and not report.not_checked:
        return _("All is well: every rule passes.")
    if not report.result.failed:
        return _("Nothing is wrong in what could be checked.")
    if passed:
        return _("The data passes, with remarks.")
    if report.quality.overall is None:
        return _("Nothing could be measured.")
    return _("The data needs work.")


def _ring(overall: float | None, tone: str) -> str:
    """Return the score as a ring; its figure stands inside as text."""
    length = 2 * math.pi * 52
    part = (overall or 0) / 100 * length
    shown = _("not measured") if overall is None else f"{overall:.1f}"
    size = "20" if overall is None else "34"
    return (f'<svg class="ring {tone}" viewBox="0 0 120 120" role="img" aria-label="{text(_("Score"))} {text(shown)}">'
            '<circle cx="60" cy="60" r="52" class="track"/>'
            f'<circle cx="60" cy="60" r="52" class="part" stroke-dasharray="{part:.2f} {length:.2f}" '
            'transform="rotate(-90 60 60)"/>'
            f'<text x="60" y="{72 if overall is not None else 66}" text-anchor="middle" '
            f'font-size="{size if overall is not None else 15}">{text(shown)}</text></svg>')


def _scores(report: Report) -> Iterator[str]:
    yield f'<section><h2>{text(_("Scores by dimension"))}</h2>'
    yield f'<p class="note">{text(_("A of B elements satisfy. Dimensions and numbers of GB/T 36344-2018."))}</p>'
    yield '<table class="scores"><thead><tr>' + "".join(
        f"<th{kind}>{text(word)}</th>" for word, kind in (
            (_("Dimension"), ""), ("A", ' class="n"'), ("B", ' class="n"'), (_("Weight"), ' class="n"'),
            (_("Score"), ' class="n"'), ("", ' class="bar"'))) + "</tr></thead><tbody>"
    for measure in report.quality.dimensions:
        yield _measure(measure, "dimension")
        for part in measure.parts:
            yield _measure(part, "indicator")
    yield "</tbody></table></section>"


def _measure(measure: Measure, kind: str) -> str:
    score = measure.data()["score"]
    weight = f"{measure.weight:g}" if kind == "dimension" and measure.weight else ""
    if not measure.b:
        return (f'<tr class="{kind} none"><th scope="row">{text(measure.name)}</th><td class="n" colspan="4">'
                f'{text(measure.why or _("not measured"))}</td><td class="bar"></td></tr>')
    width = measure.ratio or 0
    bar = f'<span style="width:{width * 100:.2f}%"></span>'
    shown = f"{score:.2f}" if score is not None else "–"
    why = f' title="{text(measure.why)}"' if measure.why else ""
    return (f'<tr class="{kind}"><th scope="row">{text(measure.name)}</th><td class="n">{measure.a:,}</td>'
            f'<td class="n">{measure.b:,}</td><td class="n">{weight}</td><td class="n"{why}>{shown}</td>'
            f'<td class="bar"><div>{bar}</div></td></tr>')


def _rules(report: Report) -> Iterator[str]:
    yield f'<section><h2>{text(_("Rules"))}</h2><table class="rules"><thead><tr>'
    for word, kind in ((_("Rule"), ""), (_("What it asks"), ""), (_("Field"), ""), (_("Level"), ""), (_("Checked"), "n"),
                       (_("Failed"), "n"), (_("Outcome"), "")):
        yield f'<th class="{kind}">{text(word)}</th>'
    yield "</tr></thead><tbody>"
    for number, (answer, line) in enumerate(zip(report.result.answers, report.result.rules(), strict=True)):
        failed = line["outcome"] == "fail"
        rule = f'<a href="#r{number}">{text(line["rule"])}</a>' if failed else text(line["rule"])
        outcome = line["outcome"].replace(" ", "-")
        yield (f'<tr class="{outcome}"><td class="id">{rule}</td><td>{text(report.label(answer))}</td>'
               f'<td>{text(line["field"])}</td>'
               f'<td><span class="chip {line["level"]}">{text(_(LEVELS[line["level"]]))}</span></td>'
               f'<td class="n">{line["checked"]:,}</td><td class="n">{line["failed"]:,}</td>'
               f'<td><span class="chip {outcome}">{text(_(OUTCOMES[line["outcome"]]))}</span></td></tr>')
    yield "</tbody></table></section>"


def _not_checked(report: Report) -> Iterator[str]:
    if not report.not_checked:
        return
    yield f'<section><h2>{text(_("Not checked"))}</h2>'
    yield f'<p class="note">{text(_("These rules say nothing about the data."))}</p><ul class="plain">'
    for answer in report.not_checked:
        yield f'<li><b class="id">{text(answer.rule.id)}</b> {text(report.label(answer))}: {text(answer.tally.why)}</li>'
    yield "</ul></section>"


def _failures(report: Report) -> Iterator[str]:
    if not report.failing:
        return
    numbers = {answer.rule.id: number for number, answer in enumerate(report.result.answers)}
    yield f'<section class="failures"><h2>{text(_("What fails, rule by rule"))}</h2>'
    for answer in report.failing:
        yield from _failing(report, answer, numbers[answer.rule.id])
    yield "</section>"


def _failing(report: Report, answer: Answer, number: int) -> Iterator[str]:
    rule, tally = answer.rule, answer.tally
    yield (f'<article id="r{number}"><h3><span class="chip {rule.level}">{text(_(LEVELS[rule.level]))}</span> '
           f'{text(report.label(answer))} <span class="id">{text(rule.id)}</span></h3>')
    share = _("{failed} of {checked} fail", failed=f"{tally.failed:,}", checked=f"{tally.checked:,}")
    yield f'<p class="note">{text(share)} · {text(rule.dimension)}</p>'
    failures = report.first(answer, FIRST)
    yield (f'<table class="cells"><thead><tr><th class="n">{text(_("Row"))}</th><th>{text(_("Field"))}</th>'
           f'<th>{text(_("Text"))}</th><th>{text(_("What is wrong"))}</th></tr></thead><tbody>')
    for failure in failures:
        value = f"<code>{text(_marked(failure.value))}</code>" if failure.value is not None else (
            f'<i class="blank">{text(_("blank"))}</i>')
        yield (f'<tr><td class="n">{failure.row:,}</td><td>{text(failure.field)}</td><td>{value}</td>'
               f"<td>{text(failure.message)}</td></tr>")
    yield "</tbody></table>"
    if tally.failed > len(failures):
        rest = _("… and {n} more. The xlsx and json reports list all of them.", n=f"{tally.failed - len(failures):,}")
        yield f'<p class="note">{text(rest)}</p>'
    yield "</article>"


def _marked(value: str) -> str:
    """Return a cell's text with white space at its ends made visible, cut when it is very long."""
    start, end = len(value) - len(value.lstrip()), len(value.rstrip())
    if end <= start:
        return "␣" * min(len(value), 20)
    shown = "␣" * start + value[start:end] + "␣" * (len(value) - end)
    return shown if len(shown) <= 200 else shown[:200] + "…"


def _mapping(report: Report) -> Iterator[str]:
    yield f'<section><h2>{text(_("Fields"))}</h2><table class="fields"><thead><tr><th>{text(_("Field of the dataset"))}</th>'
    yield f'<th>{text(_("Field of the standard"))}</th></tr></thead><tbody>'
    for name, target, title in report.pairs():
        yield f'<tr><td>{text(name)}</td><td>{text(title or target)} <span class="id">{text(target)}</span></td></tr>'
    yield "</tbody></table>"
    if report.unmapped():
        yield f'<p class="note">{text(_("Not mapped, so not checked: {names}", names=_(", ").join(report.unmapped())))}</p>'
    if report.missing():
        yield f'<p class="note">{text(_("Missing from the dataset: {names}", names=_(", ").join(report.missing())))}</p>'
    yield "</section>"


def _foot(report: Report) -> Iterator[str]:
    standard = report.result.standard
    how = _("A failing cell counts once for each rule it breaks. Blank and unreadable cells fail only their own rule and are "
            "not counted elsewhere. A failure of level warning counts {warning} in the score, a remark {info}.",
            warning=f"{standard.score.levels.get('warning', 1):g}", info=f"{standard.score.levels.get('info', 1):g}")
    yield f'<footer><p>{text(how)}</p><p class="id">{text(standard.label)} · SHA-256 {text(standard.sha256)}</p>'
    yield f'<p>{text(_("Written {moment}", moment=report.moment.strftime("%Y-%m-%d %H:%M %z")))}</p></footer>'
