"""Commands: standard add, list, lint, infer; map; check: their answers, exit codes and what stays with the dataset."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.standards.tables import EXAMPLE
from workstation.cli.main import run as program
from workstation.standards.installed import Installed
from workstation.workspace import Workspace

CSV = """信用代码,企业名称,登记机关区划,成立日期,注销日期,状态
91350100M000100Y43,甲公司,350100,2020-01-05,2019-01-01,注销
91350100M000100Y4Z,乙公司,350100,2020/1/5,,注销
91350100M000100Y43,甲公司,350100,2020年1月5日,,存续
"""
Run = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a command in a workspace that holds one dataset, and return its exit code and JSON."""
    folder = tmp_path_factory.mktemp("office")
    Workspace.create(folder / "ws", administrator="li").close()
    (folder / "list.csv").write_text(CSV, encoding="utf-8")

    def command(*words: object) -> tuple[int, Any]:
        out, err = io.StringIO(), io.StringIO()
        code: object = 0
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                program([*map(str, words), "--workspace", str(folder / "ws"), "--json"])
            except SystemExit as end:
                code = end.code
        assert code in (0, 1, 2), err.getvalue()
        return int(str(code)), json.loads(out.getvalue() if code != 2 else err.getvalue())

    assert command("import", folder / "list.csv")[0] == 0
    return command


def test_a_standard_is_added_listed_and_found_by_id(run: Run, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "mine")
    main = next((tmp_path / "mine").glob("*.pack.yaml"))
    text = main.read_text(encoding="utf-8").replace("2.1.0", "2.1.1").replace("注销日期不早于成立日期", "先成立后注销")
    main.write_text(text, "utf-8")
    code, entry = run("standard", "add", tmp_path / "mine")
    assert (code, entry["id"], entry["version"], entry["shipped"]) == (0, "cn.gov.enterprise-register", "2.1.1", False)
    assert run("standard", "add", tmp_path / "mine")[1]["added_at"] == entry["added_at"]
    main.write_text(main.read_text(encoding="utf-8").replace("先成立后注销", "别的"), "utf-8")
    code, refused = run("standard", "add", tmp_path / "mine")
    assert (code, refused["code"]) == (2, "version-taken")
    labels = [f"{one['id']}@{one['version']}" for one in run("standard", "list")[1]["standards"]]
    assert labels == ["cn.gov.enterprise-register@2.1.1", "cn.gov.enterprise-register@2.1.0"]


def test_lint_ends_with_1_for_a_fault_and_tells_its_line(run: Run, tmp_path: Path) -> None:
    assert run("standard", "lint", EXAMPLE)[0] == 0
    shutil.copytree(EXAMPLE, tmp_path / "bad")
    main = next((tmp_path / "bad").glob("*.pack.yaml"))
    main.write_text(main.read_text(encoding="utf-8").replace("cancel_date >= reg_date", "cancel_date >= (select 1)"), "utf-8")
    code, found = run("standard", "lint", tmp_path / "bad")
    lines = main.read_text(encoding="utf-8").splitlines()
    assert code == 1 and not found["ok"]
    assert "select" in lines[found["problems"][0]["line"] - 1]
    assert run("standard", "add", tmp_path / "bad")[1]["code"] == "bad-standard"


def test_check_answers_with_rules_failures_and_scores(run: Run) -> None:
    code, found = run("check", "list", "--standard", EXAMPLE, "--today", "2026-11-24")
    assert code == 1
    assert found["standard"] == "cn.gov.enterprise-register" and found["rows"] == 3
    rules = {rule["rule"]: rule for rule in found["rules"]}
    assert set(rules["uscc.check"]) == {"rule", "field", "level", "dimension", "checked", "failed", "outcome", "why"}
    assert rules["uscc.check"]["field"] == "信用代码" and rules["uscc.check"]["failed"] == 1
    assert rules["status.codes"]["outcome"] == "not checked"  # 状态 is no alias of the standard
    first = found["failures"][0]
    assert set(first) == {"row", "row_id", "field", "fields", "rule", "value", "message"}
    assert sum(rule["failed"] for rule in found["rules"]) == len(found["failures"]) == found["failed"]
    assert found["scores"]["dimensions"]["可访问性"]["measured"] is False


def test_a_mapping_by_hand_is_kept_and_can_be_undone(run: Run) -> None:
    _code, found = run("map", "list", "--standard", EXAMPLE, "状态=status")
    assert {one["field"]: one["standard_field"] for one in found["mapped"]}["状态"] == "status"
    rules = {rule["rule"]: rule for rule in run("check", "list", "--standard", EXAMPLE)[1]["rules"]}
    assert rules["status.codes"]["outcome"] == "pass" and rules["R01"]["failed"] == 1 and rules["R02"]["failed"] == 1
    assert run("history", "list")[1]["entries"][-1]["kind"] == "record"
    run("undo", "list")
    rules = {rule["rule"]: rule for rule in run("check", "list", "--standard", EXAMPLE)[1]["rules"]}
    assert rules["status.codes"]["outcome"] == "not checked"
    assert run("map", "list", "--standard", EXAMPLE, "状态=nothing")[1]["code"] == "no-standard-field"


def test_a_check_writes_a_report_and_the_first_thousand_failures_unless_all(run: Run, tmp_path: Path) -> None:
    for ending in (".html", ".xlsx", ".json"):
        run("check", "list", "--standard", EXAMPLE, "--to", tmp_path / f"report{ending}", "--all")
        assert (tmp_path / f"report{ending}").stat().st_size > 1_000
    assert run("check", "list", "--standard", EXAMPLE, "--to", tmp_path / "report.doc")[1]["code"] == "bad-format"
    assert run("check", "list", "--standard", "nothing")[1]["code"] == "no-standard"


def test_a_draft_is_written_and_the_dataset_passes_it(run: Run, tmp_path: Path) -> None:
    code, found = run("standard", "infer", "list", "--to", tmp_path / "draft", "--id", "draft.list")
    assert code == 0 and found["path"] == str(tmp_path / "draft")
    assert run("standard", "lint", tmp_path / "draft")[0] == 0
    assert run("check", "list", "--standard", tmp_path / "draft")[0] == 0


def test_an_installed_standard_stands_before_a_shipped_one(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "ws", administrator="li")
    known = Installed(workspace.path / "standards", workspace.db)
    assert known.find("cn.gov.enterprise-register") == EXAMPLE
    added = known.add(EXAMPLE, "li")
    assert known.find("企业登记信息数据标准") == added.path != EXAMPLE
    assert known.load("cn.gov.enterprise-register@2.1.0").sha256 == added.sha256
    workspace.close()
