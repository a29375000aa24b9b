"""The files that are looked at before they are imported: a first look, then the whole; again after each option."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.pages.import_look import Glance, Item, free_name, glance, items_of, look
from workstation.errors import Problem
from workstation.text import _

if TYPE_CHECKING:
    from ui.pages.page import Page


class Looking(QObject):
    """The items of an import, and the work of finding them, off the screen's thread."""

    changed = Signal()
    """Items came, went, or are understood otherwise."""
    password_wanted = Signal()

    def __init__(self, page: Page, names: Callable[[], Sequence[str]]) -> None:
        """Work for a page; names: those that are taken already."""
        super().__init__(page)
        self.items: list[Item] = []
        self.paths: list[Path] = []
        """Files that are being looked at."""
        self._desk, self._names = page.desk, names
        self._again = page.desk.latest(page)

    @property
    def busy(self) -> bool:
        """Whether something is still being looked at."""
        return bool(self.paths) or self._again.busy

    def forget(self) -> None:
        """Begin anew."""
        self._again.cancel()
        self.items = []

    def drop(self, item: Item) -> None:
        """Take an item off the list."""
        self.items = [one for one in self.items if one is not item]
        self.changed.emit()

    def take(self, paths: Sequence[Path]) -> None:
        """Look at files that are not there yet, each in the background."""
        self.paths += paths
        self.changed.emit()
        for path in paths:
            self._start(path)

    def _start(self, path: Path) -> None:
        """Show what the first rows of a large file tell, then look at all of it."""
        title = _("Reading {file}", file=path.name)

        def whole(early: Glance | None) -> None:
            if early is not None and path in self.paths:
                self._looked(path, early, provisional=True)
            self._desk.run(lambda job: look(path, {}, job), lambda seen: self._looked(path, seen), title=title,
                          failed=lambda problem: self._unread(path, problem)).ended.connect(lambda: self._one_less(path))
        self._desk.run(lambda job: glance(path, {}, "", job), whole, title=title, failed=lambda _problem: whole(None))

    def _one_less(self, path: Path) -> None:
        self.paths = [one for one in self.paths if one != path]
        self.changed.emit()

    def _taken(self) -> list[str]:
        return [*self._names(), *(item.name for item in self.items)]

    def _looked(self, path: Path, seen: Glance, *, provisional: bool = False) -> None:
        known = {item.name for item in self.items if item.path == path and item.provisional}
        at = next((i for i, item in enumerate(self.items) if item.path == path), len(self.items))
        before = {item.title: item for item in self.items if item.path == path and item.provisional}
        self.items = [item for item in self.items if item.path != path or not item.provisional]
        made = items_of(path, seen, {}, [name for name in self._taken() if name not in known])
        for item in made:
            item.provisional = provisional
            if (early := before.get(item.title)) is not None:
                item.taken = early.taken  # what was said while only the first rows were known holds
        self.items[at:at] = made
        self.changed.emit()

    def _unread(self, path: Path, problem: BaseException) -> None:
        self.items = [item for item in self.items if item.path != path or not item.provisional]
        if not isinstance(problem, Problem):
            self._desk.show(problem)
            return
        self.items.append(Item(path, {}, None, problem, taken=False, name=free_name(path.stem, self._taken())))
        self.changed.emit()
        if self.items[-1].sealed and len(self.items) == 1:
            self.password_wanted.emit()

    def again(self, item: Item, options: dict[str, Any]) -> None:
        """Read a file otherwise: from its first rows at once, then from all of it."""
        item.options, title = options, _("Reading {file}", file=item.path.name)
        encoding = str(options.get("encoding") or (item.looked.found.encoding if item.looked else ""))

        def failed(problem: BaseException) -> None:
            if isinstance(problem, Problem):
                item.looked, item.problem, item.taken, item.provisional = None, problem, False, False
                self.changed.emit()
            else:
                self._desk.show(problem)

        def whole(early: Glance | None) -> None:
            if early is not None:
                self._read_again(item, options, early, provisional=True)
            self._again.start(lambda job: look(item.path, options, job),
                              lambda seen: self._read_again(item, options, seen), failed, title=title)
        self._again.start(lambda job: glance(item.path, options, encoding, job), whole, failed, title=title)

    def _read_again(self, item: Item, options: dict[str, Any], seen: Glance, *, provisional: bool = False) -> None:
        wanted = options.get("table")
        found = next((one for one in seen.tables if wanted in (None, one.found.table)), None)
        if found is not None:
            item.looked, item.problem, item.taken, item.provisional = found, None, True, provisional
            item.sheets = seen.sheets or item.sheets
        else:
            missing = Problem("no-table", _("There is no table in “{name}”.", name=options.get("sheet") or item.path.name),
                              remedy=_("Choose another sheet, or say where its data begins."))
            item.looked, item.problem, item.taken = None, missing, False
        self.changed.emit()
