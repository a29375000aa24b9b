"""Typed Arrow columns as the text a person would see: plain digits, ISO dates, nested values flattened or as JSON text."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

LEVELS = 8
PLAIN = 1e21
"""Beyond, a number is written in scientific notation."""
Place = tuple[str, ...]


def places(schema: pa.Schema) -> list[Place]:
    """Return the keys that lead to each field, objects inside flattened."""
    out: list[Place] = []
    for field in schema:
        _places(field, (), out)
    return out


def _places(field: pa.Field, above: Place, out: list[Place]) -> None:
    import pyarrow as pa

    if pa.types.is_struct(field.type) and field.type.num_fields and len(above) < LEVELS:
        for at in range(field.type.num_fields):
            _places(field.type.field(at), (*above, field.name), out)
    else:
        out.append((*above, field.name))


def columns(data: Sequence[pa.Array], schema: pa.Schema) -> list[pa.Array]:
    """Return the columns of a batch as strings, in the order of `places`; null where a cell is blank."""
    out: list[pa.Array] = []
    for array, field in zip(data, schema, strict=True):
        _columns(array, field.type, 0, out)
    return out


def _columns(array: pa.Array, kind: pa.DataType, depth: int, out: list[pa.Array]) -> None:
    import pyarrow as pa

    if pa.types.is_struct(kind) and kind.num_fields and depth < LEVELS:
        for part, field in zip(array.flatten(), kind, strict=True):  # flatten keeps the nulls of the whole
            _columns(part, field.type, depth + 1, out)
    else:
        out.append(texts_of(array))


def texts_of(array: pa.Array) -> pa.Array:
    """Return one column as strings; null where a cell is blank."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = array.type
    types = pa.types
    if isinstance(array, pa.ExtensionArray):
        return texts_of(array.storage)
    if types.is_dictionary(kind):
        return texts_of(array.dictionary_decode())
    if types.is_null(kind):
        return pa.nulls(len(array), pa.string())
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        found = _utf8(array)
    elif types.is_boolean(kind):
        found = pc.if_else(array, "true", "false")
    elif types.is_integer(kind):
        found = array.cast(pa.string())
    elif types.is_floating(kind):
        found = _numbers(array)
    elif types.is_date(kind) or types.is_timestamp(kind) or types.is_time(kind):
        found = _moments(array)
    else:
        found = pa.array([cell_text(value) for value in _values(array)], pa.string())
    return pc.if_else(pc.equal(found, ""), pa.scalar(None, pa.string()), found)


def _values(array: pa.Array) -> list[Any]:
    """Return values of Python; durations of nanoseconds, which it does not have, as whole microseconds."""
    import pyarrow as pa

    if pa.types.is_duration(array.type):
        values: list[Any] = array.cast(pa.duration("us"), safe=False).to_pylist()
    elif pa.types.is_nested(array.type):
        values = array.to_pylist(maps_as_pydicts="lossy")
    else:
        values = array.to_pylist()
    return values


def _utf8(array: pa.Array) -> pa.Array:
    """Return texts as plain strings; bytes that are no UTF-8 are told apart by their value."""
    import pyarrow as pa

    plain = array.cast(pa.large_string()) if not pa.types.is_string(array.type) else array
    try:
        plain.validate(full=True)
    except pa.ArrowInvalid:
        raw = plain.cast(pa.large_binary()).to_pylist()
        return pa.array([None if one is None else one.decode("utf-8", "backslashreplace") for one in raw], pa.string())
    return plain.cast(pa.string())


def _numbers(array: pa.Array) -> pa.Array:
    """Return the shortest digits that mean the same number, none of them behind a point that needs none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    wide = array.cast(pa.float32()) if pa.types.is_float16(array.type) else array
    found = pc.replace_substring_regex(wide.cast(pa.string()), r"\.0$", "")
    odd = pc.fill_null(pc.match_substring_regex(found, r"[eE]|^-0$|nan|inf"), False)
    if not pc.any(odd).as_py():
        return found
    return pa.array([number_text(text) if bad else text for text, bad in zip(found.to_pylist(), odd.to_pylist(), strict=True)],
                    pa.string())


def number_text(text: str | None) -> str | None:
    """Return a number in plain digits unless it is huge; NaN is a blank cell, as the programs that write it mean it."""
    if text is None:
        return None
    value = float(text)
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    return text if abs(value) >= PLAIN or abs(value) < 1e-15 else format(Decimal(text), "f").removesuffix(".0")


def _moments(array: pa.Array) -> pa.Array:
    """Return dates and times in ISO 8601, date and time with a space between, no zeros behind the last fraction."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = array.type
    zone = getattr(kind, "tz", None)
    if zone:
        return _zoned(array, zone)
    if pa.types.is_date64(kind):
        array = array.cast(pa.date32(), safe=False)
    text = array.cast(pa.string())
    return pc.replace_substring_regex(pc.replace_substring_regex(text, r"(\.\d*?)0+$", r"\1"), r"\.$", "")


def _zoned(array: pa.Array, zone: str) -> pa.Array:
    """Return moments in their own zone with its distance to UTC; in UTC where the zone is not known here."""
    import pyarrow as pa

    place: dt.tzinfo | None = None
    if (offset := re.fullmatch(r"([+-])(\d\d):?(\d\d)", zone)) is not None:
        minutes = int(offset[2]) * 60 + int(offset[3])
        place = dt.timezone(dt.timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    elif zone.upper() != "UTC":
        from zoneinfo import ZoneInfo

        try:
            place = ZoneInfo(zone)
        except (OSError, ValueError):
            place = None
    plain = _moments(array.cast(pa.timestamp(array.type.unit)))  # in UTC
    if place is None:
        return pa.array([None if text is None else text + "Z" for text in plain.to_pylist()], pa.string())
    out: list[str | None] = []
    for text in plain.to_pylist():
        if text is None:
            out.append(None)
            continue
        whole, point, rest = text.partition(".")
        try:
            moved = dt.datetime.fromisoformat(whole).replace(tzinfo=dt.UTC).astimezone(place)
        except (ValueError, OverflowError):
            out.append(text + "Z")
            continue
        shown = moved.isoformat(" ")
        out.append(shown[:19] + point + rest + shown[19:])
    return pa.array(out, pa.string())


def cell_text(value: Any) -> str | None:
    """Return a value of Python as the text of a cell; bytes that are no text in hexadecimal digits."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes_text(bytes(value))
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return str(_plain(value))


def bytes_text(value: bytes) -> str | None:
    """Return bytes as text when they are UTF-8 without control codes, else in hexadecimal digits."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()
    return (text or None) if not re.search(r"[\x00-\x08\x0e-\x1f]", text) else value.hex()


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray)):
        return bytes_text(bytes(value))
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    if isinstance(value, dt.timedelta):
        from workstation.readers.workbook_text import duration_text

        return duration_text(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)
