"""Editing a cell in its place: Enter down, Tab right, Escape back, Alt+Enter a new line; safe with input methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QAbstractItemDelegate, QPlainTextEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.theme import theme

if TYPE_CHECKING:
    from ui.widgets.grid import Grid

Index = QModelIndex | QPersistentModelIndex
END = QAbstractItemDelegate.EndEditHint
MOVES = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}


class CellEditor(QPlainTextEdit):
    """The text of one cell; grows as it is filled. Plain text keeps line ends and spaces as they are."""

    def __init__(self, parent: QWidget, *, quick: bool) -> None:
        """Lie in the grid's viewport; `quick` when the cell was begun by typing: arrows then leave it."""
        super().__init__(parent)
        self.quick = quick
        self.setProperty("cell", "true")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(False)
        self.document().setDocumentMargin(theme().px(3))
        self.textChanged.connect(self.grow)

    def grow(self) -> None:
        """Take the room that the text needs, up to the edge of the grid."""
        parent = self.parentWidget()
        if parent is None:
            return
        metrics, lines = self.fontMetrics(), self.toPlainText().split("\n")
        most = parent.width() - self.x() - 4
        wanted = max(metrics.horizontalAdvance(line) for line in lines) + theme().px(24)
        width = max(self.minimumWidth(), min(wanted, most))
        rows = sum(max(1, -(-metrics.horizontalAdvance(line) // max(1, width - theme().px(16)))) for line in lines)
        height = max(self.minimumHeight(), min(rows, 8) * metrics.lineSpacing() + theme().px(8))
        self.resize(width, min(height, max(self.minimumHeight(), parent.height() - self.y())))


class CellDelegate(QStyledItemDelegate):
    """Makes the editor and decides which keys end it."""

    def __init__(self, grid: Grid) -> None:
        """Serve `grid`."""
        super().__init__(grid)
        self._grid = grid

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return an editor over the cell."""
        editor = CellEditor(parent, quick=self._grid.begun_by_typing)
        editor.setAccessibleName(self._grid.cells.name(index.column()))
        editor.setFont(theme().font())
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the text as it is; all of it chosen when a key that was typed shall take its place."""
        if isinstance(editor, CellEditor) and not editor.property("filled"):
            editor.setProperty("filled", True)
            editor.setPlainText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            if editor.quick:
                editor.selectAll()
            else:
                editor.moveCursor(QTextCursor.MoveOperation.End)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Lie over the cell."""
        rect = self._grid.visualRect(index)
        editor.setMinimumSize(rect.width(), rect.height())
        editor.setGeometry(rect)
        if isinstance(editor, CellEditor):
            editor.grow()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Ask for the text to be written, when it is another."""
        if isinstance(editor, CellEditor):
            model.setData(index, editor.toPlainText(), Qt.ItemDataRole.EditRole)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """End the editor by keys."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, CellEditor):
            return self._key(editor, event)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()  # what is typed here belongs to the cell, not to the window's shortcuts
            return event.key() != Qt.Key.Key_Escape
        return super().eventFilter(editor, event)

    def _key(self, editor: CellEditor, event: QKeyEvent) -> bool:
        key, held = Qt.Key(event.key()), event.modifiers()
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if held & Qt.KeyboardModifier.AltModifier:
                editor.insertPlainText("\n")
            else:
                self._end(editor)
                self._grid.enter(-1 if shift else 1)
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._end(editor)
            self._grid.tab(-1 if key == Qt.Key.Key_Backtab or shift else 1)
            return True
        if key == Qt.Key.Key_Escape:
            self.closeEditor.emit(editor, END.RevertModelCache)
            return True
        if editor.quick and key in MOVES and not held & ~Qt.KeyboardModifier.KeypadModifier:
            self._end(editor)
            self._grid.step(*MOVES[key])
            return True
        return False

    def _end(self, editor: CellEditor) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, END.NoHint)
