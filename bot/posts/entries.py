"""A digest's entry opened in the digest's own message, and the digest made from its buttons again.

Nothing is stored for that: what stands on the buttons is enough, so it works in years, too.
"""

from collections.abc import Iterable, Mapping, Sequence

from bot.i18n import Translator
from bot.posts.compose import HOME_ZONE, compose
from bot.posts.digest import Line, number_rows, of_lines
from bot.posts.keyboard import decode, encode
from bot.posts.reading_actions import CloseEntry, OpenEntry
from bot.types import Button, Post
from storage.models import ArticleStatus, ChatKind, PostFormat, StoredArticle


def entries_on(labels: Iterable[object]) -> list[OpenEntry]:
    """The entries that a message's buttons open, in their order, each article once."""
    actions = (decode(data) for data in labels if isinstance(data, str))
    entries = [one for one in actions if isinstance(one, OpenEntry)]
    return list({one.article_id: one for one in entries}.values())


def entry_page(
    article: StoredArticle,
    pressed: OpenEntry,
    entries: Sequence[OpenEntry],
    *,
    translator: Translator,
    kind: ChatKind = ChatKind.PRIVATE,
    zone_name: str = HOME_ZONE,
    following: frozenset[int] = frozenset(),
) -> Post:
    """The entry's post as text, the numbers of all entries below it, and the way back."""
    post = compose(
        article,
        format=PostFormat.TEXT,
        translator=translator,
        corrected_at=article.corrected_at,
        kind=kind,
        zone_name=zone_name,
        following=following,
    )
    back = Button(
        translator.gettext("Back to the digest"),
        data=encode(CloseEntry(pressed.total, pressed.top)),
    )
    numbers = number_rows(entries, opened=article.id)
    return Post(
        html=post.text_html,
        text_html=post.text_html,
        buttons=(*post.buttons, *numbers, (back,)),
        link_preview_url=post.link_preview_url,
    )


def digest_again(
    closing: CloseEntry,
    entries: Sequence[OpenEntry],
    articles: Mapping[int, StoredArticle],
    *,
    translator: Translator,
) -> Post | None:
    """The digest as it was, without what was withdrawn since; None where nothing of it is left."""
    lines = [
        Line(articles[one.article_id], one.updates)
        for one in entries
        if one.article_id in articles and articles[one.article_id].status is ArticleStatus.LIVE
    ]
    return of_lines(lines, total=closing.total, top=closing.top, translator=translator)
