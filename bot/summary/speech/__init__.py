"""Reads who speaks in a sentence, and which sentence answers which."""
