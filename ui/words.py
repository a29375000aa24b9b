"""Words on the screen: what is set through `word` is worded again when the language changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workstation.text import _

Setter = Callable[[str], Any]


class Worded:
    """Mixin for widgets: remembers which words it set, and sets them again in another language."""

    def word(self, setter: Setter, message: str, **values: Any) -> None:
        """Call `setter` with the message (marked by N_) in the language of now, and after each change of it.

        values: for the placeholders; one that can be called is called each time
        """
        words: dict[Any, tuple[Setter, str, dict[str, Any]]] = self.__dict__.setdefault("_words", {})
        owner = getattr(setter, "__self__", None)
        key = (id(owner), getattr(setter, "__name__", id(setter))) if owner is not None else id(setter)
        words[key] = (setter, message, values)
        setter(_worded(message, values))

    def retranslate(self) -> None:
        """Set every remembered word again. Widgets that build words by hand extend this."""
        words = self.__dict__.get("_words", {})
        for key, (setter, message, values) in list(words.items()):
            owner = getattr(setter, "__self__", None)
            if isinstance(owner, QObject) and not shiboken6.isValid(owner):
                del words[key]
            else:
                setter(_worded(message, values))


def _worded(message: str, values: dict[str, Any]) -> str:
    return _(message, **{key: value() if callable(value) else value for key, value in values.items()})


def retranslate_all(root: QWidget) -> None:
    """Word the whole window again, outermost first."""
    for widget in [root, *root.findChildren(QWidget)]:
        if isinstance(widget, Worded) and shiboken6.isValid(widget):
            widget.retranslate()
