"""Sync state: what the status bar says of the exchange with others, right from the moment a workspace is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.widgets.bars import StatusBar
from workstation.text import _, _n

if TYPE_CHECKING:
    from ui.models.handing_over import House
    from ui.session import Session
    from workstation.dataset.dataset import Changes


class SyncState(QObject):
    """Keeps the words up to date: read when a workspace opens and when a decision is made, shown by whoever reads it."""

    def __init__(self, session: Session, status: StatusBar) -> None:
        """Follow the session."""
        super().__init__(status)
        self._session, self._status = session, status
        self._house: House | None = None
        session.workspace_changed.connect(self.read)
        session.changed.connect(self._decided)

    def _decided(self, changes: Changes) -> None:
        if "decision" in changes.kinds:
            self.read()

    def read(self) -> None:
        """Look anew, beside the screen's thread."""
        self.show_house(None)
        if self._session.workspace is not None:
            from ui.models.handing_over import read

            self._session.ask_house(read, self.show_house)

    def show_house(self, house: House | None) -> None:
        """Show how many versions somebody has no receipt for; nothing where nothing is handed over."""
        self._house = house
        if house is None or not (house.versions and house.destinations):
            self._status.show_sync("", False)
        elif house.pending:
            words = _n("{n} version not yet received", "{n} versions not yet received", house.pending)
            self._status.show_sync(words, True)
        else:
            self._status.show_sync(_("All versions received"), False)

    def retranslate(self) -> None:
        """Say it in the language of now."""
        self.show_house(self._house)
