"""How the fields of a delimited text are told apart: decided on its first lines, told the parser in so many words."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from workstation.readers.options import Options
from workstation.readers.records import STAND_INS, Dialect, records
from workstation.text import Sentence, say

DELIMITERS = (",", "\t", ";", "|")
RARE_DELIMITERS = ("^", "~", "\x01", "\x1f")
LONG_DELIMITERS = ("|~|", "~|~", "|^|", "^|^", "\t|\t", "||", "::", "##", "@@", "~~", "^^", ";;", "$$", "&&", "%%", "<>", "¦¦")
CONTROLS = ("\x01", "\x1f")
"""Made to separate, and never found in texts."""
SAMPLE_BYTES = 512 << 10
SAMPLE_RECORDS = 1_000


@dataclass(frozen=True)
class Guess:
    """A dialect, the number of fields most lines have with it, the share of lines that do, and why."""

    dialect: Dialect
    width: int
    share: float
    reason: Sentence
    warning: Sentence | None = None
    confidence: float = 1.0


def rows_of(text: str, dialect: Dialect) -> list[list[str]]:
    """Return the fields of each record of a sample, as lists of texts."""
    return split(io.StringIO(text, newline=""), dialect, len(text))


def split(texts: Iterable[str], dialect: Dialect, longest: int = 8 << 20) -> list[list[str]]:
    """Return the fields of each text, one record or line; none longer than `longest`."""
    limit = csv.field_size_limit()
    if longest > limit:
        csv.field_size_limit(longest + 1)
    reader = csv.reader(
        texts,
        delimiter=dialect.sign,
        skipinitialspace=dialect.spaced,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        doublequote=not dialect.escape,
        escapechar=dialect.escape or None,
        strict=False,
    )
    return list(reader)


def guess(sample: str, options: Options) -> Guess:
    """Return the dialect of a text from its first records.

    sample: whole lines; options: what a person chose of delimiter, quote, escape and comment
    A file is read as one column only when no delimiter splits it, and if lines hold one all the same, a warning says
    so.
    """
    delimiter = options.delimiter
    comment = _comment(sample) if options.comment is None else options.comment
    lines = [line for line in re.split(r"\r\n|\n|\r", sample) if line.strip()]
    if comment:
        lines = [line for line in lines if not line.startswith(comment)]
    body = "\n".join(lines) + "\n" if comment else sample
    found = [one for sign in _candidates(lines, delimiter) for one in _tried(sign, body, lines, options, comment)]
    found.sort(key=lambda one: -one[0])
    if not found:
        return _one_column(lines, options.quote if options.quote is not None else '"', comment)
    score, best = found[0]
    rival = next((one for one in found if one[1].dialect.delimiter != best.dialect.delimiter), None)
    close = rival is not None and rival[0] > 0.85 * score
    confidence = 1.0 if delimiter is not None else min(0.65 if close else 1.0, _sure(best.share))
    return replace(best, confidence=confidence)


def _sure(share: float) -> float:
    return 0.97 if share >= 0.9 else 0.85 if share >= 0.7 else 0.72 if share >= 0.5 else 0.5


def _candidates(lines: Sequence[str], wish: str | None) -> list[str]:
    """Return the delimiters worth trying."""
    if wish is not None:
        return [wish]
    some = lines[:200]
    need = 0.9 * len(some)
    out = [sign for sign in (*DELIMITERS, *RARE_DELIMITERS) if any(sign in line for line in lines)]
    out += [sign for sign in LONG_DELIMITERS if sum(sign in line for line in some) >= 0.6 * len(some)]
    if len(some) >= 2:
        signs = set(some[0]) - set(out) - set("\"'_.-()[]{}<>\\@#%$=\ufeff")
        odd = [sign for sign in sorted(signs) if not sign.isalnum() and (sign.isascii() or sign in "，；、｜¦§¬·")]
        for pattern, signs_in in ((r"\b\d\d?:\d\d", ":"), (r"\d/\d", "/"), (r"\w://", ":/?&")):
            if any(re.search(pattern, line) for line in some):  # times, dates and addresses are not lists of fields
                odd = [sign for sign in odd if sign not in signs_in]
        out += [sign for sign in odd if sum(sign in line for line in some) >= need]
    return out


def _tried(
    sign: str, body: str, lines: Sequence[str], options: Options, comment: str
) -> Iterator[tuple[float, Guess]]:
    """Yield the dialects that a delimiter makes possible, each with its score."""
    chosen = options.delimiter is not None
    stand_in = _stand_in(sign, body)
    text = body.replace(sign, stand_in) if stand_in else body
    for mark in [options.quote] if options.quote is not None else _quotes(body, sign):
        escape = _escape(body, mark) if options.escape is None else options.escape
        for spaced in (False, True) if mark and _behind_spaces(body, sign, mark) else (False,):
            dialect = Dialect(sign, mark, escape, comment, spaced, stand_in)
            width, share, score = _score(rows_of(_closed(text, dialect), dialect), sign)
            if not chosen and (width < 2 or share < _least(sign, width)):
                continue
            score *= 1.02 if spaced else 1.0
            if sign not in DELIMITERS:
                score *= 1.15 if sign in LONG_DELIMITERS else 0.97 if sign in RARE_DELIMITERS else 0.6
            if mark == "'":
                score *= 1.01
            yield score, Guess(dialect, width, share, _reason(dialect, width, share, chosen))


def _least(sign: str, width: int) -> float:
    """Return the share of lines that must have the usual number of fields before a rare delimiter is believed."""
    if sign in DELIMITERS or sign in CONTROLS:
        return 0.0
    return 0.6 if width > 2 and (sign in RARE_DELIMITERS or sign in LONG_DELIMITERS) else 0.9


def _behind_spaces(sample: str, sign: str, mark: str) -> bool:
    """Return whether quotation marks that open a field stand behind spaces."""
    d, q = re.escape(sign), re.escape(mark)
    hits = re.findall(rf"(?m){d} +{q}[^{q}\r\n]*(?:{q}{q}[^{q}\r\n]*)*{q} *(?={d}|[\r\n]|$)", sample[:65_536])
    return sign != " " and bool(hits)


def lines() -> Guess:
    """Return the dialect of a text whose lines are taken as they are."""
    return Guess(Dialect("\x1f", ""), 1, 1.0, say("You chose to read each line as one text."))


def fixed(width: int) -> Guess:
    """Return the dialect of a text of fixed width."""
    reason = say("Spaces stand at the same places in every line: {width} fields of fixed width.", width=width)
    return Guess(Dialect("\x1f", ""), width, 1.0, reason, confidence=0.8)


def line_count(text: bytes) -> int:
    """Return the number of lines of a text; the last one needs no line break."""
    if not text:
        return 0
    breaks = text.count(b"\n")
    if b"\r" in text:
        breaks += text.count(b"\r") - text.count(b"\r\n")
    return breaks + (text[-1:] not in (b"\n", b"\r"))


def _stand_in(sign: str, sample: str) -> str:
    """Return the byte that stands in for a delimiter of several bytes; empty text for one of one byte."""
    if len(sign.encode()) == 1:
        return ""
    return next((one for one in STAND_INS if one not in sample and one not in sign), STAND_INS[0])


def _comment(sample: str) -> str:
    """Return what comment lines begin with, empty text when there are none."""
    lines = [line for line in re.split(r"\r\n|\n|\r", sample.lstrip("\ufeff")) if line.strip()]
    marked = [line for line in lines if line.startswith("#")]
    if not marked or 2 * len(marked) > len(lines):
        return ""
    return "#"


def _closed(sample: str, dialect: Dialect) -> str:
    """Return a sample without lines whose quotation mark is never closed: one would make a single cell of the rest."""
    if not dialect.quote or dialect.quote not in sample:
        return sample
    return b"".join(some.data for some in records([sample.encode()], dialect)).decode("utf-8", "replace")


def _one_column(lines: Sequence[str], quote: str, comment: str) -> Guess:
    counts = Counter(sign for line in lines for sign in DELIMITERS if sign in line)
    warning = None
    if counts:
        sign, count = counts.most_common(1)[0]
        warning = say(
            "The file is read as one column. {n} of its first {total} lines hold “{sign}”; if that separates"
            " fields, choose it as the delimiter.",
            n=count,
            total=len(lines),
            sign=shown(sign),
        )
    # The comma is nominal: with a quotation mark it still frames texts that hold line breaks
    unused = next((sign for sign in STAND_INS if not any(sign in line for line in lines)), STAND_INS[0])
    reason = say("No delimiter splits the lines into the same number of fields: one column.")
    return Guess(Dialect(unused, quote, "", comment), 1, 1.0, reason, warning, 0.6 if warning else 0.9)


def _score(rows: Sequence[Sequence[str]], sign: str) -> tuple[int, float, float]:
    """Return (usual width, share of rows with it, score); a good delimiter gives many rows one width, plain cells."""
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return 1, 1.0, 0.0
    widths = Counter(len(row) for row in rows)
    body = Counter(len(row) for row in (rows[10:] if len(rows) > 20 else rows))  # titles and notes stand above
    width = max(body, key=lambda w: (body[w], w))
    if width == 1 and len(widths) > 1:
        wide = Counter({w: n for w, n in widths.items() if w > 1})
        width = max(wide, key=lambda w: (wide[w], w)) if sum(wide.values()) >= 0.5 * len(rows) else 1
    share = widths[width] / len(rows)
    others = [other for other in (*DELIMITERS, *RARE_DELIMITERS) if other != sign]
    cells = [cell for row in rows[:200] if len(row) == width for cell in row]
    mixed = sum(any(other in cell for other in others) and not _NUMBER.fullmatch(cell) for cell in cells)
    plain = 1 - mixed / max(1, len(cells))
    # A lone decimal comma splits "1,5;2,5" evenly too: cells that still hold another delimiter speak against it.
    empty = sum(not any(row[at].strip() for row in rows if len(row) == width) for at in range(width))
    known = 1 - 0.5 * min(1.0, empty / width)  # columns of nothing: the delimiter is longer than thought
    return width, share, share**2 * plain * known * (1 - 1 / (width + 1)) if width > 1 else 0.0


_NUMBER = re.compile(r"\s*[-+]?\d{1,3}(?:[.,]?\d{3})*(?:[.,]\d+)?\s*")
"""A number with commas in it, which do not separate anything."""


def _quotes(sample: str, sign: str) -> list[str]:
    """Return the quotation marks worth trying, the likelier first."""
    d = re.escape(sign)
    single = re.findall(rf"(?m)(?:^|{d} ?)'(?:[^'\r\n]|'')*'(?={d}|\r|$)", sample[:65_536])
    opened = re.findall(rf"(?m)(?:^|{d} ?)'(?:[^']|'')*'(?={d}|\r|$)", sample[:65_536])
    double = re.findall(rf'(?m)(?:^|{d} ?)"(?:[^"]|"")*"(?={d}|\r|$)', sample[:65_536])
    marks = ["'"] if single and len(opened) > len(double) and any(sign in one[1:-1] or "\n" in one or one.count("'") > 2 or
                                                              len(opened) >= 2 for one in opened) else []
    if double or not sample.count('"'):
        return [*marks, '"']
    return [*marks, '"', ""]


def _escape(sample: str, quote: str) -> str:
    """Return the backslash when marks inside quoted text are written with one, else empty text."""
    if not quote or "\\" + quote not in sample:
        return ""
    doubled = re.search(rf"[^,;\t|\r\n\\{quote}]{quote}{quote}", sample)
    inside = re.search(rf"\\{quote}(?![,;\t|\r\n]|$)", sample)
    return "\\" if inside and not doubled else ""


def shown(sign: str) -> str:
    """Return a delimiter as it can be printed."""
    return {"\t": "tab", " ": "space", "\x01": "\\x01", "\x1f": "\\x1f"}.get(sign, sign)


def _reason(dialect: Dialect, width: int, share: float, chosen: bool) -> Sentence:
    if chosen:
        return say(
            "You chose “{sign}” as the delimiter; most lines have {width} fields.",
            sign=shown(dialect.delimiter),
            width=width,
        )
    return say(
        "“{sign}” splits {share} % of the first lines into {width} fields.",
        sign=shown(dialect.delimiter),
        share=round(100 * share, 1),
        width=width,
    )


def announced(text: str) -> str:
    """Return the delimiter that a first line such as sep=; names for Excel, empty text when there is none."""
    match = re.match(r'\ufeff?"?sep=([^\r\nA-Za-z0-9"])"?[\r\n]', text, re.IGNORECASE)
    return match[1] if match and match[1].isascii() else ""


def spaced_quotes(sample: str, dialect: Dialect) -> Sentence | None:
    """Return a warning when fields are framed behind a space, which takes the framing from them."""
    if not dialect.quote or not (sign := re.escape(dialect.delimiter)):
        return None
    mark = re.escape(dialect.quote)
    lines = len(re.findall(rf"(?m)^[^\r\n]*?{sign} +{mark}[^\r\n]*?{mark} *(?:{sign}|$)", sample))
    if not lines:
        return None
    return say(
        "In {n} of the first lines a quotation mark stands behind a space, as in a, \"b\": it is read as part of the"
        " text and does not frame it. Look whether the columns are right.",
        n=lines,
    )


def newline_of(sample: bytes) -> str:
    """Return the line break that a text uses most."""
    pairs = sample.count(b"\r\n")
    feeds, returns = sample.count(b"\n") - pairs, sample.count(b"\r") - pairs
    return max((("\r\n", pairs), ("\n", feeds), ("\r", returns)), key=lambda one: one[1])[0] if sample else "\n"
