"""Panes: how F6 moves the focus round the parts of the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def holds_focus(pane: QWidget) -> bool:
    """Return whether the focus is in a pane."""
    focus = QApplication.focusWidget()
    return focus is not None and (pane is focus or pane.isAncestorOf(focus))


def cycle(panes: Sequence[QWidget], by: int) -> None:
    """Give the focus to the next pane (by=1) or the one before (by=-1), past those that take none now."""
    at = next((i for i, pane in enumerate(panes) if holds_focus(pane)), 0)
    for step in range(1, len(panes)):
        target = panes[(at + by * step) % len(panes)]
        focus_in(target)
        if holds_focus(target):
            return


def focus_in(pane: QWidget) -> None:
    """Give the focus to a pane: where it says itself, else to it, else to the first in it that takes it."""
    if callable(own := getattr(pane, "focus", None)):
        own()
        return
    if pane.focusPolicy() != Qt.FocusPolicy.NoFocus:
        pane.setFocus(Qt.FocusReason.TabFocusReason)
        return
    takers = [w for w in pane.findChildren(QWidget)
              if w.isVisible() and w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    if takers:
        takers[0].setFocus(Qt.FocusReason.TabFocusReason)
