"""The shared strings of an xlsx workbook as one Arrow array, as many of them as are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any
from xml.parsers import expat

from workstation.job import Job
from workstation.readers.xlsx_markup import (
    SELF,
    NotPlain,
    PlainStream,
    Tags,
    decoded,
    replaced,
    table,
    tags,
    unescaped,
    utf8,
)
from workstation.readers.xlsx_walk import EntityDefined, permitted
from workstation.text import _

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, Any]

SI, SI_END, T, T_END = range(2, 10, 2)
_FOLLOW = {
    (SI,): (T, T + SELF, SI_END),
    (SI + SELF, SI_END): (SI, SI + SELF),
    (T,): (T_END,),
    (T_END, T + SELF): (SI_END,),
}


def shared_strings(parts: Any, job: Job, most: int | None = None) -> pa.Array:
    """Return the shared strings, in order.

    parts: a function that opens the XML part anew; most: how many are needed, None for all
    Raises expat.ExpatError when its XML does not hold together, EntityDefined when it defines entities.
    """
    import pyarrow as pa

    try:
        with parts() as file:
            chunks = []
            count = 0
            for chunk in _plain(file, job):
                chunks.append(chunk)
                count += len(chunk)
                if most is not None and count >= most:
                    break
    except NotPlain:
        with parts() as file:
            chunks = list(_walked(file, job, most))
    return joined(chunks) if chunks else pa.array([], pa.string())


def joined(chunks: list[pa.Array]) -> pa.Array:
    """Return arrays of strings as one; of large strings when they are beyond 2 GB."""
    import pyarrow as pa

    if sum(chunk.nbytes for chunk in chunks) > (1 << 31) - (1 << 20):
        chunks = [chunk.cast(pa.large_string()) for chunk in chunks]
    return pa.concat_arrays(chunks) if len(chunks) > 1 else chunks[0]


def _plain(file: IO[bytes], job: Job) -> Iterator[pa.Array]:
    codes, allowed = _tables()
    for block in PlainStream(utf8(file), b"sst", b"si").items():
        job.step(0, 0, _("Reading texts"))
        yield _strings(tags(block, codes), allowed)


def _tables() -> tuple[Numbers, Numbers]:
    import numpy as np

    codes = table({b"si": SI, b"t": T}, {b"s": SI_END, b"t": T_END})
    allowed = np.zeros((256, 256), bool)
    for before, after in _FOLLOW.items():
        allowed[np.ix_(before, after)] = True
    return codes, allowed


def _strings(found: Tags, allowed: Numbers) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    codes = found.codes
    if (codes[0] & 254) != SI or (codes[-1] != SI_END and codes[-1] != SI + SELF):
        raise NotPlain
    items = np.flatnonzero((codes & 254) == SI)
    bad = np.flatnonzero(~allowed[codes[:-1], codes[1:]])
    odd = np.unique(np.searchsorted(items, bad, "right") - 1)
    owner = np.cumsum((codes & 254) == SI, dtype=np.int32) - 1
    texts = np.flatnonzero(codes == T)
    is_odd = np.zeros(len(items), bool)
    is_odd[odd] = True
    texts = texts[~is_odd[owner[texts]]]
    values = found.texts(found.closes[texts] + 1, found.opens[texts + 1])
    places = np.full(len(items), -1, np.int64)
    places[owner[texts]] = np.arange(len(texts))
    values = cleaned(unescaped(values, found.raw), found.raw)
    special = _odd_ones(found, items, odd)
    every = pa.concat_arrays([values, pa.array(["", *special], pa.string())])
    places[places < 0] = len(texts)
    places[odd] = len(texts) + 1 + np.arange(len(odd))
    return every.take(pa.array(places))


def cleaned(texts: pa.Array, raw: bytes) -> pa.Array:
    """Return texts with the escapes of spreadsheets replaced; raw: where they come from, to see if there are any."""
    import pyarrow.compute as pc

    if b"_x" not in raw:
        return texts
    return replaced(texts, pc.match_substring(texts, "_x"), decoded)


def _odd_ones(found: Tags, items: Numbers, odd: Numbers) -> list[str]:
    """Return the texts of strings in several fonts or with a reading for their characters, which is left out."""
    if not len(odd):
        return []
    walk = StringWalk()
    walk.feed(b"<sst>")
    ends = [*found.opens[items[1:]].tolist(), int(found.closes[-1]) + 1]
    for one in odd.tolist():
        walk.feed(found.raw[found.opens[items[one]] : ends[one]])
    walk.feed(b"</sst>", last=True)
    out = walk.taken()
    if len(out) != len(odd):
        raise NotPlain
    return out


class StringWalk:
    """Takes XML in pieces and gives the strings met so far."""

    def __init__(self) -> None:
        """Start before the first string."""
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        self._parts: list[str] = []
        self._out: list[str] = []
        self._taking, self._skipping = False, 0

    def feed(self, data: bytes, last: bool = False) -> None:
        """Read on; expat.ExpatError when the XML does not hold together."""
        self._parser.Parse(permitted(data), last)

    def taken(self) -> list[str]:
        """Return the strings met since the last time."""
        out, self._out = self._out, []
        return out

    def _entity(self, *_args: object) -> None:
        raise EntityDefined

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "si":
            self._parts.clear()
        elif name == "t":
            self._taking = not self._skipping
        elif name == "rPh":
            self._skipping += 1

    def _text(self, text: str) -> None:
        if self._taking:
            self._parts.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "t":
            self._taking = False
        elif name == "rPh":
            self._skipping -= 1
        elif name == "si":
            self._out.append(decoded("".join(self._parts)))


def _walked(file: IO[bytes], job: Job, most: int | None) -> Iterator[pa.Array]:
    import pyarrow as pa

    walk = StringWalk()
    count = 0
    for block in utf8(file):
        job.step(0, 0, _("Reading texts"))
        walk.feed(block)
        taken = walk.taken()
        count += len(taken)
        yield pa.array(taken, pa.string())
        if most is not None and count >= most:
            return
    walk.feed(b"", last=True)
