"""Writes man page, page of settings and completions: `python -m docs.manual`."""

from pathlib import Path
from typing import Final

from docs import shell_completion
from docs.command_line import command_line
from docs.man_page import man_page, settings_page

DOCS: Final = Path(__file__).parent
DEPLOY: Final = DOCS.parent / "deploy"


def written() -> dict[Path, str]:
    """Return what each file is to hold."""
    program = command_line()
    return {
        DOCS / "settings.md": settings_page(),
        DEPLOY / "man/khabar.1": man_page(program),
        DEPLOY / "completion/khabar": shell_completion.bash(program),
        DEPLOY / "completion/_khabar": shell_completion.zsh(program),
        DEPLOY / "completion/khabar.fish": shell_completion.fish(program),
    }


def main() -> None:
    """Write the files."""
    for path, text in written().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
