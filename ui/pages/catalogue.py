"""The written list of pages. A page is one file, one line here, an icon, a test; imported when first visited."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

from workstation.text import N_

if TYPE_CHECKING:
    from ui.pages.page import Page


@dataclass(frozen=True)
class Entry:
    """One page, as the navigation and the palette know it before it is made."""

    id: str
    words: str
    """Title, marked by N_."""
    icon: str
    group: str
    """work, tables or office; '' is not in the navigation."""
    needs: str
    """dataset, workspace or '': without it an empty state stands in the page's place."""
    where: str
    """module:class."""
    keys: str = ""
    """Shortcut."""

    def load(self) -> type[Page]:
        """Return the page's class."""
        module, name = self.where.split(":")
        found: type[Page] = getattr(import_module(module), name)
        return found


GROUPS: Final = {"work": N_("Work"), "tables": N_("Tables"), "office": N_("Office")}

PAGES: Final = (
    Entry("start", N_("Start"), "home", "", "", "ui.pages.start:StartPage"),
    Entry("import", N_("Import"), "import", "work", "workspace", "ui.pages.import_files:ImportPage", "Ctrl+1"),
    Entry("clean", N_("Clean"), "clean", "work", "dataset", "ui.pages.clean:CleanPage", "Ctrl+2"),
    Entry("check", N_("Check"), "check", "work", "dataset", "ui.pages.check:CheckPage", "Ctrl+3"),
    Entry("label", N_("Label"), "label", "work", "dataset", "ui.pages.label:LabelPage", "Ctrl+4"),
    Entry("review", N_("Review"), "review", "work", "dataset", "ui.pages.review:ReviewPage", "Ctrl+5"),
    Entry("history", N_("History"), "history", "work", "dataset", "ui.pages.history:HistoryPage", "Ctrl+6"),
    Entry("publish", N_("Publish"), "publish", "work", "workspace", "ui.pages.publish:PublishPage", "Ctrl+7"),
    Entry("collect", N_("Collect"), "sheet", "work", "workspace", "ui.pages.collect:CollectPage", "Ctrl+9"),
    Entry("table", N_("Table"), "table", "", "dataset", "ui.pages.table:TablePage", "Ctrl+8"),
    Entry("people", N_("People"), "people", "office", "workspace", "ui.pages.people:PeoplePage"),
    Entry("settings", N_("Settings"), "settings", "office", "", "ui.pages.settings:SettingsPage", "Ctrl+,"),
    Entry("help", N_("Help"), "help", "office", "", "ui.pages.help:HelpPage"),
)
BY_ID: Final = {entry.id: entry for entry in PAGES}
