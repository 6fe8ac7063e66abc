"""`khabar outbox`: what waits is listed and dropped beside a running bot."""

import asyncio
import functools
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.outbox import parse_moment
from bot.config.settings import Settings
from bot.errors import ConfigError
from khabar import outbox
from storage.announcements import Announcements
from storage.engine.sqlite.running_lock import running_lock
from storage.models import AnnouncementContent
from storage.outbox import Outbox
from tests.databases import migrated, setting_of
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat

pytestmark = pytest.mark.usefixtures("own_logs")


@pytest.fixture(name="path")
def _path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with three articles that wait for two chats each."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    path = tmp_path / "khabar.db"
    monkeypatch.setenv("DATABASE", setting_of(path))

    async def fill() -> None:
        database = await migrated(path)
        for chat in (1, 2):
            await add_chat(database, chat)
        for number in (1, 2, 3):
            await add_article(database, number)
        await database.close()

    asyncio.run(fill())
    return path


def run(*words: str, answer: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(outbox, list(words), input=answer)
    return result.exit_code, result.output


def waiting(path: Path) -> list[int]:
    async def read() -> list[int]:
        database = await migrated(path)
        found = await Outbox(database).waiting_articles(10)
        await database.close()
        return [one.article_id for one in found]

    return asyncio.run(read())


def test_what_waits_is_listed(path: Path) -> None:
    """With article, number of chats and age; as JSON too, and beside a running bot."""
    with running_lock(path):
        code, output = run()
        assert code == 0
        assert output.count("2 chats") == 3
        code, output = run("--json")
    listed = json.loads(output)
    assert [(one["article"], one["chats"], one["sending"]) for one in listed] == [
        (1, 2, 0),
        (2, 2, 0),
        (3, 2, 0),
    ]
    assert all(one["since"] == NOW.isoformat() and one["seconds"] >= 0 for one in listed)


def test_an_article_is_dropped(path: Path) -> None:
    """Beside a running bot, after a question; without a yes nothing is dropped."""
    with running_lock(path):
        for answer in ("", "n\n"):
            assert run("drop", "--article", "2", answer=answer)[0] == 1
            assert waiting(path) == [1, 2, 3]
        assert run("drop", "--article", "2", answer="y\n")[0] == 0
        assert waiting(path) == [1, 3]
        code, output = run("drop", "--before", "now", "--yes", "--json")
    assert (code, json.loads(output)["dropped"]) == (0, 4)
    assert waiting(path) == []
    assert "nothing waits" in run()[1]


def test_a_message_to_all_is_listed_by_its_words_and_dropped(path: Path) -> None:
    """Beside the articles, without its markup; one of them at a time."""

    async def approve() -> int:
        database = await migrated(path)
        announcements = Announcements(database, Outbox(database))
        number = await announcements.add(9, AnnouncementContent(html="<b>نعود</b> غدًا"), NOW)
        assert await announcements.approve(number, NOW) == 2
        await database.close()
        return number

    number = asyncio.run(approve())
    code, output = run()
    assert code == 0
    assert "message to all: نعود غدًا" in " ".join(output.split())
    last = json.loads(run("--json")[1])[-1]
    assert (last["message"], last["title"], last["chats"]) == (number, "نعود غدًا", 2)
    assert run("drop", "--yes", "--message", str(number), "--article", "1")[0] != 0
    code, output = run("drop", "--yes", "--message", str(number), "--json")
    assert (code, json.loads(output)["dropped"]) == (0, 2)
    assert waiting(path) == [1, 2, 3]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--before", "yesterday"),
        ("--before", "2026-13-40"),
        ("--article", "0"),
        ("--article", "9" * 30),
        ("--article", "1 or 1=1"),
    ],
)
def test_what_is_no_choice_drops_nothing(path: Path, words: tuple[str, ...]) -> None:
    """A clear line, status other than 0, and everything waits as before."""
    code, output = run("drop", "--yes", *words)
    assert code != 0
    assert "Traceback" not in output
    assert waiting(path) == [1, 2, 3]


def test_a_time_is_read_in_the_newsrooms_zone() -> None:
    """A day begins at its midnight there."""
    now = datetime(2026, 1, 2, tzinfo=UTC)
    read = functools.partial(parse_moment, zone_name="Asia/Damascus", now=now)
    assert read("2025-07-01") == datetime(2025, 6, 30, 21, tzinfo=UTC)
    assert read("2025-07-01 18:30") == datetime(2025, 7, 1, 15, 30, tzinfo=UTC)
    assert read("now") == now
    with pytest.raises(ConfigError, match="is no time"):
        read("0")
