"""The screen: the only room that knows Qt. `python -m ui` opens the window.

Stands on workstation.workspace and takes result types; never imports store. Nothing heavy (pyarrow, duckdb, pandas ...)
is imported before the first paint: import the core's data rooms inside functions.

To add a page: ui/pages/x.py (a Page), one line in ui/pages/catalogue.py, an icon, a test.
To add a command: one line in ui/actions.py and the method it names.
"""
