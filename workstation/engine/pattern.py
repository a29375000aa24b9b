"""Patterns (RE2) that a person typed: checked and refused in words before a query runs."""

from __future__ import annotations

from workstation.errors import Problem
from workstation.text import _


def check_pattern(pattern: str, replacement: str | None = None) -> None:
    r"""Raise a Problem when `pattern` is not RE2, or `replacement` names a group (\1) that it does not have.

    Arrow and DuckDB read patterns with the same library, so asking Arrow needs no engine.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        if replacement is None:
            pc.match_substring_regex(pa.array([""]), pattern)
        else:
            pc.replace_substring_regex(pa.array([""]), pattern=pattern, replacement=replacement)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        why = str(error).split(": ", 1)[-1]
        raise Problem("bad-pattern", _("The pattern “{pattern}” cannot be used: {why}.", pattern=pattern,
                                       why=why.rstrip(".")),
                      remedy=_("Correct the pattern, or search for plain text instead.")) from error


def escaped(text: str) -> str:
    """Return the pattern that matches exactly this text."""
    return "".join("\\" + c if c in r"\.+*?()|[]{}^$" else c for c in text)
