"""Finds what a sentence refers to that stands elsewhere, and what introduced it."""
