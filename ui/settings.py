"""Settings: everything a person can set, declared once as data; the page makes its form from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from workstation.text import LANGUAGES, N_

if TYPE_CHECKING:
    from ui.window import Window
    from workstation.workspace import Workspace


@dataclass(frozen=True)
class Setting:
    """One setting of this screen, kept in the user's own preferences."""

    id: str
    group: str
    words: str
    help: str
    choices: dict[str, str] = field(default_factory=dict)
    """{value: words marked by N_}; names of languages stay as they are."""
    get: Callable[[Window], str] = lambda window: ""
    set: Callable[[Window, str], Any] = lambda window, value: None


@dataclass(frozen=True)
class HouseSetting:
    """One setting of the workspace, kept in workspace.db and shared by all who work in it."""

    id: str
    words: str
    help: str
    get: Callable[[Workspace], str]
    set: Callable[[Workspace, str], Any] | None = None
    """None shows it only."""


SCALES = {"0.9": N_("Small"), "1.0": N_("Usual"), "1.15": N_("Large"), "1.3": N_("Larger"), "1.5": N_("Largest")}


def nearest(scale: float) -> str:
    """Return the key of SCALES that is nearest to a text size set by Ctrl and plus."""
    return min(SCALES, key=lambda key: abs(float(key) - scale))


SETTINGS: Final = (
    Setting("language", "screen", N_("Language"), N_("Everything is shown in it at once; your data stays as it is."),
            dict(LANGUAGES), lambda window: window.desk.preferences.language,
            lambda window, value: window.set_language(value)),
    Setting("look", "screen", N_("Colours"), N_("Like the system: light by day and dark by night where it is set so."),
            {"system": N_("Like the system"), "light": N_("Light"), "dark": N_("Dark")},
            lambda window: window.desk.preferences.mode, lambda window, value: window.set_look(value)),
    Setting("text", "screen", N_("Size of text"), N_("Also by Ctrl and plus or minus, from every page."), SCALES,
            lambda window: nearest(window.desk.preferences.text_scale),
            lambda window, value: window.set_text_scale(float(value))),
)
"""What belongs to the person at this screen."""

HOUSE: Final = (
    HouseSetting("office", N_("Name of the office"), N_("Stands in packages and receipts. Only an administrator changes it."),
                 lambda workspace: workspace.setting("office"), lambda workspace, value: workspace.set("office", value)),
    HouseSetting("folder", N_("Folder"), N_("All tables and accounts of the office lie in it. Back it up."),
                 lambda workspace: str(workspace.path)),
    HouseSetting("made", N_("Made"), "", lambda workspace: workspace.setting("made_at")[:10]),
    HouseSetting("device", N_("Number of this computer"), N_("Tells the central platform which computer sent what."),
                 lambda workspace: workspace.setting("device")),
)
"""What belongs to the workspace."""
