"""Blocks of rows laid into a table many at once, and a list of changes made one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from workstation.dataset.change import Change, RowsAdded
from workstation.dataset.column import Column, blank_column
from workstation.dataset.journal import ROOT, Journal
from workstation.dataset.table import Block, Table


def applied(table: Table, changes: Iterable[Change]) -> Table:
    """Return the table with all changes made; new blocks that follow each other go in together."""
    held: list[RowsAdded] = []
    for change in changes:
        if isinstance(change, RowsAdded) and all(block.uuid != change.block for block in table.blocks):
            held.append(change)
            continue
        if held:
            table, held = with_blocks(table, held), []
        table = change.apply(table)
    return with_blocks(table, held) if held else table


def with_blocks(table: Table, added: Sequence[RowsAdded]) -> Table:
    """Return the table with new blocks at its end: 300 of them cost little more than one."""
    if len(added) == 1:
        return added[0].apply(table)
    columns = {}
    for key, column in table.columns.items():
        chunks: list[pa.Array] = []
        for change in added:
            at = change.data.schema.get_field_index(key)
            chunks += change.data.column(at).chunks if at >= 0 else blank_column(change.size).base.chunks
        columns[key] = column.appended(chunks) if table.height else Column.from_chunks(chunks)
    blocks, start = list(table.blocks), table.height
    rows = list(table.source_rows.chunks)
    for change in added:
        blocks.append(Block(change.number, change.block, start, change.size, change.source, change.sheet))
        start += change.size
        rows += change.source_rows.chunks if change.source_rows is not None else [pa.nulls(change.size, pa.int32())]
    together = pa.chunked_array(rows, type=pa.int32())
    if together.num_chunks > 64:
        together = pa.chunked_array([together.combine_chunks()], type=pa.int32())
    return table.with_(columns=columns, blocks=tuple(blocks), source_rows=together)


def in_order(journal: Journal, table: Table, state: int) -> bool:
    """Return whether the blocks that are in sight at a state stand in the order in which they came on the way to it.

    After moving between branches they may not: a block of another branch was there before. Then the table is made anew.
    """
    if len(table.blocks) < 2:
        return True
    way = [header["number"] for seq in journal.path(ROOT, state)[1] for header in journal.entry(seq).changes
           if header["kind"] == "rows-added"]
    wanted = frozenset(way)
    return [block.number for block in table.blocks if block.number in wanted] == way
