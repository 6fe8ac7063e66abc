"""Each queue that holds anything has one row that can be claimed or is being sent, whatever comes.

Without one nothing of it would ever be sent, and nobody would learn of it.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from storage.engine.database import Connection, Database
from storage.outbox import Action, Delivery, Done, Failed, Outbox, PutBack, Result, Sent
from tests.databases import migrated
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat, claim, send_all


async def _failed_and_queued_again(database: Database) -> None:
    [one] = await claim(database)
    await Outbox(database).record([Failed(one.id, "refused")], NOW)
    for number in (2, 3, 4):
        await add_article(database, number)
    assert await Outbox(database).retry_failed(one.id, NOW)


async def _withdrawn_and_public_again(database: Database) -> None:
    outbox = Outbox(database)
    async with database.transaction() as connection:
        await outbox.withdraw(connection, 1, action=None, sent_since=NOW, now=NOW)
    for number in (2, 3, 4):
        await add_article(database, number)
    async with database.transaction() as connection:
        assert await outbox.reopen(connection, 1, breaking=False, now=NOW) == 1


@pytest.mark.parametrize("coming_back", [_failed_and_queued_again, _withdrawn_and_public_again])
async def test_what_came_back_behind_newer_posts_comes_in_their_digest(
    database: Database, coming_back: Callable[[Database], Awaitable[None]]
) -> None:
    """The chat gets the digest, and what is published after it."""
    await add_chat(database, 1)
    await add_article(database, 1)
    await coming_back(database)
    assert await Outbox(database).catch_up(NOW) == 1
    await add_article(database, 5)
    sent = [(one.action, one.article_id, one.articles) for one in await send_all(database)]
    assert sent == [(Action.DIGEST, 2, (1, 2, 3, 4)), (Action.POST, 5, ())]


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                *("add", "breaking", "claim", "record", "retry", "catch up", "withdraw"),
                *("restore", "correct", "by hand", "take back", "tested", "to all", "crash"),
            )
        ),
        st.integers(1, 5),
    ),
    max_size=40,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=_STEPS)
@example(
    steps=[
        *(("add", 1), ("claim", 1), ("record", 3)),
        *(("add", 1), ("add", 1), ("add", 1), ("retry", 1), ("catch up", 1)),
    ]
)
async def test_every_queue_goes_on_whatever_happens(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """Looked at after each operation."""
    database = await migrated(tmp_path_factory.mktemp("outbox") / "khabar.db", readers=1)
    try:
        life = _Life(database)
        await life.begin()
        for step, number in steps:
            await life.step(step, number)
            assert await _queues_without_one_head(database) == [], (step, number)
    finally:
        await database.close()


async def _queues_without_one_head(database: Database) -> list[tuple[int, int]]:
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            """
            select chat_id, priority
            from outbox
            where finished is null
            group by chat_id, priority
            having count(*) filter (where state in ('ready', 'sending')) <> 1
            """
        )
    return [(row[0], row[1]) for row in rows]


class _Life:
    """Two chats, and what happens to them: each step takes a number, mostly of an article."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._outbox = Outbox(database)
        self._chats: list[int] = []
        self._articles = 0
        self._messages = 0
        self._claimed: list[Delivery] = []
        self._at = NOW

    async def begin(self) -> None:
        self._chats = [await add_chat(self._database, number) for number in (1, 2)]

    async def step(self, step: str, number: int) -> None:
        self._at += timedelta(seconds=1)
        outbox, at, chat = self._outbox, self._at, self._chats[number % 2]
        match step:
            case "add" | "breaking":
                self._articles += 1
                await add_article(self._database, self._articles, breaking=step == "breaking")
            case "claim":
                self._claimed += await claim(self._database, number, at)
            case "record":
                results = [self._result(one, number) for one in self._claimed]
                await outbox.record(results, at)
                self._claimed = []
            case "retry":
                await outbox.retry_article(number, at)
            case "catch up":
                await outbox.catch_up(at)
            case "take back":
                await outbox.withdraw_one(number, chat, now=at)
            case "crash":
                await outbox.recover(at)
                self._claimed = []
            case _:
                await self._in_one_transaction(step, number, chat)

    async def _in_one_transaction(self, step: str, number: int, chat: int) -> None:
        outbox, at = self._outbox, self._at
        known = number <= self._articles
        async with self._database.transaction() as connection:
            match step:
                case "withdraw":
                    action = (None, Action.EDIT, Action.DELETE)[number % 3]
                    await outbox.withdraw(connection, number, action=action, sent_since=NOW, now=at)
                case "restore":
                    await outbox.address_edit(connection, number, sent_since=NOW, not_before=at)
                    await outbox.reopen(connection, number, breaking=False, now=at)
                case "correct":
                    await outbox.address_edit(connection, number, sent_since=NOW, not_before=at)
                case "by hand" if known:
                    await outbox.address_one(
                        connection, number, chat, breaking=False, not_before=at, now=at
                    )
                case "tested" if known:
                    await outbox.record_external_post(
                        connection, number, chat, 9, has_photo=False, parts=(), now=at
                    )
                case "to all":
                    await self._to_all(connection)

    async def _to_all(self, connection: Connection) -> None:
        self._messages += 1
        await connection.execute(
            """
            insert into announcements (id, owner_id, html, drafted, state)
            values (?, 1, 'خبر', 0, 'approved')
            """,
            (self._messages,),
        )
        await self._outbox.address_announcement(
            connection, self._messages, everywhere=True, now=self._at
        )

    def _result(self, one: Delivery, number: int) -> Result:
        match number:
            case 1 | 2:
                return Sent(one.id, one.message_id or one.id, False)
            case 3:
                return Failed(one.id, "refused")
            case 4:
                return PutBack(one.id, self._at, "slow down", counted=True)
            case _:
                return Done(one.id, "nothing to send")
