"""What a choice would have brought."""

from datetime import timedelta

from storage.chats.alerts import AlertKind
from storage.chats.search_conditions import Conditions
from storage.engine.database import Database
from storage.models import ChatKind, Tag
from storage.store import Store
from tests.articles import NOON, invented
from tests.storage.articles.test_articles import insert

SPORT = (Tag("رياضة", folded="رياضه"),)


async def test_preferences_are_counted_as_they_are_addressed(database: Database) -> None:
    """All or only what is followed, less what is muted, within the time asked for."""
    store = Store(database)
    chat = await store.chats.add(
        5, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    await insert(database, invented(1, published=NOON - timedelta(days=2)))
    gardens = await insert(database, invented(2))
    sport = await insert(database, invented(3, tags=SPORT))
    bridge = await insert(database, invented(4, tags=()))
    assert gardens
    assert sport
    assert bridge
    (followed,) = await store.tags.find("حي الزيتون")
    await store.subscriptions.follow(chat.id, followed.id)
    await store.alerts.add(
        chat.id, AlertKind.SEARCH, "جسر", Conditions.of_terms(["جسر"]), now=NOON, met=[bridge]
    )
    day = NOON - timedelta(days=1)
    previews = store.previews
    assert await previews.wanted(chat.id, day, everything=True) == [bridge, sport, gardens]
    assert await previews.wanted(chat.id, day, everything=False) == [bridge, gardens]
    await store.subscriptions.mute(chat.id, followed.id)
    await store.alerts.add(
        chat.id, AlertKind.MUTE, "جسر", Conditions.of_terms(["جسر"]), now=NOON, met=[bridge]
    )
    assert await previews.wanted(chat.id, day, everything=True) == [sport]
    assert await previews.under_tag(followed.id, day) == 1
    assert await previews.latest_under_tag(followed.id, 50) == [gardens, 1]
    assert await previews.latest_under_tag(followed.id, 2) == []
