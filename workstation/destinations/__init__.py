"""The destinations room: places that keep what an office sends; each driver is dumb storage with eight calls.

destination.py (the contract, safe names, troubles) · folder.py (folder, network share, USB stick) · exclusive.py (a
rename that never replaces) · catalogue.py (the kinds) · registry.py (the destinations of a workspace, in
workspace.db).
May import store, people and what is below; never a room beside it. To add a kind: one file with a class of the
contract and its line in catalogue.py.
"""
