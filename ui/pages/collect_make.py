"""Making a form on the collect page: the standard, its fields, the language, who is to fill it in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSplitter, QWidget

from ui.widgets.buttons import Segments, button
from ui.widgets.editors import Combo
from ui.widgets.form import FormRow
from ui.widgets.labels import label, line
from ui.widgets.panel import Scroll, column, row, surface
from ui.widgets.records import Col, Records
from ui.words import Worded
from workstation.text import LANGUAGES, N_, _, _n, language

if TYPE_CHECKING:
    from workstation.rules.spec import FieldSpec
    from workstation.standards.installed import Entry
    from workstation.standards.standard import Standard


class MakeView(QWidget, Worded):
    """Standard and words at the left, fields in the middle, senders at the right."""

    chosen = Signal(str)
    """Another standard was chosen (id@version)."""
    wanted = Signal()
    """Make it."""
    closed = Signal()
    file_wanted = Signal()
    """A list of senders is to be read from a file."""

    def __init__(self) -> None:
        """Make it empty."""
        super().__init__()
        self.standard: Standard | None = None
        self.taken: set[str] = set()
        self.combo, self.name, self.words = Combo(), QLineEdit(), QLineEdit()
        self.combo.currentIndexChanged.connect(lambda _at: self.chosen.emit(self.combo.chosen()))
        self.language = Segments(dict(LANGUAGES.items()), "zh-CN" if language().startswith("zh") else "en")
        self.codes = Segments({"both": N_("Code and name"), "code": N_("Code only")})
        left = Scroll(margins=(24, 16, 20, 16), spacing=14)
        left.add(FormRow(N_("Standard"), self.combo), FormRow(N_("Title of the form"), self.name),
                 FormRow(N_("Language"), self.language),
                 FormRow(N_("Drop-downs of codes show"), self.codes, N_("The code alone is kept, whatever is shown.")),
                 FormRow(N_("What you want to add"), self.words, N_("For example the day until which it is to be sent back.")),
                 None)
        self.fields_title, self.senders_title = label(role="heading"), label(role="heading")
        hint = label(role="small", wrap=True)
        self.word(hint.setText, N_("Space takes a field or leaves it out."))
        self.fields = Records([
            Col(N_("Field"), lambda spec: spec.label, 0, self._tone, self._mark, bold=True),
            Col(N_("Needed"), lambda spec: _("must be filled in") if spec.required else "", 130, "muted", drop=380)],
            name=N_("Fields of the form"), height=30)
        self.fields.installEventFilter(self)
        self.fields.doubleClicked.connect(lambda _index: self.toggle())
        middle = QWidget()
        inner = column(column(self.fields_title, hint, margins=(18, 16, 18, 8), spacing=2), self.fields, spacing=0)
        inner.setStretch(1, 1)
        middle.setLayout(inner)
        self.senders = QPlainTextEdit()
        self.senders.setTabChangesFocus(True)
        self.senders.textChanged.connect(self._tell)
        self.word(self.senders.setAccessibleName, N_("Senders, one in each line"))
        self.word(self.senders.setPlaceholderText,
                  N_("One sender in each line.\nWithout a list one form is made for everybody."))
        self.file_b = button(kind="quiet", icon="file", press=self.file_wanted.emit)
        self.word(self.file_b.setText, N_("From a file…"))
        right = surface(column(row(self.senders_title, None, self.file_b), self.senders, spacing=8, margins=(18, 12, 18, 16)),
                        "panel")
        self.split = QSplitter()
        for part in (left, middle, right):
            self.split.addWidget(part)
            part.setMinimumWidth(240)
        self.split.setSizes([380, 420, 340])
        self.split.setChildrenCollapsible(False)
        title = label(role="title")
        self.word(title.setText, N_("Make a form"))
        close = button(kind="quiet", press=self.closed.emit)
        self.word(close.setText, N_("Cancel"))
        self.make_b = button(kind="plain", icon="export", press=self.wanted.emit)
        whole = column(row(title, None, close, self.make_b, margins=(24, 18, 24, 12)), line(), self.split, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self._tell()

    def offer(self, entries: Sequence[Entry]) -> None:
        """Offer the standards."""
        self.combo.offer([(entry.label, f"{entry.title}  {entry.version}") for entry in entries])
        if self.standard is None or self.standard.label != self.combo.chosen():
            self.chosen.emit(self.combo.chosen())

    def show_standard(self, standard: Standard) -> None:
        """Show the fields of the standard, all taken."""
        self.standard = standard
        self.taken = {spec.name for spec in standard.fields}
        self.name.setText(standard.title)
        self.fields.show_records(standard.fields, 0)
        self._tell()

    def given(self) -> dict[str, Any]:
        """Return what `issue` is told."""
        fields = [spec.name for spec in self.standard.fields if spec.name in self.taken] if self.standard else []
        return {"fields": fields, "language": self.language.value, "show": self.codes.value, "title": self.name.text(),
                "words": self.words.text().strip(), "senders": self.listed()}

    def listed(self) -> list[str]:
        """Return the senders as they are typed."""
        return [text.strip() for text in self.senders.toPlainText().splitlines() if text.strip()]

    def set_senders(self, names: Sequence[str]) -> None:
        """Put in a list that was read."""
        self.senders.setPlainText("\n".join(names))

    def toggle(self) -> None:
        """Take the field that is pointed at, or leave it out."""
        spec: FieldSpec | None = self.fields.current()
        if spec is not None:
            self.taken ^= {spec.name}
            self.fields.viewport().update()
            self._tell()

    def eventFilter(self, watched: QObject, event: Any) -> bool:
        """Take a field or leave it out by Space."""
        if watched is self.fields and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress \
                and event.key() == Qt.Key.Key_Space:
            self.toggle()
            return True
        return bool(super().eventFilter(watched, event))

    def _tone(self, spec: FieldSpec) -> str:
        return "text" if spec.name in self.taken else "muted"

    def _mark(self, spec: FieldSpec) -> tuple[str, str]:
        return ("good", "accent") if spec.name in self.taken else ("minus", "muted")

    def _tell(self) -> None:
        count = len(self.listed())
        self.fields_title.setText(_n("{n} field", "{n} fields", len(self.taken)))
        self.senders_title.setText(_n("{n} sender", "{n} senders", count) if count else _("Senders"))
        self.make_b.setText(_n("Make {n} workbook…", "Make {n} workbooks…", max(1, count)))
        self.make_b.setEnabled(bool(self.taken))

    def retranslate(self) -> None:
        """Word counts again."""
        super().retranslate()
        self._tell()
        self.fields.viewport().update()
