"""CodeList rules: a text must be a code of a list, or one of a few texts written in the standard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from workstation.engine.engine import literal
from workstation.rules.columns import Columns
from workstation.rules.reading import trimmed
from workstation.rules.rule import SPACES_AROUND, Rule, verdict
from workstation.rules.spec import CodeList, FieldSpec
from workstation.text import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workstation.engine.engine import Engine


@dataclass(frozen=True, kw_only=True)
class Listed(Rule):
    """The text must be a code of the code list. A name in the place of its code is told apart, with the code."""

    kind: ClassVar[str] = "codes"
    dimension: str = "规范性/0105"
    codes: str = ""
    code_list: CodeList = field(compare=False)

    @classmethod
    def of(cls, spec: FieldSpec, lists: Mapping[str, CodeList]) -> Iterator[Rule]:
        """Yield the rule when the field names a code list."""
        if spec.codes in lists:
            yield cls(id=f"{spec.name}.codes", fields=(spec.name,), level=spec.level, title=spec.label,
                      codes=spec.codes, code_list=lists[spec.codes])

    def lists(self) -> tuple[str, ...]:
        """Return the one list."""
        return (self.codes,)

    def sql(self, columns: Columns) -> str:
        """Return 0 where it is a code, 2 where only spaces around are wrong, else 1."""
        text = columns.text(self.field)
        return verdict(f"{text} IS NOT NULL", (columns.listed(text, self.codes), 0),
                       (f"{trimmed(text)} <> {text}", 2)).replace("ELSE 0 END", "ELSE 1 END")

    def messages(self) -> Sequence[str]:
        """Return the sentences; the third is used where the text is the name of a code."""
        return (N_("“{value}” is not in the code list “{list}”."), SPACES_AROUND,
                N_("“{value}” is the name of code {parameter} in “{list}”. Write the code."))

    def words(self) -> dict[str, Any]:
        """Return the list's title."""
        return {"list": self.code_list.title or self.codes}

    def parameters(self, values: Any, reasons: Any, engine: Engine) -> Any:
        """Return the code whose name each text is, null for the others."""
        import pyarrow as pa
        import pyarrow.compute as pc

        names = self.code_list.table.column("name")
        at = pc.index_in(values, value_set=names)
        found = pc.take(self.code_list.table.column("code"), at)
        return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


@dataclass(frozen=True, kw_only=True)
class OneOf(Rule):
    """The text must be one of the few texts that the standard writes out."""

    kind: ClassVar[str] = "enum"
    dimension: str = "规范性/0105"
    choices: tuple[str, ...] = ()

    @classmethod
    def of(cls, spec: FieldSpec) -> Iterator[Rule]:
        """Yield the rule when the field has an enum."""
        if spec.enum:
            yield cls(id=f"{spec.name}.enum", fields=(spec.name,), level=spec.level, title=spec.label,
                      choices=spec.enum)

    def sql(self, columns: Columns) -> str:
        """Return 0 where it is one of them, 2 where only spaces around are wrong, else 1."""
        text = columns.text(self.field)
        known = f"{text} IN ({', '.join(literal(choice) for choice in self.choices)})"
        return verdict(f"{text} IS NOT NULL", (known, 0), (f"{trimmed(text)} <> {text}", 2)).replace(
            "ELSE 0 END", "ELSE 1 END")

    def messages(self) -> Sequence[str]:
        """Return the two sentences."""
        return (N_("“{value}” is not one of: {choices}."), SPACES_AROUND)

    def words(self) -> dict[str, Any]:
        """Return the choices, the first twenty."""
        shown = ", ".join(self.choices[:20])
        return {"choices": shown + ("…" if len(self.choices) > 20 else "")}
