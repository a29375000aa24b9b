"""The rules room: every kind of rule that a standard may state, one file a kind, listed in catalogue.py.

rule.py (what a rule is) · spec.py (what a standard says of a field) · columns.py (how a rule names what it reads) ·
reading.py (text to typed values, in SQL) · expression.py, expression_nodes.py, expression_types.py (the rule language) ·
emit_duckdb.py (its words for DuckDB; another engine is another such table) · identifiers/ (check digits, one file each).
May import engine, and what is below it; never standards, never dataset.
To add a kind: a file with a Rule, one line in catalogue.py, its cases in tests/rules/.
"""
