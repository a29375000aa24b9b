"""Place panel: the destinations of the office, tried out, added and taken off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ui.widgets.buttons import button
from ui.widgets.labels import label, restyle
from ui.widgets.outcomes import size_words
from ui.widgets.panel import Panel, row
from ui.widgets.records import Col, Records
from workstation.text import N_, _

if TYPE_CHECKING:
    from workstation.destinations.destination import Abilities
    from workstation.destinations.registry import Registered


class PlacePanel(Panel):
    """A list of places and what one can do with the one pointed at."""

    def __init__(self, *, add: Callable[[], None], remove: Callable[[str], None], probe: Callable[[str], None]) -> None:
        """Lay it out; the callables are what its buttons do."""
        super().__init__(N_("Destinations"), N_("A folder, a share or a stick. Each is tried out before it is used."))
        self.list = Records([Col(N_("Name"), lambda one: one.name, 0, icon=lambda _one: ("drive", "muted"), bold=True)],
                            name=N_("Destinations"), header=False, height=34, framed=True)
        self.list.pointed.connect(lambda _one: self._pointed())
        self.where = label(role="small", wrap=True, selectable=True)
        self.found = label(role="good", wrap=True)
        self.found.hide()
        self.add_button = button(icon="plus", press=add)
        self.word(self.add_button.setText, N_("Add…"))
        self.probe_button = button(press=lambda: self._with(probe))
        self.word(self.probe_button.setText, N_("Try out"))
        self.remove_button = button(press=lambda: self._with(remove))
        self.word(self.remove_button.setText, N_("Remove"))
        self.add(self.list, self.where, self.found, row(self.add_button, self.probe_button, self.remove_button, None))

    def _with(self, act: Callable[[str], None]) -> None:
        if (one := self.list.current()) is not None:
            act(one.name)

    def show_places(self, places: Sequence[Registered]) -> None:
        """Show the destinations."""
        before = self.list.current()
        at = next((i for i, one in enumerate(places) if before is not None and one.name == before.name), 0)
        self.list.show_records(places, at if places else -1)
        self.list.fit(min(5, max(1, len(places))))
        self.list.setVisible(bool(places))
        self.probe_button.setVisible(bool(places))
        self.remove_button.setVisible(bool(places))
        self._pointed()

    def _pointed(self) -> None:
        one = self.list.current()
        self.where.setText(one.location if one is not None else _("None yet. Until there is one, packages can be packed into "
                                                                   "a folder and carried by hand."))
        self.found.hide()

    def say_found(self, name: str, found: Abilities) -> None:
        """Say what a place proved able to do."""
        room = _("{size} free", size=size_words(found.free)) if found.free >= 0 else _("free room not known")
        self.found.setText(_("“{name}” keeps what is written to it; {room}.", name=name, room=room))
        restyle(self.found, "role", "good")
        self.found.show()
