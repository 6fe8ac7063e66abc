"""Every further thing that a reader may choose, through real HTTP and a real file."""

import asyncio
import json
import time
from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.databases import as_if, look
from tests.end_to_end.conftest import READER, Bot, Messages, People, far_hour
from tests.end_to_end.test_readers import with_text
from tests.end_to_end.test_subscriptions import opened, pressed

NEIGHBOUR, ANOTHER = 102, 103
BAKERY, MATCH = "bakery-queue", "volleyball-girls"


async def started(people: People, chat: int = READER) -> None:
    """START, and the first contact is there."""
    await people.greeted(chat)


async def arrived(people: People, sandbox: Sandbox, key: str, chat: int = READER) -> dict[str, Any]:
    """A published article's post."""
    headline = sandbox.newsroom.publish(key).headline
    said = await people.until(lambda said: bool(with_text(said, headline)), chat)
    return with_text(said, headline)[0]


async def test_each_reader_gets_posts_as_chosen(bot: Bot, people: People, sandbox: Sandbox) -> None:
    """As text without sound, as a headline, or in a digest but for an alert, which says why.

    Muted words do not come at all.
    """
    await asyncio.gather(*(started(people, who) for who in (READER, NEIGHBOUR, ANOTHER)))
    database = bot.settings.database
    await as_if(database, f"update chats set silent = 1 where telegram_id = {READER}")
    digest = f"update chats set digest_hours = '{far_hour()}' where telegram_id = {ANOTHER}"
    await as_if(database, digest)
    for command, label in (("/alert فرن", "نبّهني"), ("/mute كرة", "اكتم هذه الكلمات")):
        preview = await people.answer_to(command, ANOTHER, label)
        await pressed(people, preview["message_id"], label, ANOTHER)
    await asyncio.gather(
        opened(people, "الشكل", "ملخص بلا صورة"),
        opened(people, "الشكل", "عناوين فقط", chat=NEIGHBOUR),
    )
    waiting = sandbox.newsroom.publish(MATCH)
    article = sandbox.newsroom.publish(BAKERY)
    alert = await people.told(article.headline, ANOTHER)
    assert not with_text(await people.heard(ANOTHER), waiting.headline)
    text = await people.told(article.headline)
    headline = await people.page_with("اقرأ", NEIGHBOUR)
    assert not text["photo_url"]
    assert text["silent"]
    assert "\n\n" in text["html"]
    assert not headline["photo_url"]
    assert not headline["silent"]
    assert "\n\n" not in headline["html"]
    await people.press(await people.open_menu(alert, ANOTHER), "لماذا وصلني", ANOTHER)
    await people.told("طلبت التنبيه إلى «فرن»", ANOTHER)


@pytest.mark.slow
async def test_a_tag_is_followed_and_muted_from_a_post(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """What it brings is shown with the first press, and it is kept with the second."""
    await started(people)
    post = await arrived(people, sandbox, BAKERY)
    await people.press(await people.open_menu(post), "🔔 تابع")
    await people.until(lambda said: "✓ تتابع" in str(with_text(said, post["html"])))
    shown = await people.answer_to("/subscriptions")
    assert "🔔 حمص" in str(shown["reply_markup"])


@pytest.mark.slow
async def test_an_article_is_read_inside_the_chat(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """Its text with the photo's caption, from the button under the post."""
    await started(people)
    post = await arrived(people, sandbox, BAKERY)
    menu = await people.open_menu(post)
    before = {one["message_id"] for one in await people.heard()}
    await people.press(menu, "النص هنا")

    def texts(said: Messages) -> Messages:
        new = [one for one in said if one["message_id"] not in before]
        return [one for one in new if "📷" in one["html"]]

    (text,) = texts(await people.until(lambda said: bool(texts(said)), what="the text"))
    assert len(text["html"]) > len(post["html"])


@pytest.mark.slow
async def test_in_quiet_hours_posts_are_silent_or_wait(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """And what waited comes when there are no such hours any more."""
    await asyncio.gather(started(people), started(people, NEIGHBOUR))
    database = bot.settings.database
    begun, over = 60 * ((far_hour() + 11) % 24), 60 * far_hour()
    await as_if(database, f"update chats set quiet_from = {begun}, quiet_until = {over}")
    await as_if(database, f"update chats set quiet_holds = 1 where telegram_id = {READER}")
    post = await arrived(people, sandbox, BAKERY, NEIGHBOUR)
    assert post["silent"]
    headline = post["html"][:40]
    assert not with_text(await people.heard(), headline)
    await opened(people, "ساعات الهدوء", "بلا هدوء")
    await people.until(lambda said: bool(with_text(said, headline)))


@pytest.mark.slow
async def test_nothing_comes_during_a_pause(bot: Bot, people: People, sandbox: Sandbox) -> None:
    """START says so, and ends it when it is told to."""
    await asyncio.gather(started(people), started(people, NEIGHBOUR))
    await opened(people, "استراحة", "يوم")
    missed = await arrived(people, sandbox, BAKERY, NEIGHBOUR)
    await people.start()
    paused = await people.told("متوقفة حتى")
    assert not with_text(await people.heard(), missed["html"][:40])
    await pressed(people, paused["message_id"], "أنهِ الاستراحة")
    await arrived(people, sandbox, MATCH)


async def test_a_digest_missed_while_the_bot_was_down_comes_once(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """When it is back."""
    await asyncio.gather(started(people), started(people, NEIGHBOUR))
    await as_if(
        bot.settings.database,
        f"update chats set digest_hours = '{far_hour()}' where telegram_id = {READER}",
    )
    headlines = [sandbox.newsroom.publish(key).headline for key in (BAKERY, MATCH)]
    await people.until(lambda said: all(with_text(said, one) for one in headlines), NEIGHBOUR)
    await bot.end()
    due = int(time.time()) - 3_600
    await as_if(
        bot.settings.database, f"update outbox set not_before = {due} where finished is null"
    )
    bot.begin()
    said = await people.until(lambda said: bool(with_text(said, *headlines)))
    assert len(with_text(said, headlines[0])) == 1
    assert not look(bot.settings.database, "select 1 from outbox where state = 'ready'")


async def test_links_lead_on_data_are_given_out_and_erased_and_a_flood_slows_nobody(
    bot: Bot, people: People
) -> None:
    """One follows links as they are passed on, one has erased what is stored, one presses on."""
    await people.start(parameter="a1")
    await people.page_with("اقرأ")
    await people.start(parameter="t1")
    await people.page_with("🔔 تابع")
    await people.start(parameter="s2YHYsdmG")
    await people.page_with("تابع هذا البحث")

    await started(people, NEIGHBOUR)
    file = await people.answer_to("/export", NEIGHBOUR)
    url = f"{people.sandbox.base_url}{file['document_url']}"
    given = json.loads((await people.client.get(url)).content)
    assert given["chats"][0]["chat_number"] == NEIGHBOUR
    asked = await people.answer_to("/forget", NEIGHBOUR)
    await pressed(people, asked["message_id"], "نعم، امحوه", NEIGHBOUR)
    nothing = await people.answer_to("/export", NEIGHBOUR)
    assert "لا نحفظ شيئًا" in nothing["html"]

    # The one who presses is told so each time; another is answered as ever.
    greeting = await people.greeted(ANOTHER)
    question = greeting[-1]["message_id"]
    body = {"message_id": question, "data": "n", "from": ANOTHER, "wait_seconds": 30}
    flood = [people.control(f"chats/{ANOTHER}/press", **body) for _ in range(40)]
    begun = time.monotonic()
    *presses, _ = await asyncio.gather(*flood, people.answer_to("/about", NEIGHBOUR))
    assert time.monotonic() - begun < 30
    assert all(press["answered"] for press in presses)
    told = [press for press in presses if "طلبات كثيرة" in (press["text"] or "")]
    assert len(told) < len(presses)
    await people.answered((told or presses)[0], "طلبات كثيرة", ANOTHER)
