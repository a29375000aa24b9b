"""The standards room: what a data standard says, and whether a table keeps to it.

standard.py (the model) · pack.py (the files of a pack, safely) · yaml_reader.py, lint.py (YAML to model, every fault
with its line) · codes.py (code lists) · installed.py (standards of a workspace) · mapping.py (headers to fields) ·
check.py, result.py (all rules in few queries) · live.py (what an edit touched, again) · quality.py (scores) ·
infer.py, infer_pack.py (a draft from a dataset) · report/ (html, xlsx, json).
May import rules, dataset, engine and what is below. A new standard is a folder in resources/standards, no Python.
"""
