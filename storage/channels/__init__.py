"""Stores what administrators decide about their channels and groups."""
