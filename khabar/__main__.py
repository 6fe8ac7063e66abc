"""Runs the command line for `python -m khabar`."""

from khabar.command_line import main

main()
