"""The store: SQLite files, their migrations, the lock, blobs in pieces, backup. Knows nothing of tables or people.

database.py (open with the right settings) · migrations.py (named, forward only) · dataset_schema.py and
workspace_schema.py (the steps) · blobs.py · lock.py · backup.py. May import job, text, errors.
To add a column: a new named step at the end of a schema file; a released step is never edited.
"""
