"""The list of chats that one person administers, topics of a forum among them."""

import pytest

from bot.posts.actions.desk import DeskList, DeskOpen, DeskSet
from bot.posts.actions.desk_choices import ChannelOption, DeskPage
from handlers.admin_cache import MAX_AGE
from tests.handlers.desk.admins import add, connected, member, press, row
from tests.handlers.stage import (
    CAFE,
    LAYLA,
    MARKET,
    RIMA,
    Stage,
)


async def test_the_desk_lists_only_what_one_administers_now(stage: Stage) -> None:
    """A reader sees nothing but the ways to add the bot."""
    await connected(stage)
    await stage.start(LAYLA)
    (listing,) = await stage.write("/channels", chat=LAYLA, person=LAYLA)
    assert "قناة المدينة" not in " ".join(listing.labels)
    assert any(
        "startchannel" in button.get("url", "") for line in listing.buttons for button in line
    )


async def test_one_who_becomes_administrator_later(stage: Stage) -> None:
    """As soon as anybody opens the channel's desk it is on his list as well."""
    chat, seen = await connected(stage)
    await member(stage, LAYLA, "administrator")
    await press(stage, seen, DeskOpen(chat.id, DeskPage.MAIN, 0))
    (listing,) = await stage.write("/channels", chat=LAYLA, person=LAYLA)
    assert "قناة المدينة" in " ".join(listing.labels)


async def test_one_who_took_over_is_told_the_way(stage: Stage) -> None:
    """Nobody else may be left who could open the desk."""
    await add(stage, MARKET)
    await stage.start(LAYLA)
    for status in ("member", "administrator"):
        member = {"user": LAYLA, "status": status, "by": RIMA}
        await stage.control(f"chats/{MARKET}/members", member)
        (told,) = await stage.write("/channels", chat=LAYLA, person=LAYLA)
        assert "/channels في المجموعة" in told.text.replace("\u2066", "").replace("\u2069", "")
        await stage.write("/channels@sandbox_bot", chat=MARKET, person=LAYLA)
    (listing,) = await stage.write("/channels", chat=LAYLA, person=LAYLA)
    assert "سوق الجمعة" in " ".join(listing.labels)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "server_error", "code": 502},
        {"kind": "too_many_requests", "retry_after": 3},
        {"kind": "drop_before"},
    ],
)
@pytest.mark.parametrize("command", ["/channels", "/stats", "/post https://news.example/7/khabar/"])
async def test_a_list_is_not_empty_because_telegram_does_not_answer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, command: str, fault: dict[str, object]
) -> None:
    """Nobody is told that they administer nothing; whatever is done with a chat asks anew."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    chat, _ = await connected(stage)
    stage.clock[0] += MAX_AGE
    await stage.control("faults", fault | {"method": "getChatMember", "for_seconds": 600})
    (listing,) = await stage.write(command, chat=RIMA, person=RIMA)
    assert "قناة المدينة" in " ".join(listing.labels)
    assert "لم يؤكد تلغرام" in await press(stage, listing, DeskOpen(chat.id, DeskPage.MAIN, 0))
    stage.sandbox.telegram.faults.clear()
    assert not await press(stage, listing, DeskOpen(chat.id, DeskPage.MAIN, 0))


async def test_who_is_an_administrator_no_more_finds_nothing(stage: Stage) -> None:
    """Neither once Telegram says so, nor where it refuses to tell."""
    await connected(stage)
    for words in ("PARTICIPANT_ID_INVALID", "member list is inaccessible"):
        stage.clock[0] += MAX_AGE
        for method in ("getChatMember", "getChatAdministrators"):
            refusal = {"kind": "refuse", "method": method, "next": 1}
            await stage.control("faults", refusal | {"description": f"Bad Request: {words}"})
        (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
        assert "قناة المدينة" not in " ".join(listing.labels)


async def test_thirty_channels_of_one_administrator(stage: Stage) -> None:
    """All are found, in pages, with one question to Telegram for each within a minute."""
    await stage.start(RIMA)
    for number in range(30):
        made = await stage.control(
            "chats", {"type": "channel", "title": f"قناة {number}", "owner": RIMA}
        )
        await stage.control(
            f"chats/{made['chat']['id']}/members",
            {"user": "bot", "status": "administrator", "by": RIMA},
        )
        await stage.pump()
    await stage.control("telegram/counters/reset", {})
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    assert "30" in listing.text
    for offset in (8, 16, 24):
        await press(stage, listing, DeskList(offset))
    shown = await stage.again(listing, RIMA)
    assert len([label for label in shown.labels if label.startswith("🟢")]) == 6
    calls = (await stage.control("telegram/counters"))["calls"]
    assert calls["getChatMember"] == 30


async def test_topics_of_a_forum_are_set_one_by_one(stage: Stage) -> None:
    """Sections can go to different topics."""
    await stage.start(RIMA)
    await add(stage, CAFE)
    await stage.write("/start@sandbox_bot", chat=CAFE, person=RIMA, topic=2)
    topic = await row(stage, CAFE, 2)
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    assert any("الموضوع 2" in label for label in listing.labels)
    await press(stage, listing, DeskSet(topic.id, ChannelOption.EVERYTHING, 0))
    assert not (await row(stage, CAFE, 2)).everything
    assert (await row(stage, CAFE)).everything
