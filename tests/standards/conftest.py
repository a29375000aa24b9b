"""Packs written to a folder, and the shipped example."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.standards.tables import EXAMPLE
from workstation.standards.lint import load
from workstation.standards.standard import Standard


@pytest.fixture(scope="session")
def example() -> Standard:
    """The shipped example pack."""
    return load(EXAMPLE)


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    """Write a pack with these fields and rules (YAML) and code lists, and return its folder."""
    made: list[Any] = []

    def write(fields: str, rules: str = "", head: str = "", codes: dict[str, str] | None = None, table: str = "") -> Path:
        folder = tmp_path / f"pack{len(made)}"
        folder.mkdir()
        made.append(folder)
        lists = ""
        if codes:
            (folder / "codes").mkdir()
            lists = "codes:\n"
            for name, text in codes.items():
                (folder / "codes" / f"{name}.csv").write_text(text, encoding="utf-8")
                lists += f"  {name}: {{file: codes/{name}.csv}}\n"
        body = "".join(f"  - {line}\n" for line in fields.strip().split("\n"))
        more = "rules:\n" + "".join(f"- {line}\n" for line in rules.strip().split("\n")) if rules else ""
        text = f"pack: test.pack\nversion: 1.0.0\ntitle: Test\n{head}{lists}table:\n{table}  fields:\n{body}{more}"
        (folder / "test.pack.yaml").write_text(text, encoding="utf-8")
        return folder

    return write
