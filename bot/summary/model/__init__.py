"""Checks a summary that a language model wrote."""
