"""Data Packages: the resources that a datapackage.json names, each a sheet, read as it says; nothing is fetched.

Source: Data Package 2.0, Data Resource, Table Dialect and Table Schema, https://datapackage.org/standard/ (1.0 too).
"""

from __future__ import annotations

import dataclasses
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workstation.errors import Problem
from workstation.job import Job
from workstation.readers.first_bytes import is_descriptor
from workstation.readers.grid import Grid
from workstation.readers.options import Options
from workstation.readers.packed_limits import Budget, bad_path
from workstation.readers.reader import Balance, Batch, Found, Reader, Reading, SheetInfo, unique_names
from workstation.readers.record_batches import reading_of, whole_text
from workstation.readers.record_tables import named, no_sheet, sheets_of
from workstation.readers.unpacking import entries
from workstation.text import Sentence, _, say

LARGEST = 16 << 20
"""Bytes of a descriptor."""
MOST_RESOURCES = 1_000
_ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]+://", re.IGNORECASE)


@dataclass(frozen=True)
class _Resource:
    """One resource as the descriptor has it; parts: its files, in order."""

    name: str
    parts: tuple[str, ...]
    data: Mapping[str, Any]


@dataclass(frozen=True)
class _Plan:
    resource: str
    inner: tuple[Found, ...]
    parts: tuple[Path, ...]
    missing: frozenset[str]
    options: Options


class DataPackage:
    """A descriptor with its resources beside it, or a zip of them."""

    name = "data_package"
    extensions: tuple[str, ...] = ()

    def tables(self, path: Path, options: Options, job: Job) -> list[Found]:
        """Return a table for each resource that can be read; the others are told."""
        out: list[Found] = []
        told: list[Sentence] = []
        first: Problem | None = None
        with _unpacked(path, job) as folder:
            resources = _resources(folder, path)
            for resource in job.each(resources, len(resources), _("Looking for tables")):
                if options.sheet is not None and len(resources) > 1 and not _asked(options.sheet, resource):
                    continue
                try:
                    out += _found(folder, resource, options, len(resources) == 1, job)
                except Problem as problem:
                    first = first or Problem(problem.code, problem.what, f"{path.name}, {resource.name}", problem.remedy)
                    told.append(say("The resource “{name}” could not be read: {why}", name=resource.name, why=str(problem)))
        if not out:
            if first is not None:
                raise first
            raise no_sheet(options.sheet or "", [one.name for one in resources])
        out = named(out, options)
        out[0] = dataclasses.replace(out[0], warnings=(*out[0].warnings, *told))
        return out

    def sheets(self, path: Path, options: Options, job: Job) -> list[SheetInfo]:
        """Return a sheet for each resource that can be read."""
        whole = dataclasses.replace(options, sheet=None, table=None)
        return sheets_of(lambda: self.tables(path, whole, job))

    def grid(self, path: Path, options: Options, job: Job, rows: int | None = None) -> Grid:
        """Return the first file of a resource cell by cell."""
        with _unpacked(path, job) as folder:
            resources = _resources(folder, path)
            one = next((r for r in resources if options.sheet is None or len(resources) == 1 or _asked(options.sheet, r)), None)
            if one is None:
                raise no_sheet(options.sheet or "", [resource.name for resource in resources])
            file = _parts(folder, one)[0]
            reader, asked = _opened(file, one, options)
            grid = reader.grid(file, asked, job, rows)
            grid.sheet.name = options.sheet or ("" if len(resources) == 1 else one.name)
            return grid

    def read(self, path: Path, found: Found, job: Job) -> Reading:
        """Return a reading of one resource; rows are numbered through all of its files."""
        return reading_of(lambda reading: _batches(path, found, reading, job))


def is_package(path: Path) -> bool:
    """Return whether a file is a descriptor whose resources lie beside it."""
    if not path.name.lower().endswith("datapackage.json"):
        return False
    with path.open("rb") as file:
        return file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def zipped(path: Path, to: Path, job: Job) -> None:
    """Write a descriptor and all files that it names as one zip, which is read like the folder; for those who keep it.

    Raises Problem when a file lies elsewhere; one that is not there is left out, as reading tells it.
    """
    with zipfile.ZipFile(to, "x", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "datapackage.json")
        resources = _resources(path.parent, path)
        for resource in job.each(resources, len(resources), _("Copying the Data Package")):
            tables = [resource.data.get(key) for key in ("schema", "dialect")]
            named_files = [one for one in tables if isinstance(one, str) and not _ADDRESS.match(one)]
            for part in (*resource.parts, *named_files):
                try:
                    file = _inside(path.parent, part)
                except Problem as problem:
                    if problem.code == "remote-file":
                        continue
                    raise
                name = part.replace("\\", "/").removeprefix("./")
                if file.is_file() and name not in archive.namelist():
                    archive.write(file, name)


def _asked(sheet: str, resource: _Resource) -> bool:
    return sheet == resource.name or sheet.startswith(resource.name + " / ")


@contextmanager
def _unpacked(path: Path, job: Job) -> Iterator[Path]:
    """Yield the folder that holds the descriptor: the file's own, or a private one with what was in the zip."""
    if not zipfile.is_zipfile(path):
        yield path.parent
        return
    with tempfile.TemporaryDirectory(prefix="workstation-", ignore_cleanup_errors=True) as private:
        top = Path(private)
        begin = ""
        for entry in entries(path, "zip", None, Budget(path, job, _("Unpacking"))):
            if is_descriptor(entry.name) and not begin:
                begin = entry.name.rpartition("/")[0]
            if entry.why is not None or len(entry.name) > 1_000:
                continue
            place = top / entry.name  # entries() refuses names that lead out
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("xb") as out:
                    for block in entry.read():
                        out.write(block)
            except FileExistsError:
                continue  # the same name twice: the first counts
        yield top / begin


def _descriptor(path: Path, shown: Path) -> dict[str, Any]:
    from workstation.readers.json_text import Decoder

    try:
        if path.stat().st_size > LARGEST:
            raise Problem("too-large", _("The descriptor has more than {n} MB.", n=LARGEST >> 20), shown.name,
                          _("Ask the sender what it is."))
        data = Decoder().decode(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Problem("damaged-file", _("The descriptor of this Data Package is not JSON."), f"{shown.name}: {error}",
                      _("Ask for it again.")) from error
    except FileNotFoundError as error:
        raise Problem("no-file", _("A file that the Data Package names is not there."), f"{shown.name}, {path.name}",
                      _("Put it beside the descriptor.")) from error
    if not isinstance(data, dict):
        raise Problem("damaged-file", _("The descriptor of this Data Package is not an object."), shown.name,
                      _("Ask for it again."))
    return data


def _resources(folder: Path, path: Path) -> list[_Resource]:
    file = path if path.suffix.lower() == ".json" else folder / "datapackage.json"
    listed = _descriptor(file, path).get("resources")
    out = []
    for at, one in enumerate(listed if isinstance(listed, list) else [], 1):
        if isinstance(one, str):  # a resource may be described in a file of its own
            one = _descriptor(_inside(folder, one), path)
        if not isinstance(one, dict):
            continue
        where = one.get("path", [])
        several = where if isinstance(where, list) else [where]
        parts = [part for part in several if isinstance(part, str)]
        name = one.get("name")
        out.append(_Resource(whole_text(name) if isinstance(name, str) and name else f"resource{at}", tuple(parts), one))
    if not out or len(out) > MOST_RESOURCES:
        raise Problem("no-table", _("This Data Package names {n} resources.", n=len(out)), path.name,
                      _("Check that it is the right file."))
    return out


def _inside(folder: Path, name: str) -> Path:
    """Return a file of the package; Problem for an address and for a path that leads out of the folder."""
    if _ADDRESS.match(name):
        raise Problem("remote-file", _("The Data Package names a file on a network, which is not fetched: {name}", name=name),
                      remedy=_("Download it, and name it in the descriptor by its path."))
    place = folder / name.replace("\\", "/")
    if bad_path(name) or not place.resolve().is_relative_to(folder.resolve()):
        raise Problem("hostile-file", _("The Data Package names a file outside of its folder: {name}", name=name),
                      remedy=_("Do not open it; ask the sender what it is."))
    return place


def _parts(folder: Path, resource: _Resource) -> list[Path]:
    """Return the files of a resource; Problem for one whose data stands in the descriptor itself."""
    if resource.parts:
        return [_inside(folder, part) for part in resource.parts]
    raise Problem("no-table", _("The resource names no file."), resource.name, _("Give it a path."))


def _part_of(folder: Path, resource: _Resource, key: str) -> Mapping[str, Any]:
    """Return the schema or dialect of a resource, which may stand in a file of its own."""
    value = resource.data.get(key)
    if isinstance(value, str) and not _ADDRESS.match(value):
        file = _inside(folder, value)
        value = _descriptor(file, file) if file.is_file() else None
    return value if isinstance(value, dict) else {}


def _found(folder: Path, resource: _Resource, options: Options, alone: bool, job: Job) -> list[Found]:
    dialect = _part_of(folder, resource, "dialect")
    schema = _part_of(folder, resource, "schema")
    own = resource.name + " / "
    sheet = options.sheet[len(own):] if options.sheet and options.sheet.startswith(own) else None
    asked = dataclasses.replace(_with_dialect(options, resource, dialect), sheet=sheet)
    parts = _parts(folder, resource)
    each: list[list[Found]] = []
    for file in parts:
        reader, wish = _opened(file, resource, asked)
        each.append(reader.tables(file, wish, job))
    if len(parts) > 1:
        each = [one[:1] for one in each]
        if any(len(one[0].names) != len(each[0][0].names) for one in each):
            raise Problem("no-table", _("Its files have different numbers of columns."), resource.name,
                          _("Import them one by one."))
    out = []
    missing = frozenset(one for one in schema.get("missingValues", ()) if isinstance(one, str) and one) if isinstance(
        schema.get("missingValues"), list) else frozenset()
    for at, found in enumerate(each[0]):
        inner = tuple(one[at] for one in each)
        names, warnings = _names(found, schema)
        shown = "" if alone and not found.sheet else found.sheet if alone else resource.name + (
            f" / {found.sheet}" if found.sheet else "")
        reasons = (say("The Data Package names the resource “{name}” and says how it is read.", name=resource.name),
                   *found.reasons)
        places = tuple(Path(part) for part in resource.parts)
        out.append(dataclasses.replace(found, sheet=shown, names=names, warnings=(*found.warnings, *warnings), reasons=reasons,
                                       plan=_Plan(resource.name, inner, places, missing, asked)))
    return out


def _names(found: Found, schema: Mapping[str, Any]) -> tuple[tuple[str, ...], list[Sentence]]:
    """Return the names of the fields: those of the file, or of the schema where the file has none."""
    listed = schema.get("fields")
    fields = [one.get("name") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    named_ = [str(one) for one in fields if isinstance(one, str) and one]
    if found.header_rows or len(named_) != len(found.names):
        if named_ and list(found.names) != named_:
            return found.names, [say("The columns of the file are not those that the Data Package describes.")]
        return found.names, []
    return unique_names([whole_text(one) for one in named_])


def _with_dialect(options: Options, resource: _Resource, dialect: Mapping[str, Any]) -> Options:
    """Return the options with what the descriptor says of encoding and dialect; what a person said goes before."""
    csv = dialect.get("csv") if isinstance(dialect.get("csv"), dict) else dialect
    assert isinstance(csv, Mapping)
    said: dict[str, Any] = {}
    for key, option in (("delimiter", "delimiter"), ("quoteChar", "quote"), ("escapeChar", "escape"),
                        ("commentChar", "comment")):
        if isinstance(csv.get(key), str) and csv[key]:
            said[option] = csv[key]
    if csv.get("header") is False:
        said["header_rows"] = 0
    encoding = resource.data.get("encoding")
    if isinstance(encoding, str):
        said["encoding"] = encoding
    given = {key: value for key, value in said.items() if getattr(options, key) is None}
    made = dataclasses.replace(options, **given)
    made.check()
    return made


def _opened(file: Path, resource: _Resource, options: Options) -> tuple[Reader, Options]:
    """Return the reader of one file, and the options that it understands."""
    from workstation.readers.catalogue import open_file

    reader = open_file(file)
    if reader.name == "data_package":
        raise Problem("no-table", _("A Data Package inside a Data Package is not opened."), resource.name,
                      _("Import it by itself."))
    if reader.name in ("delimited", "packed"):
        return reader, options
    return reader, dataclasses.replace(options, delimiter=None, quote=None, escape=None, comment=None)


def _batches(path: Path, found: Found, reading: Reading, job: Job) -> Iterator[Batch]:
    import pyarrow as pa
    import pyarrow.compute as pc

    plan: _Plan = found.plan
    total = Balance()
    blanked = lines = 0
    with _unpacked(path, job) as folder:
        resource = next((one for one in _resources(folder, path) if one.name == plan.resource), None)
        if resource is None:
            raise Problem("changed", _("{path} changed while it was being read.", path=path.name))
        for file, inner in zip([_inside(folder, str(one)) for one in plan.parts], plan.inner, strict=True):
            reader, _asked_options = _opened(file, resource, plan.options)
            part = reader.read(file, inner, job)
            for batch in part:
                columns = batch.data.columns
                if plan.missing:
                    gone = [pc.is_in(column, value_set=pa.array(sorted(plan.missing), pa.string())) for column in columns]
                    blanked += sum(pc.sum(one).as_py() or 0 for one in gone)
                    columns = [pc.if_else(one, pa.scalar(None, pa.string()), column)
                               for one, column in zip(gone, columns, strict=True)]
                rows = pc.add(batch.rows, pa.scalar(lines, batch.rows.type)) if lines else batch.rows
                rejected = tuple(dataclasses.replace(one, line=one.line + lines) for one in batch.rejected)
                yield Batch(pa.RecordBatch.from_arrays(columns, list(found.names)), rows, rejected)
            both = zip(total.data().items(), part.balance.data().values(), strict=True)
            total = Balance(**{key: value + more for (key, value), more in both})
            lines = total.lines
            reading.warnings.extend(part.warnings)
            reading.suggested = part.suggested
    reading.balance = total
    if blanked:
        reading.warnings.append(say("{n} cells hold what the Data Package calls missing ({words}); they are blank.", n=blanked,
                                    words=", ".join(f"“{one}”" for one in sorted(plan.missing))))
