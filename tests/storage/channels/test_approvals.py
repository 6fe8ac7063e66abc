"""What a moderated chat gets once somebody has decided, and the words written for it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from storage.channels.approval_rows import Approval, ApprovalState
from storage.models import InactiveReason
from storage.store import Store
from tests.articles import NOON
from tests.storage.sample_channels import joined, moderated, published, sent


async def test_a_moderated_chat_gets_nothing_before_a_word(store: Store) -> None:
    """The article waits as an approval; other chats get it as ever."""
    held, free = await moderated(store), await joined(store, -200)
    await published(store)
    assert await sent(store) == [free.id]
    (approval,) = await store.proposals.due(NOON, 10)
    assert approval.chat_id == held.id
    assert approval.due == NOON + timedelta(minutes=30)


async def test_the_first_of_two_decisions_counts(store: Store) -> None:
    """Both press at the same moment; one wins, the other is told no."""
    chat = await moderated(store)
    await published(store)
    (approval,) = await store.proposals.due(NOON, 10)
    answers = await asyncio.gather(
        store.approval_decisions.decide(
            [approval.id], publish=True, person_id=5, person_name="ريما", now=NOON
        ),
        store.approval_decisions.decide(
            [approval.id], publish=False, person_id=6, person_name="كريم", now=NOON
        ),
    )
    assert sorted(answers) == [[], [approval.id]]
    decided = await store.approvals.get(approval.id)
    assert decided is not None
    assert (decided.state is ApprovalState.PUBLISHED) == bool(answers[0])
    assert await sent(store) == ([chat.id] if answers[0] else [])


async def test_nobody_answers_in_time(store: Store) -> None:
    """Overdue only after people were asked, and after the wait."""
    await moderated(store)
    await published(store)
    (approval,) = await store.proposals.due(NOON, 10)
    late = NOON + timedelta(minutes=30)
    assert await store.approvals.overdue(late, 10) == []
    await store.proposals.mark_asked(approval, approval.due)
    assert await store.approvals.overdue(late - timedelta(seconds=1), 10) == []
    assert [one.id for one in await store.approvals.overdue(late, 10)] == [approval.id]


async def test_later_asks_again(store: Store) -> None:
    """It is proposed anew, and the time to answer begins anew."""
    await moderated(store)
    await published(store)
    (approval,) = await store.proposals.due(NOON, 10)
    await store.proposals.mark_asked(approval, approval.due)
    hour = NOON + timedelta(hours=1)
    assert await store.proposals.postpone(approval.id, hour, timedelta(minutes=30), NOON)
    assert not await store.proposals.postpone(approval.id, hour, timedelta(minutes=30), NOON)
    assert await store.proposals.due(NOON, 10) == []
    (again,) = await store.proposals.due(hour, 10)
    assert again.due == hour + timedelta(minutes=30)


async def test_a_withdrawn_article_is_asked_about_no_more(store: Store) -> None:
    """The newsroom took it back while it waited; nobody can publish it then."""
    await moderated(store)
    article_id = await published(store)
    (approval,) = await store.proposals.due(NOON, 10)
    await store.withdraw(article_id, action=None, sent_since=NOON, now=NOON)
    assert await store.proposals.due(NOON, 10) == []
    assert not await store.approval_decisions.decide([approval.id], publish=True, now=NOON)
    assert await sent(store) == []


async def test_own_words_go_with_the_post(store: Store) -> None:
    """Only in the chat whose administrator wrote them, as long as its post can be changed."""
    chat, other = await moderated(store), await joined(store, -200)
    article_id = await published(store)
    own = store.overrides
    await own.set_headline(article_id, chat.id, "عنوان آخر")
    await own.set_summary(article_id, chat.id, "ملخص آخر.")
    await own.set_headline(article_id, 999, "لا أحد")
    found = await store.channel_settings.post_overrides(
        [(article_id, chat.id), (article_id, other.id)]
    )
    assert {pair: (one.headline, one.summary) for pair, one in found.items()} == {
        (article_id, chat.id): ("عنوان آخر", "ملخص آخر.")
    }
    assert await own.prune() == 0
    assert await own.drop(article_id, chat.id)
    assert not await own.drop(article_id, chat.id)
    await own.set_headline(article_id, other.id, "منشور")
    async with store._database.transaction() as connection:
        await connection.execute("delete from outbox")
    assert await own.prune() == 1


LATE = NOON + timedelta(minutes=30)


async def put_off(store: Store, approval: Approval) -> None:
    """An administrator wants to be asked again in an hour."""
    hour = timedelta(hours=1)
    assert await store.proposals.postpone(approval.id, LATE + hour, hour, LATE)


async def pause(store: Store, approval: Approval) -> None:
    assert await store.pauses.begin(approval.chat_id, LATE)


async def remove_the_bot(store: Store, approval: Approval) -> None:
    chat = await store.chats.by_id(approval.chat_id)
    assert chat is not None
    await store.chats.deactivate(chat.telegram_id, reason=InactiveReason.KICKED, now=LATE)


@pytest.mark.parametrize("publish", [True, False])
@pytest.mark.parametrize("change", [put_off, pause, remove_the_bot])
async def test_the_clock_leaves_what_has_changed_since_it_looked(
    store: Store, change: Callable[[Store, Approval], Awaitable[None]], *, publish: bool
) -> None:
    """It looks at many, and tells people of each: minutes may pass before the last one's turn."""
    await moderated(store)
    await published(store)
    (approval,) = await store.proposals.due(NOON, 10)
    await store.proposals.mark_asked(approval, approval.due)
    (overdue,) = await store.approvals.overdue(LATE, 10)
    await change(store, overdue)
    assert not await store.approval_decisions.decide([overdue.id], publish=publish, now=LATE)
    found = await store.approvals.get(overdue.id)
    assert found is not None
    assert found.state is ApprovalState.PENDING
    assert await sent(store) == []
