"""The engine room: DuckDB asks the questions and holds no state. Imports nothing of the house but job, text, errors."""
