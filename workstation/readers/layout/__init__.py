"""Where the tables are in a sheet: what each row and column was taken for, why, and how sure that is."""

from workstation.readers.layout.old_rows import Layout, find
from workstation.readers.layout.table_layout import Marked, TableLayout, listed

__all__ = ["Layout", "Marked", "TableLayout", "find", "listed"]
