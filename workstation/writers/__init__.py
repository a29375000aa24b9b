"""Writers: a table as a file for people or programs; one file a kind, listed in `catalogue.py`.

May import: dataset and what lies below it (engine, job, text, errors). Neighbours (readers, destinations ...) are not
imported.

`catalogue.writer_for(path)` picks a writer by the extension; `writer.write(table, path, job)` writes under a
temporary name, makes it durable, and only then gives it its name: a file with the right name is whole.

To add a kind: one file with a subclass of `writer.Writer`, one line in `catalogue.py`, one test that reads it back.
"""
