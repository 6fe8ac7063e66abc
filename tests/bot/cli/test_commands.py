"""The command line: what it prints, and what it says when something is wrong."""

import asyncio
import contextlib
import json
import sqlite3
from importlib.metadata import version
from pathlib import Path

import pytest

from storage.engine.sqlite.migrations import APPLICATION_ID
from storage.engine.sqlite.running_lock import running_lock
from tests.backlogs import FULL_FEED
from tests.bot.cli.command_line import run
from tests.bot.conftest import Pipeline
from tests.databases import setting_of

pytestmark = pytest.mark.usefixtures("own_logs", "_empty_folder")


async def test_the_archive_is_searched(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """By words in another form, as a reader would type them."""
    await pipeline.ingest.poll(pipeline.feed_url)
    monkeypatch.setenv("DATABASE", setting_of(pipeline.database))
    title = (await pipeline.store.articles.latest(1))[0].article.title
    code, output = await asyncio.to_thread(run, "search", *title.split()[:3], "--json")
    assert code == 0
    assert title in [found["title"] for found in json.loads(output)]
    code, output = await asyncio.to_thread(run, "search", *title.split()[:3])
    assert title in output
    code, output = await asyncio.to_thread(run, "search", "--explain", title.split()[0])
    assert code == 0
    assert "headline, as typed" in output
    code, output = await asyncio.to_thread(run, "search", "--explain", "--json", title.split()[0])
    assert json.loads(output)["hits"][0]["reasons"]
    code, output = await asyncio.to_thread(run, "search", "قسطنطينوبوليس")
    assert (code, output) == (0, "khabar: nothing was found\n")
    # Days alone are a search, too.
    for period, finds in (
        ("من آذار 2020", True),
        ("from:2020-03 to:2100", True),
        ("إلى آذار 1990", False),
    ):
        for words in ([period], period.split(), ["--explain", *period.split()]):
            code, output = await asyncio.to_thread(run, "search", *words)
            assert (code, title in output) == (0, finds), output


@pytest.mark.sqlite
async def test_the_archive_of_a_running_sandbox_is_searched(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """It has a database of its own, which lasts no longer than its run."""
    await pipeline.ingest.poll(pipeline.feed_url)
    title = (await pipeline.store.articles.latest(1))[0].article.title
    sandboxed = tmp_path / "khabar-sandbox-1" / "sandbox.db"
    sandboxed.parent.mkdir()
    with contextlib.closing(sqlite3.connect(pipeline.database)) as source:
        source.execute("vacuum into ?", (str(sandboxed),))
    with running_lock(sandboxed):
        code, output = await asyncio.to_thread(run, "search", *title.split()[:3])
    assert code == 0
    assert "running sandbox" in output
    assert title in output
    code, output = await asyncio.to_thread(run, "search", *title.split()[:3])
    assert (code, "run the bot first" in output) == (1, True)


def test_a_search_before_the_first_run_says_so(tmp_path: Path) -> None:
    """There is nothing to search in yet; a link into nothing, which anybody may make, is none."""
    (tmp_path / "khabar-sandbox-1").mkdir()
    (tmp_path / "khabar-sandbox-1" / "sandbox.db").symlink_to("nothing")
    code, output = run("search", "مطر")
    assert code == 1
    assert "run the bot first" in output


@FULL_FEED
async def test_the_doctor_finds_what_is_wrong(pipeline: Pipeline, tmp_path: Path) -> None:
    """Each line is ok, or says what to do."""
    (tmp_path / ".env").write_text(
        f"FEED_URLS={pipeline.feed_url}\nALLOW_PRIVATE_HOSTS=yes\nBOT_TOKEN=123:{'a' * 35}\n"
        f"API_BASE_URL={pipeline.site_url}\n",
        "utf-8",
    )
    code, output = await asyncio.to_thread(run, "doctor")
    assert code == 1
    assert "10 items" in output
    assert "check API_BASE_URL" in output
    assert "none yet" in output
    assert "a" * 35 not in output


def test_without_a_token_the_doctor_leaves_the_unused_feed_alone() -> None:
    """The sandbox has a newsroom of its own: what it does not read is a note, and all is well."""
    code, output = run("doctor")
    assert code == 0
    assert "wrong" not in output
    assert "none yet" in output
    assert "note  feed https://" in output
    assert "the sandbox has a newsroom of its own" in output


@pytest.mark.sqlite
async def test_the_doctor_creates_and_changes_nothing(pipeline: Pipeline, tmp_path: Path) -> None:
    """Neither where nothing is, nor in the database that a bot is running on."""
    _, output = await asyncio.to_thread(run, "doctor")
    assert "--env-file" in output
    assert not (tmp_path / "data").exists()
    (tmp_path / "env").write_text(f"DATABASE={pipeline.database}\n", "utf-8")
    before = pipeline.database.read_bytes()
    _, output = await asyncio.to_thread(run, "doctor", "--env-file", str(tmp_path / "env"))
    assert "sound" in output
    assert str(tmp_path / "env") in output
    assert pipeline.database.read_bytes() == before


@pytest.mark.parametrize("last", [True, False])
def test_the_settings_file_is_named_before_or_behind_the_command(
    tmp_path: Path, last: bool
) -> None:
    """People write it in either place, and from any working directory."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "env").write_text("DATABASE=news.db\n", "utf-8")
    named = ["--env-file", "elsewhere/env"]
    code, output = run(*(["search", "خبر", *named] if last else [*named, "search", "خبر"]))
    assert code == 1
    assert "no database at elsewhere/news.db" in output
    assert run("--env-file=gone", "doctor") == (1, "khabar: --env-file: there is no file gone\n")


def test_the_version_is_told() -> None:
    """The one that the package was installed with."""
    assert run("--version") == (0, f"khabar {version('khabar')}\n")


def test_a_service_without_a_token_ends_with_an_error(tmp_path: Path) -> None:
    """Nobody looks: a Telegram that is played would pass for the real one."""
    (tmp_path / ".env").write_text("SITE_NAME=خبر\n", "utf-8")
    code, output = run("run")
    assert code == 1
    assert "BOT_TOKEN is not set (.env)" in output
    assert "khabar run --sandbox" in output


def test_a_feed_that_was_named_is_read_without_a_token_but_only_noted(tmp_path: Path) -> None:
    """Once, with its address, and what to do."""
    (tmp_path / ".env").write_text(
        "FEED_URLS=http://127.0.0.1:9/feed/\nALLOW_PRIVATE_HOSTS=yes\n", "utf-8"
    )
    code, output = run("doctor", "--json")
    assert code == 0
    (feed,) = [one for one in json.loads(output) if one["subject"].startswith("feed")]
    assert feed["state"] == "note"
    assert feed["words"].endswith("check FEED_URLS and the network")
    assert "http://127.0.0.1:9/feed/" not in feed["words"]


@pytest.mark.parametrize("option", ["--since", "--until"])
def test_a_day_that_is_none_is_explained(option: str) -> None:
    """With how to write one."""
    code, output = run("backfill", option, "2025-13-01")
    assert code == 2
    words = " ".join(output.replace("│", " ").split())
    assert "'2025-13-01' is no date" in words
    assert "2025-01-31" in words
    assert "Value error" not in words


def test_the_index_of_which_archive_is_said_beside_a_running_sandbox(tmp_path: Path) -> None:
    """There are two then, and this command means the bot's own."""
    (tmp_path / "data").mkdir()
    own = tmp_path / "data" / "khabar.db"
    own.touch()
    code, output = run("reindex", "--json")
    assert code == 0
    assert "sandbox" not in output
    assert '"database": "data/khabar.db"' in output
    sandboxed = tmp_path / "khabar-sandbox-1" / "sandbox.db"
    sandboxed.parent.mkdir()
    sandboxed.touch()
    with running_lock(sandboxed):
        code, output = run("reindex")
    assert code == 0
    assert "works on data/khabar.db, not on the archive of the running sandbox" in output
    assert f"DATABASE={sandboxed}" in output
    assert "articles indexed in data/khabar.db" in output


def test_an_unknown_setting_stops_every_command(tmp_path: Path) -> None:
    """With the name that was probably meant."""
    (tmp_path / ".env").write_text("FEED_URL=https://news.example/feed/\n", "utf-8")
    code, output = run("doctor")
    assert code == 1
    assert "did you mean FEED_URLS?" in output


def test_a_database_from_the_future_is_explained(tmp_path: Path) -> None:
    """An older bot on a newer file says what to do."""
    (tmp_path / "data").mkdir()
    connection = sqlite3.connect(tmp_path / "data" / "khabar.db")
    connection.execute(f"pragma application_id = {APPLICATION_ID}")
    connection.execute("pragma user_version = 9999")
    connection.close()
    code, output = run("search", "مطر")
    assert code == 1
    assert "run the newer version" in output
