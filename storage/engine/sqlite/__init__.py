"""Holds the database in an SQLite file."""
