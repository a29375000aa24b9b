"""Words of the rule language for DuckDB: one line an operation. Another engine is another such table."""

from __future__ import annotations

from collections.abc import Callable

from workstation.engine.engine import SPACE, literal
from workstation.rules.columns import Columns
from workstation.rules.expression import Expression, Node
from workstation.rules.expression_nodes import COMPUTED, DATE, NUMBER

TINY = "1e-9"
"""Numbers that were computed count as equal when they differ by less than this share: 0.1 + 0.2 is 0.3."""


def emit(expression: Expression, columns: Columns) -> str:
    """Return DuckDB SQL for an expression over the mapped fields."""
    return _node(expression.root, columns)


def _node(node: Node, columns: Columns) -> str:
    if node.op == "field":
        return columns.text(node.value) if node.raw else columns.value(node.value)
    if node.op == "literal":
        return _literal(node)
    if node.op == "today":
        return f"DATE '{columns.today.isoformat()}'"
    args = [_node(arg, columns) for arg in node.args]
    if node.op == "shift":
        sign, number, unit = node.value
        shifted = f"({args[0]} {sign} INTERVAL {number} {unit})"
        return f"CAST({shifted} AS DATE)" if _is_day(node.args[0], columns) else shifted
    if node.op == "case":
        whens = " ".join(f"WHEN {a} THEN {b}" for a, b in zip(args[:-1:2], args[1:-1:2], strict=True))
        return f"(CASE {whens} ELSE {args[-1]} END)"
    if node.op in COMPARISONS and node.args[0].kind == NUMBER and any(_computed(arg) for arg in node.args):
        return _about(node.op, args)
    if node.op in ("coalesce", "greatest", "least"):
        return _several(node.op, args)
    if node.op == "in":
        return f"({args[0]} IN ({', '.join(args[1:])}))"
    return WORDS[node.op](args)


def _literal(node: Node) -> str:
    if node.value is None:
        return "NULL"
    if node.kind == "boolean":
        return "TRUE" if node.value else "FALSE"
    if node.kind == NUMBER:
        number = str(node.value)
        return number if number.isdigit() and len(number) < 19 else f"CAST({literal(number)} AS DOUBLE)"
    if node.kind == DATE:
        return f"{'DATE' if len(node.value) == 10 else 'TIMESTAMP'} {literal(node.value)}"
    return f"TIME {literal(node.value)}" if node.kind == "time" else literal(node.value)


def _is_day(node: Node, columns: Columns) -> bool:
    """Return True when a date has no time of day."""
    return all(columns.specs[one.value].type == "date" for one in node.walk() if one.op == "field")


def _computed(node: Node) -> bool:
    return any(one.op in COMPUTED for one in node.walk())


def _about(op: str, args: list[str]) -> str:
    """Return a comparison of computed numbers that forgives the last binary digits."""
    a, b = (f"CAST({arg} AS DOUBLE)" for arg in args)
    same = f"(abs({a} - {b}) <= {TINY} * greatest(1, abs({a}), abs({b})))"
    if op == "eq":
        return same
    if op == "ne":
        return f"(NOT {same})"
    strict = f"({a} {COMPARISONS[op].rstrip('=')} {b})"
    return f"({strict} OR {same})" if op in ("le", "ge") else f"({strict} AND NOT {same})"


def _several(op: str, args: list[str]) -> str:
    # DuckDB's greatest and least pass over NULL; in a rule a blank cell makes the whole come to nothing.
    if op == "coalesce":
        return f"coalesce({', '.join(args)})"
    missing = " OR ".join(f"{arg} IS NULL" for arg in args)
    return f"(CASE WHEN NOT ({missing}) THEN {op}({', '.join(args)}) END)"


def _double(sign: str) -> Callable[[list[str]], str]:
    return lambda args: f"(CAST({args[0]} AS DOUBLE) {sign} CAST({args[1]} AS DOUBLE))"


def _between(sign: str) -> Callable[[list[str]], str]:
    return lambda args: f"({args[0]} {sign} {args[1]})"


def _concat(args: list[str]) -> str:
    return "(" + " || ".join(args) + ")"


COMPARISONS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
WHOLE = "CAST({} AS BIGINT)"

WORDS: dict[str, Callable[[list[str]], str]] = {
    **{op: _between(sign) for op, sign in COMPARISONS.items()},
    "and": lambda a: f"({a[0]} AND {a[1]})",
    "or": lambda a: f"({a[0]} OR {a[1]})",
    "not": lambda a: f"(NOT {a[0]})",
    "is_null": lambda a: f"({a[0]} IS NULL)",
    "is_true": lambda a: f"({a[0]} IS TRUE)",
    "is_false": lambda a: f"({a[0]} IS FALSE)",
    "between": lambda a: f"({a[0]} BETWEEN {a[1]} AND {a[2]})",
    "like": lambda a: f"({a[0]} LIKE {a[1]})",
    "add": _double("+"), "sub": _double("-"), "mul": _double("*"),
    "div": lambda a: f"(CAST({a[0]} AS DOUBLE) / nullif(CAST({a[1]} AS DOUBLE), 0))",
    "mod": lambda a: f"(CAST({a[0]} AS DOUBLE) % nullif(CAST({a[1]} AS DOUBLE), 0))",
    "neg": lambda a: f"(- CAST({a[0]} AS DOUBLE))",
    "abs": lambda a: f"abs(CAST({a[0]} AS DOUBLE))",
    "round": lambda a: f"round(CAST({a[0]} AS DOUBLE), {'CAST(' + a[1] + ' AS INTEGER)' if len(a) > 1 else '0'})",
    "floor": lambda a: f"floor(CAST({a[0]} AS DOUBLE))",
    "ceil": lambda a: f"ceil(CAST({a[0]} AS DOUBLE))",
    "nullif": lambda a: f"nullif({a[0]}, {a[1]})",
    "concat": _concat,
    "lower": lambda a: f"lower({a[0]})",
    "upper": lambda a: f"upper({a[0]})",
    "length": lambda a: f"length({a[0]})",
    "trim": lambda a: f"regexp_replace({a[0]}, {literal(f'^{SPACE}+|{SPACE}+$')}, '', 'g')",
    "substr": lambda a: f"substr({a[0]}, {', '.join(WHOLE.format(one) for one in a[1:])})",
    "left": lambda a: f"left({a[0]}, {WHOLE.format(a[1])})",
    "right": lambda a: f"right({a[0]}, {WHOLE.format(a[1])})",
    "starts_with": lambda a: f"starts_with({a[0]}, {a[1]})",
    "ends_with": lambda a: f"ends_with({a[0]}, {a[1]})",
    "contains": lambda a: f"contains({a[0]}, {a[1]})",
    "replace": lambda a: f"replace({a[0]}, {a[1]}, {a[2]})",
    "matches": lambda a: f"regexp_full_match({a[0]}, {a[1]})",
    "year": lambda a: f"year({a[0]})",
    "month": lambda a: f"month({a[0]})",
    "day": lambda a: f"day({a[0]})",
    "days_between": lambda a: f"date_diff('day', CAST({a[0]} AS DATE), CAST({a[1]} AS DATE))",
    "years_between": lambda a: f"date_sub('year', CAST({a[0]} AS DATE), CAST({a[1]} AS DATE))",
}
