"""Readers: what a file holds, as text, with where each row came from; one file a kind, listed in `catalogue.py`.

May import: dataset and what lies below it (engine, job, text, errors). Neighbours (writers, operations ...) are not
imported.

How it fits together: `catalogue.open_file(path)` picks a Reader by the first bytes, then by the extension.
`reader.tables(path, options, job)` answers which tables are there and how they were understood (`Found`);
`reader.read(path, found, job)` gives a `Reading`: batches of texts, then a balance in which every line of the file is
accounted for.

To add a kind: one file with a class that has the attributes and methods of `reader.Reader`, one line in
`catalogue.py`, and one test with a real file.
"""
