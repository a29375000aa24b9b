"""IdentifierCheck: a text must be a right identifier: length, characters, dates inside it and the check digit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from workstation.rules.columns import DIVISIONS, Columns
from workstation.rules.identifiers.catalogue import identifier
from workstation.rules.identifiers.identifier import Test
from workstation.rules.rule import Rule, verdict
from workstation.rules.spec import FieldSpec

if TYPE_CHECKING:
    from workstation.engine.engine import Engine


@dataclass(frozen=True, kw_only=True)
class IdentifierCheck(Rule):
    """The text must be a right identifier: citizen number, credit or organisation code, bank card, VIN, container.

    Each way to be wrong has its own sentence, and a wrong check digit says what it should be.

    What is only doubtful (a division that our list lacks, the inner organisation code of a credit code) is a rule of
    its own with level warning: uscc.check.inner, rep_id.check.area. It is asked only of what is otherwise right.
    """

    kind: ClassVar[str] = "check"
    dimension: str = "准确性/0301"
    check: str = ""
    test: int = 0

    @classmethod
    def of(cls, spec: FieldSpec) -> Iterator[Rule]:
        """Yield a rule for each test of the identifier that the field names."""
        found = identifier(spec.check) if spec.check else None
        for number, test in enumerate(found.tests if found else ()):
            name = f"{spec.name}.check.{test.suffix}" if test.suffix else f"{spec.name}.check"
            level = test.level if spec.level == "error" else spec.level
            yield cls(id=name, fields=(spec.name,), level=level, title=spec.label, check=spec.check, test=number,
                      behind=f"{spec.name}.check" if test.suffix else "")

    @property
    def _test(self) -> Test:
        found = identifier(self.check)
        assert found is not None  # the loader refuses unknown names
        return found.tests[self.test]

    def lists(self) -> tuple[str, ...]:
        """Return the divisions, where they are needed."""
        return (DIVISIONS,) if self._test.divisions else ()

    def sql(self, columns: Columns) -> str:
        """Return the number of the reason, 0 when right."""
        text, test = columns.text(self.field), self._test
        present = f"{text} IS NOT NULL"
        if test.applies:
            present += f" AND {test.applies(text)}"
        return verdict(present, *test.cases(text, columns))

    def messages(self) -> Sequence[str]:
        """Return the sentences of the test."""
        return self._test.messages

    def parameters(self, values: Any, reasons: Any, engine: Engine) -> Any:
        """Return what the check digit should be, where that is the reason."""
        test = self._test
        wanted = [i + 1 for i, message in enumerate(test.messages) if "{parameter}" in message]
        if test.expected is None or not wanted:
            return None
        import pyarrow as pa

        table = pa.table({"place": pa.array(range(len(values)), pa.int64()), "value": values, "reason": reasons})
        chosen = f"reason IN ({', '.join(map(str, wanted))})"
        found = engine.query(f"SELECT CASE WHEN {chosen} THEN {test.expected('value')} END AS expected "
                             "FROM failing ORDER BY place", {"failing": table}, purpose=self.id)
        column = found.column("expected")
        return column.combine_chunks()
