"""Each kind of rule says of small tables what its file of cases expects: the kind `maximum` has tests/rules/maximum.toml.

A case gives the standard's `fields` and `rules` (YAML), its `codes` (csv) and a table. It expects by rule: the rows that
`fails` (from 1), how many were `checked`, the `outcomes` and `levels`; what the first failure `said`; or `refused`, a word
of the Problem when the standard itself cannot be.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.standards.tables import checked, failing, table_of
from workstation.errors import Problem
from workstation.rules.catalogue import KINDS
from workstation.standards.lint import load

HERE = Path(__file__).parent


def cases() -> list[Any]:
    """Return every case of every kind, named by kind and case."""
    return [pytest.param(case, id=f"{kind}: {case['case']}") for kind in KINDS
            for case in tomllib.loads((HERE / f"{kind}.toml").read_text(encoding="utf-8"))["case"]]


def standard_of(folder: Path, case: dict[str, Any]) -> Path:
    """Write the standard of a case and return its folder."""
    lists = ""
    for name, text in case.get("codes", {}).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        lists += f"  {name}: {{file: {name}.csv}}\n"
    lists = f"codes:\n{lists}" if lists else ""
    fields = "".join(f"  - {line}\n" for line in case["fields"])
    rules = "".join(f"- {line}\n" for line in case.get("rules", []))
    rules = f"rules:\n{rules}" if rules else ""
    table = f"  {case['table']}\n" if "table" in case else ""
    (folder / "case.pack.yaml").write_text(
        f"pack: test.case\nversion: 1.0.0\ntitle: Case\n{lists}table:\n{table}  fields:\n{fields}{rules}", encoding="utf-8")
    return folder


@pytest.mark.parametrize("case", cases())
def test_a_rule_says_what_its_case_expects(tmp_path, case):
    if "refused" in case:
        with pytest.raises(Problem) as told:
            load(standard_of(tmp_path, case))
        assert case["refused"] in str(told.value)
        return
    table = table_of(**{name: [text or None for text in texts] for name, texts in case["given"].items()})
    result = checked(table, load(standard_of(tmp_path, case)))
    lines = {line["rule"]: line for line in result.rules()}
    for rule, rows in case["fails"].items():
        assert failing(result, rule) == rows
        assert lines[rule]["outcome"] == case.get("outcomes", {}).get(rule, "fail" if rows else "pass")
    assert {rule: lines[rule]["checked"] for rule in case.get("checked", {})} == case.get("checked", {})
    assert {rule: lines[rule]["level"] for rule in case.get("levels", {})} == case.get("levels", {})
    told_all = [str(failure.message) for failure in result.failures()]
    assert all(text.strip() for text in told_all)
    if "said" in case:
        assert any(case["said"] in text for text in told_all), told_all
