"""Writing a draft as a pack folder: YAML, code lists and a page that says how it came about."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

from workstation.errors import Problem
from workstation.rules.spec import FieldSpec
from workstation.standards.infer import Draft, DraftField
from workstation.standards.lint import load
from workstation.standards.pack import SUFFIX
from workstation.standards.standard import Standard
from workstation.text import _

VERSION = "0.1.0"


def default_id(name: str) -> str:
    """Return an id made of a dataset's name: its ASCII letters and digits, else `draft`."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"draft.{plain}"[:80].rstrip("-.") if plain else "draft.standard"


def write_pack(draft: Draft, folder: Path, pack_id: str, title: str) -> Standard:
    """Write the draft as a pack into a new or empty folder and return the standard; Problem when something is there."""
    import yaml

    if folder.exists() and any(folder.iterdir()):
        raise Problem("exists", _("The folder {path} is not empty.", path=str(folder)), remedy=_("Name another folder."))
    folder.mkdir(parents=True, exist_ok=True)
    lists = {f"codes{number}": one for number, one in enumerate((f for f in draft.fields if f.codes), 1)}
    names = {one.spec.name: name for name, one in lists.items()}
    head: dict[str, Any] = {"pack": pack_id, "version": VERSION, "title": title, "status": "draft"}
    if lists:
        head["codes"] = {name: {"file": f"codes/{name}.csv", "title": one.spec.title or one.name, "version": VERSION}
                         for name, one in lists.items()}
    table: dict[str, Any] = {"name": re.sub(r"\W+", "_", pack_id)}
    if draft.key:
        table["key"] = list(draft.key)
    table |= {"blank": list(draft.blank), "match": "partial",
              "fields": [_field(one, names.get(one.spec.name, "")) for one in draft.fields]}
    text = yaml.safe_dump({**head, "table": table}, allow_unicode=True, sort_keys=False, width=110)
    comment = _("Drafted from {rows} rows of data. Read it, correct it, raise the version, then publish it.",
                rows=f"{draft.rows:,}")
    (folder / f"{_file_name(pack_id)}{SUFFIX}").write_text(f"# {comment}\n{text}", encoding="utf-8")
    for name, one in lists.items():
        (folder / "codes").mkdir(exist_ok=True)
        (folder / "codes" / f"{name}.csv").write_text(_codes(one), encoding="utf-8", newline="")
    (folder / "SOURCE.md").write_text(f"# {title}\n\n{comment}\n", encoding="utf-8")
    return load(folder)


def _file_name(pack_id: str) -> str:
    return re.sub(r"[^a-z0-9._-]", "-", pack_id.lower()) or "draft"


def _codes(one: DraftField) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["code", "name"])
    writer.writerows([code, code] for code in one.codes)
    return stream.getvalue()


def _field(one: DraftField, codes: str) -> dict[str, Any]:
    """Return a field as a pack writes it: only what is said."""
    spec = one.spec
    out: dict[str, Any] = {"name": spec.name}
    aka = [one.name] if one.name != spec.name else []
    plain = FieldSpec(name=spec.name)
    for key in ("title", "type", "required", "unique", "pattern", "minLength", "maxLength", "minimum", "maximum", "check"):
        value = getattr(spec, key)
        if value not in ("", None, False):
            out[key] = value
    if aka:
        out["aka"] = aka
    if spec.accept:
        out["accept"] = list(spec.accept)
    if spec.type == "boolean" and spec.trueValues != plain.trueValues:
        out["trueValues"], out["falseValues"] = list(spec.trueValues), list(spec.falseValues)
    if codes:
        out["codes"] = codes
    return out
