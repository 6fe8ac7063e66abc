"""Each row of the table of Telegram's failures, as the sandbox's Telegram gives it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from storage.engine.database import Database
from storage.outbox import Outbox
from tests.bot.delivery.conftest import Deliver, Promised
from tests.bot.delivery.delivery_process import InventedPosts, utc_now
from tests.bot.delivery.sample_rows import add_article, add_chats
from tests.bot.delivery.sandbox_control import Control
from tests.outbox_counts import rows_by_state

OWNER = 103
Arranged = tuple[str, int]


async def group(control: Control, kind: str = "group", **more: object) -> int:
    made = await control.post("/chats", type=kind, title="جيران الحي", owner=OWNER, **more)
    return int(made["chat"]["id"])


async def role(control: Control, chat: int, status: str, **rights: bool) -> None:
    await control.post(f"/chats/{chat}/members", user="bot", status=status, by=OWNER, rights=rights)


async def blocked(control: Control) -> Arranged:
    [reader] = await control.bulk(1)
    await control.post(f"/chats/{reader}/block")
    return "private", reader


async def deleted_account(control: Control) -> Arranged:
    person = (await control.post("/people", first_name="سامر", started=True))["person"]["id"]
    await control.post(f"/people/{person}", deactivated=True)
    return "private", person


async def unknown(control: Control) -> Arranged:
    return "private", 77


async def kicked(control: Control) -> Arranged:
    chat = await group(control)
    await role(control, chat, "member")
    await role(control, chat, "kicked")
    return "group", chat


async def left_channel(control: Control) -> Arranged:
    chat = await group(control, "channel")
    await role(control, chat, "administrator", can_post_messages=True)
    await role(control, chat, "left")
    return "channel", chat


async def may_not_post(control: Control) -> Arranged:
    chat = await group(control, "channel")
    await role(control, chat, "administrator", can_post_messages=False)
    return "channel", chat


@pytest.mark.parametrize(
    ("arrange", "reason"),
    [
        (blocked, "blocked"),
        (deleted_account, "account deleted"),
        (unknown, "chat not found"),
        (kicked, "kicked"),
        (left_channel, "kicked"),
        (may_not_post, "no rights"),
    ],
)
async def test_a_chat_that_can_not_be_posted_to_is_deactivated_with_the_reason(
    database: Database,
    control: Control,
    deliver: Deliver,
    arrange: Callable[[Control], Awaitable[Arranged]],
    reason: str,
) -> None:
    """At once: its further rows are dropped, and no attempt is repeated."""
    kind, chat = await arrange(control)
    await add_chats(database, [chat], kind)
    async with database.transaction() as connection:
        await connection.execute("update chats set format = 'text'")
    for number in (1, 2):
        await add_article(database, number, utc_now())
    async with deliver() as running:
        await running.emptied()
    assert await control.journal() == []
    assert await inactive(database) == [(chat, 0, reason)]
    assert await rows_by_state(database) == {"dropped": 2}


async def inactive(database: Database) -> list[tuple[int, int, str]]:
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            "select telegram_id, thread_id, inactive_reason from chats where active = 0"
        )
    return [(row[0], row[1], row[2]) for row in rows]


@pytest.mark.parametrize("state", ["closed", "deleted"])
async def test_a_closed_topic_ends_alone(
    database: Database, control: Control, deliver: Deliver, state: str
) -> None:
    """The other topics of the forum get the news."""
    chat = await group(control, "supergroup", is_forum=True)
    await role(control, chat, "member")
    topics = [
        (await control.post(f"/chats/{chat}/topics", name=name))["topic"]["id"]
        for name in ("الأخبار", "الرياضة")
    ]
    await add_chats(database, [chat], "group", threads=topics)
    await control.post(f"/chats/{chat}/topics/{topics[0]}", state=state)
    await add_article(database, 1, utc_now())
    async with deliver() as running:
        await running.emptied()
    assert await inactive(database) == [(chat, topics[0], f"topic {state}")]
    assert [to for _, to, _, _ in await control.journal()] == [chat]


async def test_too_many_requests_hold_that_chat_and_count_no_attempt(
    database: Database, control: Control, deliver: Deliver, promised: Promised
) -> None:
    """43,837 seconds have been seen: that row waits in the outbox, all others are sent."""
    chats = await promised(10)
    await control.fault("too_many_requests", retry_after=43837, chat_id=chats[0], next=1)
    async with deliver() as running:
        await running.emptied(pending=1)
        await running.settled()
        due = await running.outbox.next_due()
    assert due is not None
    assert due - utc_now() > timedelta(hours=12)
    assert sorted(to for _, to, _, _ in await control.journal()) == chats[1:]
    [held] = await Outbox(database).claim(5, due, timedelta(minutes=1))
    assert held.attempts == 0


async def test_a_post_that_another_bot_deletes_at_once_is_sent_once(
    control: Control, deliver: Deliver, promised: Promised
) -> None:
    """The answer looks like an error of Telegram's; a group would get the post thirty times."""
    chats = await promised(3)
    words = "Internal Server Error: sent message was immediately deleted and can't be returned"
    await control.fault("refuse", code=500, description=words, chat_id=chats[0])
    async with deliver() as running:
        await running.emptied()
    assert {to for _, to, _, _ in await control.journal()} == set(chats[1:])


@pytest.mark.parametrize(
    ("fault", "options", "read_timeout", "repeats"),
    [
        ("drop_after", {"next": 2}, 30.0, 2),
        ("drop_before", {"next": 2}, 30.0, 0),
        ("server_error", {"next": 3, "code": 502}, 30.0, 0),
        # Taken, but answered later than anybody waits: it can't be known.
        ("delay", {"next": 2, "seconds": 60}, 2.0, 2),
    ],
)
async def test_what_may_not_have_been_delivered_is_sent_again(
    *,
    control: Control,
    deliver: Deliver,
    fault: str,
    options: dict[str, int],
    read_timeout: float,
    repeats: int,
    promised: Promised,
) -> None:
    """Twice where it can't be known, once where it can; with a growing wait."""
    chats = await promised(6)
    await control.fault(fault, **options)
    async with deliver(read_timeout=read_timeout) as running:
        await running.emptied()
    got = [to for _, to, _, _ in await control.journal()]
    assert set(got) == set(chats)
    assert len(got) - len(chats) == repeats


async def test_what_can_not_be_parsed_arrives_as_plain_text(
    control: Control, deliver: Deliver, caplog: pytest.LogCaptureFixture, promised: Promised
) -> None:
    """Our bug: readers get the news all the same, the engineers an error in the log."""
    chats = await promised(1, keep=3)
    async with deliver(posts=InventedPosts(revision="<i>1")) as running:
        await running.emptied()
    [message] = await control.messages(chats[0])
    assert message["text"] == "خبر 1 نسخة 1"
    assert "as plain text" in caplog.text


async def test_an_edit_that_is_there_already_or_of_a_deleted_post_is_done(
    database: Database, control: Control, deliver: Deliver, promised: Promised
) -> None:
    """Neither is tried again, neither is a failure that an owner sees."""
    chats = await promised(2, keep=3)
    async with deliver() as running:
        await running.emptied()
        [post] = await control.messages(chats[0])
        await control.post(f"/chats/{chats[0]}/delete", message_ids=[post["message_id"]])
        async with database.transaction() as connection:
            assert (
                await running.outbox.address_edit(
                    connection,
                    1,
                    sent_since=utc_now() - timedelta(hours=48),
                    not_before=utc_now(),
                )
                == 2
            )
        await running.emptied()
    assert await rows_by_state(database) == {"sent": 2}
    assert (await control.get("/telegram/counters"))["calls"]["editMessageText"] == 2


async def test_what_telegram_refuses_for_good_goes_to_the_owners_list(
    database: Database, control: Control, deliver: Deliver, promised: Promised
) -> None:
    """With Telegram's words; sent again when an owner says so; others are not held up."""
    chats = await promised(3)
    await control.fault(
        "refuse",
        code=400,
        description="Bad Request: message is too long",
        chat_id=chats[1],
        share=1,
    )
    outbox = Outbox(database)
    async with deliver() as running:
        await running.emptied()
        [failed] = await outbox.failed(5)
        assert (failed.telegram_id, failed.error) == (chats[1], "too long: Message is too long")
        await control.heal()
        assert await outbox.retry_failed(failed.id, utc_now())
        await running.emptied()
    assert sorted(to for _, to, _, _ in await control.journal()) == chats
