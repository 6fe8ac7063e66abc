"""`khabar reindex` is told to end together with the processes that analyse for it."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli.archive_access import INTERRUPTED
from bot.config.settings import Settings
from bot.ingest.archive.reindex import WORTH_PROCESSES
from tests.databases import migrated
from tests.parser_bounds import ON_LINUX
from tests.waiting import PATIENCE_SECONDS

pytestmark = [ON_LINUX, pytest.mark.sqlite]

TEXT = " ".join(f"افتتح المجلس البلدي الحديقة رقم {number} في حي الزيتون." for number in range(60))


@pytest.fixture
def reindex(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The command at work on enough articles for processes, in a group of its own."""
    asyncio.run(_fill(tmp_path / "khabar.db"))
    unset = {name.upper() for name in (*Settings.model_fields, "khabar_env", "state_directory")}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    with subprocess.Popen(
        [sys.executable, "-c", "from khabar import main; main()", "reindex"],
        cwd=tmp_path,
        env=kept
        | {
            "DATABASE": str(tmp_path / "khabar.db"),
            "PYTHONPATH": str(Path(__file__).parents[3]),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as command:
        yield command
        with contextlib.suppress(ProcessLookupError):
            os.killpg(command.pid, signal.SIGKILL)


async def _fill(path: Path) -> None:
    database = await migrated(path)
    async with database.transaction() as connection:
        await connection.executemany(
            """
            insert into articles
                (id, site_id, url, title, paragraphs, excerpt, author, language, summary,
                 published, modified, first_seen, content_hash)
            values (?1, ?1, ?1, ?1, ?2, '', '', 'ar', '[]', 0, 0, 0, '')
            """,
            [(number, json.dumps([TEXT])) for number in range(1, WORTH_PROCESSES + 1)],
        )
    await database.close()


def analysing(command: subprocess.Popen[str]) -> list[int]:
    """The processes of the analysis; not the one that tidies up behind all of them."""
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{command.pid}/task/{command.pid}/children").read_text("ascii")
        return [child for child in map(int, children.split()) if is_analysing(child)]
    return []


def is_analysing(process: int) -> bool:
    with contextlib.suppress(OSError):
        return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


def wait_until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.01)


def leads_itself(process: int) -> bool:
    """Whether it has left the group of the command."""
    return os.getsid(process) == process


@pytest.mark.parametrize(
    ("name", "begun"),
    [(signal.SIGTERM, True), (signal.SIGTERM, False), (signal.SIGINT, False)],
    ids=["SIGTERM while they work", "SIGTERM while they start", "SIGINT while they start"],
)
def test_a_group_that_is_told_to_end_ends_in_order(
    reindex: subprocess.Popen[str], name: signal.Signals, *, begun: bool
) -> None:
    """With one sentence, and no word of processes that have died."""
    wait_until(lambda: any(leads_itself(one) or not begun for one in analysing(reindex)))
    children = analysing(reindex)
    os.killpg(reindex.pid, name)
    said, _ = reindex.communicate(timeout=PATIENCE_SECONDS)
    assert reindex.returncode == INTERRUPTED, said
    assert said.splitlines()[-1] == "khabar: stopped; the same command goes on from here"
    assert "ERROR" not in said
    assert not any(is_analysing(child) for child in children)


def test_the_analysis_does_not_outlive_a_command_that_was_killed(
    reindex: subprocess.Popen[str],
) -> None:
    wait_until(lambda: any(map(leads_itself, analysing(reindex))))
    children = analysing(reindex)
    reindex.kill()
    wait_until(lambda: not any(map(is_analysing, children)))
