"""Reads and checks the settings."""
