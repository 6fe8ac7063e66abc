"""Shows a reader the articles found by words, likelier spellings, and buttons to follow it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from telegram import Update

from bot.arabic.advice import Advice, Fault, advise
from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.arabic.queries import parse_query
from bot.i18n import Translator
from bot.posts.actions.encoding import encode
from bot.posts.actions.reading import Listing, ShowPage
from bot.posts.actions.subscriptions import Watch, WatchKind
from bot.posts.buttons import MAX_LABEL, Rows
from bot.posts.limits import shortened
from bot.types import Button
from handlers.context import ChatContext, KhabarContext
from handlers.reader.articles import show_page
from handlers.reader.preview import search_terms
from handlers.reader.search_corrections import (
    correct_spelling,
    spell_as_in_titles,
    treatment_notes,
)
from handlers.ui.deep_links import search_parameter, share_row
from handlers.ui.formatting import quoted
from handlers.ui.pagination import PAGE_SIZE, ListPage, clamp_offset
from handlers.ui.replies import edit_or_send
from storage.models import ChatKind, SearchPage, SearchQuery, Treatment
from storage.search import MAX_RANKED

# Longer than any question, shorter than a pasted article.
MAX_WORDS = 200


async def show_search(
    update: Update, context: KhabarContext, origin: ChatContext, text: str
) -> None:
    """Show the first page of what is found for a text."""
    asked = shortened(clean(text), MAX_WORDS)
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
    today = now.astimezone(ZoneInfo(context.services.zone_name)).date()
    query = parse_query(text, today=today)
    advice = advise(text, today=today)
    found = await store.search.find(query, now=now, limit=PAGE_SIZE, offset=offset)
    within_reach = min(found.total, MAX_RANKED)
    if offset and not found.hits and within_reach:
        offset = clamp_offset(offset, within_reach, PAGE_SIZE)
        found = await store.search.find(query, now=now, limit=PAGE_SIZE, offset=offset)
    items = await store.articles.public([hit.article_id for hit in found.hits])
    titles = [item.article.title for item in items]
    likelier = correct_spelling(text, spell_as_in_titles(found.suggestions, titles))
    if not offset:
        for word in found.treated:
            if word.treatment is Treatment.DROPPED:
                await store.fruitless_words.note(origin.telegram_id, word.typed, now=now)
    offers = await _correction_row(context, origin, text, likelier)
    if not items:
        rows = offers
        if origin.kind is not ChatKind.CHANNEL and advice.fault is None:
            rows = (*offers, *follow_row(origin, text, query_id))
        spared = await _count_excluded(context, query)
        answer = no_results_text(origin.translator, text, offers, advice, spared=spared)
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
            *date_notes(origin.translator, advice),
            *treatment_notes(found.treated, text, titles, origin.translator),
        ]
    )
    if likelier != text:
        # What was written is in no article, so it is the likelier words that can be followed.
        query_id = await store.saved_searches.save(origin.telegram_id, likelier, now=now)
    rows = (
        offers
        if origin.kind is ChatKind.CHANNEL
        else (
            *offers,
            *follow_row(origin, likelier, query_id),
            share_row(
                context.bot.username, search_parameter(likelier), likelier, origin.translator
            ),
        )
    )
    await show_page(update, context, origin, page, header=answer, rows=rows)


def follow_row(origin: ChatContext, text: str, query_id: int) -> Rows:
    """Return the button that follows the search; none where it asks for nothing but days.

    A period has its end, or holds whatever comes, and that is what `/start` brings.
    """
    if not search_terms(text):
        return ()
    label = origin.translator.gettext("🔔 Follow this search")
    following = Button(label, data=encode(Watch(query_id, WatchKind.SEARCH, confirmed=False)))
    return ((following,),)


def results_header(translator: Translator, text: str, found: SearchPage) -> str:
    """Say how much was found for which words, as HTML."""
    shown = quoted(text)
    if found.more:
        return translator.nhtml(
            "<b>“{words}”</b>: more than {n} article",
            "<b>“{words}”</b>: more than {n} articles",
            found.total,
            words=shown,
        )
    return translator.nhtml(
        "<b>“{words}”</b>: {n} article",
        "<b>“{words}”</b>: {n} articles",
        found.total,
        words=shown,
    )


async def _count_excluded(context: KhabarContext, query: SearchQuery) -> int:
    """Return how many articles would be found without the excluded words."""
    if not (query.excluded or query.excluded_phrases):
        return 0
    wider = replace(query, excluded=(), excluded_phrases=())
    found = await context.store.search.find(wider, now=context.services.now(), limit=1)
    return found.total


def no_results_text(
    translator: Translator, text: str, offers: Rows, advice: Advice, *, spared: int = 0
) -> str:
    """Say that no article holds the words, and what else can be tried, as HTML.

    `spared` articles hold them, but also the excluded words.
    """
    days = date_notes(translator, advice)
    if advice.fault is not None and not (days and advice.fault is Fault.NO_WORDS):
        return "\n".join([*days, fault_text(translator, advice.fault)])
    lines = [translator.html("Nothing was found for “{words}”.", words=quoted(text)), *days]
    if spared:
        lines.append(
            translator.nhtml(
                "Without the minus there would be {n} article: all of them hold what was to be "
                "left out.",
                "Without the minus there would be {n} articles: all of them hold what was to be "
                "left out.",
                spared,
            )
        )
    elif offers:
        lines.append(translator.html("Perhaps this was meant:"))
    elif not days and len(text.split()) > 1:
        lines.append(
            translator.html("Fewer words often find more; /tags shows what the news is about.")
        )
    elif not days:
        lines.append(
            translator.html(
                "Another word for it may find more; /tags shows what the news is about."
            )
        )
    return "\n".join(lines)


def fault_text(translator: Translator, fault: Fault) -> str:
    """Say why a query can't be searched for, and what would help, as HTML."""
    if fault is Fault.ONLY_LEFT_OUT:
        return translator.html(
            "A word behind a minus is only left out. Write what to search for beside it: "
            "<i>bread -Aleppo</i>"
        )
    if fault is Fault.ONLY_COMMON:
        return translator.html(
            "Every article holds these words. Add one that tells of the subject, or put the "
            "words in “…” to find them exactly like that."
        )
    if fault is Fault.ONE_LETTER:
        return translator.html("A single letter is too little to search for. Write a whole word.")
    return translator.html("There is no word in this to search for. Write one, a name or a place.")


def date_notes(translator: Translator, advice: Advice) -> list[str]:
    """Say how the dates of a query were read, where not as written, as HTML."""
    lines = [
        translator.html(
            "“{date}” is no date, so it was passed over. Write it like 2025-01 or 20 May 2025.",
            date=isolate(written),
        )
        for written in advice.unreadable
    ]
    if advice.exchanged:
        lines.append(translator.html("The later date came first; they were exchanged."))
    return lines


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
