"""Session: the workspace, table and person in front, and the one way the screen changes data.

Every write runs on the dataset's writing thread; what happened comes back as one signal, `changed`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from ui.jobs import Runner, Running
from workstation.errors import Problem
from workstation.job import Job
from workstation.text import _

if TYPE_CHECKING:
    from workstation.dataset.column import Positions
    from workstation.dataset.dataset import Changes, Dataset
    from workstation.dataset.journal import Entry
    from workstation.dataset.operation import Operation
    from workstation.dataset.table import Table
    from workstation.people import Person
    from workstation.workspace import DatasetInfo, Workspace

Failed = Callable[[Any], None]
WATCH_MS = 4000  # how soon another window's or the command line's work is seen; a look costs one small query
HOUSE = "workspace"  # writing thread of workspace.db


class Session(QObject):
    """What is open now. Attributes are read on the screen's thread; writes go through the methods."""

    workspace_changed = Signal()
    """Another workspace is open, or none."""
    datasets_changed = Signal()
    """The list of datasets is another."""
    dataset_changed = Signal()
    """Another table is in front, or none; pages read everything anew."""
    changed = Signal(object)
    """The Changes of a do, undo, redo, go-to or decision on the table in front."""
    person_changed = Signal()
    failed = Signal(object)
    """A Problem or Bug that no page took care of."""
    marks_changed = Signal()
    """can_undo, can_redo, saved or status are others."""

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        """Start with nothing open."""
        super().__init__(parent)
        self.runner = runner
        self.workspace: Workspace | None = None
        self.dataset: Dataset | None = None
        self.datasets: list[DatasetInfo] = []
        self.office = ""
        self.person = ""
        """Name that the journal writes; empty while nobody is signed in."""
        self.role = ""
        """clerk, supervisor or administrator."""
        self.rows: dict[str, int] = {}
        """{dataset id: rows a person sees}, as far as known: a table that was never open here is not counted."""
        self.view_rows: Positions | None = None
        """Positions of the rows the grid shows while a filter leaves some out, in order; None is every row."""
        self.can_undo = False
        self.can_redo = False
        self.status = ""
        """draft, submitted, approved or returned; empty without a table."""
        self.saved: datetime | None = None
        """When the last write became durable."""
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self.catch_up)
        self.workspace_changed.connect(self._watching)

    def _watching(self) -> None:
        self._watch.start() if self.workspace is not None else self._watch.stop()

    @property
    def table(self) -> Table | None:
        """The immutable table of now, None when no table is in front."""
        return self.dataset.table if self.dataset is not None else None

    @property
    def role_words(self) -> str:
        """The person's role in words."""
        from workstation.people import ROLES

        return _(ROLES[self.role]) if self.role in ROLES else ""

    @property
    def saved_words(self) -> tuple[str, str]:
        """What the status bar says about saving, and the role of its label."""
        if self.dataset is None:
            return "", "muted"
        if self.status in ("submitted", "approved"):
            return {"submitted": _("Submitted for review"), "approved": _("Approved")}[self.status], "good"
        if self.saved is None:
            return _("Everything is saved"), "muted"
        return _("Saved {time}", time=f"{self.saved:%H:%M}"), "good"

    # --- opening ----------------------------------------------------------------------------------------------------

    def open_workspace(self, folder: str | Path, then: Callable[[], None] | None = None, *,
                       create: Mapping[str, Any] | None = None) -> Running:
        """Open the workspace in a folder, or create it with `create` (arguments of Workspace.create)."""
        def work(job: Job) -> Opened:
            from workstation.packages import keys
            from workstation.people import system_user
            from workstation.workspace import Workspace

            found = Workspace.create(Path(folder), **create) if create is not None else Workspace(Path(folder))
            if create is not None:  # the office's signing key is made with the workspace, as `init` does
                keys.make(found, name=found.setting("office"), person=found.people.all()[0].name)
            name = system_user()
            person = next((one for one in found.people.all() if one.name == name and one.active), None)
            return Opened(found, found.datasets(), found.setting("office"), person)

        def opened(answer: Opened) -> None:
            self.close_workspace()
            self.workspace, self.datasets, self.office = answer.workspace, answer.datasets, answer.office
            if answer.person is not None:
                self.person, self.role = answer.person.name, answer.person.role
            self.workspace_changed.emit()
            self.datasets_changed.emit()
            self.dataset_changed.emit()
            self.person_changed.emit()
            self.marks_changed.emit()
            if then:
                then()

        return self._start(work, opened, title=_("Opening the workspace"), writes=HOUSE)

    def close_workspace(self) -> None:
        """Put the workspace away."""
        self._let_go()
        if (old := self.workspace) is not None:
            self.runner.start(lambda job: old.close(), writes=HOUSE)
        self.workspace, self.datasets, self.person, self.role, self.office = None, [], "", "", ""
        self.rows = {}
        for signal in (self.workspace_changed, self.datasets_changed, self.dataset_changed, self.person_changed):
            signal.emit()
        self.marks_changed.emit()

    def _let_go(self) -> None:
        self.view_rows = None
        self.dataset = None  # the workspace keeps it open: coming back to a table costs nothing
        self.can_undo = self.can_redo = False
        self.status, self.saved = "", None

    def refresh_datasets(self) -> Running:
        """Read the list of datasets again, after an import, rename or bin."""
        workspace = self._workspace()

        def listed(found: list[DatasetInfo]) -> None:
            self.datasets = found
            self.datasets_changed.emit()

        return self._start(lambda job: workspace.datasets(), listed, writes=HOUSE)

    def open_dataset(self, key: str, then: Callable[[], None] | None = None) -> Running:
        """Bring the dataset with this id or name to the front."""
        workspace, person = self._workspace(), self.person
        key = next((one.id for one in self.datasets if key in (one.id, one.name)), key)
        title = _("Opening “{name}”", name=next((one.name for one in self.datasets if key in (one.id, one.name)), key))

        def opened(answer: tuple[Dataset, Marks]) -> None:
            self._let_go()
            self.dataset, marks = answer
            self._mark(marks)
            self.dataset_changed.emit()
            if then:
                then()

        def work(job: Job) -> tuple[Dataset, Marks]:
            found = workspace.dataset(key)
            found.table.visible  # made here, not in the first frame  # noqa: B018
            return found, Marks().read(found, person)

        return self._start(work, opened, title=title, writes=key, shown=True)

    def close_dataset(self) -> None:
        """Put the table away."""
        self._let_go()
        self.dataset_changed.emit()
        self.marks_changed.emit()

    def sign_in(self, person: str, password: str, then: Callable[[], None] | None = None, *,
                failed: Failed | None = None) -> Running:
        """Act as another person from now on; Problem when the password is wrong (`failed` gets it instead of the card)."""
        workspace = self._workspace()

        def signed(found: Person) -> None:
            self.person, self.role = found.name, found.role
            self.person_changed.emit()
            self.marks_changed.emit()
            self._mark_again()
            if then:
                then()

        return self._start(lambda job: workspace.people.check_password(person, password), signed, writes=HOUSE, failed=failed)

    # --- writing ----------------------------------------------------------------------------------------------------

    def do(self, operation: Operation, rows: Positions | None = None, *, failed: Failed | None = None) -> Running:
        """Do an operation to the table in front; rows: row ids it is limited to.

        failed: gets the Problem or Bug instead of the usual card (to show it beside a field)
        """
        person = self.person
        return self.write(lambda dataset, job: dataset.do(operation, person, rows=rows, job=job), _(operation.title),
                          failed=failed)

    def undo(self) -> Running:
        """Take this person's last step back."""
        person = self.person
        return self.write(lambda dataset, job: dataset.undo(person), _("Undo"))

    def redo(self) -> Running:
        """Do again what was taken back last."""
        person = self.person
        return self.write(lambda dataset, job: dataset.redo(person), _("Redo"))

    def goto(self, state: int) -> Running:
        """Go to a state of the history's tree."""
        person = self.person
        return self.write(lambda dataset, job: dataset.goto(state, person), _("Going to another state"))

    def write(self, work: Callable[[Dataset, Job], Any], title: str, *, failed: Failed | None = None) -> Running:
        """Run a write on the writing thread; afterwards every page hears of it. For submit, approve, record ... too.

        `changed` is emitted before the `finished` of the answer, so a page redraws before it says "done".
        """
        dataset, person, marks = self._dataset(), self.person, Marks()

        def whole(job: Job) -> Any:
            answer = work(dataset, job)
            marks.read(dataset, person)
            return answer

        def wrote(answer: Any) -> None:
            if self.dataset is dataset:
                if getattr(answer, "entry", answer) is not None:
                    self.saved = datetime.now()
                self._mark(marks)
                self.changed.emit(as_changes(answer))

        running = self.runner.start(whole, title=title, writes=dataset.id, shown=True)
        running.finished.connect(wrote)
        running.failed.connect(failed or self.failed.emit)
        return running

    # --- reading ----------------------------------------------------------------------------------------------------

    def ask(self, work: Callable[[Dataset, Job], Any], then: Callable[[Any], None], title: str = "") -> Running:
        """Read the journal (history, versions, answers) on the dataset's thread; `then` gets the answer."""
        dataset = self._dataset()
        return self._start(lambda job: work(dataset, job), then, title=title, writes=dataset.id)

    def ask_house(self, work: Callable[[Workspace, Job], Any], then: Callable[[Any], None], title: str = "") -> Running:
        """Read or write workspace.db (people, standards, destinations) on its thread."""
        workspace = self._workspace()
        return self._start(lambda job: work(workspace, job), then, title=title, writes=HOUSE)

    def background(self, work: Callable[[Job], Any], then: Callable[[Any], None], title: str = "", *,
                   shown: bool = False) -> Running:
        """Run anything that reads only immutable data (a table, a file) in the pool."""
        return self._start(work, then, title=title, shown=shown)

    def catch_up(self) -> None:
        """Take over what another window or the command line wrote meanwhile; does nothing while something runs."""
        workspace, dataset, person = self.workspace, self.dataset, self.person
        if workspace is None or self.runner.busy:
            return

        def looked(job: Job) -> tuple[bool, Marks, list[DatasetInfo]]:
            marks, moved = Marks(), False
            if dataset is not None and (moved := dataset.refresh()):
                marks.read(dataset, person)
            return moved, marks, workspace.datasets()

        def taken(answer: tuple[bool, Marks, list[DatasetInfo]]) -> None:
            moved, marks, found = answer
            if self.workspace is not workspace:
                return
            if found != self.datasets:
                self.datasets = found
                self.datasets_changed.emit()
            if moved and self.dataset is dataset:
                self._mark(marks)
                self.dataset_changed.emit()

        self._start(looked, taken, writes=dataset.id if dataset is not None else HOUSE)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _start(self, work: Callable[[Job], Any], then: Callable[[Any], None], *, title: str = "",
               writes: str | None = None, shown: bool = False, failed: Failed | None = None) -> Running:
        running = self.runner.start(work, title=title, writes=writes, shown=shown)
        running.finished.connect(then)
        running.failed.connect(failed or self.failed.emit)
        return running

    def _workspace(self) -> Workspace:
        if self.workspace is None:
            raise Problem("no-workspace", _("No workspace is open."), remedy=_("Open or make one on the start page."))
        return self.workspace

    def _dataset(self) -> Dataset:
        if self.dataset is None:
            raise Problem("no-table", _("No table is open."), remedy=_("Choose one on the left, or import a file."))
        return self.dataset

    def _mark_again(self) -> None:
        """Read again what may be undone: that is one's own steps only, and the person is another."""
        dataset, person = self.dataset, self.person

        def read(marks: Marks) -> None:
            if self.dataset is dataset and self.person == person:
                self._mark(marks)

        if dataset is not None:
            self._start(lambda job: Marks().read(dataset, person), read, writes=dataset.id)

    def _mark(self, marks: Marks) -> None:
        if self.dataset is not None:
            self.rows[self.dataset.id] = len(self.dataset.table)
        self.can_undo, self.can_redo, self.status = marks.can_undo, marks.can_redo, marks.status
        self.marks_changed.emit()


@dataclass(frozen=True)
class Opened:
    """What opening a workspace found; person is None when the system's user has no account in it."""

    workspace: Workspace
    datasets: list[DatasetInfo]
    office: str
    person: Person | None


class Marks:
    """What the buttons need to know about a dataset, read on its own thread."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self.can_undo = False
        self.can_redo = False
        self.status = ""

    def read(self, dataset: Dataset, person: str) -> Marks:
        """Read from the journal what this person may do now."""
        state = dataset.state
        self.status = dataset.status
        free = self.status != "submitted"
        entry = dataset.journal.entry(state) if state else None
        loaded = entry is not None and entry.parent == 0  # the import itself: a slip of Ctrl+Z must not empty the table
        self.can_undo = free and entry is not None and not loaded and _may_undo(dataset, person, entry)
        self.can_redo = free and dataset.journal.newest_child(state) is not None
        return self


def _may_undo(dataset: Dataset, person: str, entry: Entry) -> bool:
    """Return whether a step is this person's to undo: their own, and never handed in."""
    if not dataset.decisions.all():  # nearly always, and asked after every typed cell
        return entry.person == person
    try:
        dataset.decisions.may_move(person, [entry])
    except Problem:
        return False
    return True


def as_changes(answer: Any) -> Changes:
    """Return what pages hear: the Changes, or those of a decision or record, which touches no cell."""
    from workstation.dataset.dataset import Changes
    from workstation.dataset.journal import Entry

    if isinstance(answer, Changes):
        return answer
    entry = answer if isinstance(answer, Entry) else None
    kinds = frozenset({"decision"}) if entry is not None and entry.kind == "decision" else frozenset[str]()
    return Changes(entry, entry.summary if entry is not None else "", (), None, 0, kinds)
