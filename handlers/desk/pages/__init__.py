"""Lays out and shows the pages of one chat's desk, and its options."""
