"""Follows and mutes tags and words, each after a preview."""
