"""Mapping: headers to fields of a standard by name, title and alias; by hand; kept with the dataset."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.standards.tables import table_of
from workstation.dataset.field import Field
from workstation.errors import Problem
from workstation.operations.map_fields import MapFields
from workstation.standards.lint import load
from workstation.standards.mapping import as_mapping, by_hand, current, suggest
from workstation.standards.standard import Standard

HEADERS = [
    ("uscc", "uscc", "name"),
    ("USCC", "uscc", "name"),
    ("统一社会信用代码", "uscc", "title"),
    ("统一社会 信用代码", "uscc", "title"),
    ("税号", "uscc", "alias"),
    ("企业名称*", "name", "title"),
    ("单位名称（必填）", "name", "alias"),
    ("Reg_Date", "reg_date", "name"),
    ("ＲＥＧ＿ＤＡＴＥ", "reg_date", "name"),
    ("注册资本（万元）", "capital", "title"),
    ("注册资金(万元)", "capital", "alias"),
    ("法人信息/法人证件号", "rep_id", "part"),
    ("联系电话：", "phone", "title"),
]


@pytest.mark.parametrize(("header", "target", "how"), HEADERS)
def test_a_header_is_known_after_folding_width_case_and_spaces(
    example: Standard, header: str, target: str, how: str
) -> None:
    """Units and 必填 in brackets do not matter."""
    match = suggest(table_of(**{header: ["x"]}), example)[0]
    assert (match.target, match.how) == (target, how)


@pytest.mark.parametrize("header", ["备注", "注册资本（元）", "企业", "name2", "成立"])
def test_an_unknown_header_is_left_to_people(example: Standard, header: str) -> None:
    """Another unit is another field."""
    assert suggest(table_of(**{header: ["x"]}), example) == []


def test_each_field_is_mapped_once_and_the_name_goes_before_an_alias(example: Standard) -> None:
    """Two headers that mean the same are left to people."""
    table = table_of(信用代码=["x"], uscc=["x"], 单位名称=["x"], 公司名称=["x"])
    assert {match.name: match.target for match in suggest(table, example)} == {"uscc": "uscc"}


def test_a_header_that_two_fields_know_is_left_to_people(pack: Callable[..., Path]) -> None:
    """Nothing is guessed."""
    standard = load(pack("{name: a, aka: [电话]}\n{name: b, aka: [电话]}"))
    assert suggest(table_of(电话=["1"]), standard) == []


def test_a_field_is_also_known_by_its_title(example: Standard) -> None:
    """Where name and title differ."""
    table = table_of(x=["1"])
    described = table.with_(fields=(Field(table.fields[0].id, "x", title="企业名称"),))
    assert [match.target for match in suggest(described, example)] == ["name"]


def test_what_is_set_by_hand_takes_the_place_of_what_was_found(example: Standard) -> None:
    """And an empty target takes a field out."""
    table = table_of(信用代码=["x"], 代码=["x"], 状态=["x"], 企业名称=["x"])
    matches = by_hand(table, example, suggest(table, example), {"代码": "uscc", "状态": "登记状态", "企业名称": ""})
    assert {m.name: (m.target, m.how) for m in matches} == {"代码": ("uscc", "hand"), "状态": ("status", "hand")}
    for given in ({"代码": "nothing"}, {"nothing": "uscc"}):
        with pytest.raises(Problem):
            by_hand(table, example, [], given)


def test_a_mapping_kept_with_the_dataset_is_what_a_check_goes_by(example: Standard) -> None:
    """Also where a header would be known."""
    table = table_of(uscc=["x"], 代码=["x"])
    ids = {field.name: field.id for field in table.fields}
    kept = {f"mapping:{example.id}": {ids["代码"]: "uscc", "gone": "name"}}
    assert as_mapping(current(table, example, kept)) == {ids["代码"]: "uscc"}
    assert as_mapping(current(table, example, {})) == {ids["uscc"]: "uscc"}


def test_two_fields_cannot_stand_for_the_same(example: Standard) -> None:
    """The operation refuses."""
    table = table_of(a=["x"], b=["x"])
    with pytest.raises(Problem) as refused:
        MapFields(standard=example.id, mapping={"a": "uscc", "b": "uscc"}).check(table)
    assert refused.value.code == "mapped-twice"
