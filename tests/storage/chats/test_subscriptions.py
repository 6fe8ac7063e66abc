"""Follows and mutes."""

import pytest

from storage.chats.chats import Chats
from storage.chats.subscriptions import MAX_TAGS, SubscriptionResult, Subscriptions
from storage.engine.database import Database
from storage.models import ChatKind, Tag
from tests.articles import NOON, invented
from tests.storage.articles.test_articles import insert


@pytest.fixture
async def chat(database: Database) -> int:
    joined = await Chats(database).add(
        5, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    return joined.id


@pytest.fixture
def subscriptions(database: Database) -> Subscriptions:
    return Subscriptions(database)


async def some_tags(database: Database, names: str) -> dict[str, int]:
    await insert(database, invented(tags=tuple(Tag(name, folded=name) for name in names)))
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("select name, id from tags")
    return {row["name"]: row["id"] for row in rows}


async def test_followed_tags_come_by_name(
    database: Database, chat: int, subscriptions: Subscriptions
) -> None:
    """Each once, until left."""
    ids = await some_tags(database, "بات")
    for name in "تاب":
        assert await subscriptions.follow(chat, ids[name]) is SubscriptionResult.DONE
    assert await subscriptions.follow(chat, ids["ا"]) is SubscriptionResult.ALREADY
    assert [tag.name for tag in await subscriptions.followed(chat)] == ["ا", "ب", "ت"]
    assert await subscriptions.unfollow(chat, ids["ا"]) is SubscriptionResult.DONE
    assert await subscriptions.unfollow(chat, ids["ا"]) is SubscriptionResult.ALREADY
    assert [tag.name for tag in await subscriptions.followed(chat)] == ["ب", "ت"]


async def test_a_tag_is_followed_or_muted_never_both(
    database: Database, chat: int, subscriptions: Subscriptions
) -> None:
    """The newer choice ends the older."""
    ids = await some_tags(database, "ا")
    await subscriptions.follow(chat, ids["ا"])
    assert await subscriptions.mute(chat, ids["ا"]) is SubscriptionResult.DONE
    assert await subscriptions.followed(chat) == []
    assert [tag.name for tag in await subscriptions.muted(chat)] == ["ا"]
    await subscriptions.follow(chat, ids["ا"])
    assert await subscriptions.muted(chat) == []
    await subscriptions.mute(chat, ids["ا"])
    assert await subscriptions.unmute(chat, ids["ا"]) is SubscriptionResult.DONE
    assert await subscriptions.muted(chat) == []


async def test_unknown_tags_and_too_many_are_refused(
    database: Database, chat: int, subscriptions: Subscriptions
) -> None:
    """And what was there stays as it was."""
    ids = await some_tags(database, "ا")
    assert await subscriptions.follow(chat, 999) is SubscriptionResult.UNKNOWN_TAG
    await subscriptions.mute(chat, ids["ا"])
    async with database.transaction() as connection:
        for number in range(1_000, 1_000 + MAX_TAGS):
            await connection.execute(
                "insert into tags (id, kind, name, folded) values (?, 'tag', ?, ?)",
                (number, str(number), str(number)),
            )
            await connection.execute("insert into follows values (?, ?)", (chat, number))
    assert await subscriptions.follow(chat, ids["ا"]) is SubscriptionResult.TOO_MANY
    assert [tag.name for tag in await subscriptions.muted(chat)] == ["ا"]
