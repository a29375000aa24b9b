"""Expression: the rule language, a documented safe subset of SQL: parsed by sqlglot, walked through our own table.

Comparisons, AND OR NOT, IS [NOT] NULL, IN (list), BETWEEN, LIKE, + - * / %, ||, CASE, IF and the functions of
expression_nodes.py; fields by name (quoted with "" where they hold odd characters); texts in '', dates as
DATE 'YYYY-MM-DD' or as a text beside a date field; `today()` is the day of the check. A number is never compared with a
text. Nothing else: no subquery, window, aggregate, other function, cast or comment gets through. Division by 0 is
nothing (NULL).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workstation.rules.expression_nodes import DATE
from workstation.text import Sentence, say

LENGTH_LIMIT = 2_000
TOKEN_LIMIT = 400
DEPTH_LIMIT = 40


class BadExpression(Exception):
    """A rule's text was refused: `sentence` says why, `offset` is the character it is about, from 0."""

    def __init__(self, sentence: Sentence, offset: int = 0) -> None:
        """Keep both."""
        super().__init__(sentence, offset)
        self.sentence = sentence
        self.offset = offset

    def __str__(self) -> str:
        """Return the sentence."""
        return str(self.sentence)


@dataclass(frozen=True)
class Node:
    """One operation of a rule: `op` with its operands, the kind of its value (text, number, date, boolean, null).

    op "field": value is the name, `raw` True where its text is meant and not its typed value;
    op "literal": value is the text, number or truth value; op "shift": value is (sign, n, unit) on a date.
    """

    op: str
    args: tuple[Node, ...] = ()
    kind: str = ""
    value: Any = None
    raw: bool = False

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it, from the left."""
        yield self
        for arg in self.args:
            yield from arg.walk()


@dataclass(frozen=True)
class Expression:
    """A rule's text that was let through, as a tree of our own operations."""

    text: str
    root: Node

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields in it, in order of appearance."""
        return tuple(dict.fromkeys(node.value for node in self.root.walk() if node.op == "field"))

    @property
    def valued(self) -> tuple[str, ...]:
        """Names of the fields whose typed value it reads."""
        return tuple(dict.fromkeys(node.value for node in self.root.walk() if node.op == "field" and not node.raw))

    @property
    def asks_null(self) -> bool:
        """True when it asks IS NULL or IS NOT NULL: then coming to nothing is wrong."""
        return any(node.op == "is_null" for node in self.root.walk())

    @property
    def asks_today(self) -> bool:
        """True when it reads the day of the check."""
        return any(node.op == "today" for node in self.root.walk())


def parse(text: str, types: Mapping[str, str]) -> Expression:
    """Return the expression, a condition over fields of these types ({name: Table Schema type}); BadExpression if refused."""
    import sqlglot
    from sqlglot.errors import ParseError, TokenError

    from workstation.rules.expression_types import Reader

    text = str(text)
    _limits(text)
    try:
        trees = sqlglot.parse(text, read="duckdb")
    except ParseError as error:
        first = (error.errors or [{}])[0]
        raise BadExpression(say("The condition cannot be read near “{near}”.", near=str(first.get("highlight") or "")[:40]),
                            max(0, int(first.get("col") or 1) - len(str(first.get("highlight") or "")))) from error
    except (TokenError, RecursionError) as error:
        raise BadExpression(say("The condition cannot be read.")) from error
    if len(trees) != 1 or trees[0] is None:
        raise BadExpression(say("A rule is one condition, without “;”."))
    root = Reader(text, types).condition(trees[0])
    return Expression(text, root)


def _limits(text: str) -> None:
    """Refuse what is too long, has too many words or is nested too deep, before any parser sees it."""
    from sqlglot.dialects.duckdb import DuckDB
    from sqlglot.errors import TokenError

    if not text.strip():
        raise BadExpression(say("The condition is empty."))
    if len(text) > LENGTH_LIMIT:
        raise BadExpression(say("The condition is longer than {limit} characters.", limit=LENGTH_LIMIT), LENGTH_LIMIT)
    try:
        tokens = DuckDB().tokenize(text)
    except TokenError as error:
        raise BadExpression(say("The condition cannot be read: a quotation mark is not closed.")) from error
    if len(tokens) > TOKEN_LIMIT:
        raise BadExpression(say("The condition has more than {limit} words.", limit=TOKEN_LIMIT), tokens[TOKEN_LIMIT].start)
    depth = 0
    for token in tokens:
        opens = token.token_type.name in ("L_PAREN", "L_BRACKET", "L_BRACE", "CASE", "NOT", "DASH")
        closes = token.token_type.name in ("R_PAREN", "R_BRACKET", "R_BRACE", "END")
        depth += opens - closes
        if token.token_type.name == "SEMICOLON":
            raise BadExpression(say("A rule is one condition, without “;”."), token.start)
        if depth > DEPTH_LIMIT:
            raise BadExpression(say("The condition is nested deeper than {limit}.", limit=DEPTH_LIMIT), token.start)


def date_literal(text: str) -> Node:
    """Return the node of a date written YYYY-MM-DD, with or without a time; ValueError when it is none."""
    from datetime import date, datetime

    if len(text) == 10:
        date.fromisoformat(text)
    else:
        datetime.fromisoformat(text)
    return Node("literal", kind=DATE, value=text)
