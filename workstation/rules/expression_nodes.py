"""The table of node types that a rule may hold, and what each operation of the rule language takes and gives.

sqlglot only parses. A node type that is not in NODES is refused, and so is a known one with a part that is not named
here (a `negate`, a `query`, a `safe` that changes the meaning): silence about a part would be a wrong answer.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """How a node of sqlglot becomes an operation: its name, the parts that are operands, the parts that do not matter.

    parts: names of operands, in order; one ending in * is a list, one ending in ? may be missing
    """

    op: str
    parts: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


NODES: dict[str, Shape] = {
    "And": Shape("and", ("this", "expression")),
    "Or": Shape("or", ("this", "expression")),
    "Not": Shape("not", ("this",)),
    "EQ": Shape("eq", ("this", "expression")),
    "NEQ": Shape("ne", ("this", "expression")),
    "LT": Shape("lt", ("this", "expression")),
    "LTE": Shape("le", ("this", "expression")),
    "GT": Shape("gt", ("this", "expression")),
    "GTE": Shape("ge", ("this", "expression")),
    "Between": Shape("between", ("this", "low", "high")),
    "In": Shape("in", ("this", "expressions*")),
    "Like": Shape("like", ("this", "expression")),
    "Mul": Shape("mul", ("this", "expression")),
    "Div": Shape("div", ("this", "expression"), ("typed", "safe")),
    "Mod": Shape("mod", ("this", "expression")),
    "Neg": Shape("neg", ("this",)),
    "DPipe": Shape("concat", ("this", "expression"), ("safe",)),
    "Concat": Shape("concat", ("expressions*",), ("safe", "coalesce")),
    "Coalesce": Shape("coalesce", ("this", "expressions*")),
    "Nullif": Shape("nullif", ("this", "expression")),
    "Abs": Shape("abs", ("this",)),
    "Round": Shape("round", ("this", "decimals?")),
    "Floor": Shape("floor", ("this",)),
    "Ceil": Shape("ceil", ("this",)),
    "Greatest": Shape("greatest", ("this", "expressions*"), ("ignore_nulls",)),
    "Least": Shape("least", ("this", "expressions*"), ("ignore_nulls",)),
    "Lower": Shape("lower", ("this",)),
    "Upper": Shape("upper", ("this",)),
    "Length": Shape("length", ("this",)),
    "Trim": Shape("trim", ("this",)),
    "Substring": Shape("substr", ("this", "start", "length?")),
    "Left": Shape("left", ("this", "expression")),
    "Right": Shape("right", ("this", "expression")),
    "StartsWith": Shape("starts_with", ("this", "expression")),
    "EndsWith": Shape("ends_with", ("this", "expression")),
    "Contains": Shape("contains", ("this", "expression")),
    "Replace": Shape("replace", ("this", "expression", "replacement")),
    "RegexpFullMatch": Shape("matches", ("this", "expression")),
    "Year": Shape("year", ("this",)),
    "Month": Shape("month", ("this",)),
    "Day": Shape("day", ("this",)),
    "CurrentDate": Shape("today"),
}
"""Besides these, read by a method of their own: Column, Literal, Boolean, Null, Paren, Is, Case, If, Add, Sub, DATE
 'YYYY-MM-DD', and INTERVAL n DAY behind + or -."""

FUNCTIONS: dict[str, str] = {"matches": "matches", "today": "today", "days_between": "days_between",
                             "years_between": "years_between"}
"""Functions that sqlglot does not know by a class of their own."""

TEXT, NUMBER, DATE, BOOLEAN, NULL = "text", "number", "date", "boolean", "null"
KINDS_OF_TYPES = {"string": TEXT, "integer": NUMBER, "number": NUMBER, "year": NUMBER, "boolean": BOOLEAN, "date": DATE,
                  "datetime": DATE, "time": "time"}
"""A field's type as the rule language sees it."""

SIGNATURES: dict[str, tuple[tuple[str, ...], str]] = {
    "and": ((BOOLEAN, BOOLEAN), BOOLEAN), "or": ((BOOLEAN, BOOLEAN), BOOLEAN), "not": ((BOOLEAN,), BOOLEAN),
    "like": ((TEXT, TEXT), BOOLEAN), "add": ((NUMBER, NUMBER), NUMBER), "sub": ((NUMBER, NUMBER), NUMBER),
    "mul": ((NUMBER, NUMBER), NUMBER), "div": ((NUMBER, NUMBER), NUMBER), "mod": ((NUMBER, NUMBER), NUMBER),
    "neg": ((NUMBER,), NUMBER), "abs": ((NUMBER,), NUMBER), "round": ((NUMBER, NUMBER), NUMBER),
    "floor": ((NUMBER,), NUMBER), "ceil": ((NUMBER,), NUMBER), "lower": ((TEXT,), TEXT), "upper": ((TEXT,), TEXT),
    "length": ((TEXT,), NUMBER), "trim": ((TEXT,), TEXT), "substr": ((TEXT, NUMBER, NUMBER), TEXT),
    "left": ((TEXT, NUMBER), TEXT), "right": ((TEXT, NUMBER), TEXT), "starts_with": ((TEXT, TEXT), BOOLEAN),
    "ends_with": ((TEXT, TEXT), BOOLEAN), "contains": ((TEXT, TEXT), BOOLEAN), "replace": ((TEXT, TEXT, TEXT), TEXT),
    "matches": ((TEXT, TEXT), BOOLEAN), "year": ((DATE,), NUMBER), "month": ((DATE,), NUMBER), "day": ((DATE,), NUMBER),
    "today": ((), DATE), "days_between": ((DATE, DATE), NUMBER), "years_between": ((DATE, DATE), NUMBER),
}
"""What each operation takes and gives; those that take any one kind throughout stand in ALIKE."""

ALIKE: dict[str, str] = {"eq": BOOLEAN, "ne": BOOLEAN, "lt": BOOLEAN, "le": BOOLEAN, "gt": BOOLEAN, "ge": BOOLEAN,
                         "between": BOOLEAN, "in": BOOLEAN, "coalesce": "", "nullif": "", "greatest": "", "least": ""}
"""Operations over operands of one kind; "" gives that kind."""
CONCAT = "concat"
COMPUTED = frozenset(["add", "sub", "mul", "div", "mod", "round", "abs", "neg"])
"""Operations after which two numbers count as equal when they differ by a billionth: 0.1 + 0.2 is 0.3."""
UNITS = ("DAY", "WEEK", "MONTH", "YEAR")
