"""The composition root: the command line, and what is built, in which order."""

from bot.cli.app import app
from khabar.command_line import main
from khabar.lifecycle import serve

__all__ = ["app", "main", "serve"]
