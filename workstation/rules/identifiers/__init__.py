"""Identifiers with a check digit, one file each, listed in catalogue.py. All maths is SQL over a whole column.

identifier.py says what an identifier is; checkdigit.py has the sums. To add one: a file with an Identifier, a line
in the catalogue, its valid and invalid values in tests/rules/identifiers.toml.
"""
