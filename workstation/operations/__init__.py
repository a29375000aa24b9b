"""The operations room: everything a person can do to the texts, fields and rows of a dataset, one file each.

catalogue.py lists them in menu order; form.py makes a form of any of them; recipe.py saves and applies lists of them.
May import dataset and engine and what is below them; not readers, rules or any other room of its own floor.
To add one: x.py with a frozen dataclass, its line in catalogue.py, its cases in tests/operations/x.toml. Form, menu,
preview, undo, recipe and command line come by themselves.
"""
