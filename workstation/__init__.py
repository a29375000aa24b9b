"""The core of the Workstation: headless, knows no screen. `python -m workstation` is the command line.

Floors, each may import what stands below it and nothing above (held by import-linter):
cli > workspace > sync > packages > review, labels > standards > rules, operations, readers, writers,
destinations > dataset > engine, store > people, settings > job, text, errors.
"""

__version__ = "0.1.0"
