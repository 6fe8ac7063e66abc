"""Chats: joining, leaving, coming back, their settings, and being forgotten."""

from datetime import timedelta

import pytest

from storage.channels.pauses import Pauses
from storage.chats.chats import Chats
from storage.engine.database import Database
from storage.models import Chat, ChatKind, InactiveReason, PostFormat
from storage.store import Store
from tests.articles import NOON


@pytest.fixture
def chats(database: Database) -> Chats:
    return Chats(database)


async def join(chats: Chats, telegram_id: int = 5, thread_id: int = 0) -> Chat:
    return await chats.add(
        telegram_id,
        kind=ChatKind.GROUP,
        title="جيران",
        language="ar",
        zone_name="Asia/Damascus",
        now=NOON,
        thread_id=thread_id,
    )


async def remembered(chats: Chats, telegram_id: int, kind: ChatKind) -> Chat:
    return await chats.add(
        telegram_id,
        kind=kind,
        title="س",
        language="en",
        zone_name="Asia/Damascus",
        now=NOON,
        subscribe=False,
    )


async def test_a_new_chat_gets_everything(chats: Chats) -> None:
    """With photo and sound, until it chooses otherwise."""
    joined = await join(chats)
    assert joined.active
    assert joined.everything
    assert joined.format is PostFormat.PHOTO
    assert not joined.silent
    assert await chats.get(5) == joined


async def test_settings_survive_leaving(chats: Chats) -> None:
    """Joining again takes up what was chosen; the title is the newest."""
    chat = await join(chats)
    await chats.set_format(chat.id, PostFormat.TEXT)
    await chats.set_language(chat.id, "en")
    await chats.set_silent(chat.id, silent=True)
    await chats.set_everything(chat.id, everything=False)
    assert await chats.deactivate(5, reason=InactiveReason.STOPPED, now=NOON) == 1
    assert await chats.deactivate(5, reason=InactiveReason.STOPPED, now=NOON) == 0
    after = await join(chats)
    assert (after.format, after.language, after.silent, after.everything) == (
        PostFormat.TEXT,
        "en",
        True,
        False,
    )
    assert after.inactive_reason is None


async def test_remembering_subscribes_nobody(chats: Chats) -> None:
    """And never ends a subscription."""
    chat = await remembered(chats, 6, ChatKind.PRIVATE)
    assert not chat.active
    assert chat.inactive_reason == InactiveReason.NEVER_STARTED
    joined = await join(chats)
    assert await remembered(chats, 5, ChatKind.CHANNEL) == joined
    assert await chats.count_active() == 1


@pytest.mark.parametrize(
    ("reason", "back"),
    [
        (InactiveReason.BLOCKED, True),
        (InactiveReason.STOPPED, False),
        (InactiveReason.NEVER_STARTED, False),
    ],
)
async def test_only_a_lost_chat_resumes(
    database: Database, reason: InactiveReason, *, back: bool
) -> None:
    """Who left of his own will comes back only by his own will."""
    store = Store(database)
    await join(store.chats)
    await store.chats.deactivate(5, reason=reason, now=NOON)
    assert bool(await store.missed_articles.resume_chat(5, NOON)) is back


async def test_a_chat_leaves_with_all_its_topics(chats: Chats) -> None:
    """A topic can also leave alone."""
    main = await join(chats)
    topic = await join(chats, thread_id=3)
    assert main.id != topic.id
    await chats.deactivate_topic(topic.id, reason=InactiveReason.STOPPED, now=NOON)
    assert await chats.count_active() == 1
    await join(chats, thread_id=3)
    assert (
        await chats.deactivate(5, reason=InactiveReason.KICKED, now=NOON + timedelta(hours=1)) == 2
    )


async def test_forgetting_leaves_nothing(chats: Chats) -> None:
    """With all topics."""
    await join(chats)
    await join(chats, thread_id=3)
    assert await chats.forget(5) == 2
    assert await chats.get(5) is None
    assert await chats.forget(5) == 0


async def test_hours_and_pause_are_kept(chats: Chats, database: Database) -> None:
    """With the time zone in which they are meant; a pause can be ended."""
    chat = await join(chats)
    assert chat.paused_until is None
    assert chat.quiet_from == chat.quiet_until
    await chats.set_zone(chat.id, "Europe/Berlin")
    await chats.set_quiet(chat.id, quiet_from=22 * 60, quiet_until=7 * 60)
    pauses = Pauses(database)
    await pauses.begin_until(chat.id, NOON, NOON)
    after = await chats.get(5)
    assert after is not None
    assert (after.zone_name, after.quiet_from, after.quiet_until) == ("Europe/Berlin", 1320, 420)
    assert after.paused_until == NOON
    await pauses.end(chat.id, NOON - timedelta(hours=1))
    ended = await chats.get(5)
    assert ended is not None
    assert ended.paused_until is None
