"""The command line as a user meets it: real processes, exit codes, JSON shapes, Problems."""

from __future__ import annotations

import json

from workstation.people import system_user


def test_import_answers_in_the_promised_shape(office, tmp_path):
    (tmp_path / "a.csv").write_text("id,born\n007,2001-02-03\n008,2001-02-04\n", "utf-8")
    answer = office("import", tmp_path / "a.csv").data
    assert {"dataset", "rows", "fields", "source", "rejected", "warnings"} <= set(answer)
    assert {"sha256", "encoding", "dialect", "sheet", "header_rows", "first_row"} <= set(answer["source"])
    assert [set(field) for field in answer["fields"]] == [{"id", "name", "type", "suggested"}] * 2
    assert [(field["name"], field["type"]) for field in answer["fields"]] == [("id", "string"), ("born", "string")]
    assert [field["suggested"] for field in answer["fields"]] == ["string", "date"]
    assert answer["rows"] == 2


def test_the_balance_of_an_import_holds_and_rejected_lines_are_kept(cities):
    rejected = cities("rejected", "cities").data["rejected"]
    assert [(one["line"], one["raw"]) for one in rejected] == [(5, '"x",y')]


def test_do_preview_undo_redo(cities):
    preview = cities("do", "cities", "trim_whitespace", "field=city", "--preview").data
    assert preview["count"] == 2
    assert [(c["row"], c["before"], c["after"]) for c in preview["cells"]] == [(1, " Oslo", "Oslo"), (3, "Bodø ", "Bodø")]
    assert cities("history", "cities").data["state"] == 1
    assert cities("do", "cities", "trim_whitespace", "field=city").data["count"] == 2
    assert [row["values"]["city"] for row in cities("show", "cities").data["rows"]] == ["Oslo", "Bergen", "Bodø"]
    cities("undo", "cities")
    assert cities("show", "cities", "--rows", "1:1").data["rows"][0]["values"]["city"] == " Oslo"
    cities("redo", "cities")
    assert cities("show", "cities", "--rows", "3").data["rows"][0]["values"]["city"] == "Bodø"


def test_rows_are_named_by_id_or_by_number(cities):
    row_id = cities("show", "cities").data["rows"][0]["row_id"]
    assert cities("do", "cities", "trim_whitespace", "field=city", "--rows", row_id).data["count"] == 1
    assert cities("do", "cities", "trim_whitespace", "field=city", "--rows", "2:3").data["count"] == 1
    cells = json.dumps([[row_id, "city", "Rome"], [row_id, "id", "001"]])
    assert cities("do", "cities", "edit_cells", f"cells:={cells}").data["count"] == 2
    assert cities("show", "cities", "--rows", "1").data["rows"][0]["values"] == {"city": "Rome", "name": "a", "id": "001"}


def test_a_second_branch_is_kept_and_can_be_gone_back_to(cities):
    cities("do", "cities", "change_case", "field=city", "case=upper")
    branch = cities("history", "cities").data["state"]
    cities("undo", "cities")
    cities("do", "cities", "trim_whitespace", "field=city")
    cities("goto", "cities", branch)
    assert cities("show", "cities").data["rows"][1]["values"]["city"] == "BERGEN"
    assert cities("verify", "cities").data["ok"]


def test_problems_come_with_code_what_where_remedy_and_exit_2(cities):
    for words, code in [
        (("show", "towns"), "no-dataset"), (("do", "cities", "explode"), "no-operation"),
        (("do", "cities", "trim_whitespace", "field=town"), "no-field"),
        (("do", "cities", "trim_whitespace"), "missing-parameter"),
        (("do", "cities", "trim_whitespace", "field=city", "speed=9"), "bad-parameter"),
        (("do", "cities", "trim_whitespace", "city"), "bad-parameter"), (("import", "/nowhere.csv"), "no-file"),
        (("undo", "cities", "--as", "wang"), "no-person"), (("goto", "cities", "99"), "no-state"),
        (("shine", "cities"), "usage"), (("import", "/dev/null"), "not-a-file"),
    ]:
        answer = cities(*words)
        assert answer.code == 2, words
        assert answer.problem["code"] == code, words
        assert set(answer.problem) == {"code", "what", "where", "remedy"}
        assert answer.problem["what"]


def test_there_is_no_workspace_said_plainly(run, tmp_path):
    answer = run("datasets", workspace=tmp_path / "nothing")
    assert (answer.code, answer.problem["code"]) == (2, "no-workspace")


def test_a_different_person_approves_with_their_password(cities):
    assert cities("person", "add", "wang", "--role", "supervisor", password="secret").code == 0
    assert cities("submit", "cities").data["status"] == "submitted"
    assert cities("approve", "cities", "--as", "wang", password="wrong").problem["code"] == "wrong-password"
    assert cities("approve", "cities", "--as", "wang").problem["code"] == "password-needed"
    assert cities("do", "cities", "trim_whitespace", "field=city").problem["code"] == "submitted"
    assert cities("approve", "cities", "--as", "wang", password="secret").data["version"] == 1
    assert cities("versions", "cities").data["versions"][0]["approved_by"] == "wang"


def test_nobody_gets_a_supervisors_password_by_naming_them(cities):
    cities("person", "add", "wang", "--role", "supervisor", password="secret")
    cities("person", "add", "chief", "--role", "administrator", password="secret")
    for name in ("wang", "chief"):
        assert cities("person", "passwd", "wang", "--as", name, password="stolen").problem["code"] == "password-needed"
    assert cities("person", "passwd", "wang", password="given").code == 0  # the system's user is the administrator here
    cities("submit", "cities")
    assert cities("approve", "cities", "--as", "wang", password="given").code == 0


def test_a_fault_of_the_program_is_told_as_ours(cities, monkeypatch, tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "ws" / "workspace.db") as db:
        db.execute("alter table dataset rename to dataset_of_another_age")
        db.execute("create view dataset as select id, name, 7 as added_at, null as binned_at from dataset_of_another_age")
    answer = cities("datasets", as_json=False)
    assert answer.code == 2
    assert "mistake of its own" in answer.err


def test_a_clerk_may_not_approve_nor_the_one_who_submitted(cities):
    cities("person", "add", "zhao", password="secret")
    cities("person", "passwd", system_user(), password="mine")
    cities("submit", "cities")
    assert cities("approve", "cities", "--as", "zhao", password="secret").problem["code"] == "not-allowed"
    assert cities("approve", "cities", password="mine").problem["code"] == "same-person"
    assert cities("return", "cities", "--reason", "no", password="mine").problem["code"] == "same-person"
    cities("person", "add", "wang", "--role", "supervisor", password="secret")
    assert cities("return", "cities", "--reason", "Bodø is missing", "--as", "wang", password="secret").code == 0
    assert cities("history", "cities").data["entries"][-1]["reason"] == "Bodø is missing"


def test_labels_are_set_and_counted(cities, tmp_path):
    (tmp_path / "l.yaml").write_text("show: [city]\nquestions: [{name: size, options: [big, small]}]", "utf-8")
    assert cities("label", "schema", "cities", tmp_path / "l.yaml").code == 0
    assert cities("label", "next", "cities").data["row"] == 1
    assert cities("label", "set", "cities", "size", "big", "--rows", "1").data["count"] == 1
    answer = cities("label", "next", "cities").data
    assert (answer["row"], answer["answered"], answer["total"]) == (2, 1, 3)
    assert cities("label", "set", "cities", "size", "huge", "--rows", "1").problem["code"] == "no-option"


def test_lists_rename_bin_restore_backup_attach(cities, tmp_path):
    assert [one["name"] for one in cities("datasets").data["datasets"]] == ["cities"]
    cities("rename", "cities", "towns")
    cities("bin", "towns")
    assert cities("datasets").data["datasets"] == []
    cities("restore", "towns")
    assert cities("backup", "towns", "--to", tmp_path / "t.dataset").code == 0
    assert cities("attach", tmp_path / "t.dataset").problem["code"] == "here-already"
    cities("init", tmp_path / "two")
    assert cities("attach", tmp_path / "t.dataset", "--workspace", tmp_path / "two").data["name"] == "cities"


def test_a_recipe_is_saved_and_applied_by_field_name(cities, tmp_path):
    cities("do", "cities", "trim_whitespace", "field=city")
    cities("do", "cities", "rename_field", "field=name", "new_name=letter")
    assert cities("recipe", "cities", "--save", tmp_path / "r.json").data["steps"] == 2
    (tmp_path / "more.csv").write_text("city,id\n Rome ,1\n", "utf-8")
    cities("import", tmp_path / "more.csv")
    report = cities("apply", "more", tmp_path / "r.json").data
    assert [step["outcome"] for step in report["steps"]] == ["applied", "did not fit"]
    assert cities("show", "more").data["rows"][0]["values"]["city"] == "Rome"


def test_answers_for_people_are_plain_lines(cities):
    answer = cities("show", "cities", as_json=False)
    assert "3 rows in all" in answer.out
    assert "Oslo" in answer.out
