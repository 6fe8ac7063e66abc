"""Decides what Telegram's refusals mean."""
