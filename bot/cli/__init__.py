"""Holds what the commands of `khabar` do, besides running the bot; khabar.py defines them."""
