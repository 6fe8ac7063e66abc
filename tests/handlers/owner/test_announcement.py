"""`/broadcast`: preview, approval by a second press, who gets it, report, and the way back."""

from datetime import timedelta

import pytest
from telegram import Message

from bot.delivery.announcement_posts import AnnouncementPosts
from bot.delivery.composing import StoredPosts
from bot.delivery.outage import DoubtWaits
from bot.delivery.results import to_result
from bot.delivery.sending.calls import BotCalls
from bot.delivery.sending.photos import Photos
from bot.delivery.sending.sender import Sender
from bot.owner_alerts.announcements import report_announcements
from bot.posts.actions.encoding import encode
from bot.posts.actions.owner import AnnouncementStep, DecideAnnouncement
from bot.posts.buttons import Rows, markup
from bot.types import Post
from handlers.owner.announcement_content import Unusable, announcement_content
from storage.outbox import Delivery, Undeletable
from tests.articles import invented
from tests.bot.delivery.delivery_process import no_photo
from tests.handlers.stage import CATALOGUES, KARIM, LAYLA, MARKET, RIMA, SAMI, Seen, Stage, publish
from tests.handlers.test_transcripts import held, shown
from tests.outbox_counts import pending_count

WORDS = "<b>نعود</b> بعد العيد بحلّة <i>جديدة</i>، تابعونا على https://news.example/eid"


async def owner_says(stage: Stage, text: str, **more: object) -> list[Seen]:
    """The owner writes in his chat; what the bot says to it."""
    return await stage.write(text, chat=KARIM, person=KARIM, **more)


async def pressed(stage: Stage, seen: Seen, label: str) -> Seen:
    """The owner presses a button; the message as it is afterwards."""
    await stage.press(seen, label, chat=KARIM, person=KARIM)
    return await stage.again(seen, KARIM)


async def delivered(stage: Stage) -> list[Delivery]:
    """Have what is due sent as the worker does; the rows."""
    now = stage.clock[0]
    claimed = await stage.store.outbox.claim(50, now, timedelta(minutes=1))
    source = AnnouncementPosts(
        StoredPosts(stage.store.articles, CATALOGUES, zone_name="Asia/Damascus"),
        stage.store.announcements.by_id,
        CATALOGUES,
    )
    posts = await source.posts_for([one for one in claimed if one.action != "delete"])
    photos = Photos(fetch=no_photo, memory=stage.store.photos, now=lambda: now)
    sender = Sender(BotCalls(stage.application.bot), photos, now=lambda: now)

    async def begin() -> None:
        """Ask nothing."""

    nothing = Post(html="", text_html="")
    results = [
        to_result(
            one,
            await sender.deliver(one, posts.get(one.id, nothing), begin),
            now=now,
            chance=0.5,
            outage=False,
            waits=DoubtWaits(),
        )
        for one in claimed
    ]
    await stage.store.outbox.record(results, now)
    return claimed


async def reported(stage: Stage) -> int:
    """Look for messages that are done, as the job does."""

    async def tell(owner_id: int, html: str, rows: Rows = ()) -> bool:
        await stage.application.bot.send_message(
            owner_id, html, parse_mode="HTML", reply_markup=markup(rows)
        )
        return True

    return await report_announcements(stage.store, CATALOGUES, tell, {KARIM}, stage.clock[0])


async def test_a_message_to_all_from_the_command_to_the_way_back(stage: Stage) -> None:
    """As the owner sees it; each reader gets to the letter what the preview was."""
    await stage.start(LAYLA)
    await stage.start(SAMI)
    said = []
    (question,) = await owner_says(stage, "/broadcast")
    said += ["— كريم\n/broadcast", shown(question)]
    preview, page = await owner_says(stage, WORDS, html=True)
    said += [shown(preview), shown(page)]
    before = await stage.transcript(LAYLA)
    page = await pressed(stage, page, "📣")
    said.append("(📣)\n" + shown(page))
    assert await pending_count(stage.store.outbox.database) == 0
    page = await pressed(stage, page, "↩️")
    page = await pressed(stage, await pressed(stage, page, "📣"), "✅")
    said.append("(✅)\n" + shown(page))
    assert await reported(stage) == 0
    assert len(await delivered(stage)) == 2
    for reader in (LAYLA, SAMI):
        got = await stage.last(reader)
        assert (got.html, got.buttons) == (preview.html, [])
    assert len(await stage.transcript(LAYLA)) == len(before) + 1
    assert await reported(stage) == 1
    assert await reported(stage) == 0
    report = await stage.last(KARIM)
    said.append(shown(report))
    page = await pressed(stage, report, "🗑")
    said.append("(🗑)\n" + shown(page))
    page = await pressed(stage, page, "🗑 نعم")
    said.append("(🗑 نعم)\n" + shown(page))
    await delivered(stage)
    assert await stage.transcript(LAYLA) == before
    assert await reported(stage) == 1
    said.append(shown(await stage.last(KARIM)))
    held("broadcast", said)


async def test_a_photo_with_its_words_is_previewed_and_arrives(stage: Stage) -> None:
    """It is what the command replies to; nothing is uploaded again."""
    await stage.start(LAYLA)
    await stage.start(KARIM)
    photo = await stage.application.bot.send_photo(
        KARIM, stage.photo_url, caption="<b>معرضنا</b> غدًا", parse_mode="HTML"
    )
    preview, page = await owner_says(stage, "/broadcast", reply_to=photo.message_id)
    assert (preview.photo, preview.html) == (True, (await stage.again(preview, KARIM)).html)
    await pressed(stage, await pressed(stage, page, "📣"), "✅")
    await delivered(stage)
    got = await stage.last(LAYLA)
    assert (got.photo, got.html) == (True, preview.html)


async def test_what_telegram_deletes_no_more_shows_its_photo_no_more(stage: Stage) -> None:
    """Its words say that it was taken back, and a picture stands where the photo was."""
    await stage.start(LAYLA)
    await stage.start(KARIM)
    photo = await stage.application.bot.send_photo(KARIM, stage.photo_url, caption="معرضنا غدًا")
    _, page = await owner_says(stage, "/broadcast", reply_to=photo.message_id)
    await pressed(stage, await pressed(stage, page, "📣"), "✅")
    await delivered(stage)
    before = await photo_in(stage, LAYLA)
    await stage.store.announcements.withdraw(1, stage.clock[0])
    deleting = await stage.store.outbox.claim(5, stage.clock[0], timedelta(minutes=1))
    await stage.store.outbox.record([Undeletable(one.id) for one in deleting], stage.clock[0])
    assert len(await delivered(stage)) == 2
    got = await stage.last(LAYLA)
    assert (got.photo, got.text) == (True, "سحبنا هذه الرسالة.")
    assert await photo_in(stage, LAYLA) != before
    assert await delivered(stage) == []


async def photo_in(stage: Stage, chat: int) -> str:
    """The file that the last message shows."""
    messages = await stage.control(f"chats/{chat}/messages")
    return str(messages["messages"][-1]["photo"][-1]["file_id"])


async def test_groups_and_channels_get_it_only_when_switched_on(stage: Stage) -> None:
    """A switch below the preview, which says how many there are."""
    await stage.start(LAYLA)
    await stage.control(f"chats/{MARKET}/members", {"user": "bot", "status": "member", "by": RIMA})
    await stage.pump()
    await owner_says(stage, "/broadcast")
    _, page = await owner_says(stage, "إلى الجميع")
    assert any("✗" in label for label in page.labels)
    page = await pressed(stage, page, "✗")
    assert "محادثتين" in page.text
    page = await pressed(stage, page, "✓")
    assert "محادثة واحدة" in page.text
    page = await pressed(stage, await pressed(stage, page, "✗"), "📣")
    await pressed(stage, page, "✅")
    assert {one.telegram_id for one in await delivered(stage)} == {LAYLA, MARKET}


async def test_a_switch_pressed_twice_says_the_same_twice(stage: Stage) -> None:
    """A press that comes again, for whatever reason, does not turn it back."""
    await stage.start(LAYLA)
    await stage.control(f"chats/{MARKET}/members", {"user": "bot", "status": "member", "by": RIMA})
    await stage.pump()
    await owner_says(stage, "/broadcast")
    _, page = await owner_says(stage, "إلى الجميع")
    for mark in ("✗", "✓"):
        data = page.data_of(mark)
        for _ in range(2):
            await stage.press(page, data=data, chat=KARIM, person=KARIM)
        page = await stage.again(page, KARIM)
        assert not any(label.startswith(mark) for label in page.labels)


async def test_dropped_it_reaches_nobody_and_its_buttons_end(stage: Stage) -> None:
    """The page's own buttons pressed later say so; so do those of a draft of yesterday."""
    await stage.start(LAYLA)
    for closing in ("إلغاء", ""):
        await owner_says(stage, "/broadcast")
        _, page = await owner_says(stage, "إلى الجميع")
        if closing:
            await pressed(stage, page, closing)
        else:
            stage.clock[0] += timedelta(days=1)
        data = page.data_of("📣")
        for step in (data, data[:-1] + AnnouncementStep.APPROVE):
            await stage.press(page, data=step, chat=KARIM, person=KARIM)
        assert "أغلقنا هذه المسودة" in (await stage.again(page, KARIM)).text
    assert await pending_count(stage.store.outbox.database) == 0


async def test_the_question_is_cancelled_like_any(stage: Stage) -> None:
    """By its button or the word; what is written next is searched for."""
    await owner_says(stage, "/broadcast")
    await owner_says(stage, "إلغاء")
    (answer,) = await owner_says(stage, "حدائق")
    assert "حدائق" in answer.text or answer.buttons
    assert await stage.store.announcements.get(1) is None


async def test_it_is_for_owners_alone(stage: Stage) -> None:
    """For others the command is unknown, and its buttons have expired."""
    await stage.start(LAYLA)
    (unknown,) = await stage.write("/nonsense")
    (answer,) = await stage.write("/broadcast")
    assert answer.text == unknown.text
    await owner_says(stage, "/broadcast")
    await owner_says(stage, "إلى الجميع")
    for step in AnnouncementStep:
        pressing = await stage.press(answer, data=encode(DecideAnnouncement(1, step)))
        assert "لم يعد" in str(pressing["text"])
    assert await pending_count(stage.store.outbox.database) == 0


async def test_an_answer_that_cant_be_sent_leaves_the_question_open(stage: Stage) -> None:
    """A place, say: the next message is taken."""
    await owner_says(stage, "/broadcast")
    user = {"id": KARIM, "is_bot": False, "first_name": "كريم"}
    stage.sandbox.telegram.updates.put(
        "message",
        {
            "message_id": 9000,
            "date": 1,
            "chat": {"id": KARIM, "type": "private", "first_name": "كريم"},
            "from": user,
            "location": {"latitude": 33.5, "longitude": 36.3},
        },
    )
    await stage.pump()
    assert "نرسل نصًا أو صورة" in (await stage.last(KARIM)).text
    preview, _ = await owner_says(stage, "إلى الجميع")
    assert preview.text == "إلى الجميع"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"text": "أ", "media_group_id": "1"}, Unusable.ALBUM),
        ({}, Unusable.KIND),
        (
            {
                "caption": "أ" * 1025,
                "photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}],
            },
            Unusable.LONG,
        ),
    ],
)
def test_what_cant_be_sent_to_all_is_named(fields: dict[str, object], why: Unusable) -> None:
    """An album, other kinds, and words that only Telegram Premium allows."""
    base = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
    message = Message.de_json(base | fields, None)
    assert message is not None
    assert announcement_content(message) is why


@pytest.mark.parametrize(
    ("options", "url", "above"),
    [
        (None, "https://news.example/1", False),
        ({"is_disabled": True}, "", False),
        (
            {"url": "https://news.example/2", "show_above_text": True},
            "https://news.example/2",
            True,
        ),
    ],
)
def test_the_preview_of_a_link_is_as_the_owner_chose(
    options: dict[str, object] | None, url: str, above: bool
) -> None:
    """The first link's, another's above the words, or none."""
    fields: dict[str, object] = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 1, "type": "private"},
        "text": "https://news.example/1",
        "entities": [{"type": "url", "offset": 0, "length": 22}],
    }
    if options is not None:
        fields["link_preview_options"] = options
    message = Message.de_json(fields, None)
    assert message is not None
    content = announcement_content(message)
    assert not isinstance(content, Unusable)
    assert (content.preview_url, content.preview_above) == (url, above)


async def test_news_is_composed_beside_it(stage: Stage) -> None:
    """A claim holds both; each is composed by its own kind."""
    await stage.start(LAYLA)
    await owner_says(stage, "/broadcast")
    _, page = await owner_says(stage, "إلى الجميع")
    await pressed(stage, await pressed(stage, page, "📣"), "✅")
    await publish(stage, invented(77, photo=None))
    stage.clock[0] += timedelta(minutes=3)
    kinds = [bool(one.announcement_id) for one in await delivered(stage)]
    assert kinds == [False, True]
