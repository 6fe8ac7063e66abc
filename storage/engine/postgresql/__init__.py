"""Holds the database in PostgreSQL."""
