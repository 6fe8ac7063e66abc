"""A group that becomes a supergroup: whether it gets news afterwards, whoever tells it first."""

from datetime import timedelta

import pytest

from storage.chats.supergroups import SAME_MOMENT
from storage.engine.database import Database
from storage.engine.migrations import all_migrations
from storage.models import Chat, ChatKind, InactiveReason
from storage.outbox import Action, Moved, Outbox, Sent
from storage.store import Store
from tests.articles import NOON
from tests.outbox_counts import pending_count
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat, claim, send_all

OLD, NEW = -7, -1007
STATES = ("news", *InactiveReason)
LOST = [one for one in InactiveReason if not one.chosen]
STOPPED = InactiveReason.STOPPED


async def known(store: Store, telegram_id: int, state: str, *, ago: timedelta) -> None:
    """A group that joined so long before the move, in this state by now."""
    subscribes = state != InactiveReason.NEVER_STARTED
    await store.chats.add(
        telegram_id,
        kind=ChatKind.GROUP,
        title="",
        language="ar",
        zone_name="Asia/Damascus",
        now=NOON - ago,
        subscribe=subscribes,
    )
    if subscribes and state != "news":
        await store.chats.deactivate(telegram_id, reason=InactiveReason(state), now=NOON)


async def moved(store: Store) -> Chat:
    assert await store.supergroups.migrate(OLD, NEW, NOON) == 1
    assert await store.chats.get(OLD) is None
    chat = await store.chats.get(NEW)
    assert chat is not None
    return chat


def state_of(chat: Chat) -> str:
    return "news" if chat.active else str(chat.inactive_reason)


@pytest.mark.parametrize("state", STATES)
async def test_a_group_is_afterwards_what_it_was(store: Store, state: str) -> None:
    """One that has ended the news, or never began it, or can't be written to, stays so."""
    await known(store, OLD, state, ago=timedelta(days=9))
    assert state_of(await moved(store)) == state


@pytest.mark.parametrize("state", STATES)
async def test_a_join_of_the_same_moment_is_nobodys_choice(store: Store, state: str) -> None:
    """What was lost is there again; what was chosen stays."""
    await known(store, OLD, state, ago=timedelta(days=9))
    await known(store, NEW, "news", ago=SAME_MOMENT / 2)
    chosen = state != "news" and InactiveReason(state).chosen
    assert state_of(await moved(store)) == (state if chosen else "news")


@pytest.mark.parametrize("state", STATES)
async def test_what_was_chosen_in_the_supergroup_counts(store: Store, state: str) -> None:
    """The news was begun there, long before anybody told that it is the same group, or ended."""
    await known(store, OLD, state, ago=timedelta(days=9))
    await known(store, NEW, "news", ago=timedelta(days=2))
    assert (await moved(store)).active
    await known(store, OLD, state, ago=timedelta(days=9))
    await store.chats.deactivate(NEW, reason=STOPPED, now=NOON)
    assert state_of(await moved(store)) == STOPPED


@pytest.mark.parametrize("reason", LOST)
async def test_a_choice_outlasts_what_happened_since(store: Store, reason: InactiveReason) -> None:
    """A stopped group whose supergroup was lost gets no news when that comes back."""
    await known(store, OLD, STOPPED, ago=timedelta(days=9))
    await known(store, NEW, reason, ago=timedelta(days=2))
    assert state_of(await moved(store)) == STOPPED


async def test_what_waited_for_the_twin_of_a_stopped_group_goes(database: Database) -> None:
    """Nothing is sent to it, and nothing is kept for its return."""
    store = Store(database)
    await known(store, OLD, STOPPED, ago=timedelta(days=9))
    await known(store, NEW, "news", ago=timedelta())
    await add_article(database, 1)
    assert await pending_count(database) == 1
    assert state_of(await moved(store)) == STOPPED
    assert await pending_count(database) == 0


async def test_an_edit_that_finds_the_move_revives_nobody(database: Database) -> None:
    """A post of a stopped group is corrected where it stands now, and that is all."""
    store = Store(database)
    await add_chat(database, OLD, "group")
    await add_article(database, 1)
    (row,) = await claim(database)
    await store.chats.deactivate(OLD, reason=STOPPED, now=NOW)
    await Outbox(database).record([Moved(row.id, OLD, NEW)], NOW)
    chat = await store.chats.get(NEW)
    assert chat is not None
    assert state_of(chat) == STOPPED


async def test_a_move_is_remembered_for_its_moment(store: Store) -> None:
    """So that a join which is told of it is known as such."""
    await known(store, OLD, STOPPED, ago=timedelta(days=9))
    assert not await store.supergroups.has_just_moved(OLD, NOON)
    await moved(store)
    assert await store.supergroups.has_just_moved(NEW, NOON + SAME_MOMENT / 2)
    assert not await store.supergroups.has_just_moved(NEW, NOON + SAME_MOMENT)


async def test_a_group_is_found_by_its_title(store: Store) -> None:
    """Groups only, and none that is a supergroup."""
    for telegram_id, kind in ((OLD, ChatKind.GROUP), (NEW, ChatKind.GROUP), (7, ChatKind.PRIVATE)):
        await store.chats.add(
            telegram_id,
            kind=kind,
            title="الحارة",
            language="ar",
            zone_name="Asia/Damascus",
            now=NOON,
        )
    supergroup = -1001000000003
    await store.chats.add(
        supergroup,
        kind=ChatKind.GROUP,
        title="الحارة",
        language="ar",
        zone_name="Asia/Damascus",
        now=NOON,
    )
    assert sorted(await store.supergroups.basic_groups("الحارة")) == [NEW, OLD]
    assert await store.supergroups.basic_groups("السوق") == []


async def test_a_topic_that_was_stopped_stays_so_when_the_forum_comes_back(store: Store) -> None:
    """What was lost returns, what was ended does not."""
    await known(store, NEW, STOPPED, ago=timedelta(days=9))
    topic = await store.chats.add(
        NEW,
        kind=ChatKind.GROUP,
        title="",
        language="ar",
        zone_name="Asia/Damascus",
        now=NOON,
        thread_id=5,
    )
    await store.chats.deactivate(NEW, reason=InactiveReason.KICKED, now=NOON)
    assert await store.missed_articles.resume_chat(NEW, NOON) == 1
    general, back = await store.chats.get(NEW), await store.chats.by_id(topic.id)
    assert general is not None
    assert back is not None
    assert (state_of(general), state_of(back)) == (STOPPED, "news")


async def edit(database: Database, number: int) -> None:
    async with database.transaction() as connection:
        await Outbox(database).address_edit(
            connection, number, sent_since=NOW - timedelta(days=1), not_before=NOW
        )


async def test_a_post_stays_in_the_group_where_it_was_sent(database: Database) -> None:
    """It is corrected there, whatever the supergroup has under its number; news goes to that."""
    await add_chat(database, OLD, "group")
    await add_article(database, 1)
    await send_all(database)
    await Store(database).supergroups.migrate(OLD, NEW, NOW)
    await add_article(database, 2)
    await edit(database, 1)
    news, correction = await claim(database)
    assert (news.article_id, news.telegram_id, news.in_former_group) == (2, NEW, False)
    assert (correction.article_id, correction.telegram_id) == (1, OLD)
    assert correction.in_former_group
    outbox = Outbox(database)
    assert await outbox.no_longer_wanted([news, correction], NOW) == set()
    await outbox.record([Sent(news.id, 5, False), Sent(correction.id, 1001, False)], NOW)
    await edit(database, 2)
    (correction,) = await claim(database)
    assert (correction.telegram_id, correction.message_id) == (NEW, 5)


async def test_what_was_under_way_at_the_move_is_where_it_arrived(database: Database) -> None:
    """In the group if that took it, else in the supergroup."""
    await add_chat(database, OLD, "group")
    await add_article(database, 1)
    (taken,) = await claim(database)
    store, outbox = Store(database), Outbox(database)
    await store.supergroups.migrate(OLD, NEW, NOW)
    assert await outbox.no_longer_wanted([taken], NOW) == {taken.id}
    await outbox.record([Sent(taken.id, 77, False)], NOW)
    await edit(database, 1)
    (correction,) = await claim(database)
    assert (correction.telegram_id, correction.message_id) == (OLD, 77)


async def test_what_the_group_refused_stands_in_the_supergroup(database: Database) -> None:
    """The refusal names it."""
    await add_chat(database, OLD, "group")
    await add_article(database, 1)
    (refused,) = await claim(database)
    outbox = Outbox(database)
    await outbox.record([Moved(refused.id, OLD, NEW)], NOW)
    (again,) = await claim(database)
    assert (again.telegram_id, again.in_former_group) == (NEW, False)
    await outbox.record([Sent(again.id, 5, False)], NOW)
    await edit(database, 1)
    (correction,) = await claim(database)
    assert (correction.telegram_id, correction.message_id) == (NEW, 5)


async def test_no_number_of_the_group_is_used_in_the_supergroup(database: Database) -> None:
    """No reply, link, pin or reaction means another message there."""
    store = Store(database)
    await add_chat(database, OLD, "group")
    await add_article(database, 1)
    (post,) = await send_all(database)
    async with database.transaction() as connection:
        await connection.execute("update articles set breaking = 1")
    chat_id, message_id = post.chat_id, 1000 + post.id
    await store.channel_settings.set_flag(chat_id, "pin_breaking", on=True)
    before = await store.channel_statistics.delivered_post(chat_id, 1)
    assert before is not None
    assert before.message_id == message_id
    assert [one.message_id for one in await store.pins.due(NOW)] == [message_id]
    await store.supergroups.migrate(OLD, NEW, NOW)
    after = await store.channel_statistics.delivered_post(chat_id, 1)
    assert after is not None
    assert after.message_id == 0
    assert await store.pins.due(NOW) == []
    assert await store.post_topics.thread_of(NEW, message_id) is None
    assert not await store.reactions.note(NEW, message_id, 3)
    await edit(database, 1)
    (correction,) = await claim(database)
    await Outbox(database).record([Sent(correction.id, message_id, False)], NOW)
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("select event, message_id from channel_posts")
    assert {(row["event"], row["message_id"]) for row in rows} == {("post", 0), ("edit", 0)}


async def test_the_number_of_what_was_under_way_is_not_used_either(database: Database) -> None:
    """The group took it after the move was known."""
    await add_chat(database, OLD, "group")
    await add_article(database, 1)
    (taken,) = await claim(database)
    store = Store(database)
    await store.supergroups.migrate(OLD, NEW, NOW)
    await Outbox(database).record([Sent(taken.id, 77, False)], NOW)
    assert not await store.reactions.note(NEW, 77, 3)
    posts = await store.channel_statistics.delivered_post(taken.chat_id, 1)
    assert posts is not None
    assert posts.message_id == 0


async def apply(database: Database, name: str) -> None:
    async with database.transaction() as connection:
        for migration in all_migrations(connection.engine):
            if migration.name == name:
                for statement in migration.statements:
                    if not statement.startswith(("alter table", "create index")):
                        await connection.execute(statement)


async def moved_long_ago(database: Database) -> int:
    """A group that moved when it was not kept which it was, with a post before that and one since.

    Returns:
        the message that both posts have, each in its chat.
    """
    await apply(database, "0006_reactions.sql")
    chat_id = await add_chat(database, OLD, "group")
    await add_article(database, 1)
    (row,) = await send_all(database)
    moment = NOW + timedelta(hours=1)
    async with database.transaction() as connection:
        await connection.execute(
            "update chats set telegram_id = ?, migrated = ? where id = ?",
            (NEW, int(moment.timestamp()), chat_id),
        )
    await add_article(database, 2)
    (later,) = await claim(database)
    after = moment + timedelta(hours=1)
    await Outbox(database).record([Sent(later.id, 1000 + row.id, False)], after)
    await apply(database, "0028_former_posts.sql")
    return 1000 + row.id


async def test_posts_from_before_groups_were_kept_mean_no_message_of_the_supergroup(
    database: Database,
) -> None:
    """Taking one back asks nothing of Telegram; what was sent since is changed where it stands."""
    store, outbox = Store(database), Outbox(database)
    message_id = await moved_long_ago(database)
    chat = await store.chats.get(NEW)
    assert chat is not None
    for article, number in ((1, 0), (2, message_id)):
        posted = await store.channel_statistics.delivered_post(chat.id, article)
        assert posted is not None
        assert posted.message_id == number
    async with database.transaction() as connection:
        since = NOW - timedelta(days=1)
        await outbox.withdraw(connection, 1, action=Action.DELETE, sent_since=since, now=NOW)
    await edit(database, 2)
    (correction,) = await claim(database)
    found = (correction.article_id, correction.telegram_id, correction.message_id)
    assert found == (2, NEW, message_id)
    assert await pending_count(database) == 1
    assert await store.reactions.note(NEW, message_id, 3)


async def test_a_group_that_moved_unheard_is_learned_later(database: Database) -> None:
    """With its posts, which are corrected there from then on."""
    message_id = await moved_long_ago(database)
    store = Store(database)
    assert await store.supergroups.of_group(OLD) is None
    assert await store.supergroups.migrate(OLD, NEW, NOW) == 0
    assert await store.supergroups.of_group(OLD) == NEW
    assert await store.supergroups.migrate(OLD - 1, NEW, NOW) == 0
    assert await store.supergroups.of_group(OLD - 1) is None
    await edit(database, 1)
    (correction,) = await claim(database)
    assert (correction.telegram_id, correction.message_id) == (OLD, message_id)
    assert correction.in_former_group


async def test_searches_move_with_the_group(store: Store) -> None:
    """Their pages can be turned, and /forget in the supergroup erases them."""
    await known(store, OLD, "news", ago=timedelta(days=9))
    words = [await store.saved_searches.save(OLD, text, now=NOON) for text in ("حديقة", "سوق")]
    await store.saved_searches.save(NEW, "سوق", now=NOON)
    await moved(store)
    assert await store.saved_searches.words(NEW, words[0]) == "حديقة"
    assert await store.saved_searches.words(OLD, words[1]) is None
    assert await store.supergroups.of_group(OLD) == NEW
    await store.erase(NEW)
    assert await store.export.of(OLD) == {}
    assert await store.supergroups.of_group(OLD) is None
