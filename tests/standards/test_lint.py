"""Packs: every fault is told with its file and line; hostile packs are refused with a reason."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.standards.tables import EXAMPLE
from workstation.errors import Problem
from workstation.standards.lint import lint, load
from workstation.standards.pack import open_pack
from workstation.standards.standard import Standard

HEAD = "pack: test.pack\nversion: 1.0.0\ntitle: T\n"
FIELDS = "table:\n  fields:\n  - {name: a}\n  - {name: d, type: date}\n"


def written(folder: Path, text: str | bytes, **codes: str) -> Path:
    """Write a pack and return its folder."""
    folder.mkdir(exist_ok=True)
    data = text.encode() if isinstance(text, str) else text
    (folder / "x.pack.yaml").write_bytes(data)
    for name, body in codes.items():
        (folder / f"{name}.csv").write_text(body, encoding="utf-8")
    return folder


FAULTS = {
    "unknown key": (HEAD + "ownr: x\n" + FIELDS, "unknown-key", 4, "warning"),
    "a key twice": (HEAD + "title: U\n" + FIELDS, "double-key", 4, "error"),
    "a version of two numbers": (HEAD.replace("1.0.0", "1.0") + FIELDS, "bad-version", 2, "error"),
    "an id that leads out": (HEAD.replace("test.pack", "../x") + FIELDS, "bad-pack", 1, "error"),
    "no table": (HEAD, "missing", 1, "error"),
    "an unknown type": (HEAD + "table:\n  fields:\n  - {name: a, type: strng}\n", "bad-type", 6, "error"),
    "a field twice": (HEAD + FIELDS + "  - {name: a}\n", "double-field", 8, "error"),
    "a key that is no field": (HEAD + "table:\n  key: [z]\n  fields:\n  - {name: a}\n", "no-field", 5, "error"),
    "look-ahead": (HEAD + "table:\n  fields:\n  - name: a\n    pattern: '(?=x)'\n", "bad-pattern", 7, "error"),
    "a reference back": (HEAD + "table:\n  fields:\n  - name: a\n    pattern: '(a)\\1'\n", "bad-pattern", 7, "error"),
    "a digit class": (
        HEAD + "table:\n  fields:\n  - name: a\n    pattern: '\\d{3}'\n",
        "class-in-pattern",
        7,
        "warning",
    ),
    "an example that does not match": (
        HEAD + "table:\n  fields:\n  - {name: a, pattern: '[0-9]', example: x}\n",
        "bad-example",
        6,
        "warning",
    ),
    "an unknown check": (HEAD + "table:\n  fields:\n  - {name: a, check: cn_xyz}\n", "no-check", 6, "error"),
    "an unknown code list": (HEAD + "table:\n  fields:\n  - {name: a, codes: z}\n", "no-codes", 6, "error"),
    "a bound that is no date": (
        HEAD + "table:\n  fields:\n  - {name: d, type: date, minimum: '1949-13-01'}\n",
        "bad-bound",
        6,
        "error",
    ),
    "bounds the wrong way round": (
        HEAD + "table:\n  fields:\n  - {name: n, type: number, minimum: 2, maximum: 1}\n",
        "bad-range",
        6,
        "error",
    ),
    "a way of writing dates": (
        HEAD + "table:\n  fields:\n  - {name: d, type: date, accept: ['%Q']}\n",
        "bad-date-pattern",
        6,
        "error",
    ),
    "a pattern of a number": (
        HEAD + "table:\n  fields:\n  - {name: n, type: number, pattern: x}\n",
        "not-for-type",
        6,
        "error",
    ),
    "a required that is no flag": (
        HEAD + "table:\n  fields:\n  - {name: n, required: perhaps}\n",
        "wrong-kind",
        6,
        "error",
    ),
    "a rule of two kinds": (HEAD + FIELDS + "rules:\n- {id: R1, must: a = 'x', unique: [a]}\n", "bad-rule", 9, "error"),
    "a rule of no kind": (HEAD + FIELDS + "rules:\n- {id: R1}\n", "bad-rule", 9, "error"),
    "a rule without id": (HEAD + FIELDS + "rules:\n- {must: a = 'x'}\n", "bad-id", 9, "error"),
    "two rules of one id": (
        HEAD + FIELDS + "rules:\n- {id: R1, must: a = 'x'}\n- {id: R1, must: a = 'y'}\n",
        "double-rule",
        9,
        "error",
    ),
    "a rule with the id of a field's": (
        HEAD + "table:\n  fields:\n  - {name: a, required: true}\nrules:\n- {id: a.required, must: a = 'x'}\n",
        "double-rule",
        8,
        "error",
    ),
    "a condition with a subquery": (
        HEAD + FIELDS + "rules:\n- id: R1\n  must: a in (select 1)\n",
        "bad-expression",
        10,
        "error",
    ),
    "a `when` that is no condition": (
        HEAD + FIELDS + "rules:\n- id: R1\n  when: a\n  must: a = 'x'\n",
        "bad-expression",
        10,
        "error",
    ),
    "a condition of a rate": (
        HEAD + FIELDS + "rules:\n- id: R1\n  rate:\n    of: zz IS NULL\n    at_least: 0.5\n",
        "bad-expression",
        11,
        "error",
    ),
    "a rate above 1": (
        HEAD + FIELDS + "rules:\n- {id: R1, rate: {of: a IS NULL, at_least: 95}}\n",
        "bad-rule",
        9,
        "error",
    ),
    "freshness of a text": (
        HEAD + FIELDS + "rules:\n- {id: R1, fresh: {column: a, within: 9 days}}\n",
        "no-field",
        9,
        "error",
    ),
    "freshness of a moment": (
        HEAD + FIELDS + "rules:\n- {id: R1, fresh: {column: d, within: soon}}\n",
        "bad-rule",
        9,
        "error",
    ),
    "a level": (HEAD + FIELDS + "rules:\n- {id: R1, must: a = 'x', level: fatal}\n", "bad-level", 9, "error"),
    "a sentence with a format": (
        HEAD + FIELDS + "rules:\n- id: R1\n  must: a = 'x'\n  say: '{a:>999999999}'\n",
        "bad-say",
        11,
        "error",
    ),
    "a sentence that looks inside": (
        HEAD + FIELDS + "rules:\n- id: R1\n  must: a = 'x'\n  say: '{a.__class__}'\n",
        "bad-say",
        11,
        "error",
    ),
    "YAML that is none": (HEAD + "table: [\n", "bad-yaml", 5, "error"),
    "an alias": (HEAD + "basis: &x [1]\nlicense: *x\n" + FIELDS, "alias", 4, "error"),
    "a tag": (HEAD + "license: !!python/object/apply:os.system ['x']\n" + FIELDS, "tag", 4, "error"),
    "a deep nest": (HEAD + "basis: " + "[" * 5000 + "]" * 5000 + "\n" + FIELDS, "too-large", 4, "error"),
    "an empty file": ("", "empty", 1, "error"),
    "a list": ("- a\n", "wrong-kind", 1, "error"),
    "GBK": ("pack: 标准\n".encode("gbk"), "bad-encoding", 1, "error"),
    "codes outside": (HEAD + "codes:\n  c: {file: ../x.csv}\n" + FIELDS, "no-file", 5, "error"),
    "codes at the root": (HEAD + "codes:\n  c: {file: /etc/passwd}\n" + FIELDS, "no-file", 5, "error"),
    "codes of a drive": (HEAD + "codes:\n  c: {file: 'C:\\x.csv'}\n" + FIELDS, "no-file", 5, "error"),
    "no file of codes": (HEAD + "codes:\n  c: {title: x}\n" + FIELDS, "missing", 5, "error"),
}


@pytest.mark.parametrize(("text", "code", "line", "level"), FAULTS.values(), ids=list(FAULTS))
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str | bytes, code: str, line: int, level: str) -> None:
    """Errors keep the standard from being used, warnings do not."""
    linted = lint(written(tmp_path / "p", text))
    assert (code, line, level) in {(f.code, f.line, f.level) for f in linted.faults}, [str(f) for f in linted.faults]
    assert (linted.standard is None) is (level == "error")
    assert not linted.clean
    if level == "error":
        with pytest.raises(Problem) as refused:
            load(tmp_path / "p")
        assert refused.value.code == "bad-standard" and refused.value.remedy


def test_a_condition_is_blamed_at_its_column(tmp_path: Path) -> None:
    """Where the wrong word stands, quotation marks counted."""
    linted = lint(written(tmp_path / "p", HEAD + FIELDS + "rules:\n- id: R1\n  must: \"a = 'x' AND zz = 'y'\"\n"))
    fault = linted.errors[0]
    assert (fault.line, fault.column) == (10, 10 + len("a = 'x' AND "))


CODES = {
    "a code twice": ("code,name\n1,a\n2,b\n1,c\n", "double-code", 4),
    "no header": ("1,a\n", "bad-header", 1),
    "a ragged line": ("code,name\n1\n", "ragged", 2),
    "no code": ("code,name\n,a\n", "no-code", 2),
    "no codes": ("code,name\n", "empty-codes", 1),
    "an open quotation mark": ('code,name\n"1,a\n', "bad-csv", 2),
}


@pytest.mark.parametrize(("body", "code", "line"), CODES.values(), ids=list(CODES))
def test_a_fault_of_a_code_list_is_told_with_its_line(tmp_path: Path, body: str, code: str, line: int) -> None:
    """In its own file."""
    linted = lint(written(tmp_path / "p", HEAD + "codes:\n  c: {file: c.csv}\n" + FIELDS, c=body))
    assert [(f.file, f.code, f.line) for f in linted.errors] == [("c.csv", code, line)]


def test_the_example_has_no_fault(example: Standard) -> None:
    """Neither error nor warning."""
    assert lint(EXAMPLE).clean
    assert (example.id, example.version, len(example.fields)) == ("cn.gov.enterprise-register", "2.1.0", 12)
    assert [rule.id for rule in example.rules if rule.id.startswith("uscc.")] == [
        "uscc.required",
        "uscc.pattern",
        "uscc.check",
        "uscc.check.inner",
        "uscc.unique",
    ]
    assert len(example.codes["region"]) > 3_000 and example.blank == ("", "-", "无", "NULL", "/")


def test_texts_stay_as_they_are_written(pack: Callable[..., Path]) -> None:
    """YAML would make a number of 01, false of no and nothing of NULL."""
    standard = load(pack("{name: a, enum: [01, no, NULL, 1.10]}", table="  blank: [NULL, ~, no]\n"))
    assert standard.fields[0].enum == ("01", "no", "NULL", "1.10")
    assert standard.blank == ("NULL", "~", "no")


def test_a_zip_with_or_without_a_folder_inside_is_the_same_standard(tmp_path: Path) -> None:
    """And has the same hash as the folder."""
    for prefix in ("", "pack/"):
        path = tmp_path / f"{len(prefix)}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for file in sorted(EXAMPLE.rglob("*")):
                if file.is_file():
                    archive.write(file, prefix + file.relative_to(EXAMPLE).as_posix())
        assert load(path).sha256 == load(EXAMPLE).sha256


def test_a_zip_that_leads_outside_is_refused(tmp_path: Path) -> None:
    """So is a link in a folder, and a folder of two packs."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.pack.yaml", HEAD + FIELDS)
        archive.writestr("../out.csv", "x")
    assert lint(path).errors[0].code == "bad-pack"
    folder = written(tmp_path / "two", HEAD + FIELDS)
    (folder / "y.pack.yaml").write_text(HEAD)
    assert lint(folder).errors[0].code == "bad-pack"
    (folder / "y.pack.yaml").unlink()
    (folder / "link.csv").symlink_to("/etc/hostname")
    assert lint(folder).errors[0].code == "bad-pack"
    assert lint(tmp_path / "x.zip").standard is None


def test_a_zip_bomb_is_refused_by_what_it_says_it_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is unpacked."""
    monkeypatch.setattr("workstation.standards.pack.TOTAL_LIMIT", 1_000_000)
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.pack.yaml", HEAD + FIELDS)
        archive.writestr("big.csv", "0" * 2_000_000)
    assert lint(path).errors[0].code == "bad-pack"


def test_what_is_not_there_is_a_problem(tmp_path: Path) -> None:
    """With a remedy."""
    with pytest.raises(Problem) as refused:
        open_pack(tmp_path / "nothing")
    assert refused.value.code == "no-standard" and refused.value.remedy


def test_a_pack_named_by_its_yaml_is_the_pack_of_its_folder(tmp_path: Path) -> None:
    """Among other packs only the tables beside it are taken along."""
    head = HEAD + "owner: {office: x, telephone: y}\ncodes:\n  c: {file: c.csv}\n"
    folder = written(tmp_path / "p", head + FIELDS, c="code\n1\n")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    alone = load(folder / "x.pack.yaml")
    assert alone.sha256 == load(folder).sha256 and alone.owner == {"office": "x", "telephone": "y"}
    (folder / "y.pack.yaml").write_text(HEAD + FIELDS, encoding="utf-8")
    assert open_pack(folder / "x.pack.yaml").names == ("x.pack.yaml", "c.csv")
    assert len(load(folder / "x.pack.yaml").codes["c"]) == 1
