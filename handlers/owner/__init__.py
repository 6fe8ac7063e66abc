"""Answers the owners of the bot."""
