"""The cells of a dataset as a Qt model: read straight from the immutable columns, edited through one signal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from workstation.text import _

if TYPE_CHECKING:
    from workstation.dataset.column import Column, Positions
    from workstation.dataset.field import Field
    from workstation.dataset.table import Table

Index = QModelIndex | QPersistentModelIndex
MOST_ROWS = 50_000_000  # a header's length is an int32 of pixels: 2**31 / 24 px is 89 million rows


class TableModel(QAbstractTableModel):
    """Rows of a view (an array of positions) over all fields of a table."""

    edited = Signal(object, str, object)
    """(position, field id, text or None): a person typed something else into a cell."""

    def __init__(self) -> None:
        """Start with no table."""
        super().__init__()
        self.table: Table | None = None
        self.order: Positions | None = None
        self.fields: tuple[Field, ...] = ()
        self.editable = True
        self.most = MOST_ROWS
        """Rows shown at most; less where rows are so tall that their pixels would not fit an int32."""
        self._columns: list[Column] = []
        self._rows = 0
        self._typed: dict[tuple[int, str], str | None] = {}

    def show(self, table: Table | None, order: Positions | None = None) -> None:
        """Show the rows at `order` (None: every visible row) of a table, from the start."""
        self.beginResetModel()
        self._take(table, order)
        self.endResetModel()

    def _take(self, table: Table | None, order: Positions | None) -> None:
        self.table = table
        self.order = order if order is not None or table is None else table.visible
        self.fields = table.fields if table is not None else ()
        self._columns = [table.columns[field.id] for field in self.fields] if table is not None else []
        self._rows = min(self.most, len(self.order)) if self.order is not None else 0
        self._typed.clear()

    def replace(self, table: Table) -> None:
        """Show the same rows and fields of a newer table: only texts are others."""
        self._take(table, self.order)
        if self._rows and self.fields:
            self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, len(self.fields) - 1))

    # --- shape --------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the rows of the view, at most MOST_ROWS."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of fields."""
        return 0 if parent.isValid() else len(self.fields)

    def position(self, row: int) -> int:
        """Return the position in the table of a row on screen."""
        if self.order is None:
            raise IndexError(row)
        return int(self.order[row])

    def row_id(self, row: int) -> int:
        """Return the row id of a row on screen."""
        if self.table is None or self.order is None:
            raise IndexError(row)
        return int(self.table.row_ids(self.order[row : row + 1])[0])

    def row_ids(self, first: int, last: int) -> list[int]:
        """Return the row ids of rows first..last-1 on screen."""
        if self.table is None or self.order is None:
            return []
        found: list[int] = self.table.row_ids(self.order[first:last]).tolist()
        return found

    def numbers(self, first: int, last: int) -> list[int]:
        """Return the row numbers (from 1, as everywhere in the program) of some rows on screen."""
        if self.table is None or self.order is None:
            return []
        found: list[int] = self.table.row_numbers(self.order[first:last]).tolist()
        return found

    # --- texts --------------------------------------------------------------------------------------------------------

    def text(self, row: int, column: int) -> str | None:
        """Return the text of a cell, None for a blank one."""
        position = self.position(row)
        key = (position, self.fields[column].id)
        return self._typed[key] if key in self._typed else self._columns[column].get(position)

    def texts(self, first: int, last: int, column: int) -> list[str | None]:
        """Return the texts of one field in rows first..last-1: what a frame draws."""
        if self.order is None:
            return []
        positions = self.order[first:last]
        found = self._columns[column].values_at(positions)
        if self._typed:
            id = self.fields[column].id
            for i, position in enumerate(positions.tolist()):
                if (position, id) in self._typed:
                    found[i] = self._typed[position, id]
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text; its field and text for a screen reader."""
        if not index.isValid() or index.row() >= self._rows:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.text(index.row(), index.column()) or ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = self.text(index.row(), index.column()) or _("blank")
            return f"{self.name(index.column())}: {text}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for a cell's text to become `value`; shown at once, written by whoever hears `edited`."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or not self.editable:
            return False
        text = str(value) or None
        if text == self.text(index.row(), index.column()):
            return False
        position, id = self.position(index.row()), self.fields[index.column()].id
        self._typed[position, id] = text
        self.dataChanged.emit(index, index)
        self.edited.emit(position, id, text)
        return True

    def forget_typed(self) -> None:
        """Show what is written again: what was typed could not be kept."""
        self._typed.clear()
        if self._rows and self.fields:
            self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, len(self.fields) - 1))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that cells can be chosen, and edited while the dataset is open for work."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return base | Qt.ItemFlag.ItemIsEditable if self.editable else base

    # --- headers ------------------------------------------------------------------------------------------------------

    def name(self, column: int) -> str:
        """Return what people call a field."""
        field = self.fields[column]
        return field.title or field.name

    def column_of(self, field_id: str) -> int:
        """Return the column of a field, -1 when it is not there."""
        return next((i for i, field in enumerate(self.fields) if field.id == field_id), -1)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return names of fields and numbers of rows."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Horizontal:
            if not 0 <= section < len(self.fields):
                return None
            field = self.fields[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return self.name(section)
            return "\n".join(part for part in (self.name(section), field.name if field.title else "",
                                               field.description) if part)
        if role == Qt.ItemDataRole.DisplayRole and 0 <= section < self._rows:
            return str(self.numbers(section, section + 1)[0])
        return None
