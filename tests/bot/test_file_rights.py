"""What the bot writes is for its own user alone, and what is open to others is told."""

import os
import subprocess
import sys
from pathlib import Path

import khabar
from bot.file_rights import files_of, readable_by_others


def test_the_command_line_creates_files_for_its_user_alone() -> None:
    """Whatever the shell's umask is."""
    code = (
        "import os, sys, khabar\n"
        "os.umask(0)\n"
        "sys.argv = ['khabar', '--version']\n"
        "try:\n"
        "    khabar.main()\n"
        "except SystemExit:\n"
        "    print(oct(os.umask(0)))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env=os.environ | {"PYTHONPATH": str(Path(khabar.__file__).parent)},
    )
    assert ended.stdout.split()[-1] == "0o77"


def test_each_file_that_others_may_read_is_found(tmp_path: Path) -> None:
    """Database, its journal and lock, and the settings: one bit for anybody else is enough."""
    database, settings = tmp_path / "khabar.db", tmp_path / ".env"
    files = files_of(database, settings)
    assert readable_by_others(files) == []
    for path in files:
        path.touch()
        path.chmod(0o600)
    assert readable_by_others(files) == []
    for path in files:
        for mode in (0o640, 0o604, 0o620, 0o602, 0o601):
            path.chmod(mode)
            assert readable_by_others(files) == [path]
        path.chmod(0o600)
