"""Fuzz every reader of untrusted input; see `python -m tests.fuzz --help`."""
