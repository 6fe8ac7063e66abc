"""Refusals, pages of firewalls and lost answers, met by a broadcast in the sandbox."""

import io
from collections.abc import Mapping, Sequence

import pytest
from PIL import Image

from bot.delivery.refusals.failure_actions import Scope
from bot.delivery.refusals.known_refusals import REFUSALS
from bot.delivery.sending.fallbacks import ABOUT_THE_POST
from bot.types import Post
from storage.articles.articles import Articles
from storage.chats.loss_notices import LossNotices
from storage.engine.database import Database
from storage.models import InactiveReason
from storage.outbox import Action, Delivery, Outbox
from tests.bot.delivery.conftest import Deliver, Promised
from tests.bot.delivery.delivery_process import InventedPosts, utc_now
from tests.bot.delivery.kill_runs import account
from tests.bot.delivery.sample_rows import add_article, add_chats
from tests.bot.delivery.sandbox_control import Control

OWNER = 103
# Words for each meaning; tests of `classify` go through all words of each.
LISTED = {
    rule.action: rule.part
    for rule in REFUSALS
    if Scope.SEND in rule.scopes and rule.action in ABOUT_THE_POST
}
INVENTED = [
    "invented refusal",
    "another one, as long as it likes",
    "INVENTED_REFUSAL",
    "X_FORBIDDEN",
]


class OwnPhotos(InventedPosts):
    """Each chat's post has a photo of its own, so that none learns from another."""

    async def posts_for(self, deliveries: Sequence[Delivery]) -> Mapping[int, Post]:
        posts = {}
        for one in deliveries:
            self.photo_url = f"https://news.example/{one.chat_id}.jpg"
            posts[one.id] = self._post(one)
        return posts


async def picture(_url: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(out, "PNG")
    return out.getvalue()


async def ended_chats(database: Database) -> int:
    async with database.reading() as connection:
        [row] = await connection.execute_fetchall("select count(*) from chats where active = 0")
    return int(row[0])


@pytest.mark.parametrize("method", ["sendPhoto", ""])
async def test_every_refusal_leaves_every_chat_with_its_article(
    database: Database, control: Control, deliver: Deliver, method: str
) -> None:
    """Listed or invented, 400 or 403: each chat gets photo or text, none is ended.

    Refused is each photo, or the first two calls of any kind.
    """
    assert set(LISTED) == ABOUT_THE_POST
    texts = [(code, text) for text in [*LISTED.values(), *INVENTED] for code in (400, 403)]
    chats = await control.bulk(len(texts))
    await add_chats(database, chats)
    for chat, (code, text) in zip(chats, texts, strict=True):
        prefix = "Bad Request" if code == 400 else "Forbidden"
        await control.fault(
            "refuse",
            code=code,
            description=f"{prefix}: {text}",
            chat_id=chat,
            **({"method": method, "share": 1} if method else {"next": 2}),
        )
    await add_article(database, 1, utc_now())
    async with deliver(posts=OwnPhotos(), fetch=picture) as running:
        await running.emptied()
    result = account(await control.journal(), chats, 1)
    assert (result.lost, result.repeats) == (0, 0)
    assert await ended_chats(database) == 0
    assert await Outbox(database).failed(1) == []


@pytest.mark.parametrize(
    "status", [403, 502, *(pytest.param(code, marks=pytest.mark.slow) for code in (400, 404))]
)
async def test_a_firewalls_page_ends_no_chat_and_loses_no_post(
    database: Database, control: Control, deliver: Deliver, promised: Promised, status: int
) -> None:
    chats = await promised(20, articles=2)
    async with deliver(per_second=50) as running:
        running.worker.wake()
        await control.taken(5)
        await control.fault("page", code=status, for_seconds=1.5)
        await running.emptied()
    result = account(await control.journal(), chats, 2)
    assert (result.lost, result.repeats, result.out_of_order) == (0, 0, 0)
    assert await ended_chats(database) == 0
    assert await Outbox(database).failed(1) == []


@pytest.mark.parametrize("also_get_me", [False, True])
async def test_lost_answers_make_two_copies_at_the_most(
    database: Database,
    control: Control,
    deliver: Deliver,
    promised: Promised,
    also_get_me: bool,
) -> None:
    """Posts are taken and their answers lost for two seconds, those of `getMe` as well or not."""
    chats = await promised(30)
    async with deliver(per_second=100) as running:
        running.worker.wake()
        await control.taken(5)
        await control.fault("drop_after", share=1, for_seconds=2)
        if also_get_me:
            await control.fault("drop_after", share=1, for_seconds=2, method="getMe")
        await running.emptied()
    got = [chat for _, chat, _, _ in await control.journal()]
    assert set(got) == set(chats)
    assert max(got.count(chat) for chat in chats) <= 2
    assert await Outbox(database).failed(1) == []


async def test_a_forum_that_turned_its_topics_off_gets_each_article_once(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """Its administrators are told of one of its topics, not of each."""
    made = await control.post(
        "/chats", type="supergroup", title="جيران", owner=OWNER, is_forum=True
    )
    chat = int(made["chat"]["id"])
    await control.post(f"/chats/{chat}/members", user="bot", status="member", by=OWNER)
    topics = [
        (await control.post(f"/chats/{chat}/topics", name=name))["topic"]["id"]
        for name in ("الأخبار", "الرياضة", "الثقافة")
    ]
    await add_chats(database, [chat], "group", threads=topics)
    async with database.transaction() as connection:
        await connection.execute(
            "insert into administrators (chat_id, person_id) select id, ? from chats", (OWNER,)
        )
    await control.post(f"/chats/{chat}/forum", is_forum=False)
    # What is on its way to another topic when the first answer is noted comes, too.
    async with deliver(window=1) as running:
        for number in (1, 2):
            await add_article(database, number, utc_now())
            await running.emptied()
    assert [(one.person_id, one.reason) for one in await LossNotices(database).untold(9)] == [
        (OWNER, InactiveReason.TOPICS_OFF)
    ]
    texts = [text for _, to, _, text in await control.journal() if to == chat]
    assert [text.split()[1] for text in texts] == ["1", "2"]


async def test_what_is_too_old_to_be_deleted_is_marked(
    database: Database, control: Control, deliver: Deliver, promised: Promised
) -> None:
    """Fifty hours later the post is edited instead, and the row says so."""
    [chat] = await promised(1, keep=3)
    posts = InventedPosts()
    async with deliver(posts=posts) as running:
        await running.emptied()
        await control.post(f"/chats/{chat}/age", hours=50)
        posts.revision = "مسحوبة"
        assert await running.outbox.withdraw_one(1, 1, now=utc_now())
        await running.emptied()
    [message] = await control.messages(chat)
    assert message["text"] == "خبر 1 نسخة مسحوبة"
    async with database.reading() as connection:
        [row] = await connection.execute_fetchall("select state, action, marked from outbox")
    assert tuple(row) == ("sent", Action.EDIT, 1)


async def test_a_claim_of_more_than_five_hundred_articles_is_whole(
    database: Database,
) -> None:
    """A query cut to some of its ids would drop the rows of the others."""
    for number in range(1, 521):
        await add_article(database, number, utc_now())
    found = await Articles(database).get(range(1, 521))
    assert [one.id for one in found] == list(range(1, 521))
