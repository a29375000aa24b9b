"""Rule: what must hold; each kind answers in SQL, one small number for each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from workstation.text import N_

if TYPE_CHECKING:
    from workstation.engine.engine import Engine
    from workstation.rules.columns import Columns

LEVELS = ("error", "warning", "info")
NOT_CHECKED = 255
"""In an array of verdicts: this rule says nothing of this row. 0 is a pass, 1 to 254 the number of a reason."""


@dataclass(frozen=True)
class Tally:
    """What a rule came to over all rows: how many cells it looked at, how many failed, and whether that is a fail.

    note: parameter for the sentence of a failure that is about the whole table, such as a rate
    """

    checked: int
    failed: int
    outcome: str
    satisfied: int
    """Of `checked`, how many satisfy: the A of A/B."""
    why: str = ""
    note: str = ""
    elements: int | None = None
    """Of how many elements `satisfied` is a part, the B of A/B; `checked` where not said."""

    @property
    def measured(self) -> int:
        """The B of A/B."""
        return self.checked if self.elements is None else self.elements


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that must hold. Frozen plain data; the engine's words for it come from `sql`.

    id:        stable within the standard: "uscc.required", "key", or as the standard says ("R01")
    fields:    standard field names it reads, the first is the one a failure is shown at
    level:     error, warning or info
    dimension: "dimension/indicator" of GB/T 36344, such as 完整性/0201
    """

    kind: ClassVar[str] = ""
    scope: ClassVar[str] = "cell"
    """What an edit can touch: cell (that cell), row (that row), group (rows with equal values), table (all)."""
    answer: ClassVar[str] = "verdict"
    """What `sql` gives for each row: verdict (NULL, 0 or a reason), hash (of the values) or day (since 1970)."""

    id: str
    fields: tuple[str, ...]
    level: str = "error"
    dimension: str = "规范性/0101"
    title: str = ""
    say: str = ""
    """The standard's own sentence for a failure, with {field} for values of the row."""

    behind: str = ""
    """Id of another rule: this one says nothing of rows that fail it, so that one mistake is told once."""

    @property
    def field(self) -> str:
        """The field a failure is shown at."""
        return self.fields[0] if self.fields else ""

    def lists(self) -> tuple[str, ...]:
        """Names of the code lists that `sql` asks for."""
        return ()

    def sql(self, columns: Columns) -> str:
        """Return the DuckDB expression of this rule's answer for one row."""
        raise NotImplementedError

    def messages(self) -> Sequence[str]:
        """Return the sentences for reasons 1, 2, ...: {title}, {value}, {parameter} and {words} may stand in them."""
        raise NotImplementedError

    def words(self) -> dict[str, Any]:
        """Return further values for the sentences."""
        return {}

    def parameters(self, values: Any, reasons: Any, engine: Engine) -> Any:
        """Return a pa.Array of texts that belong into the sentences of some failing cells, or None.

        values: pa.Array of the failing texts; reasons: uint8 array of the same length
        """
        return None

    def conclude(self, checked: int, failed: int) -> Tally:
        """Return what counts over all rows come to: any failing cell is a fail."""
        return Tally(checked, failed, "fail" if failed else "pass", checked - failed)


def verdict(present: str, *cases: tuple[str, int]) -> str:
    """Return SQL that is NULL where not `present`, else the number of the first case that is true, else 0."""
    whens = "".join(f" WHEN {condition} THEN {number}" for condition, number in cases)
    return f"CASE WHEN NOT ({present}) THEN NULL{whens} ELSE 0 END"


SPACES_AROUND = N_("“{value}” has spaces before or after it. Remove them.")
FULL_WIDTH = N_("“{value}” has full-width characters. Write it with half-width ones.")
