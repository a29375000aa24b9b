"""Tables: the datasets of the open workspace and those in the bin; what can be done with a whole dataset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.pages.first_run import look_at_sample, samples
from ui.session import HOUSE
from ui.widgets.buttons import Segments, button
from ui.widgets.empty import EmptyState
from ui.widgets.labels import label, line
from ui.widgets.panel import column, row, surface
from ui.widgets.records import Col, Records
from ui.words import Worded
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.job import Job
    from workstation.workspace import DatasetInfo, Workspace

STATUS = {"draft": (N_("Draft"), "muted"), "submitted": (N_("In review"), "accent"),
          "approved": (N_("Approved"), "good"),
          "returned": (N_("Returned"), "warning")}


@dataclass
class Glance:
    """What the list says about a dataset; filled in one after another, off the screen's thread."""

    info: DatasetInfo
    rows: int = -1
    fields: int = -1
    status: str = ""
    problems: int | None = None
    """Failing cells at the last check; None when it was never checked."""
    checked_now: bool = False
    """Whether nothing was changed since that check."""
    changed: str = ""
    wrong: str = ""
    """Why it could not be opened."""


@dataclass
class Seen:
    """What was read from a dataset's journal."""

    rows: int
    fields: int
    status: str
    problems: int | None
    checked_now: bool
    changed: str


def look(workspace: Workspace, id: str, job: Job) -> Seen:
    """Return rows, status and the last check of a dataset."""
    dataset = workspace.dataset(id)
    entries = dataset.history()
    check = next((e for e in reversed(entries) if e.kind == "record" and e.operation.get("operation") == "check"), None)
    problems = None
    if check is not None:
        problems = sum(int(check.operation.get(level) or 0) for level in ("error", "warning"))
    return Seen(len(dataset.table), len(dataset.table.fields), dataset.status, problems,
                check is not None and check.state == dataset.state, entries[-1].time if entries else "")


def day(time: str) -> str:
    """Return a journal time as a person reads it here: today by the clock, else by the day."""
    if not time:
        return ""
    local = datetime.fromisoformat(time).astimezone()
    if local.date() == datetime.now().date():
        return _("Today {time}", time=f"{local:%H:%M}")
    return f"{local:%Y-%m-%d}"


class Tables(QWidget, Worded):
    """The list and its commands."""

    def __init__(self, desk: Desk) -> None:
        """Make it empty."""
        super().__init__()
        self.desk, self.session = desk, desk.session
        self._glances: dict[str, Glance] = {}
        self._binned: list[DatasetInfo] = []
        self.title, self.place = label(role="title"), label(role="muted")
        self.which = Segments({"tables": N_("Tables"), "bin": N_("Bin")})
        self.which.chosen.connect(lambda _which: self._fill())
        self.attach_ = button(icon="link", press=self.attach)
        self.word(self.attach_.setText, N_("Attach a dataset file…"))
        self.list, self.empty = self._list(), self._empty()
        self.empty_bin = EmptyState("bin", N_("The bin is empty"),
                                    N_("Tables put in the bin lie here until you bring them back. Nothing is deleted."))
        self.stack = QStackedWidget()
        for made in (self.list, self.empty, self.empty_bin):
            self.stack.addWidget(made)
        self.bar = self._bar()
        head = column(row(self.title, 4, self.place, None, self.attach_),
                      row(self.which, None, margins=(0, 6, 0, 0)), margins=(24, 18, 24, 14), spacing=6)
        whole = column(head, line(), self.stack, self.bar, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _list(self) -> Records:
        made = Records([
            Col(N_("Table"), lambda g: g.info.name, 0, _tone, _drawing, bold=True),
            Col(N_("Rows"), lambda g: f"{g.rows:,}" if g.rows >= 0 else "…", 92, "text", right=True),
            Col(N_("Fields"), lambda g: f"{g.fields:,}" if g.fields >= 0 else "…", 72, "muted", right=True),
            Col("", lambda g: "", 16),
            Col(N_("Status"), lambda g: _(STATUS[g.status][0]) if g.status in STATUS else "", 116,
                lambda g: STATUS[g.status][1] if g.status in STATUS else "muted", pill=True),
            Col(N_("Problems"), _problems, 190, _problem_token, _problem_icon),
            Col(N_("Last change"), lambda g: day(g.changed or g.info.added_at), 120, "muted")],
            name=N_("Tables of this workspace"), height=40)
        made.opened.connect(lambda g: self.open() if not g.info.binned_at else self.restore())
        made.pointed.connect(lambda _g: self._enable())
        return made

    def _empty(self) -> EmptyState:
        presses: list[tuple[str, Callable[[], object]]] = [(N_("Import files…"), self._import)]
        if samples():
            presses.append((N_("Look at the sample"), lambda: look_at_sample(self.desk)))
        return EmptyState("table", N_("No tables yet"),
                          N_("Bring in a workbook or a text file. The file itself is never "
                          "changed; a copy of it is kept with the table."), presses)

    def _bar(self) -> QWidget:
        self.about = label(role="muted")
        self.open_b, self.rename_b = button(press=self.open, icon="table"), button(press=self.rename, icon="edit")
        self.backup_b, self.bin_b = button(press=self.backup, icon="save"), button(press=self.bin, icon="bin")
        self.restore_b = button(press=self.restore, icon="undo")
        for made, words in ((self.open_b, N_("Open")), (self.rename_b, N_("Rename…")), (self.backup_b, N_("Back up…")),
                            (self.bin_b, N_("Put in the bin")), (self.restore_b, N_("Bring back"))):
            self.word(made.setText, words)
        return surface(column(line(), row(self.about, None, self.restore_b, self.open_b, self.rename_b, self.backup_b,
                                          self.bin_b, margins=(24, 10, 24, 10)), spacing=0), "panel")

    # --- reading -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list anew; figures come as they are known."""
        workspace = self.session.workspace
        if workspace is None:
            return
        self.title.setText(workspace.path.name)
        self.place.setText("  ·  ".join(part for part in (self.session.office, str(workspace.path)) if part))
        known = self._glances
        self._glances = {info.id: known.get(info.id) or Glance(info, self.session.rows.get(info.id, -1))
                         for info in self.session.datasets}
        for info in self.session.datasets:
            self._glances[info.id].info = info
            self._look_at(workspace, info.id)
        self.session.ask_house(lambda workspace, job: workspace.datasets(binned=True), self._got_bin)
        self._fill()

    def _look_at(self, workspace: Workspace, id: str) -> None:
        running = self.desk.runner.start(lambda job: look(workspace, id, job), writes=id)
        running.finished.connect(lambda seen: self._saw(id, seen))
        running.failed.connect(lambda problem: self._damaged(id, problem))

    def _saw(self, id: str, seen: Seen) -> None:
        glance = self._glances.get(id)
        if glance is None:
            return
        glance.rows, glance.fields, glance.status = seen.rows, seen.fields, seen.status
        glance.problems, glance.checked_now, glance.changed = seen.problems, seen.checked_now, seen.changed
        self.list.viewport().update()

    def _damaged(self, id: str, problem: BaseException) -> None:
        if id in self._glances:
            self._glances[id].wrong = getattr(problem, "what", "") or _("This table could not be read.")
            self.list.viewport().update()

    def _got_bin(self, binned: list[DatasetInfo]) -> None:
        self._binned = binned
        if self.which.value == "bin":
            self._fill()

    def _fill(self) -> None:
        binned = self.which.value == "bin"
        found = [Glance(info, status="") for info in self._binned] if binned else list(self._glances.values())
        before = self.list.current()
        ids = [g.info.id for g in found]
        front = self.session.dataset.id if self.session.dataset is not None else ""
        wanted = before.info.id if before is not None and before.info.id in ids else front
        self.list.show_records(found, ids.index(wanted) if wanted in ids else 0)
        for at, hidden in ((1, binned), (2, binned), (5, binned)):
            self.list.setColumnHidden(at, hidden)
        self.stack.setCurrentWidget(self.list if found else self.empty_bin if binned else self.empty)
        self._enable()

    def _enable(self) -> None:
        glance, binned = self.list.current(), self.which.value == "bin"
        there = glance is not None and self.stack.currentWidget() is self.list
        for made in (self.open_b, self.rename_b, self.backup_b, self.bin_b):
            made.setVisible(not binned)
            made.setEnabled(there)
        self.restore_b.setVisible(binned)
        self.bar.setVisible(there)
        self.about.setText(_n("{n} table", "{n} tables", len(self.list.list.records)) if there else "")

    def retranslate(self) -> None:
        """Word what was built by hand again."""
        super().retranslate()
        self._enable()

    def panes(self) -> list[QWidget]:
        """Return the list and the bar below it."""
        return [self.list, self.bar] if self.stack.currentWidget() is self.list else [self.stack]

    def focus(self) -> None:
        """Put the cursor in the list, or on the first way to fill it."""
        shown = self.stack.currentWidget()
        (self.list if shown is self.list else self.empty.buttons[0] if shown is self.empty else self.which).setFocus()

    # --- doing -------------------------------------------------------------------------------------------------------

    def _current(self, *, binned: bool = False) -> DatasetInfo | None:
        glance = self.list.current()
        return glance.info if glance is not None and bool(glance.info.binned_at) == binned else None

    def _import(self) -> None:
        self.desk.go("import", ask=True)

    def open(self) -> None:
        """Bring the pointed table to the front."""
        if info := self._current():
            self.session.open_dataset(info.id, lambda: self.desk.go("table"))

    def rename(self) -> None:
        """Ask for another name and give it."""
        info = self._current()
        if info is None:
            return
        name = self.desk.dialogs.text(_("Rename the table"), _("A name that is not taken yet."), info.name, _("Rename"))
        if name is None or name.strip() in ("", info.name):
            return
        self._house(lambda workspace, job: workspace.rename(info.id, name), lambda new: self.desk.tell(
            _("“{old}” is called “{new}” now.", old=info.name, new=new.name)))

    def bin(self) -> None:
        """Put the pointed table in the bin; the toast brings it back."""
        info = self._current()
        if info is None:
            return
        if self.session.dataset is not None and self.session.dataset.id == info.id:
            self.session.close_dataset()
        self._house(lambda workspace, job: workspace.bin(info.id), self._binned_one)

    def _binned_one(self, gone: DatasetInfo) -> None:
        self.desk.tell(_("“{name}” is in the bin. Nothing was deleted.", name=gone.name),
                       (_("Bring back"), lambda: self._restore(gone)))

    def restore(self) -> None:
        """Bring the pointed table back from the bin."""
        if info := self._current(binned=True):
            self._restore(info)

    def _restore(self, info: DatasetInfo) -> None:
        self._house(lambda workspace, job: workspace.restore(info.id), lambda back: self.desk.tell(
            _("“{name}” is back.", name=back.name)))

    def _house(self, work: Callable[[Workspace, Job], Any], then: Callable[[Any], None]) -> None:
        def done(answer: Any) -> None:
            then(answer)
            self.session.refresh_datasets()
        self.session.ask_house(work, done)

    def backup(self) -> None:
        """Copy the pointed table with its whole history to a file."""
        info, workspace = self._current(), self.session.workspace
        if info is None or workspace is None:
            return
        to = self.desk.dialogs.save_file(_("Back up “{name}”", name=info.name), f"{info.name}.dataset",
                                         [_("Dataset files (*.dataset)")])
        if to is None:
            return
        to = to if to.suffix else to.with_suffix(".dataset")

        def copy(job: Job) -> int:
            workspace.dataset(info.id).backup(to, job)
            return to.stat().st_size
        self.desk.run(copy, lambda size: self.desk.tell(
            _("“{name}” is copied whole to {file} ({size} MB).", name=info.name, file=to.name,
              size=f"{size / 1e6:.1f}")),
            title=_("Backing up “{name}”", name=info.name), writes=info.id)

    def attach(self) -> None:
        """Ask for .dataset files and take them over."""
        workspace = self.session.workspace
        files = self.desk.dialogs.open_files(_("Attach a dataset file"), [_("Dataset files (*.dataset)")])
        if workspace is None or not files:
            return

        def work(job: Job) -> list[DatasetInfo]:
            return [workspace.attach(Path(file), job) for file in files]

        def done(found: list[DatasetInfo]) -> None:
            self.desk.tell(_("Attached: {names}", names=_(", ").join(info.name for info in found)))
            self.session.refresh_datasets()
        self.desk.run(work, done, title=_("Attaching"), writes=HOUSE)


def _drawing(glance: Glance) -> tuple[str, str]:
    return ("problems", "error") if glance.wrong else ("table", "accent")


def _tone(glance: Glance) -> str:
    return "error" if glance.wrong else "text"


def _problems(glance: Glance) -> str:
    if glance.wrong or glance.rows < 0 or glance.info.binned_at:
        return glance.wrong
    if glance.problems is None:
        return _("Not checked yet")
    found = _n("{n:,} problem", "{n:,} problems", glance.problems) if glance.problems else _("No problems")
    return found if glance.checked_now else _("{found}, changed since", found=found)


def _problem_token(glance: Glance) -> str:
    if glance.wrong:
        return "error"
    return "muted" if not glance.problems and (glance.problems is None or not glance.checked_now) else (
        "good" if not glance.problems else "error")


def _problem_icon(glance: Glance) -> tuple[str, str] | None:
    if glance.rows < 0 or glance.problems is None:
        return None
    return ("warning", "error") if glance.problems else ("good", "good" if glance.checked_now else "muted")
