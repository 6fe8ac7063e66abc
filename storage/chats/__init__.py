"""Stores chats with what they follow, mute and have chosen."""
