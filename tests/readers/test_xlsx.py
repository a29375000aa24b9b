"""Xlsx as programs of all kinds write it: every way gives the same cells, by bytes and element by element."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl import load_workbook

from workstation.errors import Cancelled, Problem
from workstation.job import Job
from workstation.readers import xlsx_book, xlsx_markup
from workstation.readers.grid import Grid
from workstation.readers.options import Options
from workstation.readers.workbook import Workbook
from workstation.readers.xlsx_markup import NotPlain
from workstation.readers.xlsx_sheet import SheetReading

from .xlsx_made import BOLD, MAIN, STRICT, parts_of, written

DATA = Path(__file__).parent.parent / "data" / "spreadsheets"


def shown(grid: Grid, stored: bool = False) -> list[list[str | None]]:
    made = grid.stored if stored else grid.texts
    columns = [made(np.arange(grid.height), at).to_pylist() for at in range(grid.width)]
    return [list(row) for row in zip(*columns, strict=True)]


def grids(path: Path, sheet: int = 0) -> tuple[Grid, Grid]:
    """Return a sheet read both ways."""
    with xlsx_book.opened(path, Job()) as book:
        return book.grid(book.infos[sheet], Job()), book.grid(book.infos[sheet], Job(), walk=True)


def is_plain(path: Path) -> bool:
    with xlsx_book.opened(path, Job()) as book:
        sheet = book._package.sheets[0]
        reading = SheetReading(book._package, sheet, book._styles, lambda most: book._strings_for(Job(), most), Job())
        try:
            reading.plain(None)
        except NotPlain:
            return False
        return True


STRINGS = (
    "<si><t>plain</t></si><si><r><t>two </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">fonts </t></r></si>"
    "<si><t>漢字</t><rPh sb=\"0\" eb=\"2\"><t>カンジ</t></rPh><phoneticPr fontId=\"1\"/></si><si><t/></si><si/>"
    "<si><t>a &amp; b &#x4e2d;&#10;c</t></si><si><t>x_x000D_y_x005F_x0041_</t></si><si><t>_xD83D__xDE00_ _xD800_</t></si>"
)
CASES = [
    ("usual", '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="2"><v>3.14159</v></c></row>', [["1", "3.14"]], True),
    ("shared strings", '<row r="1">' + "".join(f'<c r="{"ABCDEFGH"[at]}1" t="s"><v>{at}</v></c>' for at in range(8)) + "</row>",
     [["plain", "two fonts ", "漢字", None, None, "a & b 中\nc", "x\ry_x0041_", "😀 _xD800_"]], True),
    ("inline strings", '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="B1" t="inlineStr"><is><r><t>y</t></r>'
     '<r><t>z</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is></c></row>', [["x", "yz"]], True),
    ("formulas", '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f t="shared" si="0"/><v>t &lt; u</v></c>'
     '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="b"><f>TRUE()</f><v>1</v></c></row>',
     [["2", "t < u", None, "TRUE"]], True),
    ("cells without a name", '<row r="2"><c><v>1</v></c><c><v>2</v></c></row>', [[None, None], ["1", "2"]], True),
    ("rows without a name", '<row><c r="A1"><v>1</v></c></row><row><c r="A2"><v>2</v></c></row>', [["1"], ["2"]], True),
    ("neither", '<row><c><v>1</v></c></row><row><c><v>2</v></c></row>', [["1"], ["2"]], True),
    ("names behind styles", '<row spans="1:2" r="1"><c s="3" r="A1"><v>7</v></c><c t="b" r="B1"><v>0</v></c></row>',
     [["00007", "FALSE"]], True),
    ("cells in another order", '<row r="1"><c r="B1"><v>2</v></c><c r="A1"><v>1</v></c></row>', [["1", "2"]], False),
    ("rows in another order", '<row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
     [["1"], ["2"]], False),
    ("a cell that comes twice", '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', [["2"]], False),
    ("a row that comes twice", '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>', [["1", "2"]],
     False),
    ("comments and CDATA", '<row r="1"><!-- c --><c r="A1" t="inlineStr"><is><t><![CDATA[<x>]]></t></is></c></row>', [["<x>"]],
     False),
    ("line breaks between tags", '\n <row r="1">\n  <c r="A1">\n   <v>1</v>\n  </c>\n </row>\n', [["1"]], True),
    ("white space in values", '<row r="1"><c r="A1"><v> 5 </v></c><c r="B1" t="s"><v> 0 </v></c></row>',
     [["5", "plain"]], True),
    ("what is called a number and is none", '<row r="1"><c r="A1" t="n"><v>abc</v></c><c r="B1"><v/></c></row>',
     [["abc"]], True),
    ("unknown children", '<row r="1"><c r="A1" cm="1"><v>1</v><extLst><ext><v>9</v></ext></extLst></c></row>', [["1"]], True),
    ("greater-than in a text", '<row r="1"><c r="A1" t="str"><v>a > b</v></c></row>', [["a > b"]], True),
    ("ISO dates", '<row r="1"><c r="A1" t="d" s="1"><v>2024-03-05T00:00:00</v></c>'
     '<c r="B1" t="d"><v>2024-03-05T08:30:00</v></c>'
     '<c r="C1" t="d" s="8"><v>2024-03-05T08:30:00Z</v></c></row>',
     [["2024-03-05", "2024-03-05 08:30:00", "2024/3/5 8:30"]], True),
    ("formats that hide",
     '<row r="1"><c r="A1" s="6"><v>5</v></c><c r="B1" s="7"><v>0</v></c><c r="C1" s="7"><v>3</v></c></row>',
     [[None, None, "3"]], True),
    ("an unknown style", '<row r="1"><c r="A1" s="999"><v>1.5</v></c></row>', [["1.5"]], True),
    ("control characters", '<row r="1"><c r="A1" t="str"><v>a\x01b&#2;c</v></c></row>', [["a\x01b\x02c"]], True),
    ("noise of floating point", '<row r="1"><c r="A1"><v>0.30000000000000004</v></c><c r="B1"><v>1E-3</v></c>'
     '<c r="C1"><v>-0</v></c><c r="D1"><v>5.0</v></c></row>', [["0.3", "0.001", "0", "5"]], True),
    ("a style of a blank cell far away",
     '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>',
     [["1"]], True),
]  # fmt: skip


@pytest.mark.parametrize("rows, cells, plain", [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_sheet_means_the_same_whoever_wrote_it_and_however_it_is_read(tmp_path, rows, cells, plain):
    path = written(tmp_path / "x.xlsx", parts_of(rows, strings=STRINGS))
    fast, slow = grids(path)
    assert shown(fast) == cells and shown(slow) == cells
    single = [[fast.text(row, column) or None for column in range(fast.width)] for row in range(fast.height)]
    assert single == cells
    assert fast.sheet == slow.sheet and (fast.kinds == slow.kinds).all() and shown(fast, True) == shown(slow, True)
    assert is_plain(path) is plain


def test_namespaces_may_be_strict_and_have_prefixes(tmp_path):
    parts = parts_of('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="2"><v>1</v></c></row>', strings=STRINGS)
    parts = {name: text.replace(MAIN, STRICT) for name, text in parts.items()}
    for name in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
        for tag in ("worksheet", "sheetData", "row", "c", "v", "sst", "si", "t", "styleSheet", "numFmts", "numFmt", "cellXfs",
                    "xf", "fonts", "font"):
            parts[name] = parts[name].replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>")
            parts[name] = parts[name].replace(f"</{tag}>", f"</x:{tag}>").replace(f"<{tag}/>", f"<x:{tag}/>")
        parts[name] = parts[name].replace("xmlns=", "xmlns:x=")
    path = written(tmp_path / "x.xlsx", parts)
    fast, slow = grids(path)
    assert shown(fast) == shown(slow) == [["plain", "1.00"]]
    assert is_plain(path)


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet1.xml", "worksheets\\sheet1.xml", "Worksheets/SHEET1.XML", "gone.xml"])
def test_a_sheet_is_found_however_its_place_is_written(tmp_path, target):
    parts = parts_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace("worksheets/sheet1.xml", target)
    path = written(tmp_path / "x.xlsx", parts)
    if target != "gone.xml":
        assert shown(grids(path)[0]) == [["1"]]
        return
    with pytest.raises(Problem) as caught:
        grids(path)
    assert caught.value.code == "damaged-file" and "S1" in caught.value.where


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_part_may_be_in_any_encoding(tmp_path, encoding):
    parts: dict = parts_of('<row r="1"><c r="A1" t="inlineStr"><is><t>汉字</t></is></c></row>')
    name = "utf-8" if "utf-8" in encoding else encoding
    sheet = parts["xl/worksheets/sheet1.xml"].replace('encoding="UTF-8"', f'encoding="{name}"')
    path = written(tmp_path / "x.xlsx", parts | {"xl/worksheets/sheet1.xml": sheet.encode(encoding)})
    assert [shown(one) for one in grids(path)] == [[["汉字"]]] * 2


def test_what_stands_beside_the_cells_is_known(tmp_path):
    rows = (f'<row r="1"><c r="A1" t="s" s="{BOLD}"><v>0</v></c><c r="B1"><v>2</v></c></row><row r="2" hidden="1"><c r="A2">'
            '<v>3</v></c></row><row r="3" ht="0"><c r="A3"><v>3</v></c></row><row r="4"><c r="A4" t="e"><v>#N/A</v></c>'
            '<c r="B4"><f>NOW()</f></c><c r="C4"><v>350102199001011000</v></c><c r="D4" s="1"><v>-5</v></c></row>'
            '<row r="5"><c r="A5" t="inlineStr"><is><t>110105194912310000</t></is></c>'
            '<c r="C5" s="9"><v>3.50102199001011E+17</v></c>'
            '<c r="D5"><v>350102199001011234</v></c></row>')
    before = '<cols><col min="2" max="3" width="9" hidden="1"/><col min="4" max="16384" width="0"/></cols>'
    after = '<mergeCells count="1"><mergeCell ref="A1:B2"/><mergeCell ref="C1:C1"/></mergeCells>'
    path = written(tmp_path / "x.xlsx", parts_of(rows, strings=STRINGS, before=before, after=after))
    for grid in grids(path):
        sheet = grid.sheet
        assert sheet.merges == (((0, 0), (1, 1)),)
        assert (sheet.hidden_rows, sheet.hidden_columns) == ({1, 2}, {1, 2, 3})
        assert sheet.bold == {(0, 0)}
        assert dict(sheet.notes.errors) == {(3, 0): "#N/A"}
        assert list(sheet.notes.no_result) == [(3, 1)]
        assert dict(sheet.notes.damaged) == {(3, 2): "350102199001011000", (4, 0): "110105194912310000",
                                             (4, 2): "350102199001011000"}
        assert dict(sheet.notes.odd) == {(3, 3): "-5"}
        assert grid.text(4, 2) == "350102199001011000" and grid.text(4, 3) == "350102199001011234"


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path):
    rows = '<row r="1"><c r="A1" s="1"><v>0</v></c><c r="B1" s="4"><v>1.5</v></c></row>'
    path = written(tmp_path / "x.xlsx", parts_of(rows, book='<workbookPr date1904="1"/>'))
    grid = grids(path)[0]
    assert (shown(grid), shown(grid, True)) == ([["1904-01-01", "36:00"]], [["1904-01-01", "36:00:00"]])


def test_stored_values_are_numbers_in_plain_digits_and_dates_in_iso(tmp_path):
    rows = ('<row r="1"><c r="A1" s="2"><v>3.14159</v></c><c r="B1" s="8"><v>45356.354166666664</v></c>'
            '<c r="C1" s="1"><v>45356</v>'
            '</c><c r="D1" s="4"><v>1.25</v></c><c r="E1"><v>1.5E-5</v></c></row>')
    grid = grids(written(tmp_path / "x.xlsx", parts_of(rows)))[0]
    assert shown(grid, True) == [["3.14159", "2024-03-05 08:30:00", "2024-03-05", "30:00:00", "0.000015"]]


def test_comments_are_read_the_newer_ones_with_their_names(tmp_path):
    parts = parts_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    new = "http://schemas.microsoft.com/office/2017/10/relationships"
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'<Relationships><Relationship Id="a" Type="{LINKS}/comments" Target="../comments1.xml"/><Relationship Id="b"'
        f' Type="{new}/threadedComment" Target="../threadedComments/t.xml"/></Relationships>')
    parts["xl/comments1.xml"] = ('<comments><commentList><comment ref="A1"><text><t>[Threaded comment] old</t></text></comment>'
                                 '<comment ref="B2"><text><r><t>a </t></r><r><t>note</t></r></text></comment>'
                                 "</commentList></comments>")
    parts["xl/threadedComments/t.xml"] = ('<ThreadedComments><threadedComment ref="A1" personId="{1}"><text>why?</text>'
                                          '</threadedComment><threadedComment ref="A1"><text>so</text></threadedComment>'
                                          "</ThreadedComments>")
    parts["xl/persons/person.xml"] = '<personList><person id="{1}" displayName="Anna"/></personList>'
    grid = grids(written(tmp_path / "x.xlsx", parts))[0]
    assert dict(grid.sheet.notes.comments) == {(0, 0): "Anna: why?\nso", (1, 1): "a note"}


LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BROKEN = [
    ("a text that is not there", '<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "A1"),
    ("XML that does not hold together", '<row r="1"><c r="A1"><v>1</v></row>', "S1"),
    ("an entity of nobody", '<row r="1"><c r="A1" t="str"><v>&nothing;</v></c></row>', "S1"),
    ("a row that ends nowhere", '<row r="1"><c r="A1"><v>1</v></c>', "S1"),
    ("a cell beyond the last column", '<row r="1"><c r="XFE1"><v>1</v></c></row>', "XFE1"),
]


@pytest.mark.parametrize("rows, where", [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_what_is_broken_is_named_with_its_sheet(tmp_path, rows, where):
    path = written(tmp_path / "x.xlsx", parts_of(rows, strings=STRINGS))
    with pytest.raises(Problem) as caught:
        Workbook().tables(path, Options(), Job())
    assert caught.value.code == "damaged-file" and where in caught.value.where


def test_a_cell_far_away_is_left_out_and_named_and_a_whole_grid_refused(tmp_path):
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c><c r="B{at}"><v>{at}</v></c></row>' for at in (1, 2))
    far = '<row r="1048576"><c r="XFD1048576"><v>9</v></c></row>'
    path = written(tmp_path / "x.xlsx", parts_of(rows + far, strings=STRINGS))
    (found,) = Workbook().tables(path, Options(), Job())
    assert any("XFD1048576" in str(one) for one in found.warnings)
    with pytest.raises(Problem) as caught:
        Workbook().grid(path, Options(), Job())
    assert caught.value.code == "sheet-too-large"
    assert shown(Workbook().grid(path, Options(), Job(), rows=10)) == [["plain", "1"], ["plain", "2"]]


def test_sheets_are_listed_with_what_they_are(tmp_path):
    parts = parts_of('<row r="1"><c r="A1"><v>1</v></c></row>', states=("visible", "hidden", "veryHidden", "visible"))
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace('worksheet" Target="worksheets/sheet4', 'chartsheet" Target="chartsheets/sheet4')
    infos = Workbook().sheets(written(tmp_path / "x.xlsx", parts), Options(), Job())
    assert [(one.visible, one.kind) for one in infos] == [
        ("visible", "sheet"), ("hidden", "sheet"), ("very hidden", "sheet"), ("visible", "chart")]


@pytest.fixture
def large(tmp_path, monkeypatch) -> Path:
    """Return a workbook of 3,000 rows, read in blocks of 64 KiB."""
    monkeypatch.setattr(xlsx_markup, "BLOCK", 1 << 16)
    rows = []
    for at in range(1, 3_001):
        cells = f'<c r="A{at}" t="s"><v>{at % 8}</v></c><c r="B{at}" s="2"><v>{at}.125</v></c>'
        cells += f'<c r="C{at}" s="1"><v>{at}</v></c>'
        cells += f'<c r="D{at}" t="inlineStr"><is><t>行 {at} &amp; more words to fill the line</t></is></c>'
        rows.append(f'<row r="{at}">{cells}<c r="E{at}"><v>{at * 0.1}</v></c></row>')
    return written(tmp_path / "large.xlsx", parts_of("".join(rows), strings=STRINGS))


def test_a_large_sheet_is_the_same_in_blocks_and_element_by_element(large):
    fast, slow = grids(large)
    assert (fast.kinds == slow.kinds).all() and shown(fast) == shown(slow) and shown(fast, True) == shown(slow, True)
    some = np.array([5, 2_999, 17, 2_000])
    assert fast.texts(some, 3).to_pylist() == [f"行 {at + 1} & more words to fill the line" for at in some.tolist()]


def test_the_first_rows_are_read_without_the_rest(large):
    head = Workbook().grid(large, Options(), Job(), rows=200)
    assert (head.height, head.width) == (200, 5)
    assert shown(head) == shown(grids(large)[0])[:200]


def test_a_cancelled_reading_stops(large):
    job = Job()
    steps = []

    class Stopping(Job):
        def step(self, done: int, total: int, label: str) -> None:
            steps.append(done)
            if len(steps) == 4:
                self.cancel()
            super().step(done, total, label)

    job = Stopping()
    with pytest.raises(Cancelled):
        Workbook().grid(large, Options(), job)
    assert len(steps) == 4


def test_every_workbook_of_the_corpus_is_the_same_both_ways():
    seen = 0
    for path in sorted(DATA.rglob("*.xls[xm]")):
        try:
            with xlsx_book.opened(path, Job()) as book:
                for at, info in enumerate(book.infos):
                    if info.kind == "sheet" and book._package.sheets[at].part:
                        fast, slow = book.grid(info, Job()), book.grid(info, Job(), walk=True)
                        assert fast.sheet == slow.sheet and (fast.kinds == slow.kinds).all(), (path, info)
                        assert shown(fast) == shown(slow) and shown(fast, True) == shown(slow, True), (path, info)
                        seen += 1
        except Problem:
            continue  # that it is refused rightly is for the corpus to say
    assert seen > 50


def test_another_library_reads_the_same_texts_and_numbers(tmp_path):
    book = OpenpyxlWorkbook()
    rows = (["名称", "n", "f"], ["a\nb", 1, 0.1], [" spaced ", -5, 1e15], ["=x", 1234567.891, 1e-7], ["_y_", 0, 123456789012])
    for row in rows:
        book.active.append(row)
    book.active["A4"].data_type = "s"
    book.save(tmp_path / "x.xlsx")
    theirs = [list(row) for row in load_workbook(tmp_path / "x.xlsx").active.iter_rows(values_only=True)]
    ours = shown(grids(tmp_path / "x.xlsx")[0], stored=True)
    assert [row[0] for row in ours] == [row[0] for row in theirs]
    assert [[float(cell) for cell in row[1:]] for row in ours[1:]] == [[float(cell) for cell in row[1:]] for row in theirs[1:]]


def test_a_sheet_in_use_is_not_read_again_until_its_file_changes(tmp_path, monkeypatch):
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c><c r="B{at}"><v>{at}</v></c></row>' for at in range(1, 9))
    path = written(tmp_path / "x.xlsx", parts_of(rows, strings=STRINGS))
    read: list[str] = []
    first = xlsx_book.XlsxBook.grid
    monkeypatch.setattr(xlsx_book.XlsxBook, "grid", lambda *args, **more: read.append("") or first(*args, **more))
    held = Workbook().tables(path, Options(), Job())
    again = Workbook().tables(path, Options(header_rows=0), Job())
    assert (len(read), again[0].header_rows) == (1, 0)
    written(path, parts_of(rows.replace('<c r="B8"><v>8</v></c>', ""), strings=STRINGS))
    changed = Workbook().tables(path, Options(), Job())
    assert len(read) == 2
    del held, again, changed
    Workbook().tables(path, Options(), Job())
    assert len(read) == 3
