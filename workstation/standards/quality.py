"""Quality: scores by the dimensions and indicators of GB/T 36344, each as A of B, "not measured" where nothing was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workstation.standards.result import Answer, CheckResult
from workstation.standards.standard import DIMENSIONS, Score
from workstation.text import N_, _

INDICATORS = {
    "0101": "数据标准", "0102": "数据模型", "0103": "元数据", "0104": "业务规则", "0105": "权威参考数据", "0106": "安全规范",
    "0201": "数据元素完整性", "0202": "数据记录完整性",
    "0301": "数据内容正确性", "0302": "数据格式合规性", "0303": "数据重复率", "0304": "数据唯一性", "0305": "脏数据出现率",
    "0401": "相同数据一致性", "0402": "关联数据一致性",
    "0501": "基于时间段的正确性", "0502": "基于时间点的及时性", "0503": "时序性",
    "0601": "可访问", "0602": "可用性",
}
"""Names of GB/T 36344-2018 by number, from public notes (see the reference), not from the official text."""
SMALLER_IS_BETTER = ("0303", "0305")
NOT_MEASURED = N_("not measured")


@dataclass(frozen=True)
class Measure:
    """One dimension or indicator. A of B elements satisfy; score is 0 to 100, None when it cannot be said, `why` tells."""

    name: str
    a: int
    b: int
    score: float | None
    why: str = ""
    weight: float = 0.0
    parts: tuple[Measure, ...] = ()

    @property
    def ratio(self) -> float | None:
        """A/B, None where nothing was measured."""
        return self.a / self.b if self.b else None

    def data(self) -> dict[str, Any]:
        """Return it as plain data. Indicators of which less is better also give the share of what fails."""
        out: dict[str, Any] = {"A": self.a, "B": self.b, "ratio": _rounded(self.ratio, 6), "score": _rounded(self.score, 2)}
        if self.why:
            out["why"] = self.why
        if self.name[:4] in SMALLER_IS_BETTER and self.b:
            out["rate"] = _rounded(1 - self.a / self.b, 6)
        return out


@dataclass(frozen=True)
class Quality:
    """All six dimensions, the score overall (None when nothing was measured), and whether it reaches the pass mark."""

    dimensions: tuple[Measure, ...]
    overall: float | None
    passing: float

    @property
    def passed(self) -> bool | None:
        """True when the pass mark is reached, None when nothing was measured."""
        return None if self.overall is None else self.overall >= self.passing

    def data(self) -> dict[str, Any]:
        """Return it as the command line answers under "scores"."""
        return {
            "overall": _rounded(self.overall, 2), "pass_mark": self.passing, "passed": self.passed,
            "dimensions": {m.name: {**m.data(), "weight": m.weight, "measured": bool(m.b),
                                    "indicators": {part.name: part.data() for part in m.parts}} for m in self.dimensions}}


def quality(result: CheckResult) -> Quality:
    """Return the scores of a check.

    A is the number of elements (cells, rows) that satisfy, B of all that were measured, over the rules of an indicator.
    The score of an indicator is 100 x (1 - sum(w x failing) / B), where w is what the standard lets a failure of a level
    count; rules whose level counts nothing are shown in A and B and left out of the score. A dimension's score is
    over all its rules in the same way, and the overall score is the mean of the measured dimensions by the
    standard's weights. A rule that was not checked measures nothing.
    """
    score = result.standard.score
    by_dimension: dict[str, list[Answer]] = {name: [] for name in DIMENSIONS}
    for answer in result.answers:
        name = answer.rule.dimension.split("/")[0]
        by_dimension.setdefault(name, []).append(answer)
    measures = []
    for name, answers in by_dimension.items():
        numbers = sorted({answer.rule.dimension.partition("/")[2] for answer in answers} - {""})
        parts = tuple(_measure(f"{number} {INDICATORS.get(number, '')}".strip(),
                               [a for a in answers if a.rule.dimension.partition("/")[2] == number], score)
                      for number in numbers)
        measures.append(_measure(name, answers, score, float(score.weights.get(name, 0.0)), parts))
    counted = [m for m in measures if m.score is not None and m.weight > 0]
    total = sum(m.weight for m in counted)
    overall = sum(m.weight * m.score for m in counted if m.score is not None) / total if total else None
    return Quality(tuple(measures), overall, score.passing)


def _measure(name: str, answers: Iterable[Answer], score: Score, weight: float = 0.0,
             parts: tuple[Measure, ...] = ()) -> Measure:
    tallies = [(answer.tally, score.levels.get(answer.rule.level, 1.0)) for answer in answers
               if answer.tally.outcome != "not checked"]
    a, b = sum(t.satisfied for t, _w in tallies), sum(t.measured for t, _w in tallies)
    if not b:
        return Measure(name, a, b, None, _(NOT_MEASURED), weight, parts)
    weighed = [(t, w) for t, w in tallies if w > 0]
    base = sum(t.measured for t, _w in weighed)
    if not base:
        return Measure(name, a, b, None, _("only rules that do not count in the score"), weight, parts)
    lost = sum(w * (t.measured - t.satisfied) for t, w in weighed)
    return Measure(name, a, b, max(0.0, 100 * (1 - lost / base)), "", weight, parts)


def _rounded(value: float | None, digits: int) -> float | None:
    """Round down, so that 99.999 never shows as 100."""
    if value is None:
        return None
    factor: float = 10.0**digits
    return int(value * factor + 1e-9) / factor
