"""Holds a summary to what the headline promises, asks or is about."""
