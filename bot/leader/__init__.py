"""Knows whether this instance leads, and tells those whose work depends on it."""
