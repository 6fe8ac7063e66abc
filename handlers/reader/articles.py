"""Finding articles for a reader: the newest, those of a tag, one by its number or its link."""

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean, fold
from bot.arabic.stems import stem
from bot.feed.identity import site_id
from bot.i18n import Translator
from bot.posts.buttons import Rows, follow_button, mute_button
from bot.posts.keyboard import encode
from bot.posts.reading_actions import Listing
from bot.posts.settings_actions import Menu, OpenMenu
from bot.text.urls import canonical_url
from bot.types import Button
from handlers.context import ChatContext, KhabarContext
from handlers.reader.preview import A_DAY, rate_of_tag
from handlers.ui.deep_links import Target, sharing, start_parameter
from handlers.ui.pagination import (
    PAGE_SIZE,
    TAGS_PAGE_SIZE,
    ListPage,
    articles_page,
    clamped,
    tag_button,
    tags_page,
)
from handlers.ui.replies import answer_callback, edit_or_send, notify, reply, send_article
from storage.articles.tags import UsedTag
from storage.models import ArticleStatus, ChatKind, StoredArticle, Tag

OFFERED_TAGS = 6
# The longest name of a tag that anybody could mean; the rest of a longer text is not read.
MAX_NAME = 100
ADDRESS = ("http://", "https://")


def folded_name(text: str) -> str:
    """A tag's name as a reader wrote it (`#دير_الزور`), in the form that names are found by."""
    name = clean(text[:MAX_NAME]).lstrip("#").replace("_", " ")
    return " ".join(fold(name).split())


async def show_latest(
    update: Update, context: KhabarContext, place: ChatContext, offset: int
) -> None:
    """The newest articles."""
    articles = context.store.articles
    total = await articles.count()
    offset = clamped(offset, total, PAGE_SIZE)
    found = await articles.latest(PAGE_SIZE, offset)
    if not found:
        text = place.translator.html("There is no news here yet. The first will come soon.")
        await edit_or_send(update, context, place, text)
        return
    header = place.translator.html(
        "<b>Latest news from {site}</b>", site=context.services.site_name
    )
    page = ListPage(listing=Listing.LATEST, key=0, offset=offset, total=total, items=tuple(found))
    await show_page(update, context, place, page, header=header)


async def show_tag(
    update: Update, context: KhabarContext, place: ChatContext, tag: Tag, offset: int
) -> None:
    """The articles of a tag, with the button to follow it."""
    articles = context.store.articles
    total = await articles.count_by_tag(tag.id)
    offset = clamped(offset, total, PAGE_SIZE)
    found = await articles.by_tag(tag.id, PAGE_SIZE, offset)
    name = isolate(clean(tag.name))
    following = tag.id in await followed_ids(context, place)
    chat_id = place.chat.id if place.chat else 0
    muted = {one.id for one in await context.store.subscriptions.muted(chat_id)}
    rows: Rows = ()
    if place.kind is not ChatKind.CHANNEL:
        parameter = start_parameter(Target.TAG, tag.id)
        rows = (
            (follow_button(tag, translator=place.translator, following=following),),
            (mute_button(tag, translator=place.translator, muted=tag.id in muted),),
            sharing(context.bot.username, parameter, clean(tag.name), place.translator),
        )
    if not found:
        text = place.translator.html("There is no news under “{tag}” yet.", tag=name)
        await edit_or_send(update, context, place, text, rows)
        return
    header = place.translator.nhtml(
        "<b>{tag}</b>: {n} article", "<b>{tag}</b>: {n} articles", total, tag=name
    )
    header += "\n" + await rate_of_tag(context, place.translator, tag.id)
    page = ListPage(listing=Listing.TAG, key=tag.id, offset=offset, total=total, items=tuple(found))
    await show_page(update, context, place, page, header=header, rows=rows)


async def show_mine(
    update: Update, context: KhabarContext, place: ChatContext, offset: int
) -> None:
    """What the chat's wishes would have brought in the last 24 hours."""
    chat = place.chat
    found = []
    if chat is not None:
        since = context.services.now() - A_DAY
        found = await context.store.previews.wanted(chat.id, since, everything=chat.everything)
    back = Button(place.translator.gettext("Back"), data=encode(OpenMenu(Menu.TOPICS)))
    if not found:
        text = place.translator.html("By your choice nothing would have come in the last 24 hours.")
        await edit_or_send(update, context, place, text, ((back,),))
        return
    offset = clamped(offset, len(found), PAGE_SIZE)
    items = await context.store.articles.get(found[offset : offset + PAGE_SIZE])
    header = place.translator.nhtml(
        "<b>The last 24 hours by your choice</b>: {n} article",
        "<b>The last 24 hours by your choice</b>: {n} articles",
        len(found),
    )
    page = ListPage(
        listing=Listing.MINE, key=0, offset=offset, total=len(found), items=tuple(items)
    )
    await show_page(update, context, place, page, header=header, rows=((back,),))


async def show_tags(
    update: Update, context: KhabarContext, place: ChatContext, offset: int
) -> None:
    """The tags and sections in use."""
    total = await context.store.tags.count_in_use()
    offset = clamped(offset, total, TAGS_PAGE_SIZE)
    found = await context.store.tags.in_use(TAGS_PAGE_SIZE, offset)
    if not found:
        text = place.translator.html("There are no tags yet: they come with the first news.")
        await edit_or_send(update, context, place, text)
        return
    text, rows = tags_page(found, offset, total, translator=place.translator)
    await edit_or_send(update, context, place, text, rows)


async def show_tag_named(
    update: Update, context: KhabarContext, place: ChatContext, name: str
) -> None:
    """The articles of the tag with this name; for an unknown one the nearest names."""
    folded = folded_name(name)
    found = await context.store.tags.find(folded)
    if found:
        await show_tag(update, context, place, found[0], 0)
        return
    nearest = await context.store.tags.nearest(folded, OFFERED_TAGS, stem=stem)
    shown = isolate(clean(name[:MAX_NAME]).lstrip("#"))
    if nearest:
        text = place.translator.nhtml(
            "There is no tag “{tag}”. The nearest one is this:",
            "There is no tag “{tag}”. The nearest ones are these:",
            len(nearest),
            tag=shown,
        )
        rows = tuple((tag_button(UsedTag(tag, 0)),) for tag in nearest)
        await edit_or_send(update, context, place, text, rows)
        return
    text = place.translator.html(
        "There is no tag “{tag}”. /tags shows those of recent news, "
        "and /search looks through all of it.",
        tag=shown,
    )
    await edit_or_send(update, context, place, text)


async def show_article(
    update: Update, context: KhabarContext, place: ChatContext, article_id: int
) -> None:
    """One article as a post of its own."""
    found = await context.store.articles.get([article_id])
    await _show(update, context, place, found[0] if found else None)


async def _show(
    update: Update, context: KhabarContext, place: ChatContext, article: StoredArticle | None
) -> None:
    if article is None or article.status in {ArticleStatus.HELD, ArticleStatus.WITHDRAWN}:
        text = place.translator.gettext("This article is no longer available.")
        await notify(update, context, place, text)
        return
    if update.callback_query is not None:
        await answer_callback(update.callback_query)
    await send_article(context, place, article, following=await followed_ids(context, place))


def is_address(text: str) -> bool:
    """Whether a text is nothing but a link."""
    return text.startswith(ADDRESS) and len(text.split()) == 1


async def article_at(context: KhabarContext, address: str) -> StoredArticle | None:
    """The article at a link; a short one, `?p=ID` or an older one leads there by its number."""
    article_id = await context.store.desk.article_at(canonical_url(address))
    if article_id is None:
        return await context.store.articles.by_site_id(site_id(address))
    return next(iter(await context.store.articles.get([article_id])), None)


async def show_article_at(
    update: Update, context: KhabarContext, place: ChatContext, address: str
) -> None:
    """The article at a link as a post of its own."""
    article = await article_at(context, address)
    if article is None:
        await reply(context, place, nothing_at(place.translator, address))
        return
    await _show(update, context, place, article)


def nothing_at(translator: Translator, address: str) -> str:
    """No article is known by this link, as HTML."""
    # On a line of its own: an isolate sign inside would cut the link.
    return translator.html(
        "No article of the site stands at this address:\n{address}", address=address
    )


async def show_page(
    update: Update,
    context: KhabarContext,
    place: ChatContext,
    page: ListPage,
    *,
    header: str,
    rows: Rows = (),
) -> None:
    """A page of articles with further rows of buttons below its own."""
    text, own = articles_page(
        page,
        header,
        translator=place.translator,
        now=context.services.now(),
        zone_name=context.services.zone_name,
    )
    await edit_or_send(update, context, place, text, (*own, *rows))


async def followed_ids(context: KhabarContext, place: ChatContext) -> set[int]:
    """The ids of the tags that this place follows."""
    if place.chat is None:
        return set()
    return {tag.id for tag in await context.store.subscriptions.followed(place.chat.id)}
