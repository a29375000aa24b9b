"""What a package says about itself: datapackage.json (Data Package v2) and a README in both languages.

Source: Data Package 2.0, Data Resource, Table Schema and Table Dialect, https://datapackage.org/standard/.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from workstation.dataset.field import Field
from workstation.packages.manifest import Part
from workstation.packages.release import Release, as_json
from workstation.packages.sign import grouped
from workstation.text import RESOURCES

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
LEXICAL = {
    "integer": r"^[+-]?[0-9]+$",
    "number": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$",
    "boolean": r"^(true|True|TRUE|1|false|False|FALSE|0)$",
    "date": r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    "datetime": r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T[0-9]{2}:[0-9]{2}:[0-9]{2}Z?$",
    "time": r"^[0-9]{2}:[0-9]{2}:[0-9]{2}$",
    "year": r"^[0-9]{4}$",
}
"""How a text must look for a reader of Table Schema's default format (RE2)."""


def described_type(field: Field, column: pa.ChunkedArray) -> dict[str, str]:
    """Return type and format of a field that every text in it honours.

    A field whose texts do not all read as its type is described as text, and its own type stands beside it as
    x-type: a descriptor that its own data breaks would help nobody.
    """
    if field.type == "string":
        return {"type": "string"}
    texts = column.drop_null()
    if field.type in LEXICAL and bool(pc.all(pc.match_substring_regex(texts, LEXICAL[field.type]),
                                             min_count=0).as_py()) and (
            field.type not in ("date", "datetime") or _dates(texts, "%Y-%m-%d")):
        return {"type": field.type}
    if field.type in ("date", "datetime") and len(field.formats) == 1 and _dates(texts, field.formats[0], whole=True):
        return {"type": field.type, "format": field.formats[0]}
    return {"type": "string", "x-type": field.type}


def _dates(texts: pa.ChunkedArray, pattern: str, *, whole: bool = False) -> bool:
    """Return whether each text (or its first ten signs) is a day that there is, in this pattern."""
    values = texts if whole else pc.utf8_slice_codeunits(texts, 0, 10)
    try:
        read = pc.strptime(values, format=pattern, unit="s", error_is_null=True)
        # strptime takes 31 February for 3 March: only what comes out as it went in is a day that there is
        return read.null_count == 0 and bool(pc.all(pc.equal(pc.strftime(read, format=pattern), values),
                                                    min_count=0).as_py())
    except pa.ArrowException:
        return False


def datapackage(release: Release, parts: Sequence[Part], office: str) -> bytes:
    """Return the descriptor of the package folder; `parts` are the files it describes, already written."""
    by_name = {part.name: part for part in parts}
    fields = []
    for field in release.table.fields:
        one: dict[str, Any] = {"name": field.name, **described_type(field, release.table.columns[field.id].folded)}
        if field.title:
            one["title"] = field.title
        if field.description:
            one["description"] = field.description
        fields.append(one)
    schema = {"fields": fields, "missingValues": [""]}
    csv, parquet = by_name["data/data.csv"], by_name["data/data.parquet"]
    resources: list[dict[str, Any]] = [
        {**_resource("data", csv, "csv"), "type": "table", "encoding": "utf-8", "schema": schema,
         "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True}},
        _resource("data-parquet", parquet, "parquet"),
    ]
    resources += [_resource(_slug(part.name), part, part.name.rsplit(".", 1)[-1]) for part in parts
                  if part.name not in ("data/data.csv", "data/data.parquet")]
    found = {"$schema": PROFILE, "name": _slug(release.dataset_name) or "dataset", "id": f"urn:uuid:{release.dataset}",
             "title": release.dataset_name, "version": f"{release.version.number}.0.0", "created": release.version.time,
             "resources": resources, "x-content-hash": release.version.content_hash}
    if office:
        found["contributors"] = [{"title": office, "roles": ["publisher"]}]
    if sources := [{"title": source["name"]} for source in release.lineage.get("sources", [])]:
        found["sources"] = sources
    return as_json(found)


def _resource(name: str, part: Part, kind: str) -> dict[str, Any]:
    return {"$schema": RESOURCE_PROFILE, "name": name, "path": part.name, "format": kind, "mediatype": part.media,
            "bytes": part.size, "hash": f"sha256:{part.sha256}"}


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-._")


def readme(release: Release, office: str, fingerprint: str) -> bytes:
    """Return the README of a package, in English and Chinese."""
    template = (RESOURCES / "package" / "README.md").read_text("utf-8")
    values = {"title": release.dataset_name, "number": release.version.number, "rows": f"{len(release.table):,}",
              "fields": len(release.table.fields), "approved_at": release.version.time,
              "approved_by": release.version.person,
              "office": office or "-", "fingerprint": grouped(fingerprint)}
    return template.format(**values).encode()
