"""Strangers who want to read what is not theirs: a group's export, articles that are not public."""

import asyncio
import contextlib

import pytest

from bot.posts.actions.encoding import PREFIXES
from sandbox.telegram.seed_data import ADMIN, OWNER, SUPERGROUP
from tests.attacks.running_bot import RunningBot
from tests.attacks.test_people import press, send
from tests.handlers.test_not_public import every

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]
HELD, WITHDRAWN = "خبر محجوز عن بئر السر", "خبر مسحوب عن برج السر"


async def test_an_export_that_is_asked_for_in_a_group_goes_to_whoever_asks(bot: RunningBot) -> None:
    people = bot.people
    await people.control(f"chats/{SUPERGROUP}/members", user="bot", status="member", by=OWNER)
    await people.until(bool, SUPERGROUP, what="a word in the group")
    await people.start(ADMIN)
    await people.until(bool, ADMIN, what="a greeting")
    await people.write("/export", SUPERGROUP, ADMIN)
    await people.until(lambda said: "khabar.json" in str(said), ADMIN, what="the file")
    assert "khabar.json" not in str(await people.heard(SUPERGROUP))


async def test_forged_buttons_name_no_article_that_is_not_public(bot: RunningBot) -> None:
    """Every kind of button, with the numbers of an article that is held and of a withdrawn one."""
    bot.site.publish(HELD, link="https://shop.example/win")
    await bot.told_of(WITHDRAWN)
    await bot.told_of("افتتاح الحديقة الجديدة في حي النهر")
    ids = {
        title: bot.rows("select id from articles where title = ?", title)[0][0]
        for title in (HELD, WITHDRAWN)
    }
    assert bot.rows("select status from articles where id = ?", ids[HELD]) == [("held",)]
    with contextlib.closing(bot.writable()) as database, database:
        database.execute("update articles set status = 'withdrawn' where id = ?", (ids[WITHDRAWN],))
    for action in PREFIXES.values():
        for number in ids.values():
            for data, _ in every(action, number):
                send(bot, "callback_query", press(data))
    await asyncio.sleep(10)
    await bot.told_of("افتتاح الملعب القديم في حي النهر")
    said = [str(message) for message in await bot.people.heard(ADMIN)]
    assert not any(HELD in one for one in said)
    # He may have got the post itself before it was withdrawn; the numbers bring nothing new.
    assert sum(WITHDRAWN in one for one in said) <= 1
    assert not [line for line in bot.said if "Traceback" in line]
