"""Answers in threads: comments on a channel's post, and replies in a group without topics."""

from typing import Any

import pytest

from bot.posts.actions.encoding import encode
from bot.posts.actions.reading import ReadArticle
from tests.handlers.reader.test_groups import add
from tests.handlers.stage import CAFE, LAYLA, MARKET, RIMA, Stage


async def placed(stage: Stage, chat: int) -> dict[int, tuple[int, bool]]:
    """The thread of each message, 0 for none, and whether it is a reply."""
    listed = await stage.control(f"chats/{chat}/messages?limit=50")
    return {
        one["message_id"]: (one.get("message_thread_id") or 0, "reply_to_message" in one)
        for one in listed["messages"]
    }


async def commented(stage: Stage) -> dict[str, Any]:
    """A group in which somebody has begun a thread; what is written into it."""
    await add(stage, MARKET)
    await stage.control(f"chats/{MARKET}/members", {"user": LAYLA, "status": "member", "by": RIMA})
    begun = await stage.control(f"chats/{MARKET}/messages", {"from": RIMA, "text": "منشور القناة"})
    return {"chat": MARKET, "person": LAYLA, "reply_to": begun["message"]["message_id"]}


@pytest.mark.parametrize(
    "text", ["/latest", "/search الحديقة", "/start", "/alert", "/stats", "/tag محليات"]
)
async def test_who_asks_in_a_thread_is_answered_there(stage: Stage, text: str) -> None:
    """Whoever reads the comments sees nothing else of the group."""
    thread = await commented(stage)
    command, _, words = text.partition(" ")
    answers = await stage.write(f"{command}@sandbox_bot {words}".strip(), **thread)
    assert answers
    places = await placed(stage, MARKET)
    assert [places[one.id] for one in answers] == [(thread["reply_to"], True)] * len(answers)


async def test_what_a_press_brings_stands_in_the_thread_of_its_message(stage: Stage) -> None:
    """A post, and its text."""
    thread = await commented(stage)
    (listing,) = await stage.write("/latest@sandbox_bot", **thread)
    newest = stage.newest(MARKET)
    await stage.press(listing, "1", chat=MARKET, person=LAYLA)
    (article,) = await stage.store.articles.latest(1)
    await stage.press(listing, chat=MARKET, person=LAYLA, data=encode(ReadArticle(article.id)))
    places = await placed(stage, MARKET)
    came = [place for number, place in places.items() if number > newest]
    assert came == [(thread["reply_to"], True)] * 2


async def opened(stage: Stage) -> dict[str, Any]:
    """As `commented`, of a bot that reads all messages."""
    await stage.control("privacy", {"on": False})
    await stage.application.bot.get_me()
    return (await commented(stage)) | {"person": RIMA}


async def test_a_question_in_a_thread_is_answered_there(stage: Stage) -> None:
    """What is written in a thread replies to its first message, and to no question."""
    thread = await opened(stage)
    (question,) = await stage.write("/alert@sandbox_bot", **thread)
    assert "إلغاء" in question.labels
    (preview,) = await stage.write("الحديقة", **thread)
    assert "فيها «الحديقة»" in preview.text
    assert (await placed(stage, MARKET))[preview.id] == (thread["reply_to"], True)


async def test_a_reply_to_somebody_else_answers_no_question(stage: Stage) -> None:
    """In another thread, or in one where the question was not asked, people talk."""
    thread = await opened(stage)
    other = await stage.control(f"chats/{MARKET}/messages", {"from": RIMA, "text": "منشور آخر"})
    elsewhere = thread | {"reply_to": other["message"]["message_id"]}
    await stage.write("/alert@sandbox_bot", chat=MARKET, person=RIMA)
    assert await stage.write("الحديقة", **thread) == []
    await stage.write("/alert@sandbox_bot", **thread)
    assert await stage.write("الحديقة", **elsewhere) == []
    (preview,) = await stage.write("الحديقة", **thread)
    assert "فيها «الحديقة»" in preview.text


async def test_outside_of_threads_nothing_is_a_reply(stage: Stage) -> None:
    """In the group itself, in a topic, in private."""
    await stage.start()
    for group in (MARKET, CAFE):
        await add(stage, group)
    for chat, more in ((MARKET, {}), (CAFE, {"topic": 2}), (LAYLA, {})):
        person = LAYLA if chat == LAYLA else RIMA
        (answer,) = await stage.write("/latest@sandbox_bot", chat=chat, person=person, **more)
        assert (await placed(stage, chat))[answer.id] == (more.get("topic", 0), False)
