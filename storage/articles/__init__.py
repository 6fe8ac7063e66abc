"""Stores articles, their tags and their copies."""
