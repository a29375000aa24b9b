"""Infer: a draft of what a dataset keeps to, which passes lint and which the data passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.standards.tables import TODAY, table_of
from workstation.dataset.table import Table
from workstation.errors import Problem
from workstation.standards.check import check
from workstation.standards.infer import infer
from workstation.standards.infer_pack import default_id, write_pack
from workstation.standards.lint import lint
from workstation.standards.mapping import as_mapping, suggest

USCC = [
    "91350100M000100Y43",
    "91110000600037341L",
    "914403001922038216",
    "91440300708461136T",
    "91330100799655058B",
    "91310115591693856A",
    "91110108551385082Q",
    "92440101MA59KNW50Y",
    "12100000400000456B",
]
COLUMNS: dict[str, list[str | None]] = {
    "编号": [str(n) for n in range(1, 41)],
    "信用代码": (USCC * 5)[:40],
    "日期": ["2024-01-05", "2024年1月6日", "2024/3/7", "45296"] * 10,
    "时间": ["2024-01-05 08:00:00"] * 40,
    "金额": ["1.5", "2", "300", "0.1"] * 10,
    "状态": ["存续", "注销", "吊销", "在业"] * 9 + ["存续"] * 3 + ["存读"],
    "是否": ["是", "否"] * 20,
    "手机": [f"138{n:08}" for n in range(40)],
    "卡号": ["4111111111111111", "6222020000000000018"] * 20,
    "备注": [f"说明{n}" * (n % 5 + 1) for n in range(40)],
    "空": [None, "-"] * 20,
    "邮编": ["010010", "330000"] * 20,
    "{花}": ["a", None] * 20,
}


@pytest.fixture
def table() -> Table:
    """Forty rows of an office."""
    return table_of(**COLUMNS)


def test_a_draft_says_what_the_texts_are(table: Table) -> None:
    """By their shapes and check digits."""
    found = {one.name: one for one in infer(table, today=TODAY).fields}
    assert {name: one.type for name, one in found.items()} == {
        "编号": "integer",
        "信用代码": "string",
        "日期": "date",
        "时间": "datetime",
        "金额": "number",
        "状态": "string",
        "是否": "boolean",
        "手机": "string",
        "卡号": "string",
        "备注": "string",
        "空": "string",
        "邮编": "string",
        "{花}": "string",
    }
    assert found["编号"].spec.unique and found["编号"].spec.required
    assert found["信用代码"].spec.check == "cn_uscc"
    assert found["卡号"].spec.check == ""  # Luhn alone is no evidence
    assert found["日期"].spec.accept == ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "excel-serial")
    assert found["手机"].spec.pattern
    assert set(found["状态"].codes) == {"存续", "注销", "吊销", "在业", "存读"} or "存读" not in found["状态"].codes
    assert found["邮编"].codes == ("010010", "330000")
    assert found["空"].filled == 0 and not found["空"].spec.required


def test_a_draft_passes_lint_and_the_data_passes_the_draft(table: Table, tmp_path: Path) -> None:
    """Every field is mapped."""
    standard = write_pack(infer(table, today=TODAY), tmp_path / "draft", default_id("名单 2026"), "名单")
    assert lint(tmp_path / "draft").clean
    matches = suggest(table, standard)
    assert len(matches) == len(table.fields)
    result = check(table, standard, as_mapping(matches), today=TODAY)
    assert result.failed <= 1
    assert all(answer.tally.outcome != "not checked" for answer in result.answers)


def test_a_draft_does_not_overwrite_a_folder(table: Table, tmp_path: Path) -> None:
    """It says so."""
    (tmp_path / "x").write_text("x")
    with pytest.raises(Problem) as refused:
        write_pack(infer(table, today=TODAY), tmp_path, "draft.x", "x")
    assert refused.value.code == "exists"


@pytest.mark.parametrize(
    ("name", "wanted"), [("My List 2", "draft.my-list-2"), ("名单", "draft.standard"), ("a__b", "draft.a-b")]
)
def test_an_id_is_made_of_a_name(name: str, wanted: str) -> None:
    """ASCII only."""
    assert default_id(name) == wanted


def test_an_empty_table_has_a_draft(tmp_path: Path) -> None:
    """Of texts."""
    standard = write_pack(infer(table_of(a=[]), today=TODAY), tmp_path / "d", "draft.x", "x")
    assert [spec.type for spec in standard.fields] == ["string"]
