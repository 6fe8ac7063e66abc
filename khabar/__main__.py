"""Runs the command line: `python -m khabar`."""

from khabar.command_line import main

if __name__ == "__main__":
    main()
