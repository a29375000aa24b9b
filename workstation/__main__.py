"""`python -m workstation`: the command line."""

from __future__ import annotations

from workstation.cli.main import run

if __name__ == "__main__":
    run()
