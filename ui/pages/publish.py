"""Publish page: approved versions packed and sent, destinations, the office's key, whose keys count, packages of others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.models import handing_over as work
from ui.models.handing_over import Approved, House
from ui.pages.page import Page
from ui.widgets.bars import Progress
from ui.widgets.buttons import button
from ui.widgets.empty import EmptyState
from ui.widgets.key_panel import KeyPanel
from ui.widgets.labels import label, line
from ui.widgets.outcomes import Outcomes
from ui.widgets.panel import KeepWidth, Panel, Scroll, row
from ui.widgets.place_panel import PlacePanel
from ui.widgets.records import Col, Records
from ui.widgets.three_answers import ThreeAnswers
from ui.widgets.when import when, who
from workstation.errors import Problem
from workstation.text import N_, _, _n

if TYPE_CHECKING:
    from ui.jobs import Running
    from workstation.job import Job
    from workstation.packages.build import Built
    from workstation.packages.verify import Verification
    from workstation.sync.accept import Outcome
    from workstation.sync.outbox import Publication
    from workstation.sync.run import Round
    from workstation.workspace import Workspace

STATES = {"frozen": (N_("being sent"), "accent"), "built": (N_("being sent"), "accent"), "signed": (N_("being sent"), "accent"),
          "sending": (N_("being sent"), "accent"), "awaiting": (N_("sent, no receipt yet"), "accent"),
          "accepted": (N_("received"), "good"), "held": (N_("held by the other side"), "warning"),
          "refused": (N_("refused"), "error"), "fork": (N_("another computer sends as this one"), "error")}
"""{state of the outbox: (words, token)}."""


def _state_of(pair: tuple[str, Publication | None]) -> tuple[str, str]:
    return STATES[pair[1].state] if pair[1] is not None else (N_("not sent yet"), "warning")


class PublishPage(Page):
    """Versions and what became of them at the left; destinations and keys at the right."""

    def build(self) -> None:
        """Lay it out."""
        self.house: House | None = None
        self.running: Running | None = None
        title = label(role="title")
        self.word(title.setText, N_("Publish"))
        self.pending = label(role="muted")
        check = button(icon="shield", press=self.verify_package)
        self.word(check.setText, N_("Verify a package…"))
        take = button(icon="import", press=self.accept)
        self.word(take.setText, N_("Accept from a place…"))
        head = row(title, self.pending, None, check, take, margins=(24, 16, 24, 12))
        self.answers = ThreeAnswers(self._trust_found)
        self.outcomes = Outcomes()
        left = Scroll(margins=(24, 4, 16, 24), spacing=16)
        left.add(self.answers, self.outcomes, self._make_progress(), self._make_versions(), None)
        self.places = PlacePanel(add=self.add_destination, remove=self.remove_destination, probe=self.try_out)
        self.keys = KeyPanel(make=self.make_key, copy=self.copy_key, trust=self.trust_key, distrust=self.distrust_key)
        right = Scroll(margins=(8, 4, 24, 24), spacing=16)
        right.add(self.places, self.keys, None)
        KeepWidth(right, 392)
        middle = row(left, right, spacing=0)
        middle.setStretch(0, 1)
        self.body.addLayout(head)
        self.body.addLayout(middle, 1)
        self.session.person_changed.connect(self._show)

    def _make_versions(self) -> Panel:
        made = Panel(N_("Approved versions"))
        self.versions = Records([Col(N_("Table"), lambda one: one.name, 0, icon=lambda _one: ("table", "muted"), bold=True),
                                 Col(N_("Version"), lambda one: str(one.version.number), 72, "muted", right=True),
                                 Col(N_("Approved"), self._approved, 190, "muted", drop=540),
                                 Col(N_("State"), lambda one: self._state(one)[0], 170, lambda one: self._state(one)[1],
                                     pill=True)],
                                name=N_("Approved versions"), height=36, framed=True)
        self.versions.pointed.connect(self._pointed)
        self.versions.opened.connect(lambda _one: self.pack())
        self.became = Records([Col(N_("Destination"), lambda pair: pair[0], 0, icon=lambda _pair: ("drive", "muted")),
                               Col(N_("State"), self._became, 176, lambda pair: _state_of(pair)[1], pill=True),
                               Col(N_("Time"), self._became_at, 116, "muted", drop=440),
                               Col(N_("Reason"), self._reasons, 0, "muted", drop=520)],
                              name=N_("What became of this version"), height=32, framed=True)
        self.became_words = label(role="strong")
        self.version_words = label(role="small", wrap=True, selectable=True)
        self.pack_button = button(icon="package", press=self.pack)
        self.word(self.pack_button.setText, N_("Pack into a folder…"))
        self.none = EmptyState(
            "package", N_("Nothing is approved yet"),
            N_("A table that was submitted and approved by another person becomes a version. Versions are packed and sent "
               "from here."), [(N_("Go to review"), lambda: self.desk.go("review"))])
        made.add(self.versions, row(self.pack_button, None), self.became_words, self.became, self.version_words, self.none)
        return made

    def _make_progress(self) -> QWidget:
        made = Panel(N_("At work"))
        self.work_words = label(role="muted", wrap=True)
        self.work_bar = Progress()
        stop = button(icon="stop", press=self.stop)
        self.word(stop.setText, N_("Stop"))
        inner = row(self.work_bar, self.work_words, stop, spacing=12)
        inner.setStretch(1, 1)
        made.add(inner, line())
        hint = label(role="small", wrap=True)
        self.word(hint.setText, N_("Stopping does no harm: the next time goes on where this one stopped."))
        made.add(hint)
        made.hide()
        self.at_work = made
        return made

    # --- reading --------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything anew."""
        if self.session.workspace is not None:
            self.session.ask_house(work.read, self._read, _("Looking at what is to be sent"))

    def _read(self, house: House) -> None:
        self.house = house
        self._show()

    def _show(self) -> None:
        house = self.house
        if house is None:
            return
        current = self.versions.current()
        at = next((i for i, one in enumerate(house.versions) if current is not None and
                   (one.dataset, one.version.number) == (current.dataset, current.version.number)), 0)
        self.versions.show_records(house.versions, at)
        self.versions.fit(min(10, len(house.versions)))
        some = bool(house.versions)
        for part in (self.versions, self.version_words, self.pack_button, self.became_words):
            part.setVisible(some)
        self.none.setVisible(not some)
        self.places.show_places(house.destinations)
        self.keys.show_keys(house, administrator=self.session.role == "administrator")
        self.pending.setText(_n("{n} version waits", "{n} versions wait", house.pending) if house.pending else
                             _("everything is where it should be") if some and house.destinations else "")
        self.desk.count("publish", house.pending)
        sync: Any = getattr(self.window(), "sync", None)
        if sync is not None:
            sync.show_house(house)
        self._pointed(self.versions.current())

    def _approved(self, one: Approved) -> str:
        return _("{time}, {person}", time=when(one.version.time), person=who(one.version.person, self.session.person))

    def _state(self, one: Approved) -> tuple[str, str]:
        house = self.house
        if house is None or not house.destinations:
            return _("no destination"), "muted"
        found = [one.sent[place.name] for place in house.destinations if place.name in one.sent]
        worst = next((state for state in ("fork", "refused", "held", "frozen", "built", "signed", "sending", "awaiting")
                      if any(publication.state == state for publication in found)), "")
        if worst:
            return _(STATES[worst][0]), STATES[worst][1]
        if len(found) == len(house.destinations):
            return _(STATES["accepted"][0]), "good"
        return (_("not sent yet"), "warning") if one.newest else (_("a newer one is sent"), "muted")

    def _pointed(self, one: Approved | None) -> None:
        if one is None or self.house is None:
            self.version_words.setText("")
            return
        pairs = [(place.name, one.sent.get(place.name)) for place in self.house.destinations]
        self.became_words.setText(_("Version {number} of “{name}”", number=one.version.number, name=one.name))
        self.became.show_records(pairs)
        self.became.fit(min(6, len(pairs)))
        self.became.setVisible(bool(pairs))
        mark = one.version.content_hash
        self.version_words.setText(_("Content {hash}", hash=" ".join(mark[at:at + 8] for at in range(0, len(mark), 8))))

    def _became(self, pair: tuple[str, Publication | None]) -> str:
        return _(_state_of(pair)[0])

    def _became_at(self, pair: tuple[str, Publication | None]) -> str:
        return when(pair[1].outcome_at or pair[1].made_at) if pair[1] is not None else ""

    def _reasons(self, pair: tuple[str, Publication | None]) -> str:
        return _("; ").join(reason["what"] for reason in pair[1].reasons) if pair[1] is not None else ""

    def touched(self, changes: Any) -> None:
        """Read anew when a decision may have made a version."""
        if "decision" in changes.kinds or not changes.kinds:
            self.refresh()

    def enter(self, where: dict[str, Any]) -> None:
        """Put the focus on the versions."""
        self.versions.setFocus()

    def panes(self) -> list[QWidget]:
        """Return the versions, the destinations and the keys."""
        return [self.versions, self.places, self.keys]

    def primary(self) -> tuple[str, str] | None:
        """Return the one primary button."""
        return N_("Sync now"), "sync"

    def retranslate(self) -> None:
        """Word what was put together again."""
        super().retranslate()
        self._show()

    # --- running --------------------------------------------------------------------------------------------------------

    def _run(self, act: Callable[[Workspace, Job], Any], then: Callable[[Any], None], title: str) -> None:
        """Run one long act on the workspace's thread, shown here with a bar; the page is read anew when it ends."""
        from ui.session import HOUSE

        workspace = self.session.workspace
        if workspace is None or (self.running is not None and not self.running.done):
            return
        self.work_words.setText(title)
        self.work_bar.show_share(0, 0)
        self.at_work.show()
        self.running = self.desk.run(lambda job: act(workspace, job), then, title=title, writes=HOUSE)
        self.running.progress.connect(self._progress)
        self.running.cancelled.connect(lambda: self.desk.tell(_("Stopped. Nothing is lost; the next time goes on.")))
        self.running.ended.connect(self._ended)

    def _progress(self, done: int, total: int, words: str) -> None:
        figures = _("{words}: {done} of {total}", words=words, done=f"{done:,}", total=f"{total:,}")
        self.work_words.setText(figures if total else words)
        self.work_bar.show_share(done, total)

    def _ended(self) -> None:
        self.at_work.hide()
        self.refresh()

    def stop(self) -> None:
        """Stop what runs."""
        if self.running is not None:
            self.running.cancel()

    def _passphrase(self) -> tuple[bool, str | None]:
        """Return whether to go on, and the passphrase of the office's key where it has one."""
        if self.house is not None and self.house.key is None:
            self.desk.show(Problem("no-key", _("This office has no key to sign with yet."), remedy=_("Make one first.")),
                           (_("Make the key"), self.make_key))
            return False, None
        if not work.needs_passphrase(self.house):
            return True, None
        words = self.desk.dialogs.text(_("The office's key"), _("Passphrase of the office's key:"), verb=_("Go on"),
                                       secret=True)
        return words is not None, words

    # --- versions -------------------------------------------------------------------------------------------------------

    def pack(self) -> None:
        """Write the version pointed at as a package folder."""
        one = self.versions.current()
        if one is None:
            self.desk.show(Problem("not-approved", _("Nothing is approved yet."),
                                   remedy=_("Submit a table and have it approved.")))
            return
        go_on, passphrase = self._passphrase()
        folder = self.desk.dialogs.open_folder(_("Where should the package go?")) if go_on else None
        if folder is not None:
            to, person = folder / work.folder_name(one.name, one.version.number), self.session.person
            self._run(lambda workspace, job: work.pack(workspace, one, to, person, passphrase, job), self._packed,
                      _("Packing version {number} of “{name}”", number=one.version.number, name=one.name))

    def _packed(self, made: Built) -> None:
        verify = (_("Verify it"), lambda: self._verify(made.path))
        self.desk.tell(_("Packed into {folder}.", folder=str(made.path)), verify)

    def sync(self) -> None:
        """Send what is approved to every destination and pick up receipts."""
        if self.house is not None and not self.house.destinations:
            self.desk.show(Problem("no-destination", _("There is no place to send to yet."),
                                   remedy=_("Add a folder or a stick.")), (_("Add a destination…"), self.add_destination))
            return
        go_on, passphrase = self._passphrase()
        if go_on:
            person = self.session.person
            self._run(lambda workspace, job: work.sync(workspace, person, passphrase, job), self._synced,
                      _("Sending what is approved"))

    def _synced(self, rounds: list[Round]) -> None:
        self.outcomes.show_rounds(rounds)
        if problem := next((one.problem for one in rounds if one.problem), None):
            self.desk.show(problem)

    # --- places ---------------------------------------------------------------------------------------------------------

    def add_destination(self) -> None:
        """Choose a folder, share or stick; it is tried out before it is taken."""
        folder = self.desk.dialogs.open_folder(_("A folder, share or stick to send to"))
        if folder is None:
            return
        name = self.desk.dialogs.text(_("A name for this place"), _("What do you call {folder}?", folder=str(folder)),
                                      folder.name, _("Try it out and add it"))
        if name is not None:
            person = self.session.person
            self._run(lambda workspace, job: work.add_place(workspace, str(folder), name, person),
                      lambda made: self.desk.tell(_("“{name}” works and was added.", name=made.name)),
                      _("Trying the place out"))

    def remove_destination(self, name: str) -> None:
        """Take a place off the list."""
        if self.desk.dialogs.confirm(_("Remove “{name}”", name=name),
                                     _("What was sent stays there. What waits for it stays here."),
                                     _("Take it off the list"), danger=True):
            person = self.session.person
            self._run(lambda workspace, job: work.remove_place(workspace, name, person),
                      lambda _made: self.desk.tell(_("“{name}” was taken off the list.", name=name)),
                      _("Removing the destination"))

    def try_out(self, name: str) -> None:
        """Try a place out again and say what it can do."""
        self._run(lambda workspace, job: work.try_out(workspace, name), lambda found: self.places.say_found(name, found),
                  _("Trying out “{name}”", name=name))

    # --- keys -----------------------------------------------------------------------------------------------------------

    def make_key(self) -> None:
        """Make the office's key."""
        words = self.desk.dialogs.text(
            _("Make the office's key"), _("A passphrase of several words protects it. Leave it empty to let the system's "
                                          "keyring protect it."), verb=_("Make the key"), secret=True)
        if words is not None:
            person = self.session.person
            self._run(lambda workspace, job: work.make_key(workspace, person, words or None),
                      lambda _key: self.desk.tell(_("The office has a key now.")), _("Making the key"))

    def copy_key(self) -> None:
        """Put the fingerprint on the clipboard."""
        if self.house is not None and self.house.key is not None:
            QGuiApplication.clipboard().setText(self.house.key.fingerprint)
            self.desk.tell(_("The fingerprint is on the clipboard."))

    def trust_key(self, print_: str = "") -> None:
        """Trust the key of another office, by its fingerprint."""
        asked = print_ or self.desk.dialogs.text(_("Trust a key"), _("The fingerprint, as the other office reads it to you:"),
                                                 verb=_("Go on"))
        name = self.desk.dialogs.text(_("Whose key is it?"), _("You compared the fingerprint by telephone. Name the office:"),
                                      verb=_("Trust it")) if asked else None
        if asked and name is not None:
            person = self.session.person
            self._run(lambda workspace, job: work.trust_key(workspace, asked, name, person),
                      lambda _key: self._trusted(print_), _("Trusting the key"))

    def _trusted(self, print_: str) -> None:
        self.desk.tell(_("The key is trusted from now on."))
        if print_ and self._verified_folder is not None:
            self._verify(self._verified_folder)

    def distrust_key(self, print_: str) -> None:
        """Trust a key no longer."""
        person = self.session.person
        self._run(lambda workspace, job: work.distrust_key(workspace, print_, person),
                  lambda _key: self.desk.tell(_("The key is no longer trusted.")), _("Trusting the key no longer"))

    # --- packages of others ---------------------------------------------------------------------------------------------

    _verified_folder: Path | None = None

    def verify_package(self) -> None:
        """Answer three questions about a package folder."""
        if (folder := self.desk.dialogs.open_folder(_("Verify a package"))) is not None:
            self._verify(folder)

    def _verify(self, folder: Path) -> None:
        self._verified_folder = folder

        def told(found: Verification) -> None:
            self.answers.show_found(found, str(folder))

        self._run(lambda workspace, job: work.verify(workspace, folder, job), told, _("Verifying the package"))

    def _trust_found(self, found: Verification) -> None:
        self.trust_key(found.fingerprint)

    def accept(self) -> None:
        """Take in what offices sent to a place."""
        folder = self.desk.dialogs.open_folder(_("Accept from a place, or one package"))
        go_on, passphrase = self._passphrase() if folder is not None else (False, None)
        if folder is not None and go_on:
            person = self.session.person
            self._run(lambda workspace, job: work.accept(workspace, folder, person, passphrase, job), self._accepted,
                      _("Accepting what was sent"))

    def _accepted(self, found: list[Outcome]) -> None:
        self.outcomes.show_accepted(found)
        self.session.refresh_datasets()
