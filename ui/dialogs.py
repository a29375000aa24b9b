"""Dialogs: the few questions that stop a person. Tests and pictures put their own answers in place of this."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.widgets.buttons import button
from ui.widgets.labels import label
from workstation.text import _


class Dialogs:
    """Files, folders, a confirmation, a word. Each returns None (or False) when the person turned back."""

    def __init__(self) -> None:
        """Begin with the person's home folder."""
        self._folder = str(Path.home())

    def _parent(self) -> QWidget | None:
        return QApplication.activeWindow()

    def _seen(self, path: str) -> Path:
        self._folder = str(Path(path).parent)
        return Path(path)

    def open_files(self, title: str, patterns: Sequence[str] = ()) -> list[Path]:
        """Return the files chosen; patterns such as “Workbooks (*.xlsx *.xls)”."""
        names, _chosen = QFileDialog.getOpenFileNames(self._parent(), title, self._folder, ";;".join(patterns))
        return [self._seen(name) for name in names]

    def open_folder(self, title: str) -> Path | None:
        """Return the folder chosen."""
        name = QFileDialog.getExistingDirectory(self._parent(), title, self._folder)
        return self._seen(name) if name else None

    def save_file(self, title: str, name: str, patterns: Sequence[str] = ()) -> Path | None:
        """Return where to save, `name` proposed; the system has asked before replacing a file."""
        proposed = str(Path(self._folder) / name)
        chosen, _pattern = QFileDialog.getSaveFileName(self._parent(), title, proposed, ";;".join(patterns))
        return self._seen(chosen) if chosen else None

    def confirm(self, title: str, text: str, verb: str, *, danger: bool = False) -> bool:
        """Ask before something that cannot be undone; the safe answer is the default."""
        return Question(title, text, verb, danger=danger, parent=self._parent()).exec() == QDialog.DialogCode.Accepted

    def text(self, title: str, text: str, value: str = "", verb: str = "", *, secret: bool = False) -> str | None:
        """Ask for one line (a name, a reason, a password)."""
        asked = Question(title, text, verb or _("OK"), value=value, secret=secret, parent=self._parent())
        return asked.answer() if asked.exec() == QDialog.DialogCode.Accepted else None


class Question(QDialog):
    """A small dialog: a title, a sentence, perhaps one line to fill, a verb and Cancel."""

    def __init__(self, title: str, text: str, verb: str, *, value: str | None = None, secret: bool = False,
                 danger: bool = False, parent: QWidget | None = None) -> None:
        """Lay it out; `value` None asks for no text."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 22, 24, 18)
        outer.setSpacing(10)
        outer.addWidget(label(title, "title"))
        sentence = label(text, "muted", wrap=True)
        outer.addWidget(sentence)
        self._line: QLineEdit | None = None
        if value is not None:
            self._line = QLineEdit(value)
            self._line.setAccessibleName(text or title)
            if secret:
                self._line.setEchoMode(QLineEdit.EchoMode.Password)
            outer.addWidget(self._line)
        row = QHBoxLayout()
        row.setContentsMargins(0, 10, 0, 0)
        row.addStretch(1)
        cancel = button(_("Cancel"))
        accept = button(verb, "danger" if danger else "primary")
        cancel.clicked.connect(self.reject)
        accept.clicked.connect(self.accept)
        row.addWidget(cancel)
        row.addWidget(accept)
        outer.addLayout(row)
        safe = cancel if danger else accept
        safe.setDefault(True)
        (self._line or safe).setFocus(Qt.FocusReason.OtherFocusReason)

    def answer(self) -> str:
        """Return the line as it stands."""
        return self._line.text() if self._line else ""
