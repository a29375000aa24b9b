"""Adding a filter: a field, then its values with counts, or a text it contains, or blank, or what cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)

from ui.theme import theme
from ui.widgets.buttons import Segments, button
from ui.widgets.editors import Combo
from ui.widgets.labels import label
from ui.widgets.panel import column, row
from ui.words import Worded
from workstation.text import N_, _

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.table.view_state import ViewState
    from workstation.dataset.facet import Facet

TYPED_MS = 250  # after the last letter: a facet is not counted for each
VALUES = 500
ROLE = Qt.ItemDataRole.UserRole


class FilterBox(QFrame, Worded):
    """A small box below the button; Enter adds the filter, Escape closes."""

    added = Signal(object)
    """The Filter to narrow the view by."""
    problems_wanted = Signal()

    def __init__(self, desk: Desk, state: ViewState, parent: QWidget) -> None:
        """Lie over `parent`, hidden."""
        super().__init__(parent)
        self.setObjectName("popover")
        self._desk, self._state = desk, state
        self._latest = desk.latest(self)
        self.field = Combo()
        self.word(self.field.setAccessibleName, N_("Field"))
        self.ways = Segments({"values": N_("Values"), "text": N_("Text"), "blank": N_("Blank"),
                              "odd": N_("Unreadable")})
        self.search = QLineEdit()
        self.word(self.search.setPlaceholderText, N_("Search the values"))
        self.values = QListWidget()
        self.values.setProperty("framed", "true")
        self.values.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.values.setUniformItemSizes(True)
        self.values.itemActivated.connect(self._toggle)
        self.word(self.values.setAccessibleName, N_("Values of the field"))
        self.said = label(role="small")
        self.text = QLineEdit()
        self.word(self.text.setPlaceholderText, N_("Text that the cell contains"))
        self.negate = Segments({"": N_("Is so"), "not": N_("Is not so")})
        self.stack = QStackedWidget()
        for page in (column(self.search, self.values, self.said), column(self.text, None), column(
                self._hint(N_("Rows whose cell is empty or holds only spaces.")), None), column(
                self._hint(N_("Rows whose text cannot be read as the type of the field.")), None)):
            holder = QWidget()
            holder.setLayout(page)
            self.stack.addWidget(holder)
        self.problems = button(kind="quiet", icon="problems", press=self._problems)
        self.word(self.problems.setText, N_("Has problems"))
        self.apply = button(kind="primary", press=self.accept)
        self.word(self.apply.setText, N_("Add filter"))
        last = row(self.problems, None, self.apply)
        self.setLayout(column(self.field, self.ways, self.stack, row(self.negate, None), last, spacing=9,
                              margins=(14, 14, 14, 12)))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPED_MS)
        self._timer.timeout.connect(self._list)
        self.search.textEdited.connect(lambda _text: self._timer.start())
        self.field.currentIndexChanged.connect(lambda _index: self._count())
        self.ways.chosen.connect(self._turn)
        self._facet: Facet | None = None
        self.hide()

    def _hint(self, words: str) -> QWidget:
        made = label(role="muted", wrap=True)
        self.word(made.setText, words)
        return made

    def open(self, below: QWidget, field: str = "") -> None:
        """Show it below a widget, with a field chosen."""
        table, parent = self._desk.session.table, self.parentWidget()
        if table is None or parent is None:
            return
        self.field.offer([(one.id, one.title or one.name) for one in table.fields])
        if field:
            self.field.blockSignals(True)
            self.field.choose(field)
            self.field.blockSignals(False)
        width, height = theme().px(340), min(theme().px(420), parent.height() - theme().px(60))
        at = below.mapTo(parent, QPoint(0, below.height() + 4))
        self.setGeometry(max(8, min(at.x(), parent.width() - width - 8)), at.y(), width, height)
        self.search.clear()
        self.text.clear()
        self.negate.choose("")
        self._turn(self.ways.value)
        self.show()
        self.raise_()
        self._count()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _turn(self, way: str) -> None:
        self.ways.choose(way)
        self.stack.setCurrentIndex(["values", "text", "blank", "odd"].index(way))
        self.negate.setVisible(way != "odd")
        if self.isVisible():
            {"values": self.search, "text": self.text}.get(way, self.apply).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- values -----------------------------------------------------------------------------------------------------

    def _count(self) -> None:
        table, field = self._desk.session.table, self.field.chosen()
        if table is None or not field:
            return
        view = self._state.view()

        def count(job: Any) -> Facet:
            from workstation.dataset.facet import facet

            return facet(table, field, view, limit=20_000, job=job)

        self._facet = None
        self.values.clear()
        self.said.setText(_("Counting…"))
        self._latest.start(count, self._counted, self._desk.show)

    def _counted(self, found: Facet) -> None:
        self._facet = found
        self._list()

    def _list(self) -> None:
        if self._facet is None:
            return
        ticked = set(self._ticked())
        wanted = self.search.text().strip().casefold()
        hits = [(text, n) for text, n in self._facet.values if not wanted or wanted in (text or "").casefold()]
        self.values.clear()
        for text, n in hits[:VALUES]:
            shown = _("blank") if text is None else text.replace("\n", " ⏎ ")[:80]
            item = QListWidgetItem(f"{shown}    {n:,}")
            item.setData(ROLE, text)
            item.setData(ROLE + 1, True)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if text in ticked else Qt.CheckState.Unchecked)
            self.values.addItem(item)
        rest = max(0, len(hits) - VALUES)
        self.said.setText(_("{n} different values", n=f"{self._facet.distinct:,}") if not rest else _(
            "{n} more values: type to find them", n=f"{rest:,}"))

    def _ticked(self) -> list[str | None]:
        items = [self.values.item(i) for i in range(self.values.count())]
        return [item.data(ROLE) for item in items if item.checkState() == Qt.CheckState.Checked]

    def _toggle(self, item: QListWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    # --- taking it --------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Add what is chosen and close; nothing chosen adds nothing."""
        from workstation.dataset.filter import Contains, IsBlank, OneOf, Unreadable

        field, negate, way = self.field.chosen(), self.negate.value == "not", self.ways.value
        made: Any = None
        if way == "values" and (values := self._ticked()):
            made = OneOf(field=field, values=tuple(values), negate=negate)
        elif way == "text" and self.text.text():
            made = Contains(field=field, text=self.text.text(), negate=negate)
        elif way == "blank":
            made = IsBlank(field=field, negate=negate)
        elif way == "odd":
            made = Unreadable(field=field)
        if made is None:
            self.said.setText(_("Tick the values to keep."))
            return
        self.shut()
        self.added.emit(made)

    def _problems(self) -> None:
        self.shut()
        self.problems_wanted.emit()

    def shut(self) -> None:
        """Close."""
        self._latest.cancel()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take by Enter, close by Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)
