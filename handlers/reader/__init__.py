"""Answers readers: commands, buttons, searches, settings."""
