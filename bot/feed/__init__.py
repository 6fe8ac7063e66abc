"""Fetches feeds and pages over HTTP, and reads feeds."""
