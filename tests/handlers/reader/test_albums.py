"""Galleries in a chat with the bot: as delivered, by choice, and what is behind ⋯."""

import io

from PIL import Image

from bot.delivery.composing import StoredPosts
from storage.models import Photo
from storage.outbox import Action, Delivery
from tests.articles import NOON, invented
from tests.bot.posts.samples import telegram_text
from tests.handlers.stage import LAYLA, Stage


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(out, "JPEG")
    return out.getvalue()


async def published(stage: Stage) -> int:
    """Publish a gallery of three photos that Telegram knows already; its article's id."""
    photos = tuple(
        Photo(f"https://news.example/{number}.jpg", f"دكان {number}", "نور العلي")
        for number in range(3)
    )
    await stage.publish(invented(50, title="سوق النحاس بالصور", photo=photos[0], gallery=photos))
    stored = await stage.store.articles.by_site_id("50")
    assert stored is not None
    known = await stage.application.bot.send_photo(LAYLA, picture())
    for photo in photos:
        await stage.store.photos.remember(stored.id, photo.url, known.photo[-1].file_id)
    return stored.id


async def delivered_caption(stage: Stage, article_id: int) -> str:
    """What delivery would send to the reader now."""
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    posts = StoredPosts(
        stage.store.articles,
        stage.application.bot_data.catalogues,
        zone_name=stage.application.bot_data.zone_name,
        bot_name=lambda: stage.application.bot.username,
    )
    row = Delivery(
        id=1,
        article_id=article_id,
        chat_id=chat.id,
        telegram_id=LAYLA,
        thread_id=0,
        kind=chat.kind,
        language=chat.language,
        format=chat.format,
        silent=False,
        action=Action.POST,
        priority=0,
        attempts=0,
        addressed=NOON,
        album=chat.album,
    )
    post = (await posts.posts_for([row]))[1]
    return telegram_text(post.media_html if post.album else post.html)


async def opened(stage: Stage) -> list[str]:
    """Open the newest article from a list; the captions of the messages that came."""
    (listing,) = await stage.write("/latest")
    before = stage.newest(LAYLA)
    await stage.press(listing, "1")
    return [seen.text for seen in await stage.transcript() if seen.id > before and seen.outgoing]


async def test_an_album_opened_from_a_list_is_the_delivered_one(stage: Stage) -> None:
    """To the letter, and with as many photos."""
    await stage.start()
    article_id = await published(stage)
    first, *others = await opened(stage)
    assert first == await delivered_caption(stage, article_id)
    assert others == ["", ""]


async def test_who_chose_one_photo_gets_one(stage: Stage) -> None:
    """From lists as from delivery."""
    await stage.start()
    article_id = await published(stage)
    (menu,) = await stage.write("/settings")
    for label in ("الشكل", "🖼 معارض الصور", "صورة واحدة"):
        await stage.press(await stage.again(menu), label)
    shown = await opened(stage)
    assert shown == [await delivered_caption(stage, article_id)]


async def test_more_of_an_album_is_opened_without_a_greeting(stage: Stage) -> None:
    """Its captions, the buttons of a post, and the menu; an unknown number is said to be gone."""
    await stage.start()
    article_id = await published(stage)
    (more,) = await stage.start(parameter=f"m{article_id}")
    assert [more.text.count(f"دكان {number}") for number in range(3)] == [1, 1, 1]
    assert more.labels[:3] == ["الصور", "شارك", "✕"]
    (gone,) = await stage.start(parameter="m999999")
    assert not any("الصور" in label for label in gone.labels)
