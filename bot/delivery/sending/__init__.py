"""Sends, edits and deletes one post in one chat, with less of it where Telegram refuses it."""
