"""Rereading: the rows of one table held between a reader and a dataset, and a source that a dataset keeps read again.

May import: readers, operations, dataset and what lies below them. `workspace` hands datasets the way to it, since a
dataset knows no reader; `importing` builds on it.

`gather` holds the rows of one table, in memory or in mapped files; `again` opens the source file of an import that
stands in the history and reads it with its own options, or with others.
"""
