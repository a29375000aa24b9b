"""The side of the import page: one table's name, how it was understood, and the options to read it otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.pages.import_choices import LINES
from ui.pages.import_look import Item
from ui.pages.import_option import OptionRow
from ui.widgets.buttons import button
from ui.widgets.form import FormRow
from ui.widgets.labels import Icon, label
from ui.widgets.panel import Scroll, column, row, surface
from ui.words import Worded
from workstation.text import N_, _, _n, joined

WAIT_MS = 250  # after the last key before the file is read again


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
        self.unsure, self.reasons = Notes("question", "warning", "warning"), Notes("info", "muted")
        self.name = QLineEdit()
        self.name.textEdited.connect(lambda text: self.renamed.emit(text.strip()))
        self.file, self.place = label(role="strong", wrap=True), label(role="small", wrap=True)
        self.name_row = FormRow(N_("Name of the table"), self.name)
        self.figures, self.figures_title = label(role="muted", wrap=True), label(role="caps")
        self.how, self.again = label(role="caps"), label(role="caps")
        for made, words in ((self.figures_title, N_("LINES")), (self.how, N_("HOW IT WAS UNDERSTOOD")),
                            (self.again, N_("READ IT OTHERWISE"))):
            self.word(made.setText, words)
        self.rows = {choice.key: OptionRow(choice, self._edited) for choice in LINES}
        self.back = button(kind="quiet", icon="undo", press=self._reset)
        self.word(self.back.setText, N_("As it was found"))
        self.add(column(self.file, self.place, spacing=2), self.problem, self.rows["password"], self.name_row,
                 self.unsure, self.warnings, self.figures_title, self.figures, self.how, self.reasons,
                 row(self.again, None, self.back),
                 *(made for key, made in self.rows.items() if key != "password"), None)

    def retranslate(self) -> None:
        """Word the choices and sentences again."""
        super().retranslate()
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
        self.unsure.show_notes([_("This is a guess: look at the tinted rows, and say it otherwise where it is wrong.")]
                               if item.unsure else [])
        self.warnings.show_notes(looked.warnings if looked else [])
        self.reasons.show_notes(understood(item) if looked else [])
        self.figures.setText(lines_of(item))
        for made in (self.figures_title, self.figures):
            made.setVisible(bool(self.figures.text()))
        self.how.setVisible(looked is not None)
        self.back.setVisible(bool(item.said()))
        for key, option in self.rows.items():
            option.setVisible(self._offered(key, item))
            option.show_value(item)

    def _offered(self, key: str, item: Item) -> bool:
        if key == "password":
            return item.sealed or "password" in item.options
        if key == "sheet":
            return len(item.sheets) > 1
        if key == "widths":
            return item.options.get("kind") == "fixed_width" or bool(item.looked and item.looked.found.dialect.get("widths"))
        where = next(choice.where for choice in LINES if choice.key == key)
        return where == "any" or (where == "text") == item.is_text

    # --- editing -----------------------------------------------------------------------------------------------------

    def focus_password(self) -> None:
        """Put the cursor where the password is typed."""
        self.rows["password"].editor.setFocus()

    def _reset(self) -> None:
        if self._item is not None:
            self.changed.emit({key: value for key, value in self._item.options.items() if key in ("sheet", "table",
                                                                                                  "password")})

    def _edited(self) -> None:
        if not self._filling and self._item is not None:
            self._timer.start()

    def _tell(self) -> None:
        item = self._item
        if item is None:
            return
        options: dict[str, Any] = dict(item.options)
        for key, made in self.rows.items():
            if not made.isVisibleTo(self.widget()):
                continue
            said = made.said()
            if said is None or said == made.understood(item):
                if key not in item.options or said is None:
                    options.pop(key, None)
            else:
                options[key] = said
        if options.get("sheet") != item.options.get("sheet"):
            options = {key: options[key] for key in ("sheet", "password") if key in options}  # another sheet, another table
        if "first_row" in options and item.looked is not None:
            options.setdefault("header_rows", self.rows["header_rows"].said() or 0)
        self.changed.emit(options)


def understood(item: Item) -> list[str]:
    """Return in words how a table was understood, and why."""
    found = item.looked.found if item.looked else None
    if found is None:
        return []
    out = []
    if found.range:
        hidden = "" if found.visible else _("This sheet is hidden in the workbook.")
        place = _("Sheet “{sheet}”, cells {range}.", sheet=found.sheet, range=found.range)
        out.append(joined(place if found.sheet else _("Cells {range}.", range=found.range), hidden))
    if found.encoding:
        between = str(found.dialect.get("delimiter") or "")
        mark = {"\t": _("a tab"), " ": _("a space")}.get(between, f"“{between}”")
        out.append(_("Text in {encoding}, {mark} between fields.", encoding=found.encoding.upper(), mark=mark) if between
                   else _("Text in {encoding}.", encoding=found.encoding.upper()))
    parts = [part.reason for part in found.parts if part.kind not in ("blank", "data", "title", "header")]
    said = dict.fromkeys(str(reason) for reason in (*found.reasons, *parts))
    return [*out, *said]


def lines_of(item: Item) -> str:
    """Return where the lines of a file went, as a sum that a person can check."""
    balance = item.looked.balance if item.looked else None
    if balance is None:
        return _("Only the first rows were read; every line is counted while importing.") if item.looked else ""
    parts = [_n("{n:,} row read", "{n:,} rows read", balance.read),
             _n("{n:,} line kept apart", "{n:,} lines kept apart", balance.rejected)]
    parts += [words for count, words in (
        (balance.blank, _n("{n} blank", "{n} blank", balance.blank)),
        (balance.head, _n("{n} above the data", "{n} above the data", balance.head)),
        (balance.hidden, _n("{n} hidden", "{n} hidden", balance.hidden)),
        (balance.notes, _n("{n} note or total", "{n} notes and totals", balance.notes))) if count]
    return _("{total} lines in the file = {parts}", total=f"{balance.lines:,}", parts=" + ".join(parts))


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
