"""Fills and rebuilds the archive: past articles, the search index, stored alerts."""
