"""An administrator's day: a channel connected, set, moderated, posted to, and lost."""

import asyncio
from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.end_to_end.conftest import OWNER, Bot, Messages, People, kept, labelled

CHANNEL = -1001000000002
CITY = "قناة المدينة"
BESIDE = 104
NEIGHBOURS, CAFE, TOPIC = -2001, -1001000000001, 2
NO_RIGHT = {
    "kind": "refuse",
    "code": 400,
    "description": "Bad Request: need administrator rights in the channel chat",
    "chat_id": CHANNEL,
}


def holding(said: Messages, *words: str) -> Messages:
    return [m for m in said if all(word in m["html"] for word in words)]


def decided(said: Messages, headline: str, word: str) -> bool:
    """Whether the proposal of this article says so in the place of its buttons."""
    return any(labelled(message, word) for message in holding(said, headline))


async def connect(people: People) -> dict[str, Any]:
    """Rima comes and adds the bot to her channel; the message that says so."""
    await people.greeted(OWNER)
    await people.control(f"chats/{CHANNEL}/members", user="bot", status="administrator", by=OWNER)
    said = await people.until(lambda said: bool(holding(said, "ارتبطت")), OWNER)
    return holding(said, "ارتبطت")[-1]


async def desk(people: People) -> dict[str, Any]:
    """The channel's desk, open."""
    await people.write("/channels", OWNER)
    listed = await people.page_with(CITY, OWNER)
    await people.press(listed, CITY, OWNER)
    return await people.turned(listed, "👥 من", OWNER)


async def step(people: People, page: dict[str, Any], pressed: str, then: str) -> dict[str, Any]:
    """Press a button of a page; the page, once it has another button."""
    await people.press(page, pressed, OWNER)
    return await people.turned(page, then, OWNER)


async def moderating(people: People) -> None:
    """The channel's posts need a word first; its two administrators get no news themselves."""
    await people.greeted(BESIDE)
    await people.control(f"chats/{CHANNEL}/members", user=BESIDE, status="administrator")
    await connect(people)
    page = await step(people, await desk(people), "👥 من", "✅ الموافقة")
    page = await step(people, page, "✅ الموافقة", "الموافقة قبل النشر")
    await people.press(page, "الموافقة قبل النشر", OWNER)
    for person in (OWNER, BESIDE):
        await people.answer_to("/stop", person, "/forget")


async def proposal_of(people: People, headline: str, person: int) -> dict[str, Any]:
    said = await people.until(
        lambda said: any(labelled(m, "انشر") for m in holding(said, headline)), person
    )
    return next(m for m in holding(said, headline) if labelled(m, "انشر"))


async def test_a_connected_channel_is_signed_posted_to_by_hand_and_lost(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """From the message that says it is connected to the one that says it can't be posted to."""
    connected = await connect(people)
    await people.press(connected, "⚙️", OWNER)

    # The signature is asked for, answered by the next message, and stands under the next post.
    page = await step(people, await desk(people), "🧩 كيف", "✏️ التوقيع")
    await people.press(page, "✏️ التوقيع", OWNER)
    await people.until(lambda said: bool(holding(said, "اكتب التوقيع")), OWNER)
    await kept(bot.settings.database, "prompts")
    await people.control(
        f"chats/{OWNER}/messages",
        text="تابعونا <دائمًا> @city_channel",
        **{"from": OWNER},
    )
    await people.until(lambda said: bool(holding(said, "حفظنا التوقيع")), OWNER)
    article = sandbox.newsroom.publish("bakery-queue")
    posts = await people.until(lambda said: bool(holding(said, article.headline)), CHANNEL)
    assert "&lt;دائمًا&gt;" in holding(posts, article.headline)[0]["html"]

    # The post is pinned, deleted, found by its words and posted again.
    page = await step(people, await desk(people), "📌 المنشورات", "1")
    page = await step(people, page, "1", "📌 ثبّت")
    page = await step(people, page, "📌 ثبّت", "ألغِ التثبيت")
    page = await step(people, page, "🗑", "🗑 نعم")
    await people.press(page, "🗑 نعم", OWNER)
    await people.until(lambda said: not holding(said, article.headline), CHANNEL)
    found = await people.answer_to(f"/post {article.headline}", OWNER, article.headline[:20])
    if labelled(found, "1"):
        await people.press(found, "1", OWNER)
    await people.press(await people.page_with("بعد ساعة", OWNER), CITY, OWNER)
    await people.until(lambda said: bool(holding(said, article.headline)), CHANNEL)
    await people.answer_to("/stats", OWNER, "أسبوع")
    url = f"{people.sandbox.control_url}/telegram/unknown"
    assert (await people.client.get(url)).json() == {"parameters": {}, "methods": {}}

    # Delivery finds that it may post no more, where no notice of it ever came.
    await people.control("faults", **NO_RIGHT, next=20)
    sandbox.newsroom.publish()
    await people.until(lambda said: bool(holding(said, "لم نعد نستطيع")), OWNER)


async def test_what_is_approved_is_posted_once_and_with_the_right(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """By one of two who press at once; what one who is demoted says counts for nothing."""
    await moderating(people)

    # Telegram refuses it, its administrator reads that it waits, and it comes with the right.
    waiting = sandbox.newsroom.publish()
    proposal = await proposal_of(people, waiting.headline, OWNER)
    world = sandbox.telegram
    # No update tells the bot of it, and Telegram refuses, whatever it is asked.
    world.bot_in(world.chats[CHANNEL]).rights.pop("can_post_messages")
    await people.press(proposal, "✅ انشر", OWNER)
    await people.until(lambda said: decided(said, waiting.headline, "⏳ وافقت"), OWNER)
    assert not holding(await people.heard(CHANNEL), waiting.headline)
    member = {"user": "bot", "status": "administrator", "by": OWNER}
    for may in (False, True):
        rights = {"can_post_messages": may}
        await people.control(f"chats/{CHANNEL}/members", **member, rights=rights)
    await people.until(lambda said: len(holding(said, waiting.headline)) == 1, CHANNEL)

    # Two press at once: one post, and both see whose.
    first = sandbox.newsroom.publish()
    mine, theirs = [await proposal_of(people, first.headline, who) for who in (OWNER, BESIDE)]
    answers = await asyncio.gather(
        people.press(mine, "✅ انشر", OWNER), people.press(theirs, "✅ انشر", BESIDE)
    )
    # One that came too late for an answer has none.
    assert len({answer["text"] for answer in answers} - {""}) <= 1
    await people.until(lambda said: len(holding(said, first.headline)) == 1, CHANNEL)
    for person in (OWNER, BESIDE):
        await people.until(lambda said: decided(said, first.headline, "✅ وافق"), person)

    # One of them is demoted.
    second = sandbox.newsroom.publish()
    mine, theirs = [await proposal_of(people, second.headline, who) for who in (OWNER, BESIDE)]
    await people.control(f"chats/{CHANNEL}/members", user=BESIDE, status="member")
    answer = await people.press(theirs, "✅ انشر", BESIDE)
    await people.answered(answer, "لمشرفي تلك المحادثة فقط", BESIDE)
    await people.press(mine, "❌", OWNER)
    await people.until(lambda said: decided(said, second.headline, "❌ تجاوزه"), OWNER)
    said = await people.heard(CHANNEL)
    assert len(holding(said, first.headline)) == 1
    assert not holding(said, second.headline)


@pytest.mark.slow
async def test_a_right_lost_and_given_back(bot: Bot, people: People, sandbox: Sandbox) -> None:
    """Named to the administrator; what is published then comes when it is there again."""
    await connect(people)
    member = {"user": "bot", "status": "administrator", "by": OWNER}
    await people.control(f"chats/{CHANNEL}/members", **member, rights={"can_post_messages": False})
    await people.until(lambda said: bool(holding(said, "نشر الرسائل")), OWNER)
    await people.control(f"chats/{CHANNEL}/members", **member, rights={"can_post_messages": True})
    await people.until(lambda said: len(holding(said, "ارتبطت قناتك")) > 1, OWNER)
    article = sandbox.newsroom.publish()
    await people.until(lambda said: bool(holding(said, article.headline)), CHANNEL)


@pytest.mark.slow
async def test_a_group_moves_and_a_topic_closes(bot: Bot, people: People, sandbox: Sandbox) -> None:
    """The supergroup gets what its group had; the topic's end is told, its opening noticed."""
    await people.start(OWNER)
    for group in (NEIGHBOURS, CAFE):
        await people.control(f"chats/{group}/members", user="bot", status="member", by=OWNER)
        await people.until(bool, group)
    moved = (await people.control(f"chats/{NEIGHBOURS}/migrate"))["chat_id"]
    topic = {"from": OWNER, "topic": TOPIC}
    await people.control(f"chats/{CAFE}/messages", text="/start@sandbox_bot", **topic)
    await people.until(lambda said: any(m["topic"] == TOPIC for m in said), CAFE)
    await people.control(f"chats/{CAFE}/topics/{TOPIC}", state="closed")
    first = sandbox.newsroom.publish()
    await people.until(lambda said: bool(holding(said, first.headline)), moved)
    await people.until(lambda said: bool(holding(said, "أُغلق الموضوع")), OWNER)
    await people.control(f"chats/{CAFE}/topics/{TOPIC}", state="open")
    second = sandbox.newsroom.publish()
    await people.until(
        lambda said: any(m["topic"] == TOPIC for m in holding(said, second.headline)), CAFE
    )


@pytest.mark.slow
async def test_one_post_an_hour(bot: Bot, people: People, sandbox: Sandbox) -> None:
    """Pressed on the desk; the second article waits, and the desk says so."""
    await connect(people)
    page = await step(people, await desk(people), "🕗 متى", "المنشورات في الساعة: بلا حد")
    page = await step(people, page, "المنشورات في الساعة", "منشور واحد على الأكثر")
    page = await step(people, page, "منشور واحد على الأكثر", "الساعة: منشور واحد")
    # Breaking news waits for no hour.
    articles = [sandbox.newsroom.publish(breaking=False) for _ in range(2)]
    await people.until(lambda said: any(holding(said, one.headline) for one in articles), CHANNEL)
    await people.until(lambda said: all(holding(said, one.headline) for one in articles), OWNER)
    page = await step(people, page, "رجوع", "🕗 متى")
    await people.press(page, "🕗 متى", OWNER)
    await people.told("خبر ينتظر دوره", OWNER)
    said = await people.heard(CHANNEL)
    assert sum(bool(holding(said, one.headline)) for one in articles) == 1
