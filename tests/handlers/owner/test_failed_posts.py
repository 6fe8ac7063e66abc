"""The owners' lists: who sees them, what stands in them, and what their buttons do."""

from datetime import timedelta

import pytest

from bot.arabic.terms import index_terms
from bot.article.quality import judge_quality
from bot.i18n import LANGUAGES
from bot.posts.actions.encoding import encode
from bot.posts.actions.owner import DecideHeld, SendAgain, SendArticleAgain
from bot.posts.shortening import utf16_length
from handlers.owner.failed_posts import failed_list
from handlers.owner.held_articles import held_list
from handlers.owner.lists import MAX_ROWS
from storage.articles.held_articles import HeldArticle
from storage.models import ArticleStatus, Publication
from storage.outbox import Failed, FailedRow, Sent
from tests.articles import NOON, invented
from tests.handlers.stage import CATALOGUES, KARIM, LAYLA, MARKET, Stage, publish
from tests.outbox_counts import pending_count

LIMIT = 4096


async def hold(stage: Stage, number: int) -> int:
    """Store an article as ingest does with one that the gate refuses; its row's id."""
    article = invented(number, title="مباشر", photo=None)
    published = await stage.store.publish(
        Publication(
            article=article,
            summary=article.paragraphs[:1],
            terms=index_terms(article.title, " ".join(article.paragraphs), ()),
            content_hash=f"held-{number}",
            status=ArticleStatus.HELD,
            held_for=judge_quality(article).reason,
        ),
        feed=None,
        now=stage.clock[0],
    )
    assert published.article_id is not None
    return published.article_id


async def fail(stage: Stage, number: int) -> int:
    """Tell Layla of an article, and give the post up; its row's id."""
    await stage.start(LAYLA)
    await publish(stage, invented(number, photo=None))
    now = stage.clock[0] + timedelta(minutes=3)
    (delivery,) = await stage.store.outbox.claim(5, now, timedelta(minutes=1))
    await stage.store.outbox.record([Failed(delivery.id, "refused: <odd>")], now)
    return delivery.id


async def test_what_three_chats_sought_in_vain_is_shown_to_owners(stage: Stage) -> None:
    """And to nobody else; what fewer sought is not shown."""
    for chat in (KARIM, LAYLA):
        await stage.write("/search زكرطوني", chat=chat, person=chat)
    (answer, *_) = await stage.write("/status", chat=KARIM, person=KARIM)
    assert "زكرطوني" not in answer.text
    await stage.store.fruitless_words.note(5, "زكرطوني", now=stage.clock[0])
    (answer, *_) = await stage.write("/status", chat=KARIM, person=KARIM)
    assert "زكرطوني: 3 محادثات" in answer.text
    (answer, *_) = await stage.write("/status", chat=LAYLA, person=LAYLA)
    assert "زكرطوني" not in answer.text


async def test_both_lists_are_empty_at_first(stage: Stage) -> None:
    """And say so."""
    for command in ("/failed", "/held"):
        (answer,) = await stage.write(command, chat=KARIM, person=KARIM)
        assert answer.text in {"وصلت كل المنشورات.", "لا أخبار محجوزة."}
        assert answer.buttons == []


async def test_others_get_what_any_unknown_command_gets(stage: Stage) -> None:
    """In private; in a group nothing at all, for an owner neither."""
    (unknown,) = await stage.write("/nonsense")
    for command in ("/failed", "/held"):
        (answer,) = await stage.write(command)
        assert answer.text == unknown.text
        for person in (LAYLA, KARIM):
            assert await stage.write(f"{command}@sandbox_bot", chat=MARKET, person=person) == []


async def test_a_failed_post_is_sent_again_once(stage: Stage) -> None:
    """The list names chat, headline and reason; a second press finds nothing to send."""
    row = await fail(stage, 90)
    (listed,) = await stage.write("/failed", chat=KARIM, person=KARIM)
    assert "ليلى حداد" in listed.text
    assert "رقم 90" in listed.text
    assert "refused: &lt;odd&gt;" in listed.html
    pressed = await stage.press(listed, "🔁", chat=KARIM, person=KARIM)
    assert "من جديد" in str(pressed)
    assert "وصلت كل المنشورات" in (await stage.again(listed, KARIM)).text
    assert await pending_count(stage.store.outbox.database) == 1
    data = encode(SendAgain(row))
    pressed = await stage.press(listed, chat=KARIM, person=KARIM, data=data)
    assert "لا نستطيع" in str(pressed)
    assert await pending_count(stage.store.outbox.database) == 1


async def test_a_post_that_could_not_be_corrected_is_listed_as_one_that_stands(
    stage: Stage,
) -> None:
    """It did arrive: nobody shall look for a chat that has not got the news."""
    await stage.start(LAYLA)
    await publish(stage, invented(80, photo=None))
    now = stage.clock[0] + timedelta(minutes=3)
    lease = timedelta(minutes=1)
    outbox = stage.store.outbox
    (post,) = await outbox.claim(5, now, lease)
    await outbox.record([Sent(post.id, 70, has_photo=False)], now)
    async with outbox.database.transaction() as connection:
        await outbox.address_edit(connection, post.article_id, sent_since=now, not_before=now)
    (edit,) = await outbox.claim(5, now, lease)
    await outbox.record([Failed(edit.id, "refused")], now)
    (listed,) = await stage.write("/failed", chat=KARIM, person=KARIM)
    assert "منشور هناك" in listed.text


async def test_a_held_article_is_published_once(stage: Stage) -> None:
    """It goes to whoever wants it, into lists and search."""
    await stage.start(LAYLA)
    article_id = await hold(stage, 91)
    (listed,) = await stage.write("/held", chat=KARIM, person=KARIM)
    assert "العنوان أقل من كلمتين" in listed.text
    for answer in ("نشرناه", "سبق"):
        data = encode(DecideHeld(article_id, publish=True))
        pressed = await stage.press(listed, chat=KARIM, person=KARIM, data=data)
        assert answer in str(pressed)
        assert await pending_count(stage.store.outbox.database) == 1
    (stored,) = await stage.store.articles.get([article_id])
    assert stored.status is ArticleStatus.LIVE
    assert article_id in [one.id for one in await stage.store.articles.latest(50)]


async def test_a_held_article_that_is_left_stays_so(stage: Stage) -> None:
    """Nobody gets it, and the list is empty again."""
    await stage.start(LAYLA)
    article_id = await hold(stage, 92)
    (listed,) = await stage.write("/held", chat=KARIM, person=KARIM)
    await stage.press(listed, "اترك", chat=KARIM, person=KARIM)
    assert (await stage.again(listed, KARIM)).text == "لا أخبار محجوزة."
    data = encode(DecideHeld(article_id, publish=True))
    assert "سبق" in str(await stage.press(listed, chat=KARIM, person=KARIM, data=data))
    assert await pending_count(stage.store.outbox.database) == 0


async def test_nobody_else_can_use_the_buttons(stage: Stage) -> None:
    """Callback data can be forged, and an owner may have ceased to be one."""
    row, article_id = await fail(stage, 93), await hold(stage, 94)
    for action in (
        SendAgain(row),
        DecideHeld(article_id, publish=True),
        DecideHeld(article_id, publish=False),
    ):
        pressed = await stage.press(await stage.last(LAYLA), data=encode(action))
        assert "لم يعد" in str(pressed)
    assert await pending_count(stage.store.outbox.database) == 0
    assert len(await stage.store.held_articles.newest(9)) == 1
    unknown = encode(DecideHeld(999_999, publish=True))
    (listed,) = await stage.write("/held", chat=KARIM, person=KARIM)
    assert "سبق" in str(await stage.press(listed, chat=KARIM, person=KARIM, data=unknown))


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_lists_fit_one_message(language: str) -> None:
    """The longest headlines, names and reasons; the rest follows when these are settled."""
    translator = CATALOGUES.translator(language)
    long = "كلمة " * 200
    failed = [
        FailedRow(
            id=number,
            article_id=number,
            title=long,
            chat_id=number,
            telegram_id=number,
            chat_title=long,
            error=long,
            failed=NOON,
            stands=True,
        )
        for number in range(MAX_ROWS + 1)
    ]
    held = [
        HeldArticle(
            article_id=number,
            title=long,
            url="https://news.example/1/",
            reason=judge_quality(invented(title="مباشر")).reason,
            held=NOON,
        )
        for number in range(MAX_ROWS + 1)
    ]
    for text, rows in (failed_list(failed, translator), held_list(held, translator)):
        assert utf16_length(text) <= LIMIT
        assert len(rows) == MAX_ROWS
        assert translator.html("There are more: they follow when these are settled.") in text


async def test_an_article_is_sent_again_by_one_button(stage: Stage) -> None:
    """Its failed posts are queued; a second press says that nothing is left to send."""
    row = await fail(stage, 77)
    (failed,) = [one for one in await stage.store.outbox.failed(5) if one.id == row]
    (menu,) = await stage.write("/failed", chat=KARIM, person=KARIM)
    data = encode(SendArticleAgain(failed.article_id))
    for answer in ("من جديد", "لا نستطيع"):
        pressed = await stage.press(menu, chat=KARIM, person=KARIM, data=data)
        assert answer in str(pressed)
    assert await stage.store.outbox.failed(5) == []


async def test_what_waits_is_dropped_at_the_second_press(stage: Stage) -> None:
    """The first one only asks, and can be taken back; nobody else can do either."""
    await stage.start(LAYLA)
    await publish(stage, invented(41, title="جسر جديد على النهر", photo=None))
    (page, *_) = await stage.write("/status", chat=KARIM, person=KARIM)
    assert "جسر جديد على النهر" in page.text
    await stage.press(page, "🗑", chat=KARIM, person=KARIM)
    asked = await stage.again(page, KARIM)
    assert len(asked.labels) == 2
    assert await pending_count(stage.store.outbox.database) == 1
    await stage.press(asked, "لا", chat=KARIM, person=KARIM)
    assert await pending_count(stage.store.outbox.database) == 1
    yes = asked.data_of("🗑 نعم")
    assert "لم يعد" in str(await stage.press(await stage.last(LAYLA), data=yes))
    assert await pending_count(stage.store.outbox.database) == 1
    await stage.press(asked, "🗑 نعم", chat=KARIM, person=KARIM)
    assert await pending_count(stage.store.outbox.database) == 0
    assert "ينتظر الإرسال" not in (await stage.again(page, KARIM)).text
    assert "لم يعد" in str(await stage.press(page, "🗑", chat=KARIM, person=KARIM))
