"""Shows one article of a digest in the digest's message, and rebuilds the digest after.

Nothing is stored for that: what stands on the buttons is enough, so it works in years, too.
"""

from collections.abc import Iterable, Mapping, Sequence

from bot.i18n import Translator
from bot.posts.actions.encoding import decode, encode
from bot.posts.actions.reading import CloseEntry, OpenEntry, OpenEntryNumber, ShowPart
from bot.posts.buttons import Rows
from bot.posts.digests.cluster_events import Line
from bot.posts.digests.compose import digest_of_lines, number_rows
from bot.posts.digests.index import (
    DigestEntry,
    DigestIndex,
    decode_index,
    encode_index,
    spread_over_buttons,
)
from bot.posts.digests.parts import arranged
from bot.posts.template import templated
from bot.types import Button, Post
from storage.models import ArticleStatus, ChatKind, PostFormat, StoredArticle, Template

PLAIN = Template()


def entries_on(labels: Iterable[object]) -> list[OpenEntry]:
    """Return the entries that a message's buttons open, in order, each article once."""
    actions = (decode(data) for data in labels if isinstance(data, str))
    entries = [one for one in actions if isinstance(one, OpenEntry)]
    return list({one.article_id: one for one in entries}.values())


def numbers_on(labels: Iterable[object]) -> tuple[list[OpenEntryNumber], DigestIndex | None]:
    """Return a message's numbered entries, and the digest index that its buttons carry."""
    actions = [decode(data) for data in labels if isinstance(data, str)]
    carrying = [one for one in actions if isinstance(one, OpenEntryNumber | ShowPart)]
    numbers = [one for one in carrying if isinstance(one, OpenEntryNumber)]
    return numbers, decode_index("".join(one.index_piece for one in carrying))


def entry_page(
    article: StoredArticle,
    rows: Rows,
    *,
    template: Template = PLAIN,
    headline: str = "",
    summary: str = "",
    translator: Translator,
    kind: ChatKind = ChatKind.PRIVATE,
    zone_name: str,
) -> Post:
    """Compose an entry's post as text, with `rows` below its own buttons.

    `template`, `headline` and `summary` are those of the chat, as in `templated`.
    """
    post = templated(
        article,
        template=template,
        headline=headline,
        summary=summary,
        format=PostFormat.TEXT,
        translator=translator,
        corrected_at=article.corrected_at,
        kind=kind,
        zone_name=zone_name,
    )
    return Post(
        html=post.text_html,
        text_html=post.text_html,
        buttons=(*post.buttons, *rows),
        link_preview_url=post.link_preview_url,
    )


def beside_entry(opened: OpenEntry, entries: Sequence[OpenEntry], translator: Translator) -> Rows:
    """Build the numbers of all entries, the open one marked, and the way back to the digest."""
    data = encode(CloseEntry(opened.total))
    back = Button(translator.gettext("Back to the digest"), data=data)
    return (*number_rows(entries, opened=opened.article_id), (back,))


def beside_number(
    opened: OpenEntryNumber,
    numbers: Sequence[OpenEntryNumber],
    index: DigestIndex,
    translator: Translator,
) -> Rows:
    """Build the numbers of the shown part, the open one marked, and the way back to it.

    Raises:
        ValueError: these are not all entries of a part, so that they can't carry the index.
    """
    labels = [
        f"• {one.number}" if one.number == opened.number else str(one.number) for one in numbers
    ]
    back = (translator.gettext("Back to the digest"), ShowPart(numbers[0].part, ""))
    *buttons, way_back = spread_over_buttons(
        [*zip(labels, numbers, strict=True), back], encode_index(index)
    )
    return (*arranged(buttons), (way_back,))


def digest_again(
    closing: CloseEntry,
    entries: Sequence[OpenEntry],
    articles: Mapping[int, StoredArticle],
    *,
    translator: Translator,
    hour: int | None = None,
) -> Post | None:
    """Compose the digest again without articles withdrawn since; None if nothing is left."""
    lines = _still(entries, articles)
    return digest_of_lines(lines, total=closing.total, translator=translator, hour=hour)


def part_again(
    part: int,
    index: DigestIndex,
    articles: Mapping[int, StoredArticle],
    *,
    translator: Translator,
    hour: int | None = None,
) -> Post | None:
    """Compose a part of the digest again without articles withdrawn since.

    None if nothing is left, or if a digest of this size has no such part.
    """
    lines = _still(index.entries, articles)
    if not lines or not 0 < part <= len(index.entries):
        return None
    return digest_of_lines(lines, total=index.total, translator=translator, part=part, hour=hour)


def _still(
    entries: Iterable[OpenEntry | DigestEntry], articles: Mapping[int, StoredArticle]
) -> list[Line]:
    return [
        Line(articles[one.article_id], one.updates)
        for one in entries
        if one.article_id in articles and articles[one.article_id].status is ArticleStatus.LIVE
    ]
