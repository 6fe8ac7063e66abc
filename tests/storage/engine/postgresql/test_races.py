"""What two instances do at the same moment to the same row: one of them does it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from storage.channels.approval_rows import ApprovalState
from storage.channels.prompts import PendingPrompt, PromptPurpose
from storage.engine.database import Database
from storage.models import AnnouncementContent, Chat
from storage.outbox import Action, Sent
from storage.store import Store
from tests.articles import NOON
from tests.outbox_counts import rows_by_state
from tests.storage.outbox.sample_rows import LEASE, add_chat
from tests.storage.sample_channels import joined, moderated, published

pytestmark = pytest.mark.postgresql

# Each race is run so often: who is first is chance.
TIMES = range(6)
HOUR = timedelta(hours=1)
OWNER, ADMINISTRATORS = 9, (5, 6)
WORDS = AnnouncementContent(html="<b>نعود</b> غدًا", preview_url="https://news.example/")


@pytest.fixture
def stores(database: Database, other: Database) -> list[Store]:
    """Those of two instances on one database."""
    return [Store(database), Store(other)]


async def proposed(store: Store, number: int) -> tuple[Chat, int, int]:
    """A moderated chat, an article that awaits approval there, and the approval."""
    chat = await moderated(store, -100 - number)
    article = await published(store, number)
    [approval] = [
        one
        for one in await store.proposals.due(NOON, 100)
        if (one.article_id, one.chat_id) == (article, chat.id)
    ]
    return chat, article, approval.id


async def asked(store: Store, approval_id: int) -> None:
    """All administrators see the proposal, and have an hour."""
    approval = await store.approvals.get(approval_id)
    assert approval is not None
    await store.proposals.mark_asked(approval, NOON + HOUR)


async def rows_for(store: Store, chat: Chat) -> list[str]:
    """The states of what the outbox holds for a chat."""
    async with store.database.reading() as connection:
        rows = await connection.execute_fetchall(
            "select state from outbox where chat_id = ? order by id", (chat.id,)
        )
    return [str(row["state"]) for row in rows]


async def scheduled(store: Store, chat: Chat) -> int:
    return len(await store.scheduled_posts.planned(chat.id, 100))


async def decided(
    stores: Sequence[Store], approval: int, answers: Sequence[bool]
) -> list[list[int]]:
    """Have several people answer at once; what each has decided."""
    return await asyncio.gather(
        *(
            stores[at % 2].approval_decisions.decide(
                [approval], publish=publish, person_id=10 + at, person_name="رنا", now=NOON
            )
            for at, publish in enumerate(answers)
        )
    )


async def test_of_two_who_decide_one_decides(stores: list[Store]) -> None:
    """The post comes if he has said so, once, and the other learns that he was late."""
    for number in TIMES:
        chat, _, approval = await proposed(stores[0], number + 1)
        answers = [True, False] * 3 if number % 2 else [False, True] * 3
        found = await decided(stores, approval, answers)
        [first] = [at for at, approvals in enumerate(found) if approvals]
        kept = await stores[1].approvals.get(approval)
        assert kept is not None
        assert kept.person_id == 10 + first
        assert kept.state is (ApprovalState.PUBLISHED if answers[first] else ApprovalState.SKIPPED)
        assert len(await rows_for(stores[0], chat)) == answers[first]


async def test_two_who_approve_several_at_once_send_each_article_once(
    stores: list[Store],
) -> None:
    """Overlapping choices from two lists; what comes as one digest is one row."""
    chat = await moderated(stores[0])
    for number in range(1, 9):
        await published(stores[0], number)
    ids = [one.id for one in await stores[0].proposals.due(NOON, 100)]
    both = await asyncio.gather(
        stores[0].approval_decisions.decide(ids[:6], publish=True, person_id=5, now=NOON),
        stores[1].approval_decisions.decide(ids[2:], publish=True, person_id=6, now=NOON),
    )
    assert sorted([*both[0], *both[1]]) == ids
    async with stores[0].database.reading() as connection:
        rows = await connection.execute_fetchall(
            "select article_id from outbox where chat_id = ? order by article_id", (chat.id,)
        )
    articles = [int(row["article_id"]) for row in rows]
    assert articles == sorted(set(articles))


async def test_a_question_that_is_put_off_while_another_decides_is_not_asked_again(
    stores: list[Store],
) -> None:
    """Whoever was first: what was decided stays so."""
    for number in TIMES:
        _, _, approval = await proposed(stores[0], number + 1)
        await asked(stores[0], approval)
        put_off, decisions = await asyncio.gather(
            stores[number % 2].proposals.postpone(approval, NOON + HOUR, HOUR, NOON),
            decided([stores[1 - number % 2]] * 2, approval, [False]),
        )
        assert decisions == [[approval]]
        kept = await stores[0].approvals.get(approval)
        assert kept is not None
        assert kept.state is ApprovalState.SKIPPED
        asked_again = await stores[1].proposals.due(NOON + 9 * HOUR, 100)
        assert approval not in {one.id for one in asked_again}, put_off


async def test_a_question_that_two_put_off_has_one_time(stores: list[Store]) -> None:
    """The second is told that there is nothing to put off."""
    _, _, approval = await proposed(stores[0], 1)
    await asked(stores[0], approval)
    times = [NOON + HOUR * at for at in range(1, 7)]
    found = await asyncio.gather(
        *(
            stores[at % 2].proposals.postpone(approval, until, HOUR, NOON)
            for at, until in enumerate(times)
        )
    )
    [first] = [at for at, put_off in enumerate(found) if put_off]
    assert await stores[0].proposals.due(times[first] - timedelta(seconds=1), 100) == []
    assert [one.id for one in await stores[1].proposals.due(times[first], 100)] == [approval]


async def test_a_person_is_asked_in_one_message(stores: list[Store]) -> None:
    """Two instances note which: the later one counts, and who was missed is missed once."""
    _, _, approval = await proposed(stores[0], 1)
    await asyncio.gather(
        *(
            stores[at % 2].proposals.add_message(approval, person, 100 + at)
            for at in range(6)
            for person in ADMINISTRATORS
        ),
        *(stores[at % 2].missed_proposals.note(approval, OWNER) for at in range(6)),
    )
    seen = await stores[0].proposals.messages(approval)
    assert sorted(person for person, _ in seen) == [*ADMINISTRATORS]
    assert [one.person_id for one in await stores[1].missed_proposals.pending(NOON, 100)] == [OWNER]


async def test_a_post_that_is_cancelled_when_its_time_comes_goes_out_or_does_not(
    stores: list[Store],
) -> None:
    """Never both: who was told that it is cancelled finds it nowhere."""
    for number in TIMES:
        chat = await joined(stores[0], -100 - number)
        article = await published(stores[0], number + 1, NOON - 9 * HOUR)
        await forget_posts(stores[0])
        assert await stores[0].manual_posts.post(article, chat.id, not_before=NOON + HOUR, now=NOON)
        cancelled, _ = await asyncio.gather(
            stores[number % 2].manual_posts.cancel(article, chat.id, now=NOON),
            stores[1 - number % 2].scheduled_posts.release(NOON + HOUR),
        )
        assert await scheduled(stores[0], chat) == 0
        assert len(await rows_for(stores[0], chat)) == (not cancelled)


async def forget_posts(store: Store) -> None:
    """The chats get what is posted by hand, and nothing of what was published before."""
    async with store.database.transaction() as connection:
        await connection.execute("delete from outbox")


async def test_what_two_let_go_goes_once(stores: list[Store]) -> None:
    """A leader of yesterday that has not learnt of it, and the one of today."""
    chat = await joined(stores[0])
    articles = [await published(stores[0], number, NOON - 9 * HOUR) for number in range(1, 5)]
    await forget_posts(stores[0])
    for article in articles:
        await stores[0].manual_posts.post(article, chat.id, not_before=NOON + HOUR, now=NOON)
    released = await asyncio.gather(
        *(stores[at % 2].scheduled_posts.release(NOON + HOUR) for at in range(6))
    )
    assert sum(released) == len(articles)
    assert len(await rows_for(stores[1], chat)) == len(articles)


async def test_an_article_that_one_schedules_and_another_posts_comes_once(
    stores: list[Store],
) -> None:
    """Two administrators with the same article; who was told that it comes is right."""
    for number in TIMES:
        chat = await joined(stores[0], -100 - number)
        article = await published(stores[0], number + 1, NOON - 9 * HOUR)
        await forget_posts(stores[0])
        now, later = await asyncio.gather(
            stores[number % 2].manual_posts.post(article, chat.id, not_before=NOON, now=NOON),
            stores[1 - number % 2].manual_posts.post(
                article, chat.id, not_before=NOON + HOUR, now=NOON
            ),
        )
        assert now
        await stores[0].scheduled_posts.release(NOON + HOUR)
        assert await scheduled(stores[0], chat) == 0
        assert len(await rows_for(stores[0], chat)) == 1, later


async def test_an_article_that_several_schedule_is_scheduled_once(stores: list[Store]) -> None:
    """The time of the last one counts."""
    chat = await joined(stores[0])
    article = await published(stores[0], 1, NOON - 9 * HOUR)
    await forget_posts(stores[0])
    times = [NOON + HOUR * at for at in range(1, 7)]
    await asyncio.gather(
        *(
            stores[at % 2].manual_posts.post(article, chat.id, not_before=time, now=NOON)
            for at, time in enumerate(times)
        )
    )
    [planned] = await stores[1].scheduled_posts.planned(chat.id, 100)
    assert planned.at in times


async def test_a_message_to_all_that_several_approve_is_promised_once(
    stores: list[Store],
) -> None:
    """One of the owners is told to how many; and one that another drops goes to nobody."""
    chats = [await add_chat(stores[0].database, number) for number in range(1, 8)]
    for number in TIMES:
        message = await stores[0].announcements.add(OWNER, WORDS, NOON)
        approved, dropped = await asyncio.gather(
            asyncio.gather(
                *(stores[at % 2].announcements.approve(message, NOON) for at in range(4))
            ),
            stores[number % 2].announcements.drop(message),
        )
        told = [count for count in approved if count is not None]
        assert told == ([] if dropped else [len(chats)])
        progress = await stores[1].outbox.announcement_progress(message, NOON)
        assert progress.chats == sum(told)


async def test_of_a_message_to_all_that_is_taken_back_nothing_goes_out_from_then_on(
    stores: list[Store],
) -> None:
    """What the leader has claimed at that moment is deleted once it is sent."""
    for number in range(1, 8):
        await add_chat(stores[0].database, number)
    message = await stores[0].announcements.add(OWNER, WORDS, NOON)
    await stores[0].announcements.approve(message, NOON)
    claimed, withdrawn = await asyncio.gather(
        stores[0].outbox.claim(4, NOON, LEASE),
        asyncio.gather(*(stores[at % 2].announcements.withdraw(message, NOON) for at in range(4))),
    )
    assert withdrawn.count(True) == 1
    await stores[0].outbox.record([Sent(one.id, 70 + one.id, False) for one in claimed], NOON)
    await asyncio.gather(*(one.announcements.go_on_withdrawing(message, NOON) for one in stores))
    deletions = await stores[1].outbox.claim(100, NOON, LEASE)
    assert {one.action for one in deletions} <= {Action.DELETE}
    assert {one.chat_id for one in deletions} == {one.chat_id for one in claimed}
    await stores[1].outbox.record([Sent(one.id, 0, False) for one in deletions], NOON)
    assert not {"ready", "waiting", "sending"} & set(await rows_by_state(stores[0].database))


def question(about: int, message_id: int) -> PendingPrompt:
    return PendingPrompt(about, PromptPurpose.ALERT, 0, message_id=message_id)


async def test_of_questions_to_one_person_one_is_open(stores: list[Store]) -> None:
    """Two that were asked at once: the next message answers one of them."""
    about = await add_chat(stores[0].database, OWNER)
    await asyncio.gather(
        *(
            stores[at % 2].prompts.add(OWNER, OWNER, question(about, at), now=NOON)
            for at in range(1, 9)
        )
    )
    async with stores[0].database.reading() as connection:
        rows = await connection.execute_fetchall("select message_id from prompts where is_open = 1")
    [row] = rows
    found = await stores[1].prompts.open(OWNER, OWNER, NOON)
    assert found is not None
    assert found.message_id == row["message_id"]


async def test_who_closes_an_old_question_leaves_a_new_one_open(stores: list[Store]) -> None:
    """The answer to the old one is handled by one instance, the next is asked by the other."""
    about = await add_chat(stores[0].database, OWNER)
    for number in TIMES:
        old, new = 2 * number + 1, 2 * number + 2
        await stores[0].prompts.add(OWNER, OWNER, question(about, old), now=NOON)
        await asyncio.gather(
            stores[number % 2].prompts.close(OWNER, OWNER, old),
            stores[1 - number % 2].prompts.add(OWNER, OWNER, question(about, new), now=NOON),
        )
        found = await stores[0].prompts.open(OWNER, OWNER, NOON)
        assert found is not None
        assert found.message_id == new
