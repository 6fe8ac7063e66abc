"""Posts as delivery composes them: an edit leaves what stands in the chat in its shape."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from bot.arabic.terms import index_terms
from bot.delivery.composing import PLAIN, StoredPosts
from bot.i18n import Catalogues
from bot.types import Post
from storage.channels.settings import PostOverrides
from storage.engine.database import Database
from storage.models import ChatKind, PostFormat, Publication
from storage.outbox import Action, Delivery, PostPart
from storage.store import Store
from tests.articles import NOON, invented

ROW = Delivery(
    id=1,
    article_id=1,
    chat_id=1,
    telegram_id=101,
    thread_id=0,
    kind=ChatKind.PRIVATE,
    language="ar",
    format=PostFormat.PHOTO,
    silent=False,
    action=Action.POST,
    priority=0,
    attempts=0,
    addressed=NOON,
)


async def published(store: Store, number: int) -> None:
    article = invented(number)
    await store.publish(
        Publication(
            article=article,
            summary=article.paragraphs[:1],
            terms=index_terms(article.title, "", ()),
            content_hash="one",
        ),
        feed=None,
        now=NOON,
    )


async def composed(database: Database, row: Delivery) -> Post:
    """The post of the only article as this row would bring it."""
    store = Store(database)
    await published(store, 1)
    posts = StoredPosts(store.articles, Catalogues.load(), zone_name="Asia/Damascus")
    return (await posts.posts_for([row]))[1]


@pytest.mark.parametrize("format", PostFormat)
@pytest.mark.parametrize("parts", [(), (PostPart(7, "a"), PostPart(8, "b"))])
async def test_a_corrected_post_with_photos_keeps_its_summary(
    database: Database,
    format: PostFormat,  # noqa: A002 - the setting's own name
    parts: tuple[PostPart, ...],
) -> None:
    """Whatever its chat has chosen for new posts since it was sent."""
    edit = replace(
        ROW, action=Action.EDIT, message_id=7, has_photo=True, format=format, parts=parts
    )
    post = await composed(database, edit)
    assert invented(1).paragraphs[0] in (post.media_html or post.html)


async def test_a_digest_lists_the_headline_that_was_written_for_its_chat(
    database: Database,
) -> None:
    """And in no other chat, whatever is in the cache."""
    store = Store(database)
    for number in (1, 2):
        await published(store, number)

    async def written(
        pairs: Sequence[tuple[int, int]],
    ) -> Mapping[tuple[int, int], PostOverrides]:
        return {pair: replace(PLAIN, headline="عنوان المحرر") for pair in pairs if pair[1] != 6}

    posts = StoredPosts(
        store.articles, Catalogues.load(), zone_name="Asia/Damascus", overrides=written
    )
    row = replace(ROW, kind=ChatKind.CHANNEL, action=Action.DIGEST, articles=(1, 2))
    rows = [replace(row, id=chat, chat_id=chat) for chat in (6, 7)]
    made = await posts.posts_for(rows)
    assert invented(2).title in made[6].html
    assert invented(2).title not in made[7].html
    # Two lines, though an administrator has headed both alike.
    assert made[7].html.count("عنوان المحرر") == 2
