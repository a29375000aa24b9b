"""Each kind of rule says of small tables what its file of cases expects: rules/x.py has tests/rules/x.toml.

A case gives the standard's fields (YAML, one a line), its `rules`, its code lists, and a table. It expects of one rule:
the rows that fail (from 1), how many were checked, and the outcome; or that the standard itself is refused.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.standards.tables import checked, table_of
from workstation.errors import Problem
from workstation.rules.catalogue import KINDS
from workstation.standards.lint import load

HERE = Path(__file__).parent
FILES = sorted({kind.__module__.rsplit(".", 1)[1] for kind in KINDS.values()})
TODAY = date(2026, 11, 24)


def cases() -> list[Any]:
    """Return every case of every file, named by file and case."""
    found = []
    for name in FILES:
        file = HERE / f"{name}.toml"
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"] if file.exists() else []:
            found.append(pytest.param(case, id=f"{name}: {case['case']}"))
    return found


def standard_of(folder: Path, case: dict[str, Any]) -> Path:
    """Write the standard of a case and return its folder."""
    lists = ""
    if "codes" in case:
        (folder / "codes").mkdir()
        for name, codes in case["codes"].items():
            lines = "".join(f"{code},{code}\n" for code in codes)
            (folder / "codes" / f"{name}.csv").write_text(f"code,name\n{lines}", encoding="utf-8")
        lists = "codes:\n" + "".join(f"  {name}: {{file: codes/{name}.csv}}\n" for name in case["codes"])
    fields = "".join(f"  - {line}\n" for line in case["fields"].strip().splitlines())
    rules = "".join(f"- {line}\n" for line in case.get("rules", "").strip().splitlines())
    table = "".join(f"  {line}\n" for line in case.get("table", "").strip().splitlines())
    (folder / "case.pack.yaml").write_text(
        f"pack: test.case\nversion: 1.0.0\ntitle: Case\n{lists}table:\n{table}  fields:\n{fields}"
        + (f"rules:\n{rules}" if rules else ""), encoding="utf-8")
    return folder


@pytest.mark.parametrize("case", cases())
def test_a_rule_says_what_its_case_expects(tmp_path, case):
    if "refused" in case:
        with pytest.raises(Problem) as told:
            load(standard_of(tmp_path, case))
        assert case["refused"] in str(told.value)
        return
    table = table_of(**{name: [text or None for text in texts] for name, texts in case["given"].items()})
    result = checked(table, load(standard_of(tmp_path, case)), TODAY)
    (line,) = [line for line in result.rules() if line["rule"] == case["rule"]]
    failures = result.failures(rules=[case["rule"]])
    assert [failure.row for failure in failures] == case.get("fails", [])
    assert line["outcome"] == case.get("outcome", "fail" if case.get("fails") else "pass")
    if "checked" in case:
        assert line["checked"] == case["checked"]
    if "says" in case:
        assert case["says"] in str(failures[0].message)
    if "why" in case:
        assert case["why"] in line["why"]
    assert all(str(failure.message).strip() for failure in failures)
