"""Reads published articles again: corrections, withdrawals, and what is public again."""
