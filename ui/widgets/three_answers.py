"""Three answers: is a package intact, signed, by a key that is trusted; each with its own mark and sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from ui.widgets.buttons import button, icon_button
from ui.widgets.labels import Icon, label, restyle
from ui.widgets.panel import column, row
from ui.words import Worded
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.packages.verify import Verification

FAULTS = 4  # files named; the rest is counted


class Answer(QFrame, Worded):
    """One of the three."""

    def __init__(self, question: str) -> None:
        """Ask `question`, marked by N_."""
        super().__init__()
        self.setProperty("surface", "sunken")
        self.icon = Icon("good", "good", 20)
        self.question = label(role="strong")
        self.word(self.question.setText, question)
        self.words = label(role="muted", wrap=True)
        inner = row(column(self.icon, None), column(self.question, self.words, None, spacing=2), spacing=10,
                    margins=(12, 10, 12, 10))
        inner.setStretch(1, 1)
        self.setLayout(inner)

    def say(self, yes: bool, words: str, *, doubt: bool = False) -> None:
        """Show the answer; `doubt` is a no that may only mean “not yet”."""
        level = "good" if yes else "warning" if doubt else "error"
        self.icon.show_icon({"good": "good", "warning": "warning", "error": "error"}[level], level)
        self.words.setText(words)
        restyle(self, "surface", level)
        self.setAccessibleName(f"{self.question.text()} {words}")


class ThreeAnswers(QFrame, Worded):
    """The card with all three, what package it is, and what to do about an unknown key."""

    def __init__(self, trust: Callable[[Verification], None]) -> None:
        """Lay it out hidden; `trust(found)` is what its button does."""
        super().__init__()
        self.setProperty("surface", "card")
        self.found: Verification | None = None
        self.title = label(role="heading", wrap=True)
        self.about = label(role="muted", wrap=True)
        self.intact, self.signed = Answer(N_("Intact?")), Answer(N_("Signed?"))
        self.trusted = Answer(N_("By a key you trust?"))
        self.faults = label(role="error", wrap=True, selectable=True)
        self.key = label(role="small", wrap=True, selectable=True)
        self.act = button(icon="key", press=lambda: trust(self.found) if self.found else None)
        self.word(self.act.setText, N_("Trust this key…"))
        self.shut = icon_button("close", _("Close"), self.hide, 16)
        answers = row(self.intact, self.signed, self.trusted, spacing=10)
        for at in range(3):
            answers.setStretch(at, 1)
        head = row(self.title, self.shut)
        head.setStretch(0, 1)
        self.setLayout(column(head, self.about, 4, answers, self.faults, self.key, row(self.act, None), spacing=6,
                              margins=(18, 14, 14, 14)))
        self.hide()

    def show_found(self, found: Verification, folder: str) -> None:
        """Show what was found in a folder."""
        from workstation.packages.sign import grouped

        self.found = found
        m = found.manifest
        self.title.setText(_("Version {number} of “{name}”", number=m.number, name=m.dataset_name) if m else folder)
        self.about.setText(_("{rows} rows from {office}, approved by {person}. {folder}", rows=f"{m.rows:,}",
                             office=m.office_name or "–", person=m.approved_by, folder=folder) if m else
                           _("Its contents cannot be trusted."))
        n = len(found.faults)
        self.intact.say(found.intact, _("Every file is as it was signed.") if found.intact else
                        _n("{n} file is not as it was signed.", "{n} files are not as they were signed.", n))
        self.signed.say(found.signed, _("The signature holds.") if found.signed else _("There is no signature that holds."))
        self.trusted.say(found.trusted, (found.key_name or _("You trust this key.")) if found.trusted else
                         _("Nobody here has said so yet.") if found.signed else _("Without a signature nobody can say."),
                         doubt=found.signed)
        told = [f"{fault.file}: {fault.what}" for fault in found.faults[:FAULTS]]
        told += [_n("and {n} more", "and {n} more", n - FAULTS)] if n > FAULTS else []
        self.faults.setText("\n".join(told))
        self.faults.setVisible(bool(told))
        self.key.setText(_("Fingerprint {fingerprint}. Compare it with the sender by telephone before you trust it.",
                           fingerprint=grouped(found.fingerprint)) if found.signed and not found.trusted else
                         grouped(found.fingerprint))
        self.key.setVisible(bool(found.fingerprint))
        self.act.setVisible(found.signed and not found.trusted)
        self.show()
