"""A command in a folder of somebody else: no file there is taken for a part of the program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config.settings import Settings
from tests.waiting import PATIENCE_SECONDS

TAKEN = "import pathlib; pathlib.Path(__file__).with_suffix('.taken').touch(); raise SystemExit\n"
# As the command that pip makes, and then what `khabar reindex` begins for the analysis.
PROGRAM = """
import multiprocessing
from khabar import main
if __name__ == "__main__":
    try:
        main()
    except SystemExit:
        process = multiprocessing.get_context("spawn").Process(target=print, args=("begun",))
        process.start()
        process.join()
"""


@pytest.mark.parametrize(
    ("words", "said"), [(["sandbox", "--help"], b"usage"), (["--version"], b"begun")]
)
def test_no_process_of_a_command_takes_modules_of_the_folder(
    tmp_path: Path, words: list[str], said: bytes
) -> None:
    """In `/tmp` anybody may put files in the way, which would run as the bot's user."""
    folder, program = tmp_path / "folder", tmp_path / "khabar-command"
    folder.mkdir()
    for module in ("sandbox", "multiprocessing", "json"):
        (folder / f"{module}.py").write_text(TAKEN, "utf-8")
    program.write_text(PROGRAM, "utf-8")
    unset = {name.upper() for name in (*Settings.model_fields, "khabar_env", "pythonsafepath")}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    ended = subprocess.run(
        [sys.executable, str(program), *words],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert said in ended.stdout, ended.stderr
    assert not list(folder.glob("*.taken"))
