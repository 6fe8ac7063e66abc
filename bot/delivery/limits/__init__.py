"""Keeps Telegram's rate limits."""
