"""Delivers what the outbox holds: claims rows, sends within Telegram's limits, records results."""
