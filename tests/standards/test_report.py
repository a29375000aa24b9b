"""Reports: escaped and self-contained html, one sheet a rule in xlsx, every failing cell in json."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.standards.tables import checked, table_of
from workstation.errors import Problem
from workstation.standards.report import write_report
from workstation.standards.result import CheckResult
from workstation.standards.standard import Standard

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def result(example: Standard) -> CheckResult:
    """A check with failures of several levels, hostile texts among them."""
    return checked(
        table_of(
            uscc=["91350100M000100Y43", EVIL, None],
            name=["甲公司", "=1+1", "x\x01"],
            region=["350100", "000000", "无"],
            reg_date=["2020-01-05", "２０２０", "  "],
        ),
        example,
    )


class Tags(HTMLParser):
    """Collects what could fetch or run something."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note scripts, frames and addresses."""
        if tag in ("script", "iframe", "img", "link", "object", "embed", "base", "form"):
            self.found.append(tag)
        self.found += [
            f"{name}={value}"
            for name, value in attrs
            if name.startswith("on") or (name in ("src", "href") and not (value or "").startswith("#"))
        ]


def test_the_html_is_one_file_and_every_text_is_escaped(result: CheckResult, tmp_path: Path) -> None:
    """Nothing is fetched and nothing runs."""
    write_report(result, tmp_path / "r.html", dataset=EVIL, person=EVIL)
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(text)
    assert tags.found == []
    assert EVIL not in text and "&lt;script&gt;" in text and "http" not in text.replace("http-equiv", "")
    for answer in result.answers:
        assert answer.rule.id in text


def test_the_workbook_has_a_sheet_for_each_failing_rule(result: CheckResult, tmp_path: Path) -> None:
    """Texts are texts, formulas too."""
    from openpyxl import load_workbook

    write_report(result, tmp_path / "r.xlsx", dataset="d")
    book = load_workbook(tmp_path / "r.xlsx")
    failing = [answer for answer in result.answers if answer.tally.outcome == "fail"]
    assert len(book.sheetnames) == 2 + len(failing)
    for answer in failing:
        assert book[answer.rule.id].max_row == 1 + answer.tally.failed
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert all(cell.data_type in ("s", "inlineStr") for cell in cells)


def test_the_json_holds_every_failing_cell(result: CheckResult, tmp_path: Path) -> None:
    """As the command line answers them."""
    write_report(result, tmp_path / "r.json")
    found = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert found["failures"] == [failure.data() for failure in result.failures()]
    assert found["failed"] == len(found["failures"]) and found["rules"] == result.rules()


def test_another_ending_is_refused(result: CheckResult, tmp_path: Path) -> None:
    """And nothing is left behind where writing fails."""
    with pytest.raises(Problem) as refused:
        write_report(result, tmp_path / "r.pdf")
    assert refused.value.code == "bad-format"
    with pytest.raises(Problem):
        write_report(result, tmp_path / "no" / "r.html")
    assert not list(tmp_path.iterdir())
