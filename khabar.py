"""The command line and the wiring of Khabar."""


def main() -> None:
    """Run the command line."""
