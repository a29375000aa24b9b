"""The fields on the check page: at the left the table's, with samples; what each stands for; what the standard lacks here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.pages.check_work import Chosen, Pair
from ui.widgets.editors import Combo
from ui.widgets.labels import label, line
from ui.widgets.panel import column, row, surface
from ui.widgets.records import Col, Records
from ui.words import Worded
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.rules.spec import FieldSpec

OPENING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
           Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class MappingPane(QWidget, Worded):
    """The mapping, changed row by row: Enter chooses, Delete takes away."""

    changed = Signal()

    def __init__(self) -> None:
        """Make it empty."""
        super().__init__()
        self.chosen: Chosen | None = None
        self.list = Records([
            Col(N_("Field of the table"), lambda p: p.name, 190, "text",
                lambda p: ("column", "accent" if p.target else "muted"),
                bold=True),
            Col(N_("Holds"), lambda p: "  ·  ".join(p.samples), 0, "muted"),
            Col("", lambda p: "", 36, icon=lambda p: ("arrow-right", "accent") if p.target else None),
            Col(N_("Stands for"), _target, 160, lambda p: "text" if p.target else "muted"),
            Col(N_("Found by"), lambda p: _(p.how) if p.how else "", 226, "muted")], name=N_("Fields of the table"),
                            height=34)
        self.list.pointed.connect(self._point)
        self.list.opened.connect(lambda _pair: self._ask())
        self.list.installEventFilter(self)
        self.combo = Combo()
        self.combo.setMinimumWidth(300)
        self.combo.activated.connect(lambda _index: self._choose())
        self.combo.installEventFilter(self)
        self.field, keys = label(role="strong"), label(role="small")
        self.word(keys.setText, N_("Enter chooses · Delete takes away"))
        stands = label(role="muted")
        self.word(stands.setText, N_("stands for"))
        self.word(self.combo.setAccessibleName, N_("Field of the standard"))
        bar = surface(column(line(), row(self.field, stands, self.combo, None, keys, spacing=10,
                                         margins=(24, 9, 24, 9)),
                             spacing=0), "panel")
        left = column(self.list, bar, spacing=0)
        self.missing_title, self.missing_none = label(role="strong"), label(role="muted", wrap=True)
        self.word(self.missing_none.setText, N_("Every field of the standard has its place in the table."))
        self.missing = Records([
            Col(N_("Field"), lambda spec: spec.label, 0, "text",
                lambda spec: ("warning", "warning") if spec.required else ("dot", "muted")),
            Col(N_("Must be there"), lambda spec: _("yes") if spec.required else "", 110, "warning")],
            name=N_("In the standard, not in the table"), header=False, height=28)
        about = label(role="small", wrap=True)
        self.word(about.setText, N_("Their rules are “not checked” until a field stands for them."))
        self.about = about
        right = surface(column(column(self.missing_title, about, self.missing_none, spacing=4,
                                      margins=(18, 14, 18, 10)),
                               self.missing, None, spacing=0), "panel")
        right.setFixedWidth(270)
        whole = row(spacing=0)
        whole.addLayout(left, 1)
        whole.addWidget(line(vertical=True))
        whole.addWidget(right)
        self.setLayout(whole)

    # --- showing -----------------------------------------------------------------------------------------------------

    def show_chosen(self, chosen: Chosen | None) -> None:
        """Show a standard and its mapping."""
        self.chosen = chosen
        pairs = chosen.pairs if chosen else []
        at = max(0, self.list.currentIndex().row())
        self.list.show_records(pairs, min(at, len(pairs) - 1) if pairs else -1)
        self._point(self.list.current())
        self._show_missing()

    def _show_missing(self) -> None:
        missing = self.lacking()
        self.missing_title.setText(_n("{n} field of the standard is not here",
                                      "{n} fields of the standard are not here",
                                      len(missing)))
        for made, on in ((self.missing_title, missing), (self.about, missing), (self.missing, missing)):
            made.setVisible(bool(on))
        self.missing_none.setVisible(not missing and self.chosen is not None)
        self.missing.show_records(missing)

    def lacking(self) -> list[FieldSpec]:
        """Return the fields of the standard that no field of the table stands for."""
        if self.chosen is None:
            return []
        here = {pair.target for pair in self.chosen.pairs}
        return [spec for spec in self.chosen.standard.fields if spec.name not in here]

    def mapping(self) -> dict[str, str]:
        """Return {field id: standard field}."""
        return {pair.field: pair.target for pair in self.chosen.pairs if pair.target} if self.chosen else {}

    def retranslate(self) -> None:
        """Word the choices again."""
        super().retranslate()
        self._show_missing()
        self._point(self.list.current())

    def _point(self, pair: Pair | None) -> None:
        self.combo.setEnabled(pair is not None)
        self.field.setText(f"“{pair.name}”" if pair else "")
        if pair is None or self.chosen is None:
            self.combo.offer([])
            return
        taken = {one.target: one.name for one in self.chosen.pairs if one.target and one is not pair}
        choices = [("", _("nothing: not checked"))]
        for spec in self.chosen.standard.fields:
            words = spec.label if spec.label == spec.name else f"{spec.label}  ({spec.name})"
            choices.append((spec.name, f"{words}  ← {taken[spec.name]}" if spec.name in taken else words))
        self.combo.offer(choices)
        self.combo.blockSignals(True)
        self.combo.choose(pair.target)
        self.combo.blockSignals(False)

    # --- choosing ----------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        self.combo.setFocus()
        self.combo.showPopup()

    def _choose(self) -> None:
        pair = self.list.current()
        if pair is not None and self.combo.chosen() != pair.target:
            self.put(pair, self.combo.chosen())
        self.list.setFocus()

    def put(self, pair: Pair, target: str) -> None:
        """Let a field stand for another field of the standard, '' for none; nothing else stands for that one then."""
        if self.chosen is None:
            return
        for other in self.chosen.pairs:
            if other is not pair and target and other.target == target:
                other.target, other.title, other.how = "", "", ""
        pair.target = target
        pair.title = self.chosen.standard.by_name[target].label if target else ""
        pair.how = N_("by hand") if target else ""
        self.list.viewport().update()
        self._show_missing()
        self._point(pair)
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete takes a mapping away; Escape goes from the choice back to the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.list and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                pair = self.list.current()
                if pair is not None and pair.target:
                    self.put(pair, "")
                return True
            if watched is self.combo:
                return self._combo_key(event)
        return bool(super().eventFilter(watched, event))


    def _combo_key(self, event: QKeyEvent) -> bool:
        """Open the choices by any key that would turn them one by one: each turn would take a field from another."""
        if event.key() == Qt.Key.Key_Escape:
            self.list.setFocus()
            return True
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() in OPENING or (plain and event.text().isprintable() and event.text()):
            self.combo.showPopup()
            if event.text().strip():
                self.combo.view().keyboardSearch(event.text())
            return True
        return False


def _target(pair: Pair) -> str:
    return pair.title if pair.target else _("not checked")
