"""Turns what the site publishes into stored articles: polls, reads, checks, corrects."""
