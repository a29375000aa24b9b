"""History page: the tree of everything that was done, what each step changed, and the way to any state of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.jobs import Running
from ui.models import lanes
from ui.models.history_lines import Line, Past, field_id, lines, parents_of, read
from ui.pages.page import Page
from ui.theme import theme
from ui.widgets.before_after import ChangedCells
from ui.widgets.buttons import Segments, button
from ui.widgets.labels import Icon, label, line, restyle
from ui.widgets.lane_list import LaneList
from ui.widgets.panel import column, row, surface
from ui.widgets.records import Col
from ui.widgets.when import when, who
from workstation.text import N_, _, _n, joined

if TYPE_CHECKING:
    from workstation.dataset.dataset import Dataset
    from workstation.dataset.journal import Entry
    from workstation.dataset.preview import PreviewCell
    from workstation.dataset.verification import Verification
    from workstation.job import Job

CELLS = 60
PAUSE_MS = 120  # a person running down the list with an arrow key asks for no step in between
ICONS = {"submit": "review", "approve": "good", "return": "undo", "withdraw": "undo", "check": "check", "pack": "package",
         "sync": "sync", "undo": "undo", "redo": "redo", "goto": "arrow-right"}
COLOURS = {"approve": "good", "return": "warning", "withdraw": "muted", "submit": "accent"}


class Tree(LaneList):
    """The lines of the history, newest first, with lanes, where we stand and the versions."""

    def __init__(self, page: HistoryPage) -> None:
        """Make it empty."""
        super().__init__([Col(N_("Step"), lambda one: one.summary, icon=self._drawing),
                          Col(N_("Person"), lambda one: who(one.entry.person, page.session.person), 120, "muted",
                              drop=440),
                          Col(N_("Time"), lambda one: when(one.entry.time), 136, "muted", drop=600),
                          Col(N_("Changed"), self._count, 92, "muted", right=True)], name=N_("Steps, newest first"))
        self.past: Past | None = None
        self.way: set[int] = set()

    def _drawing(self, one: Line) -> tuple[str, str] | None:
        entry = one.entry
        verb = str(entry.operation.get("operation", ""))
        return (ICONS[verb], COLOURS.get(verb, "muted")) if entry.kind != "do" and verb in ICONS else None

    def _count(self, one: Line) -> str:
        return f"{one.count:,}" if one.entry.kind == "do" else ""

    def is_here(self, record: Any) -> bool:
        """Return whether we stand on this step."""
        return self.past is not None and record.entry.kind == "do" and record.entry.seq == self.past.state

    def is_past(self, record: Any) -> bool:
        """Return whether a step is undone, or lies on another branch."""
        entry = record.entry
        return entry.kind == "move" or (entry.kind == "do" and entry.seq not in self.way)

    def pills(self, record: Any) -> Sequence[tuple[str, str]]:
        """Return “you are here” and the versions."""
        marks = [(_("Version {number}", number=v.number), "good") for v in (self.past.versions if self.past else ())
                 if v.entry == record.entry.seq]
        return [*marks, (_("You are here"), "accent")] if self.is_here(record) else marks


class HistoryPage(Page):
    """Every step, its branches, what it changed; go anywhere, verify, export."""

    def build(self) -> None:
        """Lay it out: the tree at the left, one step at the right."""
        self.past: Past | None = None
        self._asked: Running | None = None
        self.title = label(role="title")
        self.word(self.title.setText, N_("History"))
        self.count_words = label(role="muted")
        self.filter = Segments({"steps": N_("Steps"), "all": N_("Everything")}, "steps")
        self.filter.chosen.connect(lambda _key: self._show())
        self.verify_button = button(kind="plain", icon="shield", press=self.verify)
        self.word(self.verify_button.setText, N_("Verify"))
        self.export_button = button(kind="plain", icon="export", press=self.export_history)
        self.word(self.export_button.setText, N_("Save as a file…"))
        self.list = Tree(self)
        self.list.pointed.connect(self._pointed)
        self.list.opened.connect(lambda entry: self.go_to_state())
        head = row(self.title, self.count_words, None, self.filter, self.verify_button, self.export_button,
                   margins=(24, 16, 24, 12))
        self.banner = self._make_banner()
        self.detail = Detail(self)
        middle = row(self.list, self.detail, spacing=0)
        middle.setStretch(0, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.banner)
        self.body.addLayout(middle, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask_cells)

    def _make_banner(self) -> QWidget:
        self.banner_icon = Icon("shield", "good", 20)
        self.banner_title = label(role="strong", wrap=True)
        self.banner_text = label(role="muted", wrap=True)
        close = button(kind="link", press=lambda: self.banner.hide())
        self.word(close.setText, N_("Close"))
        words = column(self.banner_title, self.banner_text, spacing=2)
        inner = row(column(self.banner_icon, None), words, close, spacing=12, margins=(14, 10, 14, 10))
        inner.setStretch(1, 1)
        self.banner_frame = surface(inner, "good")
        made = QWidget()
        made.setLayout(row(self.banner_frame, margins=(24, 0, 24, 12)))
        made.hide()
        return made

    def refresh(self) -> None:
        """Read the whole journal anew."""
        if self.session.dataset is not None:
            self.session.ask(read, self._read)

    def _read(self, past: Past) -> None:
        before = self.past
        self.past = past
        self.list.past = past
        parents = past.parents
        way, at = set(), past.state
        while at in parents:
            way.add(at)
            at = parents[at]
        self.list.way = way
        self._show(follow=before is None or before.state != past.state)

    def _show(self, *, follow: bool = False) -> None:
        if self.past is None:
            return
        shown = lines(self.past, everything=self.filter.value == "all")
        parents = parents_of(shown, self.past)
        way = lanes.main_way(parents, self.past.newest, self.past.state) | self.list.way
        rows = [(one.entry.seq if one.entry.kind == "do" else 0, one.entry.state) for one in shown]
        drawn = lanes.marks(rows, parents, way)
        current = self.list.current()
        wanted = self.past.state if follow or current is None else current.entry.seq
        at = next((i for i, one in enumerate(shown) if one.entry.seq == wanted), 0 if shown else -1)
        self.list.show_lanes(shown, drawn, at)
        steps = sum(entry.kind == "do" for entry in self.past.entries)
        self.count_words.setText(_n("{n} step", "{n} steps", steps))
        self._pointed(self.list.current())

    def touched(self, changes: Any) -> None:
        """Read anew: every change is a line here."""
        self.banner.hide()
        self.refresh()

    def enter(self, where: dict[str, Any]) -> None:
        """Point at an entry when one was named; else leave the cursor in the list."""
        if (wanted := where.get("entry")) is not None and self.past is not None:
            entries = self.list.list.records
            self.list.point(next((i for i, one in enumerate(entries) if one.entry.seq == wanted), 0))
        self.list.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the panel its share of the width."""
        super().resizeEvent(event)
        self.detail.fit()

    def panes(self) -> list[QWidget]:
        """Return the list and the panel beside it."""
        return [self.list, self.detail]

    def retranslate(self) -> None:
        """Word the list again."""
        super().retranslate()
        if self.past is not None:
            self._show()

    # --- one step -------------------------------------------------------------------------------------------------------

    def _pointed(self, one: Line | None) -> None:
        if one is None or self.past is None:
            return
        self.detail.show_line(one, self.past)
        self.desk.place(_("Step {number}", number=one.entry.seq))
        self._pause.start()

    def _ask_cells(self) -> None:
        one = self.list.current()
        if one is None or one.entry.kind != "do" or self.session.dataset is None or not self.isVisible():
            return
        if self._asked is not None and not self._asked.done:
            self._asked.cancel()

        def work(dataset: Dataset, job: Job) -> tuple[int, list[PreviewCell]]:
            from workstation.dataset.looking_back import cells_of

            cells: list[PreviewCell] = []
            for entry in (one.entry, *one.older):
                job.step(0, 0, "")
                cells += cells_of(dataset, entry, CELLS - len(cells))
                if len(cells) >= CELLS:
                    break
            return one.entry.seq, cells

        self._asked = self.session.ask(work, self._got_cells)

    def _got_cells(self, answer: tuple[int, list[PreviewCell]]) -> None:
        seq, cells = answer
        if (current := self.list.current()) is not None and current.entry.seq == seq:
            self.detail.show_cells(cells)

    # --- acts -----------------------------------------------------------------------------------------------------------

    def go_to_state(self) -> None:
        """Go to the state that the line pointed at made."""
        one = self.list.current()
        if one is None or self.past is None or one.entry.state == self.past.state:
            return
        running = self.session.goto(one.entry.state)
        running.finished.connect(lambda _changes: self.desk.tell(_("You are at: {step}", step=one.summary)))

    def verify(self) -> None:
        """Compare file, journal and table, and say the result in words."""
        self.verify_button.setEnabled(False)
        running = self.session.ask(lambda dataset, job: dataset.verify(job), self._verified, _("Verifying the history"))
        running.ended.connect(lambda: self.verify_button.setEnabled(True))

    def _verified(self, found: Verification) -> None:
        if found.ok:
            self.banner_title.setText(_("Everything agrees: the file is whole and nothing was altered behind your back."))
            self.banner_text.setText(_("{entries} lines of the history follow from each other, {payloads} stored parts are "
                                       "unaltered, and the table made again from the history is the one you see. "
                                       "Content {hash}…", entries=f"{found.entries:,}", payloads=f"{found.payloads:,}",
                                       hash=found.content_hash[:12]))
        else:
            self.banner_title.setText(_n("{n} thing does not agree.", "{n} things do not agree.", len(found.faults)))
            advice = _("Bring the dataset back from a backup, and keep this file.")
            self.banner_text.setText(joined(*found.faults[:5], advice))
        self.banner_icon.show_icon("shield" if found.ok else "problems", "good" if found.ok else "error")
        restyle(self.banner_frame, "surface", "good" if found.ok else "error")
        self.banner.show()

    def export_history(self) -> None:
        """Write every line of the history to a csv file that any spreadsheet opens."""
        if self.past is None or self.session.dataset is None:
            return
        name = _("{name} history.csv", name=self.session.dataset.name)
        path = self.desk.dialogs.save_file(_("Save the history"), name, [_("Table of text (*.csv)")])
        if path is None:
            return
        entries, titles = list(self.past.entries), [_("Step"), _("Sentence"), _("Person"), _("Time"), _("Changed")]

        def work(job: Job) -> int:
            import csv

            from workstation.marking import guarded_text

            with path.open("w", newline="", encoding="utf-8-sig") as file:
                out = csv.writer(file)
                out.writerow(titles)
                for entry in job.each(entries, len(entries), _("Writing the history")):
                    out.writerow([entry.seq, guarded_text(entry.summary), guarded_text(entry.person), entry.time, entry.count])
            return len(entries)

        self.session.background(work, lambda n: self.desk.tell(_n("{n} line was saved.", "{n} lines were saved.", n)))


class Detail(QFrame):
    """One step: who, when, how many, where it leads, its first cells before and after."""

    def __init__(self, page: HistoryPage) -> None:
        """Lay it out."""
        super().__init__()
        self.page = page
        self.setObjectName("inspector")
        self.sentence = label(role="heading", wrap=True, selectable=True)
        self.by = label(role="muted", wrap=True)
        self.reason = label(wrap=True, selectable=True)
        self.note = label(role="muted", wrap=True)
        self.go = button(kind="plain", icon="arrow-right", press=page.go_to_state)
        page.word(self.go.setText, N_("Go to this state"))
        self.caption = label(role="strong")
        self.cells = ChangedCells(narrow=True, framed=True)
        self.cells.opened.connect(lambda cell: page.desk.go(
            "table", row_id=cell.row_id, field=field_id(page.session.table, cell.field)))
        go = row(self.go, None, margins=(0, 4, 0, 4))
        whole = column(self.sentence, self.by, self.reason, self.note, go, line(), 2, self.caption, self.cells, None,
                       margins=(18, 16, 18, 16), spacing=8)
        whole.setStretch(whole.indexOf(self.cells), 100)  # before the empty room below it
        self.setLayout(whole)
        self.fit()
        theme().changed.connect(self.fit)

    def fit(self) -> None:
        """Take two fifths of the page at most: the sentences of the steps need room."""
        room = self.page.width()
        self.setFixedWidth(max(theme().px(240), min(theme().px(380), room * 2 // 5)))

    def show_line(self, one: Line, past: Past) -> None:
        """Show what is known of a line without reading its changes."""
        entry = one.entry
        self.sentence.setText(one.summary)
        self.by.setText(_("{person}, {time}", person=who(entry.person, self.page.session.person) or "–", time=when(entry.time)))
        self.reason.setText(past.reasons.get(entry.seq, ""))
        self.reason.setVisible(bool(self.reason.text()))
        here = entry.state == past.state
        self.note.setText(self._note(entry, past))
        self.note.setVisible(bool(self.note.text()))
        self.go.setVisible(not here)
        shown = entry.kind == "do"
        self.caption.setVisible(shown)
        self.cells.setVisible(False)
        self.caption.setText(_n("{n} thing changed", "{n} things changed", one.count) if shown else "")

    def _note(self, entry: Entry, past: Past) -> str:
        version = next((v for v in past.versions if v.state == entry.state), None)
        if version is not None:
            return _("Version {number}, approved by {person}. Content {hash}…", number=version.number, person=version.person,
                     hash=version.content_hash[:12])
        if entry.kind == "do" and entry.seq not in self.page.list.way:
            return _("This step is not in the table now: it was undone, or lies on another branch. Going there loses nothing.")
        return ""

    def show_cells(self, cells: list[PreviewCell]) -> None:
        """Show the first changed cells."""
        self.cells.show_records(cells)
        self.cells.setVisible(bool(cells))
        wanted = theme().px(32) + len(cells) * theme().px(28) + 2  # header and lines; fewer are shown where the window is low
        self.cells.setMinimumHeight(min(wanted, theme().px(90)))
        self.cells.setMaximumHeight(wanted)
