"""The stages that read workbooks: an xlsx of 20 mixed columns, shared and inline strings, number formats and dates."""

from __future__ import annotations

import shutil
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.data import CITIES, GIVEN, SEED, STATUS, SURNAMES, TRADES
from tests.bench.measure import measured, synced

MOST_ROWS = 200_000
FORMATS = ("General", "#,##0.00", "0.0%", "00000", "yyyy-mm-dd", "yyyy/m/d h:mm")
PERSON = "bench"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Figures = dict[str, Any]


def book_file(folder: Path, rows: int) -> Path:
    """Return the workbook with so many rows (200,000 at most); written once, a second call finds it there."""
    rows = min(rows, MOST_ROWS)
    path = folder / f"mixed-{rows}.xlsx"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        _write(unfinished, rows)
        unfinished.rename(path)
    return path


def _write(path: Path, rows: int) -> None:
    chance = np.random.default_rng(SEED)
    strings: dict[str, int] = {}

    def shared(at: int, column: str, text: str) -> str:
        return f'<c r="{column}{at}" t="s"><v>{strings.setdefault(text, len(strings))}</v></c>'

    def number(at: int, column: str, value: object, style: int = 0) -> str:
        return f'<c r="{column}{at}"' + (f' s="{style}"' if style else "") + f"><v>{value}</v></c>"

    def inline(at: int, column: str, text: str) -> str:
        return f'<c r="{column}{at}" t="inlineStr"><is><t>{text}</t></is></c>'

    def picked(words: Any) -> list[str]:
        return [list(words)[at] for at in chance.integers(0, len(words), rows).tolist()]

    whole = {name: chance.integers(0, high, rows).tolist() for name, high in (
        ("code", 10**5), ("id", 9 * 10**17), ("phone", 10**10), ("day", 14_000), ("moment", 14_000 * 1440), ("count", 5_000))}
    part = {name: chance.random(rows).tolist() for name in ("price", "share", "raw")}
    family, given, city, trade, status = (picked(words) for words in (SURNAMES, GIVEN, CITIES, TRADES, STATUS))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            head = "".join(inline(1, chr(65 + at), f"field {at + 1}") for at in range(20))
            sheet.write(f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetData><row r="1">{head}</row>'
                        .encode())
            for row in range(rows):
                at = row + 2
                cells = (
                    shared(at, "A", f"R{row:09d}"), shared(at, "B", family[row] + given[row]),
                    shared(at, "C", city[row] + trade[row]), number(at, "D", row + 1),
                    number(at, "E", round(part["price"][row] * 1e6, 2)), number(at, "F", part["price"][row] * 1e5, 1),
                    number(at, "G", round(part["share"][row], 4), 2), number(at, "H", whole["code"][row], 3),
                    number(at, "I", 30_000 + whole["day"][row], 4),
                    number(at, "J", repr(30_000 + whole["moment"][row] / 1440), 5),
                    inline(at, "K", str(whole["id"][row] + 10**17)), shared(at, "L", status[row]),
                    number(at, "M", whole["count"][row]), f'<c r="N{at}" t="b"><v>{row % 2}</v></c>',
                    inline(at, "O", f"1{whole['phone'][row]:010d}"), inline(at, "P", f"user{whole['phone'][row]}@example.cn"),
                    shared(at, "Q", f"{city[row]} &amp; {trade[row]}") if row % 5 < 3 else "",
                    number(at, "R", part["raw"][row]), inline(at, "S", city[row] + family[row] + str(whole["count"][row])),
                    f'<c r="T{at}" t="str"><f>L{at}</f><v>{status[row]}</v></c>')  # fmt: skip
                sheet.write(f'<row r="{at}">{"".join(cells)}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        for name, text in _parts(strings).items():
            archive.writestr(name, text)


def _parts(strings: dict[str, int]) -> dict[str, str]:
    formats = "".join(f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(FORMATS))
    styles = "".join(f'<xf numFmtId="{164 + at}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for at in range(len(FORMATS)))
    empty = ("<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
             '<cellStyleXfs><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>')
    kinds = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "styles": "styles", "sharedStrings": "sharedStrings"}
    types = "".join(f'<Override PartName="/xl/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                    f'spreadsheetml.{kind}+xml"/>' for name, kind in kinds.items())
    targets = {"worksheet": "worksheets/sheet1", "styles": "styles", "sharedStrings": "sharedStrings"}
    links = "".join(f'<Relationship Id="rId{at}" Type="{_LINK}/{kind}" Target="{target}.xml"/>'
                    for at, (kind, target) in enumerate(targets.items(), 1))
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default'
                               ' Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               f"{types}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" Type="{_LINK}/officeDocument"'
                       ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINK}"><sheets><sheet name="data" sheetId="1" r:id="rId1"/>'
                           "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts>{formats}</numFmts>{empty}<cellXfs>{styles}</cellXfs>'
                         "</styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">' + "".join(f"<si><t>{text}</t></si>" for text in strings) + "</sst>",
    }  # fmt: skip


def yardstick_calamine(folder: Path, rows: int) -> Figures:
    """Read all cells with python-calamine, which gives values and no number formats."""
    import python_calamine

    path = book_file(folder, rows)
    with measured() as cost:
        read = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert len(read) == min(rows, MOST_ROWS) + 1
    return {"wall": cost.wall, "cpu": cost.cpu, "peak": cost.peak}


def yardstick_openpyxl(folder: Path, rows: int) -> Figures:
    """Read all cells with openpyxl, read-only."""
    import openpyxl

    path = book_file(folder, rows)
    with measured() as cost:
        book = openpyxl.load_workbook(path, read_only=True)
        count = sum(1 for _row in book.active.iter_rows(values_only=True))
    assert count == min(rows, MOST_ROWS) + 1
    return {"wall": cost.wall, "cpu": cost.cpu, "peak": cost.peak}


def import_xlsx(folder: Path, rows: int) -> Figures:
    """Import the workbook as a clerk does: to a durable dataset, formats honoured, source file kept."""
    from workstation.importing import import_file

    workspace = _workspace(folder / "books")
    path = book_file(folder, rows)
    synced()
    with measured() as cost:
        (done,) = import_file(workspace, path, PERSON, name="mixed")
    assert done.rows == min(rows, MOST_ROWS), done
    table = workspace.dataset(done.dataset).table
    shown = {field.name: table.columns[field.id].values_at(table.visible[:1])[0] for field in table.fields}
    assert "," in shown["field 6"] or len(shown["field 6"]) < 7, shown
    assert shown["field 7"].endswith("%") and len(shown["field 8"]) == 5 and shown["field 9"][4] == "-", shown
    workspace.close()
    return {"wall": cost.wall, "cpu": cost.cpu, "peak": cost.peak, "grown": cost.grown}


def first_rows(folder: Path, rows: int) -> Figures:
    """Give the first 200 rows of the workbook, as the import page shows them before the file is read."""
    from workstation.job import Job
    from workstation.readers.options import Options
    from workstation.readers.workbook import Workbook

    path = book_file(folder, rows)
    with measured() as cost:
        grid = Workbook().grid(path, Options(), Job(), rows=200)
        texts = [grid.texts(np.arange(grid.height), column) for column in range(grid.width)]
    assert len(texts) == 20 and len(texts[0]) == 200
    return {"wall": cost.wall, "cpu": cost.cpu}


def cancel_xlsx(folder: Path, rows: int) -> Figures:
    """Cancel an import at several moments; it answers soon and leaves nothing."""
    from workstation.errors import Cancelled
    from workstation.importing import import_file
    from workstation.job import Job

    path, answers = book_file(folder, rows), []
    for after in (0.3, 1.0, 2.0, 3.0):
        workspace = _workspace(folder / "cancelled")
        before = sorted(str(one) for one in (folder / "cancelled").rglob("*"))
        job, asked = Job(), [0.0]

        def stop(job: Job = job, asked: list[float] = asked) -> None:
            asked[0] = time.perf_counter()
            job.cancel()

        timer = threading.Timer(after, stop)
        timer.start()
        try:
            import_file(workspace, path, PERSON, name="mixed", job=job)
            timer.cancel()
        except Cancelled:
            answers.append(time.perf_counter() - asked[0])
            left = sorted(str(one) for one in (folder / "cancelled").rglob("*"))
            assert not workspace.datasets() and left == before, set(left) - set(before)
        workspace.close()
    return {"worst": max(answers, default=0.0), "times": len(answers)}


def _workspace(place: Path) -> Any:
    from workstation.workspace import Workspace

    shutil.rmtree(place, ignore_errors=True)
    return Workspace.create(place, administrator=PERSON, password="bench")
