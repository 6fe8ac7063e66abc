"""Export and erasure of what is stored about a chat."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.posts.actions.encoding import encode
from bot.posts.actions.settings import Forget
from storage.models import ChatKind
from tests.articles import NOON, invented
from tests.databases import as_if, look
from tests.handlers.desk.admins import add
from tests.handlers.handling import handling
from tests.handlers.stage import CAFE, CITY_CHANNEL, LAYLA, MARKET, RIMA, Stage
from tests.handlers.stage import publish as tell
from tests.waiting import until


async def test_forget_asks_once_and_then_erases(stage: Stage) -> None:
    """Settings, follows, and the chat itself."""
    await stage.start()
    (listing,) = await stage.write("/tag محليات")
    await stage.press(listing, "🔔")
    (asked,) = await stage.write("/forget")
    assert await stage.store.chats.get(LAYLA) is not None
    await stage.press(asked, "نعم")
    assert "محونا كل شيء" in (await stage.again(asked)).text
    assert await stage.store.chats.get(LAYLA) is None
    async with stage.store.chats._database.reading() as connection:
        assert not list(await connection.execute_fetchall("select 1 from follows"))


async def test_an_erasure_that_failed_half_way_is_made_again(stage: Stage, tmp_path: Path) -> None:
    """The press that asked for it is the last of what it erases."""
    database = tmp_path / "khabar.db"
    async with handling(stage, pause=timedelta(minutes=1)) as bot:
        await bot.write("/start")
        (asked,) = await bot.write("/forget")
        await as_if(database, "alter table announcements rename to unreachable")
        body = {"from": LAYLA, "message_id": asked.id, "data": encode(Forget()), "wait_seconds": 0}
        await stage.control(f"chats/{LAYLA}/press", body)
        await bot.taken_in()
        failed = "select 1 from inbox where state = 'waiting' and not_before > received"
        await until(lambda: bool(look(database, failed)))
    await as_if(database, "alter table unreachable rename to announcements")
    assert await stage.store.chats.get(LAYLA) is not None
    stage.clock[0] += timedelta(minutes=2)
    async with handling(stage) as bot:
        await bot.settled()
    assert await stage.store.chats.get(LAYLA) is None
    assert "محونا كل شيء" in (await stage.again(asked)).text
    assert look(database, "select distinct sender, chat, state, payload from inbox") == [
        (0, 0, "handled", "")
    ]


async def test_an_erasure_is_confirmed_though_the_answer_fails_at_first(stage: Stage) -> None:
    """In the language that was erased with the rest."""
    async with handling(stage) as bot:
        await bot.write("/start")
        chat = await stage.store.chats.get(LAYLA)
        assert chat is not None
        await stage.store.chats.set_language(chat.id, "en")
        (asked,) = await bot.write("/forget")
        await bot.fault("server_error", "editMessageText", code=502)
        await bot.press(asked, encode(Forget()))
        assert "It is erased" in (await stage.again(asked)).text
        assert await stage.store.chats.get(LAYLA) is None


async def test_an_erasure_that_could_not_be_confirmed_leaves_no_number(
    stage: Stage, tmp_path: Path
) -> None:
    """Nor while its confirmation is tried again, since that may be for long."""
    database = tmp_path / "khabar.db"
    whose = "select distinct sender, chat from inbox"
    async with handling(stage, pause=timedelta(minutes=1)) as bot:
        await bot.write("/start")
        (asked,) = await bot.write("/forget")
        await bot.fault("server_error", "editMessageText", code=502, next=3)
        body = {"from": LAYLA, "message_id": asked.id, "data": encode(Forget()), "wait_seconds": 0}
        await stage.control(f"chats/{LAYLA}/press", body)
        await bot.taken_in()
        waits = "select 1 from inbox where state = 'waiting' and not_before > received"
        await until(lambda: bool(look(database, waits)))
        assert look(database, whose) == [(0, 0)]
    stage.clock[0] += timedelta(minutes=2)
    async with handling(stage) as bot:
        await bot.settled()
    assert look(database, "select payload from inbox where state = 'aside'") == [("",)]
    assert look(database, whose) == [(0, 0)]


async def test_export_gives_everything_as_a_file(stage: Stage) -> None:
    """To whoever asks about himself; where nothing is stored, that is said."""
    (told_nothing,) = await stage.write("/export")
    assert "لا نحفظ شيئًا" in told_nothing.text
    await stage.start()
    (listing,) = await stage.write("/tag محليات")
    await stage.press(listing, "🔔")
    await stage.write("الحديقة")
    (preview,) = await stage.write("/alert المجلس")
    await stage.press(preview, "⚡")
    told = invented(90)
    await tell(stage, told)
    channel = await stage.store.chats.add(
        CITY_CHANNEL,
        kind=ChatKind.CHANNEL,
        title="المدينة",
        language="ar",
        zone_name="Asia/Damascus",
        now=NOON,
    )
    await stage.store.administrators.link(channel.id, [LAYLA])
    (file,) = await stage.write("/export")
    assert file.text == "كل ما نحفظه عن هذه المحادثة."
    listed = await stage.control(f"chats/{LAYLA}/messages?limit=1")
    url = stage.sandbox.base_url + listed["messages"][-1]["document_url"]
    kept = (await stage.http.get(url)).json()
    assert kept["chats"][0]["chat_number"] == LAYLA
    assert [tag["name"] for tag in kept["followed_tags"]] == ["محليات"]
    assert kept["words"][0]["wish"] == "alert"
    assert sorted(search["words"] for search in kept["searches"]) == ["الحديقة", "المجلس"]
    assert [(post["title"], post["state"]) for post in kept["posts"]] == [(told.title, "ready")]
    assert kept["articles_with_these_words"][0]["words"] == "المجلس"
    assert kept["administrators"][0]["person_number"] == LAYLA


async def test_after_forgetting_old_buttons_store_nothing(stage: Stage) -> None:
    """Not the way back to the settings, no page of them, no choice, and no end of what is gone."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    (listing,) = await stage.write("/tag محليات")
    await stage.press(listing, "🔔")
    await stage.write("الحديقة")
    await tell(stage, invented(91))
    (asked,) = await stage.write("/forget")
    await stage.press(asked, "نعم")
    for seen in (menu, listing):
        for data in ("o:m", "o:z", "l:0:0", "f:2:0", "m:2:0", "b:2:0:0:0", "p:m:0:0"):
            await stage.press(seen, data=data)
        stage.clock[0] += timedelta(minutes=1)
        for data in ("f:2:1", "m:2:1", "b:2:0:1:0", "c:p:0", "c:a:1", "c:l:1"):
            answer = await stage.press(seen, data=data)
            assert answer["text"].startswith("لا نحفظ شيئًا عن هذه المحادثة")
        for data in ("u:8:1", "q", "pt", "ep", "st:1:1", "k:1:2:1", "k:1:0:0", "j:1"):
            assert "/start" in (await stage.press(seen, data=data))["text"], data
    assert await stage.store.chats.get(LAYLA) is None
    assert await stage.store.export.of(LAYLA) == {}
    async with stage.store.chats._database.reading() as connection:
        assert not list(await connection.execute_fetchall("select 1 from outbox"))


async def test_forget_can_be_declined(stage: Stage) -> None:
    """The other button leads to the settings."""
    await stage.start()
    (asked,) = await stage.write("/forget")
    await stage.press(asked, "لا، أبقوه")
    assert "الإعدادات" in (await stage.again(asked)).text
    assert await stage.store.chats.get(LAYLA) is not None


async def forgotten(stage: Stage, chat: int) -> None:
    """The bot is in Rima's group, which has everything erased."""
    await stage.start(RIMA)
    await add(stage, chat)
    (asked,) = await stage.write("/forget@sandbox_bot", chat=chat, person=RIMA)
    await stage.press(asked, "نعم", chat=chat, person=RIMA)
    assert await stage.store.export.of(chat) == {}


@pytest.mark.parametrize("topic", [{}, {"topic": 2}])
async def test_who_forgets_in_a_forum_hears_that_every_topic_goes(
    stage: Stage, topic: dict[str, int]
) -> None:
    """Each topic has settings of its own, which are called so: «here» would seem to be one."""
    await add(stage, CAFE)
    (asked,) = await stage.write("/forget@sandbox_bot", chat=CAFE, person=RIMA, **topic)
    assert "المجموعة بمواضيعها كلها" in asked.text
    assert "/stop" in asked.text
    (settings,) = await stage.write("/settings@sandbox_bot", chat=CAFE, person=RIMA, **topic)
    assert ("إعدادات هذا الموضوع" in settings.text) is bool(topic)


@pytest.mark.parametrize("status", ["left", "kicked", "administrator", "restricted"])
async def test_what_becomes_of_the_bot_after_forgetting_stores_nothing(
    stage: Stage, status: str
) -> None:
    """Neither the group nor who administers it, though the bot is promoted or removed."""
    await forgotten(stage, MARKET)
    await add(stage, MARKET, status=status)
    assert await stage.store.export.of(MARKET) == {}
    assert await stage.store.administrators.chats_of(RIMA) == []
    if status == "left":
        await add(stage, MARKET)
        assert await stage.store.chats.get(MARKET) is not None


async def test_the_loss_of_a_forum_of_which_only_a_topic_is_stored_is_told(stage: Stage) -> None:
    """Everything was erased, and the news begun anew in one topic."""
    await forgotten(stage, CAFE)
    await stage.write("/start@sandbox_bot", chat=CAFE, person=RIMA, topic=2)
    topic = await stage.store.chats.get(CAFE, 2)
    assert topic is not None
    await stage.store.administrators.link(topic.id, [RIMA])
    await add(stage, CAFE, by=LAYLA, status="kicked")
    assert "لم نعد نستطيع النشر" in (await stage.last(RIMA)).text
    assert await stage.store.chats.get(CAFE) is None
