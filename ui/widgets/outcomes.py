"""Outcomes: what a round of sync, or accepting, came to; a line for each thing that happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from ui.widgets.buttons import icon_button
from ui.widgets.labels import label
from ui.widgets.panel import column, row
from ui.widgets.records import Col, Records
from ui.words import Worded
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from workstation.sync.accept import Outcome
    from workstation.sync.receipts import Noted
    from workstation.sync.run import Round

Line = tuple[str, str, str]
"""(icon, token, sentence)."""
ANSWERS = {"accepted": N_("received"), "held": N_("held"), "refused": N_("refused")}
MARKS = {"accepted": ("good", "good"), "held": ("warning", "warning"), "refused": ("error", "error")}


def size_words(size: int) -> str:
    """Return bytes as people say them."""
    if size >= 1 << 20:
        return f"{size / (1 << 20):.1f} MB"
    return f"{max(1, round(size / 1024)):,} kB" if size else "0 kB"


def round_lines(done: Round) -> list[Line]:
    """Return what happened at one destination."""
    place = done.destination.name
    lines: list[Line] = [
        ("publish", "good", _("{place}: version {version} of “{name}” was sent, {what}.", place=place, version=one.version,
                              name=one.dataset_name, what=_("whole") if one.kind == "checkpoint" else _("only what changed")))
        for one in done.published]
    if done.sent.objects:
        lines.append(("drive", "muted", _n("{place}: {n} file, {size}.", "{place}: {n} files, {size}.", done.sent.objects,
                                           place=place, size=size_words(done.sent.bytes))))
    lines += [line for noted in done.receipts if (line := _receipt(place, noted))]
    if done.unsettled:
        lines.append(("clock", "warning", _n("{place}: one version waits for its receipt.",
                                             "{place}: {n} versions wait for their receipts.", len(done.unsettled),
                                             place=place)))
    if done.problem is not None:
        lines.append(("error", "error", _("{place}: {problem}", place=place, problem=str(done.problem))))
    return lines or [("good", "good", _("{place}: everything is there already.", place=place))]


def _receipt(place: str, noted: Noted) -> Line | None:
    if noted.receipt is None or noted.fault:
        return "warning", "warning", _("{place}: a receipt cannot be used: {why}", place=place, why=noted.fault)
    if not noted.trusted:
        return "key", "warning", _("{place}: a receipt is from a key that is not trusted and does not count.", place=place)
    if not noted.counted:
        return None
    icon, token = MARKS[noted.receipt.outcome]
    why = _("; ").join(reason["what"] for reason in noted.receipt.reasons)
    return icon, token, _("{place}: receipt for number {seq}: {answer} {why}", place=place, seq=noted.receipt.seq,
                          answer=_(ANSWERS[noted.receipt.outcome]), why=why).rstrip()


def accept_line(one: Outcome) -> Line:
    """Return what became of one version that was sent to us."""
    icon, token = MARKS.get(one.outcome, ("warning", "warning"))
    if one.outcome == "accepted":
        return icon, token, (_("Version {version} of “{name}” was received; its receipt is signed.", version=one.version,
                               name=one.name) if one.new else
                             _("Version {version} of “{name}” was received before.", version=one.version, name=one.name))
    why = _("; ").join(reason["what"] for reason in one.reasons)
    return icon, token, _("Number {seq} of office {office}: {answer}. {why} {remedy}", seq=one.seq, office=one.office[:9],
                          answer=_(ANSWERS.get(one.outcome, one.outcome)), why=why, remedy=one.remedy).rstrip()


class Outcomes(QFrame, Worded):
    """The card; hidden until something happened."""

    def __init__(self) -> None:
        """Lay it out hidden."""
        super().__init__()
        self.setProperty("surface", "card")
        self.title = label(role="heading")
        self.shut = icon_button("close", _("Close"), self.hide, 16)
        self.list = Records([Col("", lambda line: line[2], 0, icon=lambda line: (line[0], line[1]))],
                            name=N_("What happened"), header=False, height=30)
        head = row(self.title, self.shut)
        head.setStretch(0, 1)
        self.setLayout(column(head, self.list, spacing=8, margins=(18, 14, 14, 14)))
        self.hide()

    def _show(self, title: str, lines: list[Line]) -> None:
        self.word(self.title.setText, title)
        self.list.show_records(lines)
        self.list.fit(min(8, len(lines)))
        self.show()

    def show_rounds(self, rounds: list[Round]) -> None:
        """Show a round over all destinations."""
        self._show(N_("Sync is done"), [line for one in rounds for line in round_lines(one)])

    def show_accepted(self, found: list[Outcome]) -> None:
        """Show what was taken in."""
        nothing: list[Line] = [("info", "muted", _("Nothing new is there."))]
        self._show(N_("What was accepted"), [accept_line(one) for one in found] or nothing)
