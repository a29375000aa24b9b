"""A hidden command for the finished bundle: imports everything, and uses once what was left lean."""

from __future__ import annotations

import importlib
import io
import pkgutil
import sys

from workstation.cli.shell import Shell, command

USED = ("argon2", "click", "cryptography", "duckdb", "keyring", "numpy", "openpyxl", "pandas", "platformdirs",
        "pyarrow", "python_calamine", "sqlglot", "sqlite_utils", "yaml")
"""Everything that pyproject.toml asks for at run time, but the screen's packages: pictures of all pages prove those."""


@command(hidden=True)
def smoke(shell: Shell) -> None:
    """Import every module and package, send a table through each library, and say how many there were."""
    import workstation

    modules = [found.name for found in pkgutil.walk_packages(workstation.__path__, "workstation.")
               if not found.name.endswith("__main__")]
    for name in (*modules, *USED):
        importlib.import_module(name)
    _tables()
    _secrets()
    shell.answer({"modules": len(modules), "packages": len(USED), "frozen": bool(getattr(sys, "frozen", False))},
                 [f"{len(modules)} modules and {len(USED)} packages are here and work."])


def _tables() -> None:
    import duckdb
    import openpyxl
    import pandas
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv
    import pyarrow.parquet as pq
    import python_calamine
    import sqlglot
    import sqlite_utils
    import yaml

    table = pa.table({"名称": ["一", "二", None]})
    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd")
    if not pq.read_table(pa.BufferReader(buffer.getvalue())).equals(table):
        raise AssertionError("Parquet does not give back what it was given")
    if pc.utf8_length(table.column(0)).to_pylist() != [1, 1, None]:
        raise AssertionError("the compute functions are not whole")
    with duckdb.connect() as connection:
        connection.register("cells", table)
        if connection.sql("select count(名称) from cells where regexp_full_match(名称, '.')").fetchall() != [(2,)]:
            raise AssertionError("the engine does not count")
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.create_sheet("表", 0).append(["号", "001"])
    book.save(file)
    file.seek(0)
    if python_calamine.CalamineWorkbook.from_object(file).get_sheet_by_index(0).to_python() != [["号", "001"]]:
        raise AssertionError("a workbook does not come back as it was written")
    sqlglot.parse_one("a >= 1 and b is not null", dialect="duckdb")
    yaml.safe_load("a: [1, 2]")
    sqlite_utils.Database(memory=True).query("select 1")
    pandas.DataFrame({"a": [1]})


def _secrets() -> None:
    import argon2
    import keyring
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    key.public_key().verify(key.sign(b"smoke"), b"smoke")
    hasher = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    hasher.verify(hasher.hash("smoke"), "smoke")
    keyring.get_keyring()
