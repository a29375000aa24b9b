"""The foundation: look, words, jobs, commands, palette, problems, crash reports, a start without weight."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from dataclasses import fields

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from ui import icons
from ui.actions import ACTIONS
from ui.commands import CONDITIONS, GO, Commands
from ui.jobs import Bug, Runner
from ui.pages.catalogue import PAGES
from ui.palette import score
from ui.theme import DARK, LIGHT, Tokens, theme
from ui.widgets.form import Form
from ui.widgets.labels import label
from ui.words import Worded, retranslate_all
from workstation.errors import Problem
from workstation.mishap import report_text, write_report
from workstation.text import N_, RESOURCES, set_language

# --- the look ---------------------------------------------------------------------------------------------------------

PAIRS = [("text", "window"), ("text", "side"), ("text", "panel"), ("muted", "window"), ("muted", "side"),
         ("muted", "panel"), ("accent", "window"), ("accent", "accent_tint"), ("on_accent", "accent"),
         ("error", "error_tint"), ("error", "window"), ("warning", "warning_tint"), ("warning", "window"),
         ("good", "good_tint"), ("good", "side"), ("text", "accent_tint"), ("text", "header"), ("muted", "header")]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.1 defines it, 1 to 21."""
    def light(name: str) -> float:
        colour = QColor(name)
        parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
                 for part in (colour.redF(), colour.greenF(), colour.blueF())]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink, ground", PAIRS)
def test_every_text_can_be_read_on_its_ground(tokens: Tokens, ink: str, ground: str):
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


def test_the_style_sheet_names_only_colours_that_are_there(qapp):
    text = (RESOURCES / "styles" / "workstation.qss").read_text(encoding="utf-8")
    known = {field.name for field in fields(Tokens)} | {"faint", "icons"}
    assert set(re.findall(r"@([a-z_]+)", text)) <= known
    assert "@" not in theme().style_sheet()


def test_every_drawing_is_a_line_drawing_that_can_be_tinted(qapp):
    for file in sorted((RESOURCES / "icons").glob("*.svg")):
        if file.stem == "workstation":  # the program's own sign has its own colours
            continue
        assert 'stroke="currentColor"' in file.read_text(encoding="utf-8"), file.name
        assert not icons.pixmap(file.stem, "accent").toImage().isNull()


def test_the_size_of_text_and_the_colours_change_while_the_program_runs(qapp):
    look = theme()
    look.apply("light", 1.0)
    small = look.px(13)
    look.apply("dark", 1.5)
    assert look.dark and look.px(13) > small
    assert "#15181d" in qapp.styleSheet()
    look.apply("light", 1.0)
    assert not look.dark


# --- words ------------------------------------------------------------------------------------------------------------


def test_words_follow_the_language_and_call_their_values_again(qapp, qtbot, monkeypatch):
    class Box(QWidget, Worded):
        pass

    box, words, count = Box(), label(), [1]
    qtbot.addWidget(box)
    words.setParent(box)
    box.word(words.setText, N_("{n} rows"), n=lambda: count[0])
    assert words.text() == "1 rows"
    count[0] = 2
    set_language("zh-CN")
    retranslate_all(box)
    set_language("en")
    retranslate_all(box)
    assert words.text() == "2 rows"


# --- jobs -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def runner(qapp, qtbot):
    """Return a runner that is closed afterwards."""
    made = Runner()
    yield made
    made.close()


def test_answers_and_progress_come_on_the_screens_thread(runner, qtbot):
    here, seen = threading.get_ident(), []

    def work(job):
        for part in job.each(range(3), 3, "Counting"):
            seen.append(("worked", threading.get_ident() != here, part))
        return 42

    running = runner.start(work, title="Counting")
    running.progress.connect(lambda done, total, words: seen.append(("told", threading.get_ident() == here, total)))
    with qtbot.waitSignal(running.finished) as answer:
        pass
    assert answer.args == [42]
    assert all(right for _kind, right, _value in seen)
    assert ("told", True, 3) in seen


def test_a_problem_stays_a_problem_and_a_bug_is_told_as_ours(runner, qtbot):
    def refuse(job):
        raise Problem("full", "The disk is full.")

    with qtbot.waitSignal(runner.start(refuse).failed) as told:
        pass
    assert isinstance(told.args[0], Problem)
    with qtbot.waitSignal(runner.start(lambda job: 1 / 0).failed) as told:
        pass
    assert isinstance(told.args[0], Bug) and isinstance(told.args[0].error, ZeroDivisionError)


def test_a_cancelled_job_answers_nothing(runner, qtbot):
    begun, answers = threading.Event(), []

    def work(job):
        begun.set()
        for _ in job.each(iter(int, 1), 0, "Running"):
            pass

    running = runner.start(work)
    running.finished.connect(answers.append)
    running.failed.connect(answers.append)
    begun.wait(5)
    with qtbot.waitSignal(running.cancelled):
        running.cancel()
    assert answers == []


def test_writes_of_one_dataset_are_done_one_after_the_other(runner, qtbot):
    inside, most, done = [0], [0], []
    guard = threading.Lock()

    def write(number):
        def work(job):
            with guard:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            threading.Event().wait(0.01)
            with guard:
                inside[0] -= 1
            done.append(number)
        return work

    for number in range(6):
        runner.start(write(number), writes="one dataset")
    qtbot.waitUntil(lambda: len(done) == 6)
    assert most == [1] and done == list(range(6))


# --- commands ---------------------------------------------------------------------------------------------------------


def test_every_action_has_a_method_and_a_condition():
    pages = {entry.id: entry.load() for entry in PAGES}
    for action in (*ACTIONS, *GO):
        assert action.when in CONDITIONS, action.id
        if not action.does.startswith("go:"):
            owner = pages[action.page] if action.page else Commands
            assert callable(getattr(owner, action.does, None)), f"{action.id}: {owner.__name__}.{action.does}"


def test_every_page_of_the_catalogue_can_be_made(window, settle):
    for entry in PAGES:
        window.go(entry.id)
        settle()
        assert window.page_id == entry.id


@pytest.mark.parametrize("wanted, better, worse", [
    ("imp", "Import files…", "Help for this page"), ("gtr", "Go to row…", "Larger text"),
    ("und", "Undo", "Show all columns"), ("居民", "居民登记", "企业登记")])
def test_a_few_letters_find_a_command(wanted, better, worse):
    assert score(wanted, better) > score(wanted, worse)


def test_the_palette_runs_what_is_chosen_by_keys(opened, qtbot, settle):
    opened.commands.run("palette")
    line = opened.palette_box.line
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClicks(line, "people")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settle()
    assert opened.page_id == "people"
    assert not opened.palette_box.isVisible()


def test_f6_goes_round_the_panes_and_every_stop_can_be_seen(opened, qtbot):
    opened.go("start")
    stops = []
    for _ in range(4):
        opened.commands.run("next-pane")
        stops.append(QApplication.focusWidget())
    assert all(stop is not None and stop.isVisible() for stop in stops)
    assert any(opened.navigation.isAncestorOf(stop) for stop in stops)


def test_back_and_forward_follow_the_way_one_came(opened, settle):
    for id in ("people", "settings", "help"):
        opened.go(id)
    opened.commands.run("back")
    assert opened.page_id == "settings"
    opened.commands.run("back")
    assert opened.page_id == "people"
    opened.commands.run("forward")
    assert opened.page_id == "settings"


def test_a_button_without_words_has_a_name_for_a_screen_reader(opened, bring, settle):
    bring("a,b\n1,2\n")
    silent = []
    for entry in PAGES:
        opened.go(entry.id)
        settle()
        silent += [(entry.id, str(made.property("kind")), _inside(made)) for made in opened.findChildren(QAbstractButton)
                   if made.isVisible() and not (made.text() or made.accessibleName())
                   and made.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert silent == []


def _inside(widget: QWidget) -> str:
    """Return the kinds of the widgets around one, innermost first."""
    around, at = [], widget.parentWidget()
    while at is not None and len(around) < 6:
        around.append(type(at).__name__)
        at = at.parentWidget()
    return " < ".join(around)


# --- the session ------------------------------------------------------------------------------------------------------


def test_what_is_done_undone_and_done_again_is_told_by_one_signal(opened, bring, settle):
    bring("city\n Oslo\n")
    told = []
    opened.session.changed.connect(lambda changes: told.append(changes.summary))
    from workstation.operations.trim_whitespace import TrimWhitespace

    field = opened.session.table.fields[0].id
    opened.session.do(TrimWhitespace(field=field))
    settle()
    assert opened.session.table.texts("city") == ["Oslo"]
    assert opened.session.can_undo and not opened.session.can_redo
    opened.commands.run("undo")
    settle()
    assert opened.session.table.texts("city") == [" Oslo"]
    assert opened.session.can_redo
    opened.commands.run("redo")
    settle()
    assert len(told) == 3


def test_the_import_itself_is_not_undone_by_a_slip_of_ctrl_z(opened, bring):
    bring("city\nOslo\n")
    assert not opened.session.can_undo
    assert not opened.top.undo.isEnabled()


def test_a_write_that_fails_is_shown_and_changes_nothing(opened, bring, settle, shown):
    bring("city\nOslo\n")
    from workstation.operations.trim_whitespace import TrimWhitespace

    opened.session.do(TrimWhitespace(field="nowhere"))
    settle()
    assert [problem.code for problem in shown] == ["no-field"]
    assert opened.problem.isVisible()
    assert "nowhere" in opened.problem.what.text()


# --- problems and crashes ---------------------------------------------------------------------------------------------


def test_a_bug_is_told_as_ours_with_what_is_safe_and_a_report(window, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("workstation.mishap.folder", lambda: tmp_path)
    try:
        raise ValueError("330106195309198115")
    except ValueError as error:
        window.desk.show(Bug(error))
    assert "our fault" in window.problem.what.text()
    file = next(tmp_path.glob("report-*.txt"))
    assert file.name in window.problem.where.text()
    assert "330106195309198115" not in file.read_text(encoding="utf-8")


def test_a_report_names_our_code_and_no_text_of_anybody():
    secret = "Ana Souza"
    try:
        {}[secret]
    except KeyError as error:
        error.add_note(secret)
        text = report_text(error, "Your last change at 14:32 is saved.")
    assert "KeyError" in text and "test_foundation.py" in text and "14:32" in text
    assert secret not in text


def test_only_the_newest_reports_are_kept(tmp_path):
    for _ in range(25):
        assert write_report(ValueError(), "", tmp_path) is not None
    assert len(list(tmp_path.glob("report-*.txt"))) == 20


# --- forms ------------------------------------------------------------------------------------------------------------


def test_every_listed_operation_makes_a_form_and_the_form_makes_the_operation(qapp, qtbot):
    from workstation.operations.catalogue import OPERATIONS

    choices = [("f1", "Name"), ("f2", "City")]
    for kind in OPERATIONS:
        if not kind.listed:
            continue
        form = Form(kind, choices)
        qtbot.addWidget(form)
        made = form.operation()
        assert isinstance(made, kind)
        assert kind.from_data(made.data()).data() == made.data(), kind.name


# --- the start --------------------------------------------------------------------------------------------------------


def test_nothing_heavy_is_imported_before_the_window_is_painted():
    script = """
import sys, tempfile
from ui.app import make_app, make_window
from ui.preferences import Preferences
app = make_app()
window = make_window(app, Preferences(tempfile.mktemp(suffix=".ini")))
window.go("start")
window.show()
app.processEvents()
heavy = {"pandas", "pyarrow", "numpy", "duckdb", "openpyxl", "sqlite_utils", "cryptography", "argon2", "yaml", "sqlglot",
         "python_calamine"} & set(sys.modules)
print(sorted(heavy))
window.desk.runner.close()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip().splitlines()[-1] == "[]", done.stdout + done.stderr


def test_qt_does_not_lose_references_to_none(qapp):
    # PySide6 6.12.0 on Python 3.11 does, and aborts the process after some thousand frames.
    class Speaker(QObject):
        said = Signal()

    widget, speaker = QWidget(), Speaker()
    before = sys.getrefcount(None)
    for _ in range(500):
        widget.update()
        widget.property("nothing")
        speaker.said.emit()
    assert abs(sys.getrefcount(None) - before) < 100


def test_what_another_program_wrote_is_seen(opened, bring, settle):
    bring("city\n Oslo\n")
    from workstation.operations.trim_whitespace import TrimWhitespace
    from workstation.workspace import Workspace

    other = Workspace(opened.session.workspace.path)
    other.dataset("people").do(TrimWhitespace(field="city"), opened.session.person)
    other.rename("people", "towns")
    other.close()
    assert opened.session.table.texts("city") == [" Oslo"]
    opened.session.catch_up()
    settle()
    assert opened.session.table.texts("city") == ["Oslo"]
    assert [info.name for info in opened.session.datasets] == ["towns"]
