"""Composes a digest: several articles in one message, by section, each a numbered link."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from telegram.constants import MessageLimit

from bot.i18n import Translator
from bot.posts.actions.encoding import encode
from bot.posts.actions.reading import OpenEntry
from bot.posts.digests.cluster_events import Line, cluster_events
from bot.posts.digests.parts import MAX_LINES, arranged, in_parts
from bot.posts.digests.text import body, by_section, header, left_on_site, left_over
from bot.posts.shortening import joined
from bot.posts.template import with_headline
from bot.types import Button, Post
from storage.models import ArticleStatus, ChatKind, StoredArticle

# Each headline is compared with each: the newest of a long outage, the rest is only counted.
MAX_COMPARED = 200


def digest(
    articles: Sequence[StoredArticle],
    *,
    translator: Translator,
    kind: ChatKind = ChatKind.PRIVATE,
    followed: Collection[int] = frozenset(),
    hour: int | None = None,
    headlines: Mapping[int, str] | None = None,
) -> Post | None:
    """Compose the digest of these articles as one message; None if none may be shown.

    `followed` is as in `cluster_events`, `hour` the digest's hour, by which it is named. What has
    no room is counted at the end. `headlines` are the chat's own, by article; what is one event is
    told by the newsroom's.
    """
    live = [article for article in articles if article.status is ArticleStatus.LIVE]
    newest = sorted(live, key=lambda one: (one.article.published, one.id))[-MAX_COMPARED:]
    own = headlines or {}
    return digest_of_lines(
        [
            replace(line, article=with_headline(line.article, own.get(line.article.id, "")))
            for line in cluster_events(newest, followed)
        ],
        total=len(live),
        translator=translator,
        kind=kind,
        hour=hour,
    )


def digest_of_lines(
    lines: Sequence[Line],
    *,
    total: int,
    translator: Translator,
    kind: ChatKind = ChatKind.PRIVATE,
    part: int = 1,
    hour: int | None = None,
) -> Post | None:
    """Compose the digest with these lines, which stand for `total` articles; None if empty.

    Its numbers are buttons that open the entry in place. If it is long, one `part` is returned,
    with buttons for the others. A channel, whose readers have no chat with the bot, gets no
    buttons: there the most important lines are shown, and the rest is counted.
    """
    if not lines:
        return None
    shown = min(len(lines), MAX_LINES)
    while True:
        order = by_section(lines[:shown])
        left = total - sum(1 + line.updates for line in order)
        tail = (
            left_on_site(left, order[0], translator)
            if kind is ChatKind.CHANNEL
            else left_over(left, translator)
        )
        text = body(order, translator)
        whole = joined((header(total, translator, hour), text, tail), "\n\n")
        # One line always fits: its headline is bounded far below the limit.
        if whole.length <= MessageLimit.MAX_TEXT_LENGTH or shown == 1:
            break
        shown -= 1
    if shown < len(lines) and kind is not ChatKind.CHANNEL:
        return in_parts(lines, total=total, translator=translator, part=part, hour=hour)
    entries = [OpenEntry(one.article.id, one.updates, total) for one in order]
    buttons = () if kind is ChatKind.CHANNEL else number_rows(entries)
    return Post(html=whole.html, text_html=whole.html, buttons=buttons)


def number_rows(
    entries: Sequence[OpenEntry], opened: int | None = None
) -> tuple[tuple[Button, ...], ...]:
    """Build the numbered buttons of a digest; the one of the article `opened` is marked."""
    return arranged(
        [
            Button(f"• {number}" if entry.article_id == opened else str(number), data=encode(entry))
            for number, entry in enumerate(entries, 1)
        ]
    )
