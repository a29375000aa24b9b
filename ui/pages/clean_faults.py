"""The strip of common faults on the clean page: what is most often wrong, and one key that mends it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.buttons import PressButton
from ui.widgets.labels import Icon, label
from ui.widgets.panel import column, row
from ui.words import Worded
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.operations.faults import Fault

MOST = 4
ICONS = {"spaces": "minus", "width": "text", "dates": "date", "duplicates": "rows"}


class FaultCard(PressButton):
    """One fault as a wide button: what, where, and its key."""

    def __init__(self, fault: Fault, key: str, name_of: Callable[[str], str]) -> None:
        """Show `fault`; a press mends it."""
        super().__init__()
        self.fault = fault
        self.setProperty("kind", "tile")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        what, where = label(fault.sentence, "strong", wrap=True), label(fault.mending(name_of), "small")
        where.setToolTip(fault.mending(name_of, 99))
        where.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        keys = label(key, "key")
        mend = label(_("Mend"), "small")
        for part in (what, where, keys, mend):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        foot = row(where, 8, mend, keys, spacing=6)
        foot.setStretch(0, 1)
        words = column(what, foot, spacing=3)
        line = row(column(Icon(ICONS.get(fault.kind, "warning"), "warning"), None), words, spacing=10,
                   margins=(12, 9, 12, 9))
        line.setStretch(1, 1)
        self.setLayout(line)
        self.setAccessibleName(f"{fault.sentence}. {fault.mending(name_of)}. {_('Mend')} {key}")


    def need(self, width: int) -> int:
        """Return the height its words need at a width."""
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else 0


class FaultStrip(QWidget, Worded):
    """Up to four faults side by side, or a sentence that there are none."""

    mend = Signal(object)
    """A Fault was pressed."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self.cards: list[FaultCard] = []
        self._faults: Sequence[Fault] | None = None
        self._name_of: Callable[[str], str] = str
        self.title, self.state = label(role="caps"), label(role="small")
        self.word(self.title.setText, N_("MOST COMMON FAULTS"))
        self.box = row(spacing=10)
        self.setLayout(column(row(self.title, 8, self.state, None), self.box, spacing=8, margins=(24, 12, 24, 14)))

    def looking(self) -> None:
        """Say that the table is being looked at; what stood here may be old and is greyed."""
        self.state.setText(_("Looking …"))
        for card in self.cards:
            card.setEnabled(False)

    def show_faults(self, faults: Sequence[Fault], name_of: Callable[[str], str]) -> None:
        """Show what was found."""
        self._faults, self._name_of = faults, name_of
        held = next((i for i, card in enumerate(self.cards) if card.hasFocus()), -1)
        while self.box.count():
            if (widget := self.box.takeAt(0).widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = [FaultCard(fault, f"Alt+{i}", name_of) for i, fault in enumerate(faults[:MOST], 1)]
        for card in self.cards:
            card.clicked.connect(lambda _on=False, card=card: self.mend.emit(card.fault))
            self.box.addWidget(card, 1)
        if 0 < len(self.cards) < 3:
            self.box.addStretch(3 - len(self.cards))
        more = len(faults) - MOST
        self.state.setText(_n("and {n} more", "and {n} more", more) if more > 0 else "" if faults else
                           _("None found."))
        self._fit()
        if held >= 0 and self.cards:
            self.cards[min(held, len(self.cards) - 1)].setFocus()

    def retranslate(self) -> None:
        """Word the cards again."""
        super().retranslate()
        if self._faults is not None:
            self.show_faults(self._faults, self._name_of)

    def _fit(self) -> None:
        """Give all cards the height that the tallest needs."""
        room = (self.width() - theme().px(48) - theme().px(10) * (max(3, len(self.cards)) - 1)) // max(3,
                                                                                                       len(self.cards))
        tallest = max((card.need(max(160, room)) for card in self.cards), default=0)
        for card in self.cards:
            card.setFixedHeight(tallest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the cards to another width."""
        super().resizeEvent(event)
        self._fit()

    def press(self, number: int) -> None:
        """Mend fault `number`, from 1."""
        if 1 <= number <= len(self.cards) and self.cards[number - 1].isEnabled():
            self.mend.emit(self.cards[number - 1].fault)
