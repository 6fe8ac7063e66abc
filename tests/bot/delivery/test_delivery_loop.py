"""The worker with the real outbox, limiter, request and sender against the sandbox."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from bot.delivery.outage import FAILURES_IN_A_ROW
from bot.delivery.sending.sender import TokenRefusedError
from bot.types import Post
from storage.engine.database import Database
from storage.outbox import Action, AllowedDoubts, Delivery, Outbox
from storage.outbox.deliveries import ALL_DOUBTS
from tests.bot.delivery.conftest import Deliver, Promised
from tests.bot.delivery.delivery_process import InventedPosts, utc_now
from tests.bot.delivery.sample_rows import add_article, add_chats
from tests.bot.delivery.sandbox_control import Control
from tests.outbox_counts import pending_count, rows_by_state
from tests.waiting import PATIENCE_SECONDS, until


async def texts(control: Control, chat_id: int) -> list[str]:
    """What stands in the chat, first lines, old before new."""
    return [
        (one.get("text") or one.get("caption") or "").split(" نسخة")[0]
        for one in await control.messages(chat_id)
        if one["outgoing"] and not one["deleted"]
    ]


async def test_every_chat_gets_every_article_in_order(
    database: Database, deliver: Deliver, control: Control
) -> None:
    """Three articles to fifty chats, each once, old before new."""
    chats = await control.bulk(50)
    await add_chats(database, chats)
    for number in (1, 2, 3):
        await add_article(database, number, utc_now())
    async with deliver() as running:
        await running.emptied()
    journal = await control.journal()
    for chat in chats:
        got = [text for _, to, _, text in journal if to == chat]
        assert [text.split(" نسخة")[0] for text in got] == ["خبر 1", "خبر 2", "خبر 3"]


async def test_flood_limits_are_kept(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """Telegram enforces its limits, and refuses nothing."""
    await control.post("/limits", enabled=True)
    await add_chats(database, await control.bulk(70))
    await add_article(database, 1, utc_now())
    async with deliver(per_second=30) as running:
        await running.emptied()
    counters = await control.get("/telegram/counters")
    assert (counters["accepted"], counters["too_many_requests"]) == (70, 0)


async def test_a_paid_broadcast_has_the_higher_ceiling(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """Asked for in each message, so that Telegram takes more than thirty a second."""
    await control.post("/limits", enabled=True)
    await add_chats(database, await control.bulk(150))
    await add_article(database, 1, utc_now())
    async with deliver(per_second=1000, paid=True) as running:
        await running.emptied()
    counters = await control.get("/telegram/counters")
    assert (counters["accepted"], counters["too_many_requests"]) == (150, 0)


async def test_what_was_under_way_at_a_crash_is_sent_again_counted_and_told(
    database: Database,
    control: Control,
    deliver: Deliver,
    caplog: pytest.LogCaptureFixture,
    promised: Promised,
) -> None:
    """Once, and never more rows than were marked."""
    chats = await promised(9)
    outbox = Outbox(database)
    assert len(await outbox.claim(4, utc_now(), timedelta(minutes=10))) == 4
    async with deliver() as running:
        await running.emptied()
        assert running.worker.in_doubt_at_start == 4
    assert "4 posts were being sent when the bot ended" in caplog.text
    assert sorted(to for _, to, _, _ in await control.journal()) == chats


async def test_a_changed_template_edits_nothing(
    control: Control, deliver: Deliver, promised: Promised
) -> None:
    """After an update of the bot posts look otherwise: those that were sent stay as they are."""
    await promised(3)
    for revision in ("1", "2"):
        async with deliver(posts=InventedPosts(revision=revision)) as running:
            await running.emptied()
        assert await running.outbox.next_due() is None
    assert {method for method, *_ in await control.journal()} == {"sendMessage"}


async def test_a_group_that_migrates_in_mid_broadcast(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """Moved with its row: the post stands in the supergroup."""
    made = await control.post("/chats", type="group", title="جيران الحي", owner=103)
    group = made["chat"]["id"]
    await control.post(f"/chats/{group}/members", user="bot", status="member", by=103)
    await add_chats(database, [group], "group")
    await add_article(database, 1, utc_now())
    await add_article(database, 2, utc_now())
    new = (await control.post(f"/chats/{group}/migrate"))["chat_id"]
    async with deliver() as running:
        await running.emptied()
    assert await texts(control, new) == ["خبر 1", "خبر 2"]


async def test_posts_of_a_group_that_moved_are_changed_where_they_stand(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """The supergroup numbers its own messages, and has another one under the same number."""
    made = await control.post("/chats", type="group", title="جيران الحي", owner=103)
    group = made["chat"]["id"]
    await control.post(f"/chats/{group}/members", user="bot", status="member", by=103)
    await add_chats(database, [group], "group")
    posts = InventedPosts()
    async with deliver(posts=posts) as running:
        for number in (1, 2):
            await add_article(database, number, utc_now())
        await running.emptied()
        new = (await control.post(f"/chats/{group}/migrate"))["chat_id"]
        for number in (3, 4):
            await add_article(database, number, utc_now())
            await running.emptied()
        before = await control.messages(new)
        posts.revision = "2"
        since = utc_now() - timedelta(hours=48)
        async with database.transaction() as connection:
            await running.outbox.address_edit(connection, 1, sent_since=since, not_before=utc_now())
            await running.outbox.withdraw(
                connection, 2, action=Action.DELETE, sent_since=since, now=utc_now()
            )
        await running.emptied()
        assert await control.messages(new) == before
        stood = [one for one in await control.messages(group) if one["outgoing"]]
        # What can't be deleted there is marked.
        assert [one["text"] for one in stood] == ["خبر 1 نسخة 2", "خبر 2 نسخة 2"]
        assert await running.outbox.failed(5) == []
        await add_article(database, 5, utc_now())
        await running.emptied()
        assert (await texts(control, new))[-1] == "خبر 5"


async def test_corrections_edit_what_was_sent(
    database: Database, control: Control, deliver: Deliver, promised: Promised
) -> None:
    """The text is changed in place; the same text again counts as done; a deleted post too."""
    chats = await promised(3, keep=10)
    posts = InventedPosts()
    async with deliver(posts=posts) as running:
        await running.emptied()
        [first, *_] = await control.messages(chats[0])
        await control.post(f"/chats/{chats[0]}/delete", message_ids=[first["message_id"]])
        posts.revision = "2"
        for _ in range(2):
            async with database.transaction() as connection:
                await running.outbox.address_edit(
                    connection,
                    1,
                    sent_since=utc_now() - timedelta(hours=48),
                    not_before=utc_now(),
                )
            await running.emptied()
    assert await running.outbox.failed(5) == []
    for chat in chats[1:]:
        assert [one["text"] for one in await control.messages(chat)] == ["خبر 1 نسخة 2"]


async def test_a_withdrawn_article_is_deleted(
    database: Database, control: Control, deliver: Deliver, promised: Promised
) -> None:
    """Where the newsroom wants it so."""
    [chat] = await promised(1, keep=10)
    async with deliver() as running:
        await running.emptied()
        async with database.transaction() as connection:
            await running.outbox.withdraw(
                connection,
                1,
                action=Action.DELETE,
                sent_since=utc_now() - timedelta(hours=48),
                now=utc_now(),
            )
        await running.emptied()
    assert await texts(control, chat) == []


async def test_after_a_long_outage_one_digest(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """What waited for longer than `CATCH_UP_AFTER` comes as one message."""
    [chat] = await control.bulk(1, keep=10)
    await add_chats(database, [chat])
    yesterday = utc_now() - timedelta(hours=20)
    for number in range(1, 6):
        await add_article(database, number, yesterday)
    async with deliver(catch_up_after=timedelta(hours=6)) as running:
        await running.emptied()
    assert await texts(control, chat) == ["ما فاتك [1, 2, 3, 4, 5]"]


async def met_outage(database: Database) -> None:
    """A post has come back from a Telegram that is away."""
    refused: Sequence[object] = ()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not refused:
            await asyncio.sleep(0.01)
            async with database.reading() as connection:
                refused = await connection.execute_fetchall(
                    "select 1 from outbox where error <> ''"
                )


async def test_after_an_outage_of_telegrams_one_digest(
    database: Database, deliver: Deliver, control: Control
) -> None:
    """Also where the bot ran all the time: what Telegram kept it from sending for too long."""
    chats = await control.bulk(15, keep=10)
    await add_chats(database, chats)
    await control.fault("down")
    for number in range(1, 6):
        await add_article(database, number, utc_now())
    async with deliver(catch_up_after=timedelta(seconds=1)) as running:
        await met_outage(database)
        await asyncio.sleep(1.2)
        await control.heal()
        await running.emptied()
    for chat in chats:
        said = await texts(control, chat)
        assert said[-1].startswith("ما فاتك")
        assert len(said) <= 2


async def test_a_clean_stop_leaves_nothing_in_doubt(
    database: Database, control: Control, deliver: Deliver, promised: Promised
) -> None:
    """In mid-broadcast: what was begun is finished, the rest handed back, at once."""
    chats = await promised(400)
    await control.fault("delay", seconds=0.3, share=0.5, for_seconds=600)
    within = timedelta(seconds=60)
    async with deliver(per_second=60) as running:
        running.worker.wake()
        await control.taken(10)
        started = time.monotonic()
        await running.worker.stop(within)
        assert time.monotonic() - started < within.total_seconds() / 2
    outbox = Outbox(database)
    assert await outbox.recover(utc_now()) == 0
    sent = (await rows_by_state(database))["sent"]
    assert sent == len(await control.journal())
    assert 0 < sent < len(chats)


class Counting(Outbox):
    """Counts how often it is asked when the next row is due."""

    asked = 0

    async def next_due(self, allowed: AllowedDoubts = ALL_DOUBTS) -> datetime | None:
        self.asked += 1
        return await super().next_due(allowed)


async def test_whoever_stands_by_waits_for_no_due_row(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """It claims none, however many are due: it sleeps until the other copy has gone."""
    await add_chats(database, await control.bulk(3))
    await add_article(database, 1, utc_now())
    outbox, looks = Counting(database), 0

    def counted_now() -> datetime:
        nonlocal looks
        looks += 1
        return utc_now()

    async with deliver(outbox=outbox, now=counted_now) as running:
        running.worker.stand_by(True)
        for _ in range(3):
            # Each turn of the loop reads the clock, and the next begins when this one has waited.
            before = looks
            running.worker.wake()
            await until(lambda before=before: looks > before)  # type: ignore[misc]
        assert outbox.asked == 0
        assert await control.journal() == []
        running.worker.stand_by(False)
        await running.emptied()
    assert len(await control.journal()) == 3


async def test_a_wrong_token_stops_delivery(database: Database, deliver: Deliver) -> None:
    """Told by getMe, not by the 404 of a method; the row stays."""
    await add_chats(database, [1])
    await add_article(database, 1, utc_now())
    with pytest.raises(TokenRefusedError):
        async with deliver(token="1:wrong") as running:
            await running.run
    assert await pending_count(database) == 1


class BrokenPosts(InventedPosts):
    """Articles of these numbers can't be composed, nor anything together with them."""

    broken: frozenset[int] = frozenset({1})

    async def posts_for(self, deliveries: Sequence[Delivery]) -> Mapping[int, Post]:
        if any(one.article_id in self.broken for one in deliveries):
            raise LookupError("no such template")
        return await super().posts_for(deliveries)


async def test_an_article_that_can_not_be_composed_holds_up_no_other(
    database: Database, control: Control, deliver: Deliver, caplog: pytest.LogCaptureFixture
) -> None:
    """It fails by itself, however many chats want it: Telegram is not taken to be away."""
    stuck, others = await control.bulk(FAILURES_IN_A_ROW + 8), await control.bulk(5)
    await add_chats(database, stuck)
    await add_article(database, 1, utc_now())
    await add_chats(database, others)
    await add_article(database, 2, utc_now())
    posts = BrokenPosts()

    async def attempts() -> list[int]:
        async with database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select attempts from outbox where article_id = 1"
            )
        return [row["attempts"] for row in rows]

    async with deliver(posts=posts) as running:
        await running.emptied(pending=2 * len(stuck))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while min(await attempts()) < 1:  # noqa: ASYNC110 - the worker rings no bell
                await asyncio.sleep(0.02)
        assert {to for _, to, *_ in await control.journal()} == set(others)
        posts.broken = frozenset()
        await running.emptied()
    assert len(await control.journal()) == 2 * len(stuck) + len(others)
    assert "unreachable" not in caplog.text


async def test_a_post_that_can_not_be_composed_is_put_back(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """A bug in composing ends neither the worker nor the row."""

    class Broken(InventedPosts):
        async def posts_for(self, deliveries):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            if self.calls == 0:
                self.calls += 1
                raise LookupError("no such template")
            return await super().posts_for(deliveries)

    await add_chats(database, await control.bulk(3))
    await add_article(database, 1, utc_now())
    async with deliver(posts=Broken()) as running:
        await running.emptied()
    assert len(await control.journal()) == 3
