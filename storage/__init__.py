"""Keeps everything that outlives a run, in SQLite or PostgreSQL."""
