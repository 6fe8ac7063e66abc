"""Finds articles that are copies of others, and what becomes of them."""
