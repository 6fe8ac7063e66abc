"""An administrator's day: a channel connected, set, moderated, posted to, and lost."""

from typing import Any

from sandbox.server import Sandbox
from tests.end_to_end.conftest import OWNER, Bot, Messages, People

CHANNEL = -1001000000002
CITY = "قناة المدينة"
BESIDE = 104


def holding(said: Messages, *words: str) -> Messages:
    return [m for m in said if all(word in m["html"] for word in words)]


def labelled(message: dict[str, Any], text: str) -> bool:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return any(text in button["text"] for row in rows for button in row)


async def connect(people: People) -> dict[str, Any]:
    """Rima comes and adds the bot to her channel; the message that says so."""
    await people.start(OWNER)
    await people.until(bool, OWNER)
    await people.control(f"chats/{CHANNEL}/members", user="bot", status="administrator", by=OWNER)
    said = await people.until(lambda said: bool(holding(said, "رُبطت")), OWNER)
    return holding(said, "رُبطت")[-1]


async def desk(people: People) -> dict[str, Any]:
    """The channel's desk, open."""
    listing = await people.answer_to("/channels", OWNER)
    await people.press(listing, CITY, OWNER)
    said = await people.until(lambda said: labelled(said[-1], "✅ الموافقة"), OWNER)
    return said[-1]


async def test_a_connected_channel_gets_news_in_its_template(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """The signature is asked for by a reply, and stands under the next post."""
    connected = await connect(people)
    await people.press(connected, "⚙️", OWNER)
    page = await desk(people)
    await people.press(page, "القالب", OWNER)
    await people.until(lambda said: labelled(said[-1], "✏️ التوقيع"), OWNER)
    await people.press((await people.heard(OWNER))[-1], "✏️ التوقيع", OWNER)
    said = await people.until(lambda said: bool(holding(said, "بتوقيع")), OWNER)
    await people.control(
        f"chats/{OWNER}/messages",
        text="تابعونا <دائمًا> @city_channel",
        reply_to=said[-1]["message_id"],
        **{"from": OWNER},
    )
    await people.until(lambda said: bool(holding(said, "حُفظ التوقيع")), OWNER)
    article = sandbox.newsroom.publish("bakery-queue")
    posts = await people.until(lambda said: bool(holding(said, article.headline)), CHANNEL)
    assert "&lt;دائمًا&gt;" in holding(posts, article.headline)[0]["html"]


async def test_a_moderated_channel(bot: Bot, people: People, sandbox: Sandbox) -> None:
    """The article is proposed to both administrators, one publishes, the other sees who."""
    await people.start(BESIDE)
    await people.until(bool, BESIDE)
    await people.control(f"chats/{CHANNEL}/members", user=BESIDE, status="administrator")
    await connect(people)
    page = await desk(people)
    await people.press(page, "✅ الموافقة", OWNER)
    await people.until(lambda said: labelled(said[-1], "موافقة قبل كل منشور"), OWNER)
    await people.press((await people.heard(OWNER))[-1], "موافقة قبل كل منشور", OWNER)
    for person in (OWNER, BESIDE):
        await people.answer_to("/stop", person)
    article = sandbox.newsroom.publish()
    for person in (OWNER, BESIDE):
        await people.until(
            lambda said: any(labelled(m, "انشر") for m in holding(said, article.headline)), person
        )
    assert not holding(await people.heard(CHANNEL), article.headline)
    (proposal,) = [m for m in await people.heard(OWNER) if labelled(m, "انشر")]
    await people.press(proposal, "انشر", OWNER)
    await people.until(lambda said: bool(holding(said, article.headline)), CHANNEL)
    said = await people.until(
        lambda said: any(labelled(m, "ريما") for m in holding(said, article.headline)), BESIDE
    )
    assert not any(labelled(m, "انشر") for m in said)


async def test_by_hand_pinned_and_taken_back(bot: Bot, people: People, sandbox: Sandbox) -> None:
    """A post is pinned, deleted, found by its words and posted again."""
    await connect(people)
    article = sandbox.newsroom.publish()
    await people.until(lambda said: bool(holding(said, article.headline)), CHANNEL)
    page = await desk(people)
    await people.press(page, "📌 المنشورات", OWNER)
    await people.until(lambda said: labelled(said[-1], "📌 ثبّت 1"), OWNER)
    posts = (await people.heard(OWNER))[-1]
    assert "ثُبّت" in (await people.press(posts, "📌 ثبّت 1", OWNER))["text"]
    await people.press(posts, "🗑", OWNER)
    await people.until(lambda said: not holding(said, article.headline), CHANNEL)
    found = await people.answer_to(f"/post {article.headline}", OWNER)
    if labelled(found, "1"):
        await people.press(found, "1", OWNER)
    said = await people.until(lambda said: any(labelled(m, "بعد ساعة") for m in said), OWNER)
    where = [m for m in said if labelled(m, "بعد ساعة")][-1]
    await people.press(where, CITY, OWNER)
    await people.until(lambda said: bool(holding(said, article.headline)), CHANNEL)
    await people.answer_to("/stats", OWNER)
    url = f"{people.sandbox.control_url}/telegram/unknown"
    assert (await people.client.get(url)).json() == {"parameters": {}, "methods": {}}


async def test_a_lost_channel_is_told(bot: Bot, people: People, sandbox: Sandbox) -> None:
    """Delivery finds that it may post no more, where no notice of it ever came."""
    await connect(people)
    await people.control(
        "faults",
        kind="refuse",
        code=400,
        description="Bad Request: not enough rights to send text messages to the chat",
        chat_id=CHANNEL,
        next=20,
    )
    sandbox.newsroom.publish()
    await people.until(lambda said: bool(holding(said, "لم يعد بإمكان البوت")), OWNER)
