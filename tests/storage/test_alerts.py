"""Watched and muted words: kept by their stems, met by articles, within bounds."""

import pytest

from storage.alerts import MAX_ALERTS, Added, AlertKind, Alerts
from storage.chats import Chats
from storage.database import Database
from storage.models import ChatKind
from tests.articles import NOON, invented
from tests.storage.test_articles import insert


@pytest.fixture
async def chat(database: Database) -> int:
    joined = await Chats(database).join(5, kind=ChatKind.PRIVATE, title="", language="ar", now=NOON)
    return joined.chat.id


@pytest.fixture
def alerts(database: Database) -> Alerts:
    return Alerts(database)


async def matched(database: Database, alerts: Alerts, number: int, *stems: str) -> int:
    key = await insert(database, invented(number))
    assert key is not None
    async with database.transaction() as connection:
        return await alerts.match(connection, key, stems)


async def test_an_article_meets_words_when_it_holds_them_all(
    database: Database, chat: int, alerts: Alerts
) -> None:
    """One stem of two is not enough; further stems do no harm."""
    await alerts.add(chat, AlertKind.ALERT, "جسر الرقة", ["جسر", "رق"], now=NOON)
    await alerts.add(chat, AlertKind.MUTE, "طقس", ["طقس"], now=NOON)
    assert await matched(database, alerts, 1, "جسر", "حلب") == 0
    assert await matched(database, alerts, 2, "رق", "جسر", "نهر", "جسر") == 1
    assert await matched(database, alerts, 3, "رق", "جسر", "طقس") == 2
    assert [(a.kind, a.words) for a in await alerts.met(3, chat)] == [
        (AlertKind.ALERT, "جسر الرقة"),
        (AlertKind.MUTE, "طقس"),
    ]


async def test_a_chat_that_left_is_not_met(database: Database, chat: int, alerts: Alerts) -> None:
    """Nothing is noted for who gets nothing."""
    await alerts.add(chat, AlertKind.ALERT, "جسر", ["جسر"], now=NOON)
    await Chats(database).leave(5, reason="stopped", now=NOON)
    assert await matched(database, alerts, 1, "جسر") == 0


async def test_words_are_kept_once_and_ended_by_their_owner(
    database: Database, chat: int, alerts: Alerts
) -> None:
    """The same words can be watched and muted; that is two."""
    assert await alerts.add(chat, AlertKind.ALERT, "جسر", ["جسر"], now=NOON) is Added.DONE
    assert await alerts.add(chat, AlertKind.ALERT, "جسر", ["جسر"], now=NOON) is Added.ALREADY
    (kept,) = await alerts.of_chat(chat)
    assert not await alerts.remove(chat + 1, kept.id)
    assert await alerts.remove(chat, kept.id)
    assert await alerts.of_chat(chat) == []
    assert await matched(database, alerts, 1, "جسر") == 0


async def test_there_is_a_bound_and_no_empty_alert(
    database: Database, chat: int, alerts: Alerts
) -> None:
    """An alert without stems would be met by everything."""
    with pytest.raises(ValueError, match="at least one stem"):
        await alerts.add(chat, AlertKind.ALERT, "من", [], now=NOON)
    for number in range(MAX_ALERTS):
        await alerts.add(chat, AlertKind.ALERT, str(number), [str(number)], now=NOON)
    assert await alerts.add(chat, AlertKind.MUTE, "جسر", ["جسر"], now=NOON) is Added.TOO_MANY
