"""The desk's repositories: links, settings, log, questions, missed articles, a week in numbers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.arabic.terms import index_terms
from storage.channels.audit_log import MAX_ENTRIES, AuditAction
from storage.channels.missed_articles import CaughtUp
from storage.channels.prompts import PendingPrompt, PromptPurpose
from storage.channels.settings import ChannelSettings
from storage.models import Publication, Template
from storage.outbox import Action, Failed
from storage.store import Store
from tests.articles import NOON, invented
from tests.storage.sample_channels import LEASE, joined, published, sent


async def test_links_reach_every_topic_of_a_forum(store: Store) -> None:
    """One who administers the group may set what each topic gets."""
    root, topic = await joined(store), await joined(store, thread_id=7)
    await store.administrators.link(root.id, [5, 6])
    assert await store.administrators.people_of(topic.id) == [5, 6]
    assert [chat.id for chat in await store.administrators.chats_of(5)] == [root.id, topic.id]
    await store.administrators.unlink(root.id, 5)
    assert await store.administrators.chats_of(5) == []


async def test_whom_telegram_does_not_name_any_more_goes(store: Store) -> None:
    """The whole list replaces the links; who was told stays told."""
    root = await joined(store)
    await store.administrators.link(root.id, [5, 6])
    await store.administrators.mark_notified(root.id, 6)
    await store.administrators.replace(root.id, [6, 7])
    assert await store.administrators.people_of(root.id) == [6, 7]
    assert not await store.administrators.chats_of(6, not_notified=True)


async def test_links_survive_the_move_to_a_supergroup(store: Store) -> None:
    """The group's row keeps what hangs on it under the new id."""
    root = await joined(store, -7)
    await store.administrators.link(root.id, [5])
    await store.channel_settings.set_signature(root.id, "حيّنا")
    await joined(store, -1007)
    await store.supergroups.migrate(-7, -1007, NOON)
    (moved,) = await store.administrators.chats_of(5)
    assert moved.telegram_id == -1007
    assert (await store.channel_settings.get(moved.id)).template.signature == "حيّنا"


async def test_who_was_told_is_not_told_again(store: Store) -> None:
    """A connection is told of once."""
    root = await joined(store)
    await store.administrators.link(root.id, [5])
    assert await store.administrators.chats_of(5, not_notified=True)
    assert await store.administrators.mark_notified(root.id, 5)
    assert not await store.administrators.mark_notified(root.id, 5)
    assert not await store.administrators.chats_of(5, not_notified=True)
    await store.administrators.link(root.id, [5])
    assert not await store.administrators.chats_of(5, not_notified=True)
    await store.administrators.mark_not_notified(root.id, 5)
    assert await store.administrators.chats_of(5, not_notified=True)


async def test_settings_have_defaults_and_keep_changes(store: Store) -> None:
    """A chat without a row has the defaults; each switch is its own."""
    chat = await joined(store)
    assert await store.channel_settings.get(chat.id) == ChannelSettings()
    await store.channel_settings.set_flag(chat.id, "hashtags", on=False)
    await store.channel_settings.set_signature(chat.id, "x" * 999)
    await store.channel_settings.set_approval_wait(chat.id, 60)
    await store.pauses.begin(chat.id, NOON)
    kept = await store.channel_settings.get(chat.id)
    assert kept.template == Template(hashtags=False, signature="x" * 200)
    assert kept.wait_minutes == 60
    assert kept.paused_since == NOON
    with pytest.raises(ValueError, match="is no switch"):
        await store.channel_settings.set_flag(chat.id, "chat_id", on=True)  # type: ignore[arg-type]


async def test_settings_of_an_unknown_chat_are_not_made(store: Store) -> None:
    """A forged id writes nothing."""
    await store.channel_settings.set_flag(999, "edits", on=False)
    await store.audit_log.record(
        999, person_id=1, person_name="x", action=AuditAction.PIN, now=NOON
    )
    assert await store.channel_settings.get(999) == ChannelSettings()
    assert await store.audit_log.newest(999, 5) == []


async def test_the_log_is_bounded_and_newest_first(store: Store) -> None:
    """Fifty lines of each chat are kept."""
    chat = await joined(store)
    for number in range(MAX_ENTRIES + 5):
        await store.audit_log.record(
            chat.id,
            person_id=1,
            person_name="ريما",
            action=AuditAction.PIN,
            value=str(number),
            now=NOON,
        )
    kept = await store.audit_log.newest(chat.id, 100)
    assert len(kept) == MAX_ENTRIES
    assert kept[0].value == str(MAX_ENTRIES + 4)


async def test_a_question_belongs_to_one_person_and_message(store: Store) -> None:
    """Somebody else's reply, or a reply to another message, means nothing."""
    chat = await joined(store)
    question = PendingPrompt(chat.id, PromptPurpose.SIGNATURE, 0, 77)
    await store.prompts.add(5, 5, question, now=NOON)
    assert await store.prompts.get(5, 5, 77) == question
    assert await store.prompts.get(6, 5, 77) is None
    assert await store.prompts.get(5, -9, 77) is None
    assert await store.prompts.get(5, 5, 78) is None
    later = replace(question, message_id=99)
    await store.prompts.add(5, 5, later, now=NOON + timedelta(days=3))
    assert await store.prompts.get(5, 5, 77) is None


async def test_one_question_is_open_for_ten_minutes(store: Store) -> None:
    """The last one asked of a person in a chat; an older one is answered by a reply alone."""
    chat = await joined(store)
    first = PendingPrompt(chat.id, PromptPurpose.SIGNATURE, 0, 77)
    second = PendingPrompt(chat.id, PromptPurpose.TAG, 0, 79)
    await store.prompts.add(5, 5, first, now=NOON)
    await store.prompts.add(5, 5, second, now=NOON)
    assert await store.prompts.open(5, 5, NOON + timedelta(minutes=9)) == second
    assert await store.prompts.open(5, 5, NOON + timedelta(minutes=10)) is None
    assert await store.prompts.open(5, -9, NOON) is None
    await store.prompts.close(5, 5, 77)
    assert await store.prompts.open(5, 5, NOON) == second
    await store.prompts.close(5, 5)
    assert await store.prompts.open(5, 5, NOON) is None
    assert await store.prompts.get(5, 5, 79) == second


async def test_no_edits_where_none_are_wanted(store: Store) -> None:
    """A correction edits the one channel and leaves the other alone."""
    chat, other = await joined(store), await joined(store, -200)
    await store.channel_settings.set_flag(other.id, "edits", on=False)
    article_id = await published(store)
    await sent(store)
    article = invented(1, title="عنوان مصحح")
    (stored,) = await store.articles.get([article_id])
    await store.correct(
        stored,
        Publication(
            article=article,
            summary=(),
            terms=index_terms(article.title, "", ()),
            content_hash="new",
        ),
        shown=True,
        sent_since=NOON - timedelta(hours=1),
        not_before=NOON,
        next_recheck=None,
        now=NOON,
    )
    assert await sent(store) == [chat.id]


async def test_catching_up_is_one_digest_of_what_was_wanted(store: Store) -> None:
    """Three missed articles come as one post; a muted tag's do not."""
    chat = await joined(store)
    await store.pauses.begin(chat.id, NOON)
    ids = [await published(store, number) for number in (1, 2, 3)]
    caught_up = await store.missed_articles.go_on(chat.id, NOON, catch_up=True)
    assert caught_up == CaughtUp(sent=3)
    (claimed,) = await store.outbox.claim(10, NOON, LEASE)
    assert claimed.action is Action.DIGEST
    assert claimed.articles == tuple(ids)
    await store.pauses.begin(chat.id, NOON + timedelta(hours=1))
    later = NOON + timedelta(hours=2)
    assert await store.missed_articles.go_on(chat.id, later, catch_up=True) == CaughtUp()


async def test_a_week_in_numbers(store: Store) -> None:
    """Posts, edits, failures and skipped articles, by day, with the busiest tags."""
    chat = await joined(store)
    for number in (1, 2):
        await published(store, number)
        await sent(store)
    yesterday = NOON - timedelta(days=1)
    await published(store, 3, yesterday)
    await sent(store, yesterday)
    await published(store, 4)
    (claimed,) = await store.outbox.claim(1, NOON, LEASE)
    await store.outbox.record([Failed(claimed.id, "refused")], NOON)
    await store.channel_settings.set_flag(chat.id, "moderated", on=True)
    await published(store, 5)
    (approval,) = await store.proposals.due(NOON, 1)
    await store.approval_decisions.decide([approval.id], publish=False, now=NOON)
    week = await store.channel_statistics.week(chat.id, NOON, "Asia/Damascus")
    assert (week.posts, week.failures, week.skipped, week.edits) == (3, 1, 1, 0)
    assert week.days == (0, 0, 0, 0, 0, 1, 2)
    assert dict(week.tags)["محليات"] == 3
    newest = await store.channel_statistics.newest(chat.id, 5)
    assert len(newest) == 3
    assert await store.channel_statistics.prune(NOON + timedelta(days=30)) == 4


async def test_a_person_is_forgotten(store: Store) -> None:
    """Links, questions and names go; that something was done stays."""
    chat = await joined(store)
    await store.administrators.link(chat.id, [5])
    await store.audit_log.record(
        chat.id, person_id=5, person_name="ريما", action=AuditAction.PIN, now=NOON
    )
    await store.administrators.forget(5)
    assert await store.administrators.people_of(chat.id) == []
    (entry,) = await store.audit_log.newest(chat.id, 5)
    assert (entry.person_id, entry.person_name, entry.action) == (0, "", AuditAction.PIN)
