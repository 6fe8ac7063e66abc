"""Parses search queries: words, phrases, exclusions, tags, dates and periods."""
