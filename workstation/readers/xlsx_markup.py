"""XML as bytes in numpy and Arrow: where the tags of a block are, texts cut out of it without a loop over cells.

What is not written as nearly every program writes it is refused with `NotPlain`: then the slow way, element by
element, is taken, which knows all of XML.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, Any]

BLOCK = 4 << 20
LONGEST = 64 << 20
"""Bytes of one row or one shared string, beyond which the plain way is left."""
PAD = 16
"""Bytes behind a block, so that words may be read over its end."""
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


class NotPlain(Exception):
    """The XML is not written in the plain way; it may well be right."""


def utf8(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the text of an XML part in blocks of UTF-8, without byte-order mark, whatever it is encoded in."""
    start = file.read(BLOCK)
    name = "utf-8"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    elif start.startswith(b"<\0"):
        name = "utf-16-le"
    elif start.startswith(b"\0<"):
        name = "utf-16-be"
    elif match := _DECLARED.match(start):
        name = match[1].decode("ascii")
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = "utf-8"
    if known in ("utf-8", "ascii"):
        yield start.removeprefix(codecs.BOM_UTF8)
        while block := file.read(BLOCK):
            yield block
        return
    decoder = codecs.getincrementaldecoder(known)("replace")
    while start:
        yield decoder.decode(start).encode("utf-8", "replace")
        start = file.read(BLOCK)
    yield decoder.decode(b"", True).encode("utf-8", "replace")


class PlainStream:
    """An XML part with one long list in it: what stands before, its items in blocks, what stands behind.

    A prefix before the names of its elements is taken off.
    """

    def __init__(self, blocks: Iterator[bytes], container: bytes, item: bytes) -> None:
        """Read from blocks of UTF-8 the elements `item` in the element `container`."""
        self._blocks, self._container, self._item = blocks, container, item
        self.head = b""
        """What stands before the items, once the first block of them was drawn."""
        self._rest: bytes | None = None

    @property
    def ended(self) -> bool:
        """True once all items were drawn."""
        return self._rest is not None

    def items(self) -> Iterator[bytes]:
        """Yield whole items in blocks; NotPlain where there is no such list, or it does not end."""
        rest = self._start()
        closing, end = b"</" + self._container + b">", b"</" + self._item + b">"
        while not self.head.endswith(b"/>"):
            at = rest.find(closing)
            if at >= 0:
                self._rest = rest[at:]
                if rest[:at].strip():
                    yield rest[:at]
                return
            cut = rest.rfind(end) + len(end)
            if cut >= len(end):
                yield rest[:cut]
                rest = rest[cut:]
            elif len(rest) > LONGEST:
                raise NotPlain
            more = next(self._blocks, None)
            if more is None:
                raise NotPlain
            rest += more
        self._rest = rest

    def _start(self) -> bytes:
        pattern = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?" + self._container + rb"(?=[\s/>])[^>]*>")
        rest = b""
        for more in self._blocks:
            rest += more
            if match := pattern.search(rest):
                self.head = rest[: match.end()]
                break
            if len(rest) > LONGEST:
                raise NotPlain
        else:
            raise NotPlain
        if b"<!" in self.head:
            raise NotPlain
        rest = rest[len(self.head) :]
        if match[1]:
            prefix = match[1] + b":"
            self.head = _without(self.head, prefix)
            self._blocks = _unprefixed(itertools.chain([rest], self._blocks), prefix)
            return b""
        return rest

    def tail(self) -> Iterator[bytes]:
        """Yield what stands behind the items, once all were drawn, in blocks that end with a tag."""
        rest = self._rest or b""
        for more in self._blocks:
            rest += more
            cut = rest.rfind(b">") + 1
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def _without(block: bytes, prefix: bytes) -> bytes:
    return block.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")


def _unprefixed(blocks: Iterator[bytes], prefix: bytes) -> Iterator[bytes]:
    rest = b""
    for more in blocks:
        rest += more
        cut = rest.rfind(b">") + 1
        yield _without(rest[:cut], prefix)
        rest = rest[cut:]
    yield rest


@dataclass
class Tags:
    """The tags of a block.

    data:   the block as uint8, with PAD zeros behind it
    opens:  places of < ; closes: the place of > of each; codes: what each tag is, by the table of `tags`
    """

    raw: bytes
    data: Numbers
    opens: Numbers
    closes: Numbers
    codes: Numbers

    def words(self, places: Numbers, size: int) -> Numbers:
        """Return the 4 or 8 bytes from each place on as one number, the first byte the lowest."""
        import numpy as np

        kind = np.dtype("<u4" if size == 4 else "<u8")
        view: Numbers = np.ndarray((len(self.data) - size + 1,), kind, self.data, strides=(1,))
        return view[places]

    def spread(self, starts: Numbers, ends: Numbers) -> pa.Array:
        """Return the texts between starts and ends, which follow each other, at every second place, without a copy.

        The strings are described where they lie, each with the gap behind it; entities and escapes are as they stand.
        """
        import numpy as np
        import pyarrow as pa

        if not len(starts):
            return pa.array([], pa.string())
        offsets = np.empty(2 * len(starts), np.int32)
        offsets[0::2], offsets[1::2] = starts, ends
        return pa.StringArray.from_buffers(2 * len(starts) - 1, pa.py_buffer(offsets), pa.py_buffer(self.raw))

    def texts(self, starts: Numbers, ends: Numbers) -> pa.Array:
        """Return the texts between starts and ends, which follow each other."""
        import numpy as np
        import pyarrow as pa

        return self.spread(starts, ends).take(pa.array(np.arange(0, 2 * len(starts) - 1, 2, dtype=np.int32)))


SELF = 1
"""Added to the code of a tag that ends in itself: <v/>."""
UNKNOWN, FORBIDDEN = 0, 255


def table(opening: dict[bytes, int], closing: dict[bytes, int]) -> Numbers:
    """Return the codes of tags by their first two bytes after <, as uint8 [65536].

    opening: by element name; an element of one letter is known by the sign behind it. closing: by its first letter
    """
    import numpy as np

    codes = np.zeros(65_536, np.uint8)
    for name, code in opening.items():
        for sign in name[1:2] or b" \t\r\n/>":
            codes[name[0] << 8 | sign] = code
    for name, code in closing.items():
        codes[ord("/") << 8 | name[0]] = code
    for first in b"!?":
        codes[first << 8 : (first << 8) + 256] = FORBIDDEN
    return codes


def tags(block: bytes, codes: Numbers) -> Tags:
    """Return the tags of a block that begins with a tag and is not cut within one; NotPlain where it is not plain.

    codes: made by `table`; a tag that ends in itself gets its code + SELF
    """
    import numpy as np

    raw = block + b"\0" * PAD
    data = np.frombuffer(raw, np.uint8)
    try:
        block.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotPlain from error
    opens, closes = np.flatnonzero(data == ord("<")), np.flatnonzero(data == ord(">"))
    if len(opens) != len(closes):
        at = np.searchsorted(closes, opens)
        if len(at) and at[-1] >= len(closes):
            raise NotPlain
        closes = closes[at]
    if not ((closes > opens).all() and (closes[:-1] < opens[1:]).all()):
        raise NotPlain
    found = codes[data[opens + 1].astype(np.uint16) << 8 | data[opens + 2]]
    if (found == FORBIDDEN).any():
        raise NotPlain
    found += (data[closes - 1] == ord("/")) & (found > 0)
    return Tags(raw, data, opens, closes, found)


def unescaped(texts: pa.Array, raw: bytes) -> pa.Array:
    """Return texts with the entities of XML replaced and line ends made plain; NotPlain for an unknown entity.

    raw: the block that they come from, to see at once whether there are any
    """
    import pyarrow.compute as pc

    signs = [sign for sign in ("&", "\r") if sign.encode() in raw]
    if not signs:
        return texts
    return replaced(texts, pc.match_substring_regex(texts, f"[{''.join(signs)}]"), plain_text)


def replaced(texts: pa.Array, where: pa.Array, change: Any) -> pa.Array:
    """Return texts with those that are true in `where` put through a function."""
    import pyarrow as pa
    import pyarrow.compute as pc

    picked = texts.filter(where)
    if not len(picked):
        return texts
    new = pa.array([change(text) for text in picked.to_pylist()], pa.string())
    return pc.replace_with_mask(texts, pc.fill_null(where, False), new)


def plain_text(text: str) -> str:
    """Return text of an XML file as it is meant: line ends as XML wants them, then entities."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_meant, text) if "&" in text else text


def _meant(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    if not (match[1] or match[2]):
        raise NotPlain
    number = int(match[1]) if match[1] else int(match[2], 16)
    if number > 0x10FFFF or 0xD800 <= number < 0xE000:
        raise NotPlain
    return chr(number)


def decoded(text: str) -> str:
    """Return a text with the escapes of spreadsheets replaced: _x000D_ is CR, _x005F_ an underscore.

    What would be half a character stays as it is written. ECMA-376 part 1, 22.9.2.19.
    """
    if "_x" not in text:
        return text
    out = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if _LONE.search(out) is None:
        return out
    out = _PAIR.sub(lambda match: match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), out)
    return _LONE.sub(lambda match: f"_x{ord(match[0]):04X}_", out)
