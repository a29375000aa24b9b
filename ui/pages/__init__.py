"""The pages of the window, one file each; catalogue.py lists them. May import ui.widgets, never another page."""
