"""The side of the import page: one table's name, how it was understood, and the options to read it otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from ui.pages.import_look import DELIMITERS, ENCODINGS, SHORT_ROWS, Item
from ui.widgets.editors import Combo
from ui.widgets.form import FormRow
from ui.widgets.labels import Icon, label
from ui.widgets.panel import Scroll, column, row, surface
from ui.words import Worded
from workstation.text import N_, _, _n, joined

WAIT_MS = 350  # after the last key before the file is read again


class Notes(QWidget, Worded):
    """Some sentences below each other, each with a drawing."""

    def __init__(self, icon: str, token: str, kind: str = "") -> None:
        """Show none; kind: surface around each."""
        super().__init__()
        self._icon, self._token, self._kind = icon, token, kind
        self.box = column(spacing=6)
        self.setLayout(self.box)
        self.sentences: list[str] = []

    def show_notes(self, sentences: Sequence[object]) -> None:
        """Show these instead."""
        self.sentences = [str(one) for one in sentences]
        while self.box.count():
            if (widget := self.box.takeAt(0).widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for words in self.sentences:
            about = label(words, "" if self._kind else "small", wrap=True, selectable=True)
            line = row(column(Icon(self._icon, self._token, 16), None), about, spacing=8,
                       margins=(10, 8, 10, 8) if self._kind else (0, 0, 0, 0))
            line.setStretch(1, 1)
            self.box.addWidget(surface(line, self._kind or "none"))
        self.setVisible(bool(self.sentences))


class ImportOptions(Scroll, Worded):
    """Everything about one item."""

    changed = Signal(object)
    """The options as they stand now: the file must be read again."""
    renamed = Signal(str)

    def __init__(self) -> None:
        """Make the rows; `show_item` fills them."""
        super().__init__(margins=(18, 16, 18, 20), spacing=14)
        self._item: Item | None = None
        self._filling = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._tell)
        self.problem, self.warnings = Notes("problems", "error", "error"), Notes("warning", "warning", "warning")
        self.reasons = Notes("info", "muted")
        self.name = QLineEdit()
        self.name.textEdited.connect(lambda text: self.renamed.emit(text.strip()))
        self.file, self.place = label(role="strong", wrap=True), label(role="small", wrap=True)
        self.name_row = FormRow(N_("Name of the table"), self.name)
        self.figures, self.figures_title = label(role="muted", wrap=True), label(role="caps")
        self.word(self.figures_title.setText, N_("LINES"))
        self._make_options()
        how, again = label(role="caps"), label(role="caps")
        self.word(how.setText, N_("HOW IT WAS UNDERSTOOD"))
        self.word(again.setText, N_("READ IT OTHERWISE"))
        self.how, self.again = how, again
        self.add(column(self.file, self.place, spacing=2), self.problem, self.name_row, self.warnings,
                 self.figures_title, self.figures, how, self.reasons, again,
                 *self.options.values(), None)

    def _make_options(self) -> None:
        self.sheet = QLineEdit()
        self.encoding, self.delimiter, self.short = Combo(), Combo(), Combo()
        self.header, self.first = QSpinBox(), QSpinBox()
        self.header.setRange(0, 50)
        self.first.setRange(1, 10_000_000)
        self.first.setGroupSeparatorShown(True)
        self.options = {
            "sheet": FormRow(N_("Sheet"), self.sheet, N_("Name of one sheet; a hidden one may be named too.")),
            "encoding": FormRow(N_("Encoding"), self.encoding),
            "delimiter": FormRow(N_("Between fields"), self.delimiter),
            "header_rows": FormRow(N_("Rows of the header"), self.header),
            "first_row": FormRow(N_("Data begins in row"), self.first),
            "short_rows": FormRow(N_("Lines with too few fields"), self.short)}
        self._offer()
        self.sheet.textEdited.connect(self._edited)
        for combo in (self.encoding, self.delimiter, self.short):
            combo.currentIndexChanged.connect(self._edited)
        for spin in (self.header, self.first):
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(self._edited)
        self.header.valueChanged.connect(self._follow)

    def _offer(self) -> None:
        for combo, choices in ((self.encoding, ENCODINGS), (self.delimiter, DELIMITERS), (self.short, SHORT_ROWS)):
            combo.offer([(key, _(words)) for key, words in choices.items()])

    def retranslate(self) -> None:
        """Word the choices and sentences again."""
        super().retranslate()
        self._offer()
        if self._item is not None:
            self.show_item(self._item)

    # --- showing -----------------------------------------------------------------------------------------------------

    def show_item(self, item: Item | None) -> None:
        """Show a table's options and what was understood."""
        self._item, self._filling = item, True
        self._timer.stop()
        self.widget().setVisible(item is not None)
        if item is not None:
            self._fill(item)
        self._filling = False

    def _fill(self, item: Item) -> None:
        looked, problem = item.looked, item.problem
        self.file.setText(item.path.name)
        self.place.setText(str(item.path.parent))
        self.problem.show_notes([part for part in (f"{problem.what} {problem.where}".strip(), problem.remedy) if part]
                                if problem else [])
        if self.name.text().strip() != item.name:
            self.name.setText(item.name)
        self.name_row.setVisible(looked is not None)
        self.warnings.show_notes(looked.warnings if looked else [])
        self.reasons.show_notes(self._understood(item) if looked else [])
        self.figures.setText(self._lines(item))
        for made in (self.figures_title, self.figures):
            made.setVisible(bool(self.figures.text()))
        self.how.setVisible(looked is not None)
        for key in ("encoding", "delimiter", "short_rows"):
            self.options[key].setVisible(item.is_text)
        self.options["sheet"].setVisible(not item.is_text)
        self.sheet.setText(item.sheet)
        for combo, key in ((self.encoding, "encoding"), (self.delimiter, "delimiter"), (self.short, "short_rows")):
            combo.choose(str(item.options.get(key) or ""))
        self.header.setValue(looked.found.header_rows if looked else int(item.options.get("header_rows") or 1))
        self.first.setValue(looked.found.first_row if looked else int(item.options.get("first_row") or 2))

    def _understood(self, item: Item) -> list[str]:
        found = item.looked.found if item.looked else None
        if found is None:
            return []
        out = []
        if found.range:
            hidden = "" if found.visible else _("This sheet is hidden in the workbook.")
            out.append(joined(_("Sheet “{sheet}”, cells {range}.", sheet=found.sheet, range=found.range), hidden))
        if found.encoding:
            between = str(found.dialect.get("delimiter"))
            mark = {"\t": _("a tab"), " ": _("a space")}.get(between, f"“{between}”")
            out.append(_("Text in {encoding}, {mark} between fields.", encoding=found.encoding.upper(), mark=mark))
        return [*out, *(str(reason) for reason in found.reasons)]

    def _lines(self, item: Item) -> str:
        balance = item.looked.balance if item.looked else None
        if balance is None:
            return _("Only the first rows were read; every line is counted while importing.") if item.looked else ""
        parts = [_n("{n:,} row read", "{n:,} rows read", balance.read),
                 _n("{n:,} line kept apart", "{n:,} lines kept apart", balance.rejected)]
        parts += [words for count, words in (
            (balance.blank, _n("{n} blank", "{n} blank", balance.blank)),
            (balance.head, _n("{n} above the data", "{n} above the data", balance.head)),
            (balance.notes, _n("{n} note below", "{n} notes below", balance.notes))) if count]
        return _("{total} lines in the file = {parts}", total=f"{balance.lines:,}", parts=" + ".join(parts))

    # --- editing -----------------------------------------------------------------------------------------------------

    def _follow(self, _rows: int) -> None:
        """Keep the first row below the header."""
        if not self._filling:
            self.first.setMinimum(1 + self.header.value())

    def _edited(self, *_value: Any) -> None:
        if not self._filling and self._item is not None:
            self._timer.start()

    def _tell(self) -> None:
        item = self._item
        if item is None:
            return
        found = item.looked.found if item.looked else None
        options: dict[str, Any] = dict(item.options)
        for key, combo in (("encoding", self.encoding), ("delimiter", self.delimiter), ("short_rows", self.short)):
            options[key] = combo.chosen() or None
        if found is None or self.header.value() != found.header_rows:
            options["header_rows"] = self.header.value()
        if found is None or self.first.value() != found.first_row:
            options["first_row"] = self.first.value()
            options.setdefault("header_rows", self.header.value())
        if self.sheet.isVisibleTo(self) and self.sheet.text().strip():
            options["sheet"] = self.sheet.text().strip()
        if found is None:
            usual = {"header_rows": 1, "first_row": 2}
            options = {key: value for key, value in options.items() if usual.get(key) != value}
        self.changed.emit({key: value for key, value in options.items() if value is not None})


def kinds() -> str:
    """Return the endings of files that can be read, as people read them."""
    from workstation.readers.catalogue import extensions

    return " · ".join(end.lstrip(".") for end in extensions())


def patterns() -> list[str]:
    """Return the patterns of an open dialog."""
    from workstation.readers.catalogue import extensions

    return [_("Tables ({patterns})", patterns=" ".join(f"*{end}" for end in extensions())), _("All files (*)")]


def listed(paths: Sequence[str | Path]) -> list[Path]:
    """Return paths without those named twice."""
    return list(dict.fromkeys(Path(one).resolve() for one in paths))
