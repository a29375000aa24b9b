"""csv for people (marked as ours, nothing in it can be run) and csv for packages (raw)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

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
        import pyarrow as pa
        import pyarrow.csv as arrow_csv

        end = "\n" if self.raw else "\r\n"
        if len(columns) == 1:  # a blank cell alone on its line would be a blank line, which readers pass over
            file.write(
                "".join(
                    _quoted(text) + end if text is not None else f'""{end}' for text in columns[0].to_pylist()
                ).encode()
            )
            return
        options = arrow_csv.WriteOptions(include_header=False, eol=end, quoting_style="needed", batch_size=4096)
        table: Any = pa.table(columns, names=[str(at) for at in range(len(columns))])
        arrow_csv.write_csv(table, file, options)


def _quoted(text: str) -> str:
    plain = not any(sign in text for sign in ',"\r\n') and text != ""
    return text if plain else '"' + text.replace('"', '""') + '"'
