"""Talks with Telegram: receives updates, keeps them in the inbox, hands them to handlers."""
