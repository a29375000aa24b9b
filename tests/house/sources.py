"""The files of the house as the house tests read them: which there are, and what Python says stands in them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = ("workstation", "ui", "plugins", "tests")
SKIPPED = {"__pycache__", ".venv", "build", "dist"}


def python_files(*folders: str, root: Path = ROOT) -> list[Path]:
    """Return every Python file below these folders of the repository, sorted."""
    found = [path for folder in folders for path in (root / folder).rglob("*.py")]
    return sorted(path for path in found if not SKIPPED & set(path.relative_to(root).parts))


def kept_files() -> list[Path]:
    """Return every file that git keeps or would keep: committed or new, but not ignored."""
    said = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                          capture_output=True, check=True).stdout.decode()
    return sorted(path for name in said.split("\0") if name and (path := ROOT / name).is_file())


def shown(path: Path) -> str:
    """Return the path as a person reads it: from the top of the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method in a syntax tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function takes, from its `def` to its end."""
    return (node.end_lineno or node.lineno) - node.lineno + 1
