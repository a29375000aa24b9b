"""Key panel: the office's own key and its fingerprint, and whose keys are trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.widgets.buttons import button
from ui.widgets.labels import label, line
from ui.widgets.panel import Panel, row
from ui.widgets.records import Col, Records
from ui.widgets.when import when
from workstation.text import N_, _

if TYPE_CHECKING:
    from ui.models.handing_over import House

SEALED = {"keyring": N_("Protected by the system's keyring."), "passphrase": N_("Protected by a passphrase."),
          "file": N_("Protected only by this user's own folder.")}
METHODS = ("keyring", "passphrase", "file")


@dataclass(frozen=True)
class KeyLine:
    """One key of the list; state is trusted, revoked or met."""

    fingerprint: str
    name: str
    since: str
    state: str


STATES = {"trusted": (N_("trusted"), "good"), "revoked": (N_("no longer"), "muted"), "met": (N_("not trusted"), "warning")}


class KeyPanel(Panel):
    """The office's fingerprint in large groups, then the keys of others."""

    def __init__(self, *, make: Callable[[], None], copy: Callable[[], None], trust: Callable[[str], None],
                 distrust: Callable[[str], None]) -> None:
        """Lay it out; the callables are what its buttons do."""
        super().__init__(N_("Keys"), N_("A package is signed with the office's key. Read its fingerprint to the other side by "
                                        "telephone; then they know that it is yours."))
        self._trust, self._distrust = trust, distrust
        caption, others = label(role="strong"), label(role="strong")
        self.word(caption.setText, N_("This office's fingerprint"))
        self.word(others.setText, N_("Keys of others"))
        self.print_ = label(role="mono", selectable=True)
        self.sealed = label(role="small", wrap=True)
        self.make_button = button(icon="key", press=make)
        self.word(self.make_button.setText, N_("Make the key…"))
        self.copy_button = button(icon="copy", press=copy)
        self.word(self.copy_button.setText, N_("Copy"))
        self.list = Records([Col(N_("Office"), lambda one: one.name or one.fingerprint[:12], 0,
                                 icon=lambda _one: ("key", "muted")),
                             Col(N_("State"), lambda one: _(STATES[one.state][0]), 116, lambda one: STATES[one.state][1],
                                 pill=True)],
                            name=N_("Keys of others"), header=False, height=32, framed=True)
        self.list.pointed.connect(lambda _one: self._pointed())
        self.about = label(role="small", wrap=True, selectable=True)
        self.trust_button = button(icon="plus", press=lambda: trust(""))
        self.word(self.trust_button.setText, N_("Trust a key…"))
        self.change = button(press=self._change)
        self.add(caption, self.print_, self.sealed, row(self.make_button, self.copy_button, None), line(), others, self.list,
                 self.about, row(self.trust_button, self.change, None))

    def show_keys(self, house: House, *, administrator: bool) -> None:
        """Show the office's key and those of others."""
        key = house.key
        self._administrator = administrator
        self.print_.setVisible(key is not None)
        self.copy_button.setVisible(key is not None)
        self.make_button.setVisible(key is None and administrator)
        if key is not None:
            groups = [key.fingerprint[at:at + 4] for at in range(0, len(key.fingerprint), 4)]
            lines = [" ".join(groups[at:at + 4]) for at in range(0, len(groups), 4)]
            self.print_.setText("\n".join(lines))
            self.sealed.setText(_(SEALED[key.method]))
        else:
            self.sealed.setText(_("There is none yet; an administrator makes it once."))
        own = key.fingerprint if key else ""
        lines_ = [KeyLine(one.fingerprint, one.name, one.since, "revoked" if one.revoked else "trusted")
                  for one in house.trusted if one.fingerprint != own]
        known = {one.fingerprint for one in lines_} | {own}
        lines_ += [KeyLine(print_, "", since, "met") for print_, since in house.met if print_ not in known]
        self.list.show_records(lines_, 0 if lines_ else -1)
        self.list.fit(min(5, max(1, len(lines_))))
        self.list.setVisible(bool(lines_))
        self.trust_button.setVisible(administrator)
        self._pointed()

    def _pointed(self) -> None:
        one = self.list.current()
        self.change.setVisible(one is not None and self._administrator)
        if one is None:
            self.about.setText(_("No key of another office is trusted yet."))
            return
        self.about.setText(_("{fingerprint} · since {time}", fingerprint=" ".join(
            one.fingerprint[at:at + 4] for at in range(0, 64, 4)), time=when(one.since)))
        self.change.setText(_("Trust it no longer") if one.state == "trusted" else _("Trust it…"))

    def _change(self) -> None:
        if (one := self.list.current()) is not None:
            (self._distrust if one.state == "trusted" else self._trust)(one.fingerprint)
