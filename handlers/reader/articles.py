"""Shows articles to a reader: the newest in pages, one by its number, or one by its link."""

import re
from urllib.parse import urlsplit

from telegram import Update

from bot.arabic.normalize import clean
from bot.feed.identity import site_id
from bot.i18n import Translator
from bot.posts.actions.encoding import encode
from bot.posts.actions.reading import Listing, ShowArticle, ShowPage
from bot.posts.actions.settings import Menu, OpenMenu
from bot.posts.buttons import Rows
from bot.text.urls import MAX_URL, canonical_url
from bot.types import Button
from handlers.buttons import button_action
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.following.preview import DAY
from handlers.ui.deep_links import LinkTarget, parse_address
from handlers.ui.guards import require_article
from handlers.ui.pagination import (
    PAGE_SIZE,
    ListPage,
    articles_page,
    clamp_offset,
)
from handlers.ui.replies import answer_callback, edit_or_send, reply
from handlers.ui.send_post import send_article

LINK_SCHEMES = ("http://", "https://")
# Of a text that is passed on; no button for sharing puts more there.
MOST_LINKS = 3
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?…،؛؟)»”\"'"


async def show_latest(
    update: Update, context: KhabarContext, origin: ChatContext, offset: int
) -> None:
    """Show a page of the newest articles."""
    articles = context.store.articles
    total = await articles.count()
    offset = clamp_offset(offset, total, PAGE_SIZE)
    found = await articles.latest(PAGE_SIZE, offset)
    if not found:
        text = origin.translator.html("There is no news here yet. The first will come soon.")
        await edit_or_send(update, context, origin, text)
        return
    header = origin.translator.html(
        "<b>Latest news from {site}</b>", site=context.services.site_name
    )
    page = ListPage(listing=Listing.LATEST, key=0, offset=offset, total=total, items=tuple(found))
    await show_page(update, context, origin, page, header=header)


async def show_matching(
    update: Update, context: KhabarContext, origin: ChatContext, offset: int
) -> None:
    """Show the articles of the last 24 hours that the chat's subscriptions match."""
    chat = origin.chat
    found = []
    if chat is not None:
        since = context.services.now() - DAY
        found = await context.store.previews.wanted(chat.id, since, everything=chat.everything)
    back = Button(origin.translator.gettext("Back"), data=encode(OpenMenu(Menu.TOPICS)))
    if not found:
        text = origin.translator.html(
            "By your choice nothing would have come in the last 24 hours."
        )
        await edit_or_send(update, context, origin, text, ((back,),))
        return
    offset = clamp_offset(offset, len(found), PAGE_SIZE)
    items = await context.store.articles.public(found[offset : offset + PAGE_SIZE])
    header = origin.translator.nhtml(
        "<b>The last 24 hours by your choice</b>: {n} article",
        "<b>The last 24 hours by your choice</b>: {n} articles",
        len(found),
    )
    page = ListPage(
        listing=Listing.MINE, key=0, offset=offset, total=len(found), items=tuple(items)
    )
    await show_page(update, context, origin, page, header=header, rows=((back,),))


async def show_article(
    update: Update, context: KhabarContext, origin: ChatContext, article_id: int
) -> None:
    """Send one article as a post."""
    article = await require_article(update, context, origin, article_id)
    if article is not None:
        # A press is answered last: where the chat takes nothing, the answer says so.
        await send_article(context, origin, article)
        await answer_callback(update)


def with_schemes(text: str, site_url: str) -> str:
    """Return a text whose links to the site or to a bot begin with https://, if it was left out.

    In quotation marks they are words to search for.
    """
    host = (urlsplit(site_url).hostname or "").removeprefix("www.")
    places = [r"t\.me/", *([rf"(?:www\.)?{re.escape(host)}(?![\w-]|\.\w)"] if host else [])]
    bare = rf"(?<![\w/.@“”„\"«-])(?:{'|'.join(places)})"
    return re.sub(bare, r"https://\g<0>", text, flags=re.IGNORECASE)


def is_link(text: str) -> bool:
    """Return whether a text is a link and nothing else."""
    return text.lower().startswith(LINK_SCHEMES) and len(text.split()) == 1


async def article_at_link(context: KhabarContext, address: str) -> int | None:
    """Return the id of the article at a link, public or not; None for an unknown link.

    Short and older links hold the article's number, and those that the bot makes its own.
    """
    named = parse_address(address, context.bot.username)
    if named is not None and named.target is LinkTarget.ARTICLE:
        return named.number
    article_id = await context.store.articles.by_url(canonical_url(address))
    if article_id is None:
        known = await context.store.articles.by_site_id(site_id(address))
        article_id = known.id if known else None
    return article_id


async def article_linked_in(context: KhabarContext, text: str) -> int | None:
    """Return the id of the first article that a text links to, public or not; None without one.

    Apps pass an article on as its headline with the link. Links with a scheme come before those
    that `with_schemes` finds: names of chats beside them look like these.
    """
    bare = with_schemes(text, context.services.site_url)
    links = dict.fromkeys(link for each in (text, bare) for link in _LINK.findall(clean(each)))
    for link in list(links)[:MOST_LINKS]:
        found = await article_at_link(context, link.rstrip(_AFTER_LINK)[:MAX_URL])
        if found is not None:
            return found
    return None


def without_links(text: str) -> str:
    """Return the words of a text without its links; the text itself if it has no others."""
    words = clean(_LINK.sub(" ", text))
    return words or text


async def show_article_at_link(
    update: Update, context: KhabarContext, origin: ChatContext, address: str
) -> None:
    """Send the article at a link as a post."""
    article_id = await article_at_link(context, address)
    if article_id is None:
        await reply(context, origin, no_article_at_link(origin.translator, address))
    else:
        await show_article(update, context, origin, article_id)


def no_article_at_link(translator: Translator, address: str) -> str:
    """Say that no article is known by this link, as HTML."""
    # On a line of its own: an isolate sign inside would cut the link.
    return translator.html(
        "No article of the site stands at this address:\n{address}", address=address
    )


async def show_page(
    update: Update,
    context: KhabarContext,
    origin: ChatContext,
    page: ListPage,
    *,
    header: str,
    rows: Rows = (),
) -> None:
    """Show a page of articles, with further rows of buttons below its own."""
    text, own = articles_page(
        page,
        header,
        translator=origin.translator,
        now=context.services.now(),
        zone_name=context.services.zone_name,
    )
    await edit_or_send(update, context, origin, text, (*own, *rows))


async def followed_ids(context: KhabarContext, origin: ChatContext) -> set[int]:
    """Return the ids of the tags that the chat follows."""
    if origin.chat is None:
        return set()
    return {tag.id for tag in await context.store.subscriptions.followed(origin.chat.id)}


async def latest(update: Update, context: KhabarContext) -> None:
    """`/latest`: show the newest articles."""
    await show_latest(update, context, await chat_context(update, context), 0)


async def turn_page(update: Update, context: KhabarContext) -> None:
    """Show another page of the newest articles."""
    offset = button_action(update, ShowPage).offset
    await show_latest(update, context, await chat_context(update, context), offset)


async def turn_matching(update: Update, context: KhabarContext) -> None:
    """Show another page of what the chat's subscriptions match."""
    offset = button_action(update, ShowPage).offset
    await show_matching(update, context, await chat_context(update, context), offset)


async def open_article(update: Update, context: KhabarContext) -> None:
    """Send the article whose number was pressed in a list."""
    article_id = button_action(update, ShowArticle).article_id
    await show_article(update, context, await chat_context(update, context), article_id)
