"""Widgets that pages are made of. They know the theme and words, no page and no session."""
