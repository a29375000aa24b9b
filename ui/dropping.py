"""Files dropped anywhere on the window go to the import page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from ui.widgets.drop import files_of

if TYPE_CHECKING:
    from ui.window import Window


class Dropping(QObject):
    """Watches the window for files that hang over it; a page that takes files itself comes first."""

    def __init__(self, window: Window) -> None:
        """Begin to watch."""
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files while a workspace is open."""
        open_ = self._window.session.workspace is not None
        if isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.DragEnter:
            if open_ and event.mimeData().hasUrls():
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop and (files := files_of(event.mimeData())):
            event.acceptProposedAction()
            self._window.go("import", {"files": [str(file) for file in files]})
            return True
        return super().eventFilter(watched, event)
