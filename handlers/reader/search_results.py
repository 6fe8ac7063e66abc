"""Shows a reader the articles found by words, likelier spellings, and buttons to follow it."""

from dataclasses import replace

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.arabic.queries.advice import advise
from bot.arabic.subscribed_words import searched
from bot.posts.actions.encoding import encode
from bot.posts.actions.reading import Listing, ShowPage
from bot.posts.actions.subscriptions import Watch, WatchKind
from bot.posts.buttons import MAX_LABEL, Rows
from bot.posts.shortening import shortened
from bot.types import Button
from handlers.context import ChatContext, KhabarContext
from handlers.reader.articles import show_page
from handlers.reader.find import MAX_QUERY_LETTERS, find, read_query, today
from handlers.reader.search_corrections import (
    correct_spelling,
    spell_as_in_titles,
    treatment_notes,
)
from handlers.reader.search_texts import (
    date_notes,
    no_results_text,
    period_notes,
    results_header,
)
from handlers.ui.deep_links import search_parameter, share_row
from handlers.ui.pagination import PAGE_SIZE, ListPage, clamp_offset
from handlers.ui.replies import edit_or_send
from storage.models import ChatKind, SearchQuery, Treatment
from storage.search import MAX_RANKED


async def show_search(
    update: Update, context: KhabarContext, origin: ChatContext, text: str
) -> None:
    """Show the first page of what is found for a text."""
    asked = shortened(clean(text), MAX_QUERY_LETTERS)
    if not asked:
        return
    query_id = await context.store.saved_searches.save(
        origin.telegram_id, asked, now=context.services.now()
    )
    await show_found(update, context, origin, asked, query_id=query_id, offset=0)


async def show_found(
    update: Update,
    context: KhabarContext,
    origin: ChatContext,
    text: str,
    *,
    query_id: int,
    offset: int,
) -> None:
    """Show a page of what is found for the words of a stored search."""
    store = context.store
    now = context.services.now()
    query = read_query(context, text)
    advice = advise(text, today=today(context))
    found = await find(context, query, limit=PAGE_SIZE, offset=offset)
    within_reach = min(found.total, MAX_RANKED)
    if offset and not found.hits and within_reach:
        offset = clamp_offset(offset, within_reach, PAGE_SIZE)
        found = await find(context, query, limit=PAGE_SIZE, offset=offset)
    items = await store.articles.public([hit.article_id for hit in found.hits])
    titles = [item.article.title for item in items]
    likelier = correct_spelling(text, spell_as_in_titles(found.suggestions, titles))
    if not offset:
        for word in found.treated:
            if word.treatment is Treatment.DROPPED:
                await store.fruitless_words.note(origin.telegram_id, word.typed, now=now)
    period = period_notes(origin.translator, query.since, query.until)
    offers = await _correction_row(context, origin, text, likelier)
    if not items:
        rows = offers
        if origin.kind is not ChatKind.CHANNEL and advice.fault is None:
            rows = (*offers, *follow_row(origin, query, query_id))
        spared = await _count_excluded(context, query)
        answer = no_results_text(
            origin.translator, text, offers, advice, period=period, spared=spared
        )
        await edit_or_send(update, context, origin, answer, rows)
        return
    page = ListPage(
        listing=Listing.SEARCH,
        key=query_id,
        offset=offset,
        total=within_reach,
        items=tuple(items),
    )
    answer = "\n".join(
        [
            results_header(origin.translator, likelier, found),
            *period,
            *date_notes(origin.translator, advice),
            *treatment_notes(found.treated, text, titles, origin.translator),
        ]
    )
    if likelier != text:
        # What was written is in no article, so it is the likelier words that can be followed.
        query_id = await store.saved_searches.save(origin.telegram_id, likelier, now=now)
        query = read_query(context, likelier)
    rows = (
        offers
        if origin.kind is ChatKind.CHANNEL
        else (
            *offers,
            *follow_row(origin, query, query_id),
            share_row(
                context.bot.username, search_parameter(likelier), likelier, origin.translator
            ),
        )
    )
    await show_page(update, context, origin, page, header=answer, rows=rows)


def follow_row(origin: ChatContext, query: SearchQuery, query_id: int) -> Rows:
    """Return the button that follows the search; none where it asks for nothing but days.

    A period has its end, or holds whatever comes, and that is what `/start` brings.
    """
    if not searched(query).words:
        return ()
    label = origin.translator.gettext("🔔 Follow this search")
    following = Button(label, data=encode(Watch(query_id, WatchKind.SEARCH, confirmed=False)))
    return ((following,),)


async def _count_excluded(context: KhabarContext, query: SearchQuery) -> int:
    """Return how many articles would be found without the excluded words."""
    if not (query.excluded or query.excluded_phrases):
        return 0
    wider = replace(query, excluded=(), excluded_phrases=())
    return (await find(context, wider, limit=1)).full


async def _correction_row(
    context: KhabarContext, origin: ChatContext, asked: str, likelier: str
) -> Rows:
    """Return a button that searches for the words in the likelier spelling."""
    if likelier == asked:
        return ()
    query_id = await context.store.saved_searches.save(
        origin.telegram_id, likelier, now=context.services.now()
    )
    label = origin.translator.gettext("🔎 {words}", words=shortened(isolate(likelier), MAX_LABEL))
    return ((Button(label, data=encode(ShowPage(Listing.SEARCH, query_id, 0))),),)
