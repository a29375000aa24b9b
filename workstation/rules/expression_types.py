"""Reader: turns sqlglot's tree into ours, node by node through the table, and sees that kinds fit together."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workstation.rules.expression import BadExpression, Node, date_literal
from workstation.rules.expression_nodes import (
    ALIKE,
    BOOLEAN,
    DATE,
    FUNCTIONS,
    KINDS_OF_TYPES,
    NODES,
    NULL,
    NUMBER,
    SIGNATURES,
    TEXT,
    UNITS,
)
from workstation.text import N_, _, say

NAMES = {TEXT: N_("text"), NUMBER: N_("number"), DATE: N_("date"), BOOLEAN: N_("condition"), NULL: N_("nothing"),
         "time": N_("time")}


SPECIAL = {"Paren": "_paren", "Null": "_null", "Boolean": "_boolean", "Literal": "_literal", "Column": "_column",
           "Is": "_is", "Case": "_case", "If": "_if", "Cast": "_cast", "Add": "_add", "Sub": "_sub"}
"""Nodes with a meaning of their own, and the method that reads them."""


class Reader:
    """Reads one condition. text: the rule as written, for positions; types: {field: Table Schema type}."""

    def __init__(self, text: str, types: Mapping[str, str]) -> None:
        """Keep what to read and the fields that there are."""
        self.text = text
        self.types = types

    def condition(self, tree: Any) -> Node:
        """Return the tree as a condition; BadExpression when it is none."""
        node = self.node(tree)
        if node.kind != BOOLEAN:
            raise BadExpression(say("A rule must be a condition, and this is a {kind}.", kind=_(NAMES[node.kind])))
        return node

    def node(self, tree: Any) -> Node:
        """Return our node for one of sqlglot's; BadExpression for whatever the table does not name."""
        name = type(tree).__name__
        if name in SPECIAL:
            found: Node = getattr(self, SPECIAL[name])(tree)
            return found
        if name == "Anonymous":
            op = FUNCTIONS.get(str(tree.this).lower())
            if op is None:
                raise self.refused(tree, str(tree.this))
            return self._typed(tree, op, [self.node(one) for one in tree.expressions])
        shape = NODES.get(name)
        if shape is None:
            raise self.refused(tree, name)
        parts = [part.rstrip("*?") for part in shape.parts]
        for key, part in tree.args.items():
            if part not in (None, False, []) and key not in parts and key not in shape.ignored:
                negated = key == "negate" and part is True
                if not negated:
                    raise self.refused(tree, name)
        args: list[Node] = []
        for part in shape.parts:
            given = tree.args.get(part.rstrip("*?"))
            if part.endswith("*"):
                args += [self.node(one) for one in given or []]
            elif given is not None:
                args.append(self.node(given))
            elif not part.endswith("?"):
                raise self.refused(tree, name)
        found = self._typed(tree, shape.op, args)
        return Node("not", (found,), BOOLEAN) if tree.args.get("negate") else found

    # --- nodes with a meaning of their own ---------------------------------------------------------------------------

    def _paren(self, tree: Any) -> Node:
        return self.node(tree.this)

    def _null(self, tree: Any) -> Node:
        return Node("literal", kind=NULL)

    def _boolean(self, tree: Any) -> Node:
        return Node("literal", kind=BOOLEAN, value=bool(tree.this))

    def _literal(self, tree: Any) -> Node:
        if tree.is_string:
            return Node("literal", kind=TEXT, value=str(tree.this))
        return Node("literal", kind=NUMBER, value=str(tree.this))

    def _column(self, tree: Any) -> Node:
        if any(tree.args.get(part) for part in ("table", "db", "catalog")) or type(tree.this).__name__ != "Identifier":
            raise self.refused(tree, str(tree.args.get("table") or tree.this))
        name = str(tree.this.this)
        if name not in self.types:
            near = difflib.get_close_matches(name, self.types, 1)
            raise BadExpression(
                say("The standard has no field “{field}”. Did you mean “{near}”?", field=name, near=near[0]) if near
                else say("The standard has no field “{field}”.", field=name), self.offset(tree, name))
        return Node("field", kind=KINDS_OF_TYPES[self.types[name]], value=name)

    def _is(self, tree: Any) -> Node:
        left, right = self.node(tree.this), tree.expression
        kind = type(right).__name__
        if kind == "Null":
            return Node("is_null", (replace(left, raw=True),), BOOLEAN) if left.op == "field" else Node(
                "is_null", (left,), BOOLEAN)
        if kind == "Boolean" and left.kind == BOOLEAN:
            return Node("is_true" if right.this else "is_false", (left,), BOOLEAN)
        raise self.refused(tree, "IS")

    def _case(self, tree: Any) -> Node:
        if tree.args.get("this") is not None:
            raise BadExpression(say("Write CASE WHEN condition THEN value."), self.offset(tree, "CASE"))
        args = [self.node(part) for one in tree.args["ifs"] for part in (one.this, one.args["true"])]
        default = tree.args.get("default")
        args.append(self.node(default) if default is not None else Node("literal", kind=NULL))
        if any(one.kind != BOOLEAN for one in args[:-1:2]):
            raise BadExpression(say("After WHEN there must be a condition."), self.offset(tree, "WHEN"))
        values = self._alike(tree, "CASE", [*args[1::2], args[-1]])
        args[1:-1:2], args[-1] = values[:-1], values[-1]
        return Node("case", tuple(args), _kind_of(values))

    def _if(self, tree: Any) -> Node:
        otherwise = tree.args.get("false")
        condition, yes = self.node(tree.this), self.node(tree.args["true"])
        no = self.node(otherwise) if otherwise is not None else Node("literal", kind=NULL)
        if condition.kind != BOOLEAN:
            raise BadExpression(say("IF begins with a condition."), self.offset(tree, "IF"))
        yes, no = self._alike(tree, "IF", [yes, no])
        return Node("case", (condition, yes, no), _kind_of([yes, no]))

    def _cast(self, tree: Any) -> Node:
        to = str(tree.to.this.name if hasattr(tree.to.this, "name") else tree.to.this)
        if type(tree.this).__name__ == "Literal" and tree.this.is_string and to in ("DATE", "TIMESTAMP"):
            return self._date(tree, str(tree.this.this))
        raise self.refused(tree, "CAST")

    def _add(self, tree: Any) -> Node:
        return self._plus(tree, "add", "+")

    def _sub(self, tree: Any) -> Node:
        return self._plus(tree, "sub", "-")

    def _plus(self, tree: Any, op: str, sign: str) -> Node:
        left, right = self.node(tree.this), tree.expression
        if type(right).__name__ == "Interval":
            unit = str(right.args["unit"].name if right.args.get("unit") else "").upper().rstrip("S")
            number = str(right.this.this) if type(right.this).__name__ == "Literal" else ""
            if left.kind != DATE or unit not in UNITS or not number.isdigit() or len(number) > 5:
                raise BadExpression(say("Write a date field, + or -, and INTERVAL n DAY (WEEK, MONTH, YEAR)."),
                                    self.offset(tree, "INTERVAL"))
            return Node("shift", (left,), DATE, (sign, int(number), unit))
        other = self.node(right)
        if op == "sub" and left.kind == other.kind == DATE:
            return Node("days_between", (other, left), NUMBER)
        return self._typed(tree, op, [left, other])

    # --- kinds -------------------------------------------------------------------------------------------------------

    def _typed(self, tree: Any, op: str, args: list[Node]) -> Node:
        if op == "concat":
            return Node(op, tuple(self._as(tree, op, arg, TEXT) for arg in args), TEXT)
        if op in ALIKE:
            if len(args) < 2:
                raise BadExpression(say("“{name}” needs more operands.", name=op), self.offset(tree, op))
            args = self._alike(tree, op, args)
            return Node(op, tuple(args), ALIKE[op] or _kind_of(args))
        wanted, gives = SIGNATURES[op]
        optional = 1 if op in ("substr", "round") else 0
        if not len(wanted) - optional <= len(args) <= len(wanted):
            raise BadExpression(say("“{name}” has the wrong number of operands.", name=op), self.offset(tree, op))
        if op == "matches":
            self._pattern(tree, args[1])
        return Node(op, tuple(self._as(tree, op, arg, kind) for arg, kind in zip(args, wanted, strict=False)), gives)

    def _as(self, tree: Any, op: str, arg: Node, kind: str) -> Node:
        """Return an operand as the kind that is wanted: a field of any type also has its text."""
        if arg.kind in (kind, NULL):
            return arg
        if kind == TEXT and arg.op == "field":
            return replace(arg, kind=TEXT, raw=True)
        if kind == DATE and arg.op == "literal" and arg.kind == TEXT:
            return self._date(tree, arg.value)
        raise BadExpression(say("“{name}” needs a {wanted}, and this is a {kind}.", name=op, wanted=_(NAMES[kind]),
                                kind=_(NAMES[arg.kind])), self.offset(tree, op))

    def _alike(self, tree: Any, op: str, args: list[Node]) -> list[Node]:
        kinds = {arg.kind for arg in args} - {NULL}
        if kinds == {DATE, TEXT}:
            args = [self._date(tree, arg.value) if arg.op == "literal" and arg.kind == TEXT else arg for arg in args]
            kinds = {arg.kind for arg in args} - {NULL}
        if kinds == {"time", TEXT}:
            args = [replace(arg, kind="time") if arg.op == "literal" and arg.kind == TEXT else arg for arg in args]
            kinds = {arg.kind for arg in args} - {NULL}
        if len(kinds) > 1:
            first, second = sorted(kinds)
            hint = say("A {one} is compared with a {other}. Texts stand in '', numbers without.",
                       one=_(NAMES[first]), other=_(NAMES[second]))
            raise BadExpression(hint, self.offset(tree, op))
        return args

    def _date(self, tree: Any, text: str) -> Node:
        try:
            return date_literal(text)
        except ValueError as error:
            raise BadExpression(say("“{text}” is not a date. Write YYYY-MM-DD.", text=text), self.text.find(text)) from error

    def _pattern(self, tree: Any, pattern: Node) -> None:
        from workstation.engine.pattern import check_pattern
        from workstation.errors import Problem

        if pattern.op != "literal" or pattern.kind != TEXT:
            raise BadExpression(say("The pattern of “matches” must be written out, in ''."), self.offset(tree, "matches"))
        try:
            check_pattern(f"^(?:{pattern.value})$")
        except Problem as problem:
            raise BadExpression(say("{what}", what=problem.what), max(0, self.text.find(pattern.value))) from problem

    # --- places ------------------------------------------------------------------------------------------------------

    def offset(self, tree: Any, word: str) -> int:
        """Return where in the text a node stands: where sqlglot says, else where its word is found."""
        for node in (tree, *tree.walk()):
            if "start" in node.meta:
                return int(node.meta["start"])
        return max(0, self.text.lower().find(word.lower()))

    def refused(self, tree: Any, word: str) -> BadExpression:
        """Return the refusal of a node."""
        names = {"Subquery": "SELECT", "Select": "SELECT", "Bracket": "[ ]", "Placeholder": "?", "Star": "*"}
        shown = names.get(word, word)
        at = self.text.lower().find(shown.split(" ")[0].lower())
        return BadExpression(say("“{name}” is not part of the rule language.", name=shown),
                             at if at >= 0 else self.offset(tree, shown))


def _kind_of(args: list[Node]) -> str:
    return next((arg.kind for arg in args if arg.kind != NULL), NULL)

