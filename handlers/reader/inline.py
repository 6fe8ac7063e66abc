"""Answers inline queries, `@bot words` in any chat, with articles; without words the newest."""

import logging

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.delivery.refusals.classify_failure import FailureAction, Scope, classify
from bot.i18n import Translator
from bot.posts.buttons import markup
from bot.posts.compose import compose
from bot.posts.shortening import shortened
from bot.telegram.private_chats import private_translator
from bot.text.urls import absolute
from handlers.context import KhabarContext
from handlers.reader.find import MAX_QUERY_LETTERS, find, read_query
from handlers.reader.search_corrections import correct_spelling, spell_as_in_titles
from handlers.ui.deep_links import LinkTarget, search_parameter
from handlers.ui.formatting import published_time, quoted
from storage.models import ChatKind, PostFormat, SearchPage, StoredArticle, Treatment

log = logging.getLogger(__name__)

PAGE_SIZE = 10
CACHE_SECONDS = 30
# Nobody scrolls further; it also bounds what a forged offset may ask of the database.
MAX_OFFSET = 200
MAX_TITLE = 120
# The line above the results has room for so many letters on a phone.
MAX_BUTTON = 60


async def answer(update: Update, context: KhabarContext) -> None:
    """Answer with the articles found."""
    query = update.inline_query
    if query is None:
        return
    translator = await private_translator(
        context.store, context.services.catalogues, query.from_user.id
    )
    offset = read_offset(query.offset)
    text = clean(query.query)[:MAX_QUERY_LETTERS]
    found, button = await _find(context, text, offset, translator)
    after = offset + PAGE_SIZE
    # One picture that Telegram does not take at its address has all results refused.
    illustrated = any(one.article.photo for one in found)
    for pictures in (True, False) if illustrated else (False,):
        results = [_result(one, translator, context, pictures=pictures) for one in found]
        try:
            await query.answer(
                results,
                cache_time=CACHE_SECONDS,
                is_personal=True,
                next_offset=str(after) if len(found) == PAGE_SIZE and after < MAX_OFFSET else "",
                button=button,
            )
        except BadRequest as error:
            if classify(error, Scope.OTHER).action is FailureAction.DONE:
                # Telegram takes an answer for some seconds only: the reader has typed on.
                log.debug("inline query not answered: %s", error.message)
                return
            with_them = "with" if pictures else "without"
            log.warning("inline results %s pictures refused: %s", with_them, error.message)
        else:
            return


def read_offset(text: str) -> int:
    """Return the offset of an inline query; 0 for anything that the bot never sent."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(MAX_OFFSET)):
        return 0
    return min(int(text), MAX_OFFSET)


async def _find(
    context: KhabarContext, text: str, offset: int, translator: Translator
) -> tuple[list[StoredArticle], InlineQueryResultsButton | None]:
    """Return the articles, and above them what was searched for where it is not what was typed."""
    stored = context.store.articles
    query = read_query(context, text)
    if query.empty:
        return await stored.latest(PAGE_SIZE, offset), None
    page = await find(context, query, limit=PAGE_SIZE, offset=offset)
    articles = await stored.public([hit.article_id for hit in page.hits])
    return articles, _said(page, text, [one.article.title for one in articles], translator)


def _said(
    page: SearchPage, text: str, titles: list[str], translator: Translator
) -> InlineQueryResultsButton | None:
    """Return the line that says what was guessed, or that nothing was found; it opens the bot."""
    likelier = correct_spelling(text, spell_as_in_titles(page.suggestions, titles))
    dropped = [one.typed for one in page.treated if one.treatment is Treatment.DROPPED]
    if not page.total:
        label = translator.gettext("Nothing found: search in the bot")
    elif likelier != text:
        label = translator.gettext(
            "Not found as written: results for “{taken}”", taken=quoted(likelier)
        )
    elif dropped:
        label = translator.gettext(
            "“{asked}” was not found: results for the rest", asked=quoted(dropped[0])
        )
    elif not page.full:
        label = translator.gettext("No article holds all of this: the nearest ones")
    else:
        return None
    # A search too long for a link: the bot is opened without it.
    parameter = search_parameter(likelier) or LinkTarget.SEARCH
    return InlineQueryResultsButton(shortened(label, MAX_BUTTON), start_parameter=parameter)


def _result(
    article: StoredArticle, translator: Translator, context: KhabarContext, *, pictures: bool
) -> InlineQueryResultArticle:
    """Return one article as a result; its buttons are links, since anybody may receive it."""
    services = context.services
    post = compose(
        article,
        format=PostFormat.TEXT,
        translator=translator,
        kind=ChatKind.CHANNEL,
        zone_name=services.zone_name,
    )
    news = article.article
    url = absolute(news.url)
    date = published_time(
        news.published, services.now(), translator=translator, zone_name=services.zone_name
    )
    photo = absolute(news.photo.url) if news.photo and pictures else ""
    return InlineQueryResultArticle(
        id=str(article.id),
        title=isolate(shortened(clean(news.title), MAX_TITLE)),
        description=translator.gettext(
            "{date} · {summary}",
            date=date,
            summary=isolate(shortened(clean(" ".join(article.summary)), MAX_TITLE)),
        ),
        thumbnail_url=photo or None,
        input_message_content=InputTextMessageContent(
            post.text_html,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(
                is_disabled=not url, url=url or None, prefer_large_media=True
            ),
        ),
        reply_markup=markup(post.buttons),
    )
