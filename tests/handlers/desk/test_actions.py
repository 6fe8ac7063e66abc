"""Actions of the desk: pause, test post, preview, disconnect and connect."""

from datetime import timedelta

from bot.posts.actions.desk import DeskDo, DeskOpen
from bot.posts.actions.desk_choices import DeskAction, DeskPage
from tests.articles import invented
from tests.handlers.desk.admins import connected, press, row
from tests.handlers.stage import CITY_CHANNEL, RIMA, Stage, publish
from tests.outbox_counts import pending_count


async def test_pause_and_catching_up(stage: Stage) -> None:
    """Nothing is addressed in the pause; catching up addresses what was missed."""
    chat, seen = await connected(stage)
    await stage.write("/stop", chat=RIMA, person=RIMA)
    stage.clock[0] += timedelta(minutes=1)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    assert await publish(stage, invented(80)) == 0
    stage.clock[0] += timedelta(hours=1)
    shown = await stage.again(seen, RIMA)
    assert "متوقفة" in shown.text
    answer = await press(stage, seen, DeskDo(chat.id, DeskAction.CATCH_UP))
    assert "نرسل خبرًا فات" in answer
    assert await pending_count(stage.store.outbox.database) >= 1
    assert (await row(stage)).paused_until is None


async def test_a_test_post_and_a_refused_one(stage: Stage) -> None:
    """It stands in the channel, and once; where Telegram refuses, its words are shown."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskDo(chat.id, DeskAction.TEST))
    posted = await stage.last(CITY_CHANNEL)
    assert "المجلس البلدي" in posted.text
    again = await press(stage, seen, DeskDo(chat.id, DeskAction.TEST))
    assert "أحدث خبر منشور هناك" in again
    assert await stage.last(CITY_CHANNEL) == posted
    await stage.publish(invented(95, photo=None))
    await stage.control(
        "faults",
        {
            "kind": "refuse",
            "code": 400,
            "description": "Bad Request: not enough rights to send text messages to the chat",
            "method": "sendMessage",
            "chat_id": CITY_CHANNEL,
        },
    )
    answer = await press(stage, seen, DeskDo(chat.id, DeskAction.TEST))
    assert "لا نستطيع النشر هناك" in answer


async def test_a_test_post_does_not_come_again_with_the_digest(stage: Stage) -> None:
    """The newest article nearly always waits where news is gathered."""
    chat, seen = await connected(stage)
    await stage.store.chats.set_digest(chat.id, [20])
    await publish(stage, invented(95, photo=None))
    await press(stage, seen, DeskDo(chat.id, DeskAction.TEST))
    assert "رقم 95" in (await stage.last(CITY_CHANNEL)).text
    evening = stage.clock[0] + timedelta(days=1)
    rows = await stage.store.outbox.claim(10, evening, timedelta(minutes=5))
    newest = (await stage.store.articles.latest(1))[0].id
    assert not [
        row for row in rows if row.chat_id == chat.id and newest in (*row.articles, row.article_id)
    ]


async def test_the_preview_wears_the_template(stage: Stage) -> None:
    """As a real post, in the private chat, nothing in the channel."""
    chat, seen = await connected(stage)
    before = stage.newest(CITY_CHANNEL)
    await stage.store.channel_settings.set_signature(chat.id, "<b>& قناة المدينة")
    await stage.store.channel_settings.set_flag(chat.id, "hashtags", on=False)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PREVIEW))
    preview = await stage.last(RIMA)
    assert "المجلس البلدي" in preview.text
    assert preview.text.endswith("<b>& قناة المدينة")
    assert "#" not in preview.text
    assert stage.newest(CITY_CHANNEL) == before


async def test_a_test_post_into_a_paused_channel_is_asked_first(stage: Stage) -> None:
    """Its readers expect nothing; the answer yes sends it."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    before = stage.newest(CITY_CHANNEL)
    await press(stage, seen, DeskOpen(chat.id, DeskPage.WHO, 0))
    await press(stage, seen, (await stage.again(seen, RIMA)).data_of("🧪"))
    asked = await stage.again(seen, RIMA)
    assert "متوقفة" in asked.text
    assert stage.newest(CITY_CHANNEL) == before
    await press(stage, seen, asked.data_of("نعم، انشره"))
    assert stage.newest(CITY_CHANNEL) > before
    assert "⏸" not in " ".join((await stage.again(seen, RIMA)).labels)


async def test_disconnected_and_connected_again(stage: Stage) -> None:
    """Asked once; the settings stay."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskOpen(chat.id, DeskPage.LEAVE, 0))
    await press(stage, seen, DeskDo(chat.id, DeskAction.DISCONNECT))
    assert not (await row(stage)).active
    await press(stage, seen, DeskDo(chat.id, DeskAction.CONNECT))
    assert (await row(stage)).active


async def test_a_test_post_in_a_pause_is_no_missed_article(stage: Stage) -> None:
    """It stands among the channel's posts, and catching up does not send it again."""
    chat, seen = await connected(stage)
    stage.clock[0] += timedelta(minutes=5)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    stage.clock[0] += timedelta(minutes=5)
    await publish(stage, invented(95, photo=None))
    await press(stage, seen, DeskDo(chat.id, DeskAction.TEST_SURE))
    (posted,) = await stage.store.channel_statistics.newest(chat.id, 5)
    assert "رقم 95" in posted.title
    assert "لم يفت شيء" in await press(stage, seen, DeskDo(chat.id, DeskAction.CATCH_UP))
