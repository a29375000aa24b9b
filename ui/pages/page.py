"""Page: what every page of the window is made from. See ui/pages/catalogue.py for the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.words import Worded

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.pages.catalogue import Entry
    from workstation.dataset.dataset import Changes


class Page(QWidget, Worded):
    """One page. Made the first time a person goes there.

    build      makes the widgets, once
    refresh    reads everything anew: another table or workspace, or changes came while the page was away
    touched    something changed while the page is in front; by default all is read anew
    enter      the page comes to the front, with what it was asked to show
    leave      it goes; return False to stay (unsaved typing), having told why
    retranslate  words built by hand are worded again (what was set by `word` does it by itself)
    """

    def __init__(self, desk: Desk, entry: Entry) -> None:
        """Take the desk and the page's line of the catalogue, and build."""
        super().__init__()
        self.desk = desk
        self.session = desk.session
        self.entry = entry
        self.stale = True
        self.setObjectName("page")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.build()

    def build(self) -> None:
        """Make the widgets and add them to `self.body`."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read everything anew from the session. A page with nothing to read leaves this out."""

    def touched(self, changes: Changes) -> None:
        """Redraw what these changes touch."""
        self.refresh()

    def enter(self, where: dict[str, Any]) -> None:
        """Come to the front; `where` holds what desk.go was given."""

    def leave(self) -> bool:
        """Go; False keeps the page in front."""
        return True

    def panes(self) -> list[QWidget]:
        """Return the places F6 goes round, in order."""
        return [self]

    def primary(self) -> tuple[str, str] | None:
        """Return (words, action id) for the one primary button of the top bar, None for the window's own."""
        return None
