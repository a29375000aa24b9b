"""Make the corpus: python -m tests.data.spreadsheets.make [--again] [--only PART-OF-A-NAME]; see README.md beside."""

from __future__ import annotations

import argparse
from importlib import import_module

from tests.data.spreadsheets.make.book import Corpus

TOPICS = (
    "formats",
    "small_writers",
    "shown",
    "layout",
    "layout_parts",
    "delimited",
    "delimited_damage",
    "structured",
    "packed",
    "hostile",
    "hostile_contents",
    "received",
)


def main() -> None:
    """Make what is missing and write the expectations and the manifest anew."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--again", action="store_true", help="make files again that are there")
    arguments.add_argument("--only", default="", help="make only files whose path holds this")
    said = arguments.parse_args()
    corpus = Corpus(said.again, said.only)
    for topic in TOPICS:
        import_module(f"tests.data.spreadsheets.make.{topic}").make(corpus)
    corpus.write_manifest()
    print(f"{len(corpus.made)} files")


if __name__ == "__main__":
    main()
