"""A local Telegram Bot API and a local news site, to run a bot without a token."""
