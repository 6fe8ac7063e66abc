"""The program: its command line, and the composition root that builds and runs an instance."""

from bot.cli.app import app
from khabar.command_line import main

__all__ = ["app", "main"]
