"""Composes digests: several articles in one message."""
