"""The dataset room: one SQLite file that holds source, base and journal; the table is a projection of it.

dataset.py (do, undo, redo, history, version) · journal.py · payload.py · change.py · table.py · column.py · view.py ·
field.py · operation.py (the shape of an operation) · cache.py. May import engine and store, and what is below them.
To add a kind of change: a class in change.py, its line in KINDS, its payload in payload.py.
"""
