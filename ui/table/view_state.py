"""Which rows the grid shows and in what order: filters, sort and problems, computed off the screen's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.jobs import Latest
from workstation.text import _, _n

if TYPE_CHECKING:
    from ui.desk import Desk
    from workstation.dataset.column import Positions
    from workstation.dataset.filter import Filter
    from workstation.dataset.table import Table
    from workstation.dataset.view import View
    from workstation.job import Job


class ViewState(QObject):
    """The view of the table in front."""

    ready = Signal(object)
    """Positions of the rows to show."""
    changed = Signal()
    """Filters or sort are others: chips and arrows are drawn anew."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        """Start with every row in its own order."""
        super().__init__(parent)
        self._desk = desk
        self._latest: Latest = desk.latest(self)
        self.filters: tuple[Filter, ...] = ()
        self.sort: tuple[tuple[str, bool], ...] = ()
        """(field id, downwards), the first counts most."""
        self.only_problems = False
        self.problem_rows: Positions | None = None

    @property
    def plain(self) -> bool:
        """True while every row is shown in its own order."""
        return not (self.filters or self.sort or self.only_problems)

    @property
    def limited(self) -> bool:
        """True while some rows are left out."""
        return bool(self.filters or self.only_problems)

    def view(self) -> View:
        """Return filters and sort as the core's View."""
        from workstation.dataset.view import Sort, View

        return View(self.filters, tuple(Sort(field, down) for field, down in self.sort))

    def clear(self, *, quiet: bool = False) -> None:
        """Show every row in its own order."""
        self.filters, self.sort, self.only_problems = (), (), False
        if not quiet:
            self.update()

    def clear_filters(self) -> None:
        """Leave no row out; the order stays."""
        self.filters, self.only_problems = (), False
        self.update()

    def add(self, one: Filter) -> None:
        """Narrow the view by a filter; a filter of the same kind on the same field is replaced."""
        kept = [f for f in self.filters if (f.field, f.kind) != (one.field, one.kind)]
        self.filters = (*kept, one)
        self.update()

    def remove(self, one: Filter) -> None:
        """Take a filter away."""
        self.filters = tuple(f for f in self.filters if f is not one)
        self.update()

    def show_only_problems(self, on: bool) -> None:
        """Show only rows that have problems, or all."""
        self.only_problems = on
        self.update()

    def sort_by(self, field: str, down: bool | None, *, add: bool = False) -> None:
        """Order by a field, up or down (None: not by it); `add` keeps the other keys before it."""
        kept = tuple(key for key in self.sort if key[0] != field) if add or down is None else ()
        self.sort = kept if down is None else (*kept, (field, down))
        self.update()

    def cycle(self, field: str) -> None:
        """Go on as a click on a name does: up, down, original order."""
        now = dict(self.sort).get(field)
        self.sort_by(field, {None: False, False: True, True: None}[now])

    def forget_fields(self, table: Table) -> None:
        """Drop filters and sort keys of fields that are gone."""
        self.filters = tuple(f for f in self.filters if f.field in table.by_id)
        self.sort = tuple(key for key in self.sort if key[0] in table.by_id)

    def update(self) -> None:
        """Compute the rows anew; `ready` tells them."""
        table = self._desk.session.table
        self.changed.emit()
        if table is None:
            return
        if self.plain:
            self._latest.cancel()
            self.ready.emit(table.visible)
            return
        view, wanted = self.view(), self.problem_rows if self.only_problems else None
        self._latest.start(lambda job: rows_of(table, view, wanted, job), self.ready.emit, self._desk.show,
                           title=_("Sorting and filtering"), shown=True)

    @property
    def busy(self) -> bool:
        """True while rows are being computed."""
        return self._latest.busy

    # --- words ------------------------------------------------------------------------------------------------------

    def chips(self, table: Table) -> list[tuple[str, Any]]:
        """Return (words, filter or None for “has problems”) of each limit."""
        made: list[tuple[str, Any]] = [(worded(one, table), one) for one in self.filters]
        return [*made, (_("Has problems"), None)] if self.only_problems else made


def rows_of(table: Table, view: View, wanted: Positions | None, job: Job) -> Positions:
    """Return positions of a view, of these positions only where `wanted` is given."""
    import numpy as np

    from workstation.dataset.view import positions
    from workstation.engine.engine import shared

    found = positions(table, view, shared(), job)
    if wanted is not None:
        found = found[np.isin(found, wanted)]
    return found


def worded(one: Filter, table: Table) -> str:
    """Return a filter in a few words for its chip."""
    from workstation.dataset.filter import Between, Contains, IsBlank, OneOf, RowSet, Unreadable

    if isinstance(one, RowSet):
        return _n("{n} chosen row", "{n} chosen rows", len(one.rows))
    field = table.field(one.field)
    name = field.title or field.name
    if isinstance(one, OneOf):
        values = [_("blank") if value is None else value[:24] for value in one.values]
        what = _(", ").join(values[:2]) + (f" +{len(values) - 2}" if len(values) > 2 else "")
        return _("{field} is not {what}", field=name, what=what) if one.negate else _(
            "{field}: {what}", field=name, what=what)
    if isinstance(one, Contains):
        if one.negate:
            return _("{field} lacks “{text}”", field=name, text=one.text[:24])
        return _("{field} has “{text}”", field=name, text=one.text[:24])
    if isinstance(one, IsBlank):
        return _("{field} is filled", field=name) if one.negate else _("{field} is blank", field=name)
    if isinstance(one, Unreadable):
        return _("{field} cannot be read", field=name)
    if isinstance(one, Between):
        return _("{field}: {what}", field=name, what=f"{one.low or '…'} – {one.high or '…'}")
    return name
