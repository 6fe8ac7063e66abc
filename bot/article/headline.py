"""Finds the article's headline in a page, and removes the site's name from it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.arabic.normalize import clean, fold
from bot.text import markup
from bot.text.urls import is_home

MAX_TITLE: Final = 500
_MAX_HEADINGS: Final = 12
_MAX_PARTS: Final = 4  # elements of a heading
_TELLING: Final = 20  # letters: a shorter title is found in anything
_SEPARATOR: Final = re.compile(r"\s+(?:[|–—»«•·~]|-{1,2}|:{2})\s+|\s*[|｜]\s*")
_LONGEST_NAME, _LONGEST_GUESS, _SHORTEST_HEADLINE = 4, 6, 3  # words
# A heading of the article, where the theme gives `<h1>` to its own name.
_HEADINGS: Final = (
    "h1, h2.entry-title, h2.post-title, h2.wp-block-post-title, [itemprop='headline'],"
    " .elementor-widget-theme-post-title .elementor-heading-title"
)
_NAMES: Final = (
    ".site-title, .site-name, .wp-block-site-title, .site-branding a[rel='home']"
    ", [itemprop='publisher'] [itemprop='name']"
)
_LOGOS: Final = ".custom-logo[alt], .site-logo img[alt], .logo img[alt], a[rel='home'] img[alt]"
_FEEDS: Final = (
    "link[rel='alternate'][type*='rss'][title], link[rel='alternate'][type*='atom'][title]"
)


def find_headings(tree: LexborHTMLParser) -> tuple[str, ...]:
    """Find headings that may be the article's headline; not those that link to the front page."""
    found = (markup.node_text(node)[:MAX_TITLE] for node in _headings(tree))
    return tuple(dict.fromkeys(filter(None, found)))


def find_parted_headings(tree: LexborHTMLParser) -> tuple[str, ...]:
    """Return the headings without one of the elements in them: a kicker, a section, a time."""
    found = (text for node in _headings(tree) for text in _without_a_part(node))
    return tuple(dict.fromkeys(found))


def _headings(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    for node in tree.css(_HEADINGS)[:_MAX_HEADINGS]:
        if not (_leads_home(node) or "site-title" in (node.attributes.get("class") or "")):
            yield node


def _without_a_part(heading: LexborNode) -> Iterator[str]:
    """Return a heading's text without each one of the elements in it, where some is left."""
    for part in heading.css("*")[1 : 1 + _MAX_PARTS]:
        at = part.mem_id
        text = clean(" ".join(one.text for one in markup.blocks(heading, skip=_is_at(at))))
        if text:
            yield text[:MAX_TITLE]


def _is_at(at: int) -> Callable[[LexborNode], bool]:
    return lambda node: node.mem_id == at


def find_site_names(
    tree: LexborHTMLParser, declared: Sequence[str], *, titles: Iterable[str]
) -> tuple[str, ...]:
    """Find the site's names in a page: in its head, its logo, its feeds («الميناء « الخلاصة»).

    Args:
        tree: the page.
        declared: what the head says that the names are.
        titles: what head and headings say that the article is called: a feed of its comments
            is, too.
    """
    names: list[str] = []
    for node in tree.css(_FEEDS)[:4]:
        title = clean(node.attributes.get("title") or "")
        name = re.split(r"\s*[»«›‹|]\s*", title)[0]
        names.append(name if name != title else "")
    names.extend(markup.node_text(node) for node in tree.css(_NAMES)[:4])
    names.extend(clean(node.attributes.get("alt") or "") for node in tree.css(_LOGOS)[:4])
    others = {fold(text).strip() for text in titles}
    first, *more = filter(None, declared) if any(declared) else [""]
    guessed = [*more, *(name for name in names if len(name.split()) <= _LONGEST_GUESS)]
    likely = [name for name in guessed if fold(name).strip() not in others]
    return tuple(dict.fromkeys(name[:100] for name in (first, *likely) if name))


def without_site(title: str, site_names: Iterable[str]) -> str:
    """Remove the site's name after or before a title; empty if the title is only that name."""
    names = {fold(name).strip() for name in site_names}
    while title:
        if fold(title).strip() in names:
            return ""
        parts = list(_SEPARATOR.finditer(title))
        for part in (parts[-1:], parts[:1]):
            head, tail = (title[: part[0].start()], title[part[0].end() :]) if part else ("", "")
            if head and tail and fold(tail).strip() in names:
                title = head
                break
            if head and tail and fold(head).strip() in names:
                title = tail
                break
        else:
            return title.strip()
    return title


def find_headline(
    titles: Sequence[str],
    headings: Sequence[str],
    *,
    site_names: Sequence[str],
    parted: Sequence[str] = (),
) -> str:
    """Choose the headline: a heading confirmed by the head, else the head's title, else a heading.

    The head's title may be shortened, written for search engines, or carry the site's name, known
    or not; the site's name may be the first heading.

    Args:
        titles: the head's claims, the most certain first, without known names of the site.
        headings: the page's own, in order.
        site_names: known names of the site.
        parted: headings without a part of theirs; only where the head gives one of them as it is.
    """
    names = {fold(name).strip() for name in site_names}
    shown = [text for text in (without_site(text, site_names) for text in headings) if text]
    shown = [text for text in shown if fold(text).strip() not in names]
    claimed = [title for title in titles if fold(title).strip() not in names]
    exact = {fold(title).strip() for title in claimed}
    for heading in (*shown, *parted):
        if fold(heading).strip() in exact:
            return heading[:MAX_TITLE]
    for heading in shown:
        if any(_same(heading, title) for title in claimed):
            return heading[:MAX_TITLE]
    parts = [part for heading in shown for title in claimed for part in _part(heading, title)]
    if parts:
        return max(parts, key=len)[:MAX_TITLE]
    if not claimed:
        return shown[0][:MAX_TITLE] if shown else ""
    stripped = (
        _without_unknown_site(claimed[0]) if len(set(map(fold, claimed))) == 1 else claimed[0]
    )
    # A title of a word or two beside a heading of many is the site's name.
    if shown and len(stripped.split()) < _SHORTEST_HEADLINE < len(shown[0].split()):
        return shown[0][:MAX_TITLE]
    return stripped[:MAX_TITLE]


def agreed(page: str, feed: str) -> str:
    """Return the page's headline, without a site name added around the feed's."""
    if not page or not feed:
        return page or feed
    return next(_part(feed, page), page) if not _same(feed, page) else page


def _same(heading: str, title: str) -> bool:
    """Return whether a heading is the title, or what the title was shortened from."""
    first, second = (fold(text).rstrip(" .…") for text in (heading, title))
    return first == second or (len(second) > _TELLING and second in first)


def _part(heading: str, title: str) -> Iterator[str]:
    """Return the heading if the title is heading and name; the rest if the heading is the name."""
    for found in _SEPARATOR.finditer(title):
        head, tail = title[: found.start()].strip(), title[found.end() :].strip()
        if fold(heading).strip() == fold(head):
            yield heading
        elif fold(heading).strip() == fold(tail):
            yield heading if len(tail) > len(head) else head


def _without_unknown_site(title: str) -> str:
    """Return a title that only `<title>` gives, without the words that WordPress appends."""
    parts = list(_SEPARATOR.finditer(title))
    if not parts:
        return title
    head, tail = title[: parts[-1].start()].strip(), title[parts[-1].end() :].strip()
    named = len(tail.split()) <= _LONGEST_NAME and len(head.split()) >= _SHORTEST_HEADLINE
    return head if named else title


def _leads_home(node: LexborNode) -> bool:
    links = node.css("a[href]")
    href = links[0].attributes.get("href") or "" if len(links) == 1 else ""
    return bool(href) and not href.startswith("#") and is_home(href)
