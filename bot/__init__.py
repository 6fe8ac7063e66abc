"""Khabar: reads a newsroom's feed and delivers its articles to Telegram chats."""
