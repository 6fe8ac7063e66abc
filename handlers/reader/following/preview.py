"""Previews a choice of news: how many articles a day, and which of the last ones it matches."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from bot.arabic.terms import index_terms
from bot.i18n import Translator
from bot.posts.pieces import headline
from bot.posts.shortening import Piece
from bot.text.urls import absolute
from handlers.context import KhabarContext
from handlers.ui.formatting import quoted
from storage.chats.alerts import AlertKind
from storage.chats.search_conditions import Conditions
from storage.models import Chat, StoredArticle

DAY = timedelta(days=1)
# What a preview looks through, and how much of it is named.
RECENT = 50
MAX_LISTED = 5
MAX_HEADLINE = 200


def daily_rate(translator: Translator, articles: int) -> str:
    """Say how many articles a day that is, as a sentence."""
    if not articles:
        return translator.gettext("Nothing in the last 24 hours.")
    return translator.ngettext("About {n} article a day.", "About {n} articles a day.", articles)


async def rate_of_subscriptions(
    context: KhabarContext, translator: Translator, chat_id: int, *, everything: bool
) -> str:
    """Say how many articles of the last 24 hours the chat's subscriptions match, as a sentence."""
    since = context.services.now() - DAY
    found = await context.store.previews.wanted(chat_id, since, everything=everything)
    return daily_rate(translator, len(found))


async def nothing_followed_warning(
    context: KhabarContext, translator: Translator, chat: Chat
) -> str:
    """Return a warning as HTML where no news can come, else an empty text."""
    if chat.everything or not chat.id or not await follows_nothing(context, chat.id):
        return ""
    return translator.html("⚠️ You follow nothing yet, so no news will come. Choose what to follow.")


async def follows_nothing(context: KhabarContext, chat_id: int) -> bool:
    """Return whether the chat follows no tag and no words, nor is alerted to any."""
    words = await context.store.alerts.of_chat(chat_id)
    if any(one.kind is not AlertKind.MUTE for one in words):
        return False
    return not await context.store.subscriptions.followed(chat_id)


async def rate_of_tag(context: KhabarContext, translator: Translator, tag_id: int) -> str:
    """Say how many articles of the last 24 hours have the tag, as a sentence."""
    since = context.services.now() - DAY
    return daily_rate(translator, await context.store.previews.under_tag(tag_id, since))


def last_articles(translator: Translator, number: int) -> str:
    """Return "the last so many articles" as part of a sentence."""
    return translator.ngettext("the last article", "the last {n} articles", number)


async def recent_under_tag(context: KhabarContext, tag_id: int) -> tuple[list[StoredArticle], int]:
    """Return those of the last `RECENT` articles that have a tag, and how many were looked at."""
    ids = await context.store.previews.latest_under_tag(tag_id, RECENT)
    among = min(RECENT, await context.store.articles.count())
    return await context.store.articles.public(ids), among


def share_of_tag(translator: Translator, name: str, found: int, among: int) -> str:
    """Say how many of the last articles have the tag, as a sentence in plain text."""
    return translator.ngettext(
        "{n} of {last} is in “{tag}”.",
        "{n} of {last} are in “{tag}”.",
        found,
        tag=name,
        last=last_articles(translator, among),
    )


def share_of_words(translator: Translator, words: str, found: int, among: int) -> str:
    """Say how many of the last articles hold the words, as HTML."""
    return translator.nhtml(
        "{n} of {last} holds “{words}”.",
        "{n} of {last} hold “{words}”.",
        found,
        last=last_articles(translator, among),
        words=quoted(words),
    )


def headline_list(articles: Sequence[StoredArticle]) -> str:
    """List the newest of the articles as HTML, a line for each."""
    return "\n".join(
        "• " + Piece.link(headline(one.article, MAX_HEADLINE), absolute(one.article.url)).html
        for one in articles[:MAX_LISTED]
    )


async def recent_matches(
    context: KhabarContext, asked: Conditions
) -> tuple[list[StoredArticle], int]:
    """Return those of the last `RECENT` articles that meet it, and how many were looked at."""
    recent = await context.store.articles.latest(RECENT)
    return await asyncio.to_thread(_matching, recent, asked), len(recent)


def _matching(articles: Sequence[StoredArticle], asked: Conditions) -> list[StoredArticle]:
    """Return the articles that meet the conditions, as at publication."""
    found = []
    for one in articles:
        news = one.article
        indexed = index_terms(
            news.title, " ".join(news.paragraphs), [tag.name for tag in news.tags]
        )
        stems = frozenset(indexed.text_stems.split())
        folded = [tag.folded for tag in news.tags]
        if asked.met_by(text=indexed.text, stems=stems, tags=folded):
            found.append(one)
    return found
