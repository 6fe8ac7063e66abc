"""Defines the commands of `khabar` besides running the bot."""
