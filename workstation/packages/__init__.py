"""The packages room: an approved version with its proof, made, signed, described and verified.

release.py (what is packed, out of a dataset) · manifest.py (the list of parts, and the signed head) · snapshot.py (a
whole table as Parquet) · delta.py (the net change between two tables) · answers.py (labels) · lineage.py ·
describe.py (datapackage.json, README) · build.py (the folder for people) · verify.py (intact, signed, trusted) ·
sign.py (DSSE) · keys.py (the office's key) · trust.py (whose keys count) · schema.py (its tables in workspace.db).
May import dataset, destinations, writers, standards and what is below them. To add a description format: one module
with a function `describe(release, parts) -> bytes` and its line in build.py.
"""
