"""Parquet: every field as string, zstd, with the fields' attributes beside; what packages keep as the truth."""

from __future__ import annotations

import json
from pathlib import Path

from workstation.job import Job
from workstation.text import N_
from workstation.writers.writer import Selection, Writer

METADATA = b"workstation.fields"
"""Key in the file's metadata: the fields as a JSON list, as Field.data gives them."""


class ParquetWriter(Writer):
    """Columns by field name, type string, null is a blank cell; row groups of 65,536 rows."""

    name = "parquet"
    extension = ".parquet"
    title = N_("Parquet")

    def fill(self, path: Path, selection: Selection, job: Job) -> None:
        """Write the file."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        described = [field.data() for field in selection.fields]
        schema = pa.schema(
            [
                pa.field(field.name, pa.string(), metadata={"title": field.title, "type": field.type, "id": field.id})
                for field in selection.fields
            ],
            metadata={METADATA: json.dumps(described, ensure_ascii=False).encode()},
        )
        with path.open("xb") as file, pq.ParquetWriter(file, schema, compression="zstd", version="2.6") as writer:
            for part in selection.batches(job):
                writer.write_table(pa.table([column.combine_chunks() for column in part.columns], schema=schema))
