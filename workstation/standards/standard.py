"""Standard: what a pack says, as frozen data: fields, code lists, rules, score. How it was written stands in lint.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from workstation.rules.rule import Rule
from workstation.rules.spec import CodeList, FieldSpec

DIMENSIONS = ("规范性", "完整性", "准确性", "一致性", "时效性", "可访问性")
"""The six dimensions of GB/T 36344-2018, in its order."""
MATCHES = ("exact", "equal", "subset", "superset", "partial")
"""Words of Table Schema's fieldsMatch."""


@dataclass(frozen=True)
class Score:
    """How results become one number.

    weights: {dimension: weight}; passing: score from which it passes, 0 to 100
    levels:  {level: share of a failure that counts}
    """

    weights: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(DIMENSIONS[:5], 1.0))
    passing: float = 90.0
    levels: Mapping[str, float] = field(default_factory=lambda: {"error": 1.0, "warning": 0.3, "info": 0.0})


@dataclass(frozen=True, eq=False)
class Standard:
    """One version of a data standard. `sha256` is over the pack's files, so that a result names exactly what it used."""

    id: str
    version: str
    title: str
    sha256: str = ""
    status: str = "draft"
    effective: str = ""
    replaces: str = ""
    owner: Mapping[str, str] = field(default_factory=dict)
    basis: tuple[str, ...] = ()
    license: str = ""
    description: str = ""
    codes: Mapping[str, CodeList] = field(default_factory=dict)
    table: str = ""
    key: tuple[str, ...] = ()
    blank: tuple[str, ...] = ("",)
    match: str = "partial"
    fields: tuple[FieldSpec, ...] = ()
    rules: tuple[Rule, ...] = ()
    """Rules of the fields in order, then the key, then those stated."""
    score: Score = field(default_factory=Score)
    path: Path | None = None

    @cached_property
    def by_name(self) -> Mapping[str, FieldSpec]:
        """The fields by name."""
        return {spec.name: spec for spec in self.fields}

    @property
    def label(self) -> str:
        """Id and version as one word: cn.gov.enterprise-register@2.1.0."""
        return f"{self.id}@{self.version}"

    def about(self) -> dict[str, Any]:
        """Return what a list of standards shows, as plain data."""
        return {"id": self.id, "version": self.version, "title": self.title, "status": self.status,
                "effective": self.effective, "fields": len(self.fields), "rules": len(self.rules),
                "sha256": self.sha256}
