"""What owners are told and can do, from the site's trouble to the post that is sent after all."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.newsroom import Fault
from sandbox.server import Sandbox
from tests.end_to_end.conftest import (
    OWNER,
    READER,
    Bot,
    People,
    first_poll,
    kept,
    recorded,
    settings_for,
)
from tests.end_to_end.test_readers import with_text


@pytest.fixture
async def bot(sandbox: Sandbox, people: People, tmp_path: Path) -> AsyncIterator[Bot]:
    """A bot with one owner who has pressed START, and one who never has."""
    settings = settings_for(
        sandbox, tmp_path / "khabar.db", owner_ids=f"{OWNER} 104", alert_after="1s"
    )
    made = Bot(settings, asyncio.Event())
    made.begin()
    await first_poll(settings.database)
    await people.greeted(OWNER)
    yield made
    if made.task is not None:
        await made.end()


@pytest.mark.slow
async def test_the_commands_of_owners_are_unknown_to_others(bot: Bot, people: People) -> None:
    """They stand in no menu either."""
    await people.greeted(READER)
    unknown = await people.answer_to("/nonsense")
    for command, words in (("/failed", "وصلت كل المنشورات"), ("/held", "لا أخبار محجوزة")):
        assert (await people.answer_to(command))["html"] == unknown["html"]
        await people.answer_to(command, OWNER, words)


async def test_an_owner_releases_sends_again_and_is_told_once_of_a_broken_feed(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """Nothing of it reaches readers before an owner's word, nor an owner who never came."""
    await people.greeted(READER)

    # Until an owner says so nobody gets a held article, and no list shows it.
    text = "افتتح المجلس البلدي الحديقة في حي الزيتون صباح اليوم بعد ترميم دام شهرين."
    for headline in ("مباشر", "متابعة"):
        wanted = {"headline": headline, "paragraphs": [f"{headline}: {text}"], "section": "local"}
        await people.control("newsroom/publish", article=wanted)
    later = sandbox.newsroom.publish("volleyball-girls")
    await people.told(later.headline)
    assert not any("الحديقة" in message["html"] for message in await people.heard(READER))
    # The owner is alerted at about the same time.
    await people.write("/held", OWNER)
    reason = "العنوان أقل من كلمتين"
    said = await people.until(lambda said: bool(with_text(said, reason)), OWNER)
    listed = with_text(said, reason)[-1]
    await people.press(listed, "انشر 2", OWNER)
    await people.told("مباشر")
    said = await people.until(
        lambda said: any("محجوزة" in m["html"] and "مباشر" not in m["html"] for m in said), OWNER
    )
    (listed,) = (message for message in said if "محجوزة" in message["html"])
    await people.press(listed, "اترك 1", OWNER)
    await people.until(lambda said: any("لا أخبار محجوزة" in m["html"] for m in said), OWNER)
    assert not any("متابعة: افتتح" in message["html"] for message in await people.heard(READER))

    # The list of failures names chat, headline and reason; the button brings the post.
    await people.control(
        "faults",
        kind="refuse",
        code=400,
        description="Bad Request: strange",
        chat_id=READER,
        for_seconds=600,
    )
    article = sandbox.newsroom.publish("bakery-queue")
    await people.told(article.headline, OWNER)
    await recorded(bot.settings.database)
    listed = await people.answer_to("/failed", OWNER, "أعد إرسال 1")
    assert "refused: Strange" in listed["html"]
    assert article.headline[:20] in listed["html"]
    await people.client.delete(f"{sandbox.control_url}/faults")
    await people.press(listed, "أعد إرسال 1", OWNER)
    await people.told(article.headline)

    # Of a broken feed they are told once, also after a restart, and once when it is back.
    sandbox.newsroom.cause(Fault.CHALLENGE)
    await people.told("ليس خلاصة: تالف", OWNER)
    await kept(bot.settings.database, "feed_alarms")
    await bot.end()
    bot.begin()
    await asyncio.sleep(2)
    assert len(with_text(await people.heard(OWNER), "ليس خلاصة: تالف")) == 1
    sandbox.newsroom.faults.clear()
    await people.told("عدنا نقرأ الخلاصة", OWNER)
    assert not await people.heard(104)
