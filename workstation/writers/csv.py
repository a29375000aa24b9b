"""csv for people (marked as ours, nothing in it can be run) and csv for packages (raw)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from workstation import marking
from workstation.job import Job
from workstation.text import N_
from workstation.writers.writer import Selection, Writer

if TYPE_CHECKING:
    import pyarrow as pa


class CsvWriter(Writer):
    """Comma-separated UTF-8, one line a row, quotation marks where needed, a blank cell as nothing.

    For people: byte-order mark, CRLF, the mark of `marking`, and an apostrophe before texts that a spreadsheet
    program would
    run. Read back by us it gives the same texts. Raw: no mark, LF, texts as they are; what a package holds.
    """

    name = "csv"
    extension = ".csv"
    title = N_("Text table (csv)")

    def __init__(self, raw: bool = False) -> None:
        """Write for people, or raw for programs."""
        self.raw = raw

    def fill(self, path: Path, selection: Selection, job: Job) -> None:
        """Write the file."""
        names = [field.name for field in selection.fields]
        with path.open("xb") as file:
            if self.raw:
                file.write((",".join(_quoted(name) for name in names) + "\n").encode())
            else:
                guarded = [marking.guarded_text(name) for name in names]
                file.write(b"\xef\xbb\xbf" + (marking.header(guarded) + "\r\n").encode())
            for part in selection.batches(job):
                columns = [column.combine_chunks() for column in part.columns]
                self._rows(file, columns if self.raw else [marking.guarded(column) for column in columns])

    def _rows(self, file: BinaryIO, columns: list[pa.Array]) -> None:
        """Write rows as one buffer; pyarrow's own writer puts every text in quotation marks."""
        import pyarrow as pa
        import pyarrow.compute as pc

        quoted = [_quoted_where_needed(column) for column in columns]
        if len(quoted) == 1:  # a blank cell alone on its line would be a blank line, which readers pass over
            quoted[0] = pc.fill_null(quoted[0], '""')
        lines = pc.binary_join_element_wise(*quoted, ",", null_handling="replace", null_replacement="")
        ended = pc.binary_join_element_wise(lines, pa.scalar("\n" if self.raw else "\r\n"), "")
        if len(ended):
            _validity, offsets, data = ended.buffers()
            first, last = (int.from_bytes(memoryview(offsets)[4 * at : 4 * at + 4], "little")
                           for at in (ended.offset, ended.offset + len(ended)))
            file.write(memoryview(data)[first:last])


def _quoted_where_needed(texts: pa.Array) -> pa.Array:
    """Return texts with quotation marks around those that hold a comma, a mark or a line break."""
    import pyarrow as pa
    import pyarrow.compute as pc

    needs = pc.match_substring_regex(texts, '[",\r\n]')
    if not pc.any(needs).as_py():
        return texts
    mark = pa.scalar('"')
    inner = pc.replace_substring(texts, '"', '""') if pc.any(pc.match_substring(texts, '"')).as_py() else texts
    return pc.if_else(needs, pc.binary_join_element_wise(mark, inner, mark, ""), texts)


def _quoted(text: str) -> str:
    plain = not any(sign in text for sign in ',"\r\n') and text != ""
    return text if plain else '"' + text.replace('"', '""') + '"'
