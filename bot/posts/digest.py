"""Several articles in one message: the weightiest first, by section, each a link with a number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from telegram.constants import MessageLimit

from bot.addresses import absolute
from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.arabic.stems import stem
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import tokens
from bot.i18n import Translator
from bot.posts.keyboard import encode
from bot.posts.limits import Piece, joined
from bot.posts.pieces import NOTHING, headline
from bot.posts.reading_actions import OpenEntry
from bot.types import Button, Post
from storage.models import ArticleStatus, ChatKind, StoredArticle, TagKind

# Beyond these nobody reads on; Telegram takes a hundred links and a hundred buttons.
MAX_LINES = 30
MAX_HEADLINE = 200
# Each headline is compared with each: the newest of a long outage, the rest is only counted.
MAX_COMPARED = 200
BUTTONS_IN_ROW = 8
# Share of common stems from which two headlines may tell of one event.
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Line:
    """One headline of a digest: the newest of its event, and how many older ones it stands for."""

    article: StoredArticle
    updates: int = 0
    followed: bool = False

    @property
    def section(self) -> str:
        """The first section of the article; empty where it has none."""
        sections = (t.name for t in self.article.article.tags if t.kind is TagKind.SECTION)
        return clean(next(sections, ""))

    @property
    def weight(self) -> tuple[bool, bool, int, int]:
        """Breaking news first, then what the reader follows, what moved on, the longest."""
        news = self.article.article
        return news.breaking, self.followed, self.updates, sum(map(len, news.paragraphs))


def folded(
    articles: Sequence[StoredArticle], followed: Collection[int] = frozenset()
) -> list[Line]:
    """One line for each event, weightiest first: near-identical headlines become updates.

    `followed` are the ids of articles that weigh more, since the reader follows their tag.
    """
    events: list[tuple[list[frozenset[str]], Line]] = []
    newest_first = sorted(articles, key=lambda one: (one.article.published, one.id), reverse=True)
    for article in newest_first:
        stems = _stems(article.article.title)
        for place, (known, line) in enumerate(events):
            # All of them must agree: a headline without a name agrees with one of each name.
            if all(_alike(one, stems) for one in known):
                events[place] = ([*known, stems], replace(line, updates=line.updates + 1))
                break
        else:
            events.append(([stems], Line(article, followed=article.id in followed)))
    return sorted((line for _, line in events), key=lambda line: line.weight, reverse=True)


def digest(
    articles: Sequence[StoredArticle],
    *,
    translator: Translator,
    kind: ChatKind = ChatKind.PRIVATE,
    followed: Collection[int] = frozenset(),
) -> Post | None:
    """The digest of these articles within one message; None where none of them may be seen.

    `followed` is as in `folded`. What has no room is counted at the end.
    """
    live = [article for article in articles if article.status is ArticleStatus.LIVE]
    newest = sorted(live, key=lambda one: (one.article.published, one.id))[-MAX_COMPARED:]
    return of_lines(folded(newest, followed), total=len(live), translator=translator, kind=kind)


def of_lines(
    lines: Sequence[Line],
    *,
    total: int,
    translator: Translator,
    top: bool = False,
    kind: ChatKind = ChatKind.PRIVATE,
) -> Post | None:
    """The digest with these lines, which stand for `total` articles; None where there is none.

    Its numbers are buttons that open the entry in place, but not in a channel, whose readers are
    no chat of the bot's. `top` are the day's top stories: beside them nothing is left over.
    """
    if not lines:
        return None
    shown = min(len(lines), MAX_LINES)
    while True:
        piece, order = _body(lines[:shown], translator)
        left = 0 if top else max(0, total - sum(1 + line.updates for line in order))
        tail = _left_over(left, translator) if left else NOTHING
        whole = joined((_header(total, translator, top=top), piece, tail), "\n\n")
        # One line always fits: its headline is bounded far below the limit.
        if whole.length <= MessageLimit.MAX_TEXT_LENGTH or shown == 1:
            entries = [OpenEntry(one.article.id, one.updates, total, top) for one in order]
            buttons = () if kind is ChatKind.CHANNEL else number_rows(entries)
            return Post(html=whole.html, text_html=whole.html, buttons=buttons)
        shown -= 1


def _header(count: int, translator: Translator, *, top: bool) -> Piece:
    if top:
        return Piece.bold(translator.gettext("Today's top stories"))
    text = translator.ngettext(
        "📋 {n} article in the meantime", "📋 {n} articles in the meantime", count
    )
    return Piece.bold(text)


def _left_over(count: int, translator: Translator) -> Piece:
    return Piece.plain(
        translator.ngettext(
            "And {n} more article: /latest", "And {n} more articles: /latest", count
        )
    )


def _body(lines: Sequence[Line], translator: Translator) -> tuple[Piece, list[Line]]:
    """The lines by section, in the order of each section's weightiest; and the order of numbers."""
    sections: dict[str, list[Line]] = {}
    for line in lines:
        sections.setdefault(line.section, []).append(line)
    order: list[Line] = []
    blocks = []
    # What has no section comes last; the sort is stable.
    for section, members in sorted(sections.items(), key=lambda named: not named[0]):
        rows = []
        if len(sections) > 1:
            rows.append(Piece.bold(isolate(section) or translator.gettext("Other news")))
        for line in members:
            order.append(line)
            rows.append(_row(len(order), line, translator))
        blocks.append(joined(rows, "\n"))
    return joined(blocks, "\n\n"), order


def _row(number: int, line: Line, translator: Translator) -> Piece:
    news = line.article.article
    sign = Piece.plain("🔴") if news.breaking else NOTHING
    updates = NOTHING
    if line.updates:
        told = translator.ngettext("and {n} update", "and {n} updates", line.updates)
        updates = Piece.italic(f"({told})")
    link = Piece.link(headline(news, MAX_HEADLINE), absolute(news.url))
    return joined((Piece.plain(f"{number}."), sign, link, updates), " ")


def number_rows(
    entries: Sequence[OpenEntry], opened: int | None = None
) -> tuple[tuple[Button, ...], ...]:
    """The numbers under a digest; that of the entry whose article is `opened` is marked."""
    buttons = [
        Button(f"• {number}" if entry.article_id == opened else str(number), data=encode(entry))
        for number, entry in enumerate(entries, 1)
    ]
    return tuple(
        tuple(buttons[start : start + BUTTONS_IN_ROW])
        for start in range(0, len(buttons), BUTTONS_IN_ROW)
    )


def _stems(title: str) -> frozenset[str]:
    return frozenset(stem(word) for word in tokens(title) if word not in STOP_WORDS)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one headline says what the other does and no more than a few words beside it.

    A word in the place of another may be a name in the place of another, and a number always
    tells of something else: both make two events.
    """
    if not one or not (one <= other or other <= one):
        return False
    further = one ^ other
    if any(letter.isdigit() for word in further for letter in word):
        return False
    return len(one & other) / len(one | other) >= ALIKE
