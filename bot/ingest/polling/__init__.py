"""Polls feeds: what is new, what has changed, and when to ask next."""
