"""Feeds and pages of the project's own making, each stored beside what must come out of it."""
