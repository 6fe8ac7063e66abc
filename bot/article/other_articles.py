"""Tells what a page shows of other articles: teasers in lists, posts with a number of their own.

Themes put "latest news" beside or below an article under any name. Its photos, sections, players
and password forms are not this article's.
"""

import re
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.article.body_by_structure import CONTAINERS
from bot.text.boxes import Boxes
from bot.text.urls import absolute, address_key, is_home, number_in, path_of

_BODIES: Final = ", ".join(CONTAINERS)
_LOCK: Final = "form.post-password-form"
_HEADINGS: Final = "h1, h2, h3, h4, h5, h6"
_MAX_HEADINGS: Final = 1000
_MAX_NAMED: Final = 20
_FLOORS: Final = 60
# WordPress's `post_class` and `the_ID`; themes number their layouts otherwise (`single-post-2`).
_POST: Final = re.compile(r"(?:^|\s)post-(\d{1,12})(?=\s|$)")
_POST_ID: Final = re.compile(r"(?:^|\s)postid-(\d{1,12})(?=\s|$)")
_LONGEST_NAMES: Final = 2000
# A heading is a link where most of it is; a subheading may hold one.
_LINKED: Final = 0.8
_LINK_AROUND: Final = 3  # elements
_IN_LIST: Final = 30  # elements of a list that are looked at
_LONGEST_TEASER: Final = 1200  # letters with the white space of the source
_ALIKE: Final = 0.5
_NUMBER: Final = re.compile(r"\d{2,}")
_OWN_TEXT: Final = 80  # unlinked letters of one paragraph; a teaser's own are seldom in a body
_FILE: Final = re.compile(r"\.(?:jpe?g|png|webp|avif|gif|heic)$|attachment", re.IGNORECASE)
# Sections, tags and writers have pages, too, but are no articles.
_LISTS: Final = re.compile(r"/(?:category|tag|author)/")
_LIST_RELATIONS: Final = frozenset(("tag", "category", "author"))
# What WordPress says of a post beside its number; a layout is numbered without it.
_POST_NAMES: Final = re.compile(
    r"(?:^|\s)(?:post|hentry|(?:type|status|format)-\S+|post-password-required)(?=\s|$)"
)
_TOP: Final = frozenset((None, "html", "body", "-document"))


class OtherArticles:
    """Judges the elements of one page; the page must not be changed meanwhile."""

    def __init__(self, tree: LexborHTMLParser, boxes: Boxes, addresses: Collection[str]) -> None:
        """Without addresses of the article nobody knows which headlines lead to others.

        `own_posts` is the article's number as the page's elements have it.
        """
        self._tree = tree
        self._boxes = boxes
        own = [one for one in addresses if one and not is_home(one)]
        self._base = next(iter(own), "")
        self._own = {address_key(one) for one in own}
        self._numbers = frozenset(filter(None, map(number_in, addresses)))
        self.own_posts = _own_posts(tree, self._numbers)
        # Of each element with headings: whether all of them lead to other articles.
        self._leads: dict[int, bool] = {}
        self._held: dict[int, bool] = {}
        for heading in tree.css(_HEADINGS)[:_MAX_HEADINGS] if self._own else ():
            leads = self._leads_elsewhere(heading)
            if leads is None:
                continue
            for node in _upwards(heading):
                self._leads[node.mem_id] = leads and self._leads.get(node.mem_id, True)

    @cached_property
    def own_element(self) -> LexborNode | None:
        """The one element that is the article, with its headline and what bears a body's name.

        None where the page has none, or several, or a named body with more text outside of it.
        Other text outside of it is not the article's.
        """
        found: dict[int, LexborNode] = {}
        outside: list[LexborNode] = []
        for named in self._tree.css(_BODIES)[:_MAX_NAMED]:
            own = next((node for node in _upwards(named) if self._is_own(node)), None)
            if own is None:
                outside.append(named)
            elif not self.hold(own):
                found[own.mem_id] = own
        if len(found) != 1:
            return None
        own = next(iter(found.values()))
        letters = len(own.text())
        larger = any(len(one.text()) > letters and not self.hold(one) for one in outside)
        return None if larger else own

    def _is_own(self, node: LexborNode) -> bool:
        if node.tag == "article" and node.css_first("h1") is not None:
            return True
        return bool(_named(_POST, node) & self.own_posts)

    def hold(self, node: LexborNode) -> bool:
        """Return whether an element stands in another post, or in one teaser of a list."""
        climbed: list[int] = []
        held = False
        for one in _upwards(node):
            if one.mem_id in self._held:
                held = self._held[one.mem_id]
                break
            climbed.append(one.mem_id)
            if self._is_another_post(one) or self._is_teaser(one):
                held = True
                break
        self._held |= dict.fromkeys(climbed, held)
        return held

    def _is_another_post(self, node: LexborNode) -> bool:
        if not self.own_posts:
            return False
        numbers = _named(_POST, node)
        # The number of a theme's own template is around the whole page, with its headline.
        if not numbers or numbers & self.own_posts or node.css_first("h1") is not None:
            return False
        # That of a layout is a class alone, and may be around the text.
        names = (node.attrs.sget("class") or "")[:_LONGEST_NAMES]
        is_post = node.tag == "article" or node.attrs.sget("id") or _POST_NAMES.search(names)
        return bool(is_post) or node.css_first(_BODIES) is None

    def _is_teaser(self, node: LexborNode) -> bool:
        """Return whether an element with headlines of others has another one like it beside it."""
        if not self._leads.get(node.mem_id) or self._boxes.wraps_text(node):
            return False
        # A text of a forum stands below its writer's name, which is a heading with a link.
        if len(node.text()) > _LONGEST_TEASER:
            return False
        names = _kinds_of(node)
        in_list = any(
            one.mem_id != node.mem_id
            and one.tag == node.tag
            and self._leads.get(one.mem_id) is True
            and _are_alike(names, _kinds_of(one))
            for one in _in_list_of(node)
        )
        return in_list and not (self._holds_article(node) or self._is_in_text(node))

    def _holds_article(self, node: LexborNode) -> bool:
        """Return whether an element is a column with the article, and a list of others below it."""
        if node.css_first("h1") is not None:
            return True
        # The body of a teaser has its heading in it.
        if any(self._leads.get(one.mem_id) is not True or _tells(one) for one in node.css(_BODIES)):
            return True
        # The form of a teaser stands below its heading, the article's form above those of others.
        shown = node.css(f"{_LOCK}, {_HEADINGS}")[:1]
        return bool(shown) and shown[0].tag == "form"

    def _is_in_text(self, node: LexborNode) -> bool:
        """Return whether an element is an entry of a round-up, or a gallery's photo, in a text."""
        tells, in_gallery = _tells(node), False
        for one in islice(_upwards(node), 1, None):
            in_gallery = in_gallery or "gallery" in (one.attrs.sget("class") or "").lower()
            if not (tells or in_gallery):
                continue
            if one.css_matches(_BODIES):
                return True
            if tells and self._is_own(one) and one.css_first(_BODIES) is None:
                return True
        return False

    def _leads_elsewhere(self, heading: LexborNode) -> bool | None:
        """Return whether a heading leads to another article; None for one to a list of articles."""
        link = heading.css_first("a[href]")
        if link is not None:
            if len(link.text().strip()) < _LINKED * len(heading.text().strip()):
                return False
        else:
            above = islice(_upwards(heading), 1, 1 + _LINK_AROUND)
            link = next((node for node in above if node.tag == "a"), None)
        href = link.attrs.sget("href") if link is not None else ""
        address = "" if not href or href.startswith("#") else absolute(href[:2000], self._base)
        if not address or number_in(address) in self._numbers:
            return False
        path = path_of(address)
        if _FILE.search(path):
            return False
        relations = (link.attrs.sget("rel") or "").lower().split() if link is not None else ()
        if _LISTS.search(path) or _LIST_RELATIONS.intersection(relations):
            return None
        key = address_key(address)
        return not any(key == own or key.startswith(f"{own}/") for own in self._own)


def _own_posts(tree: LexborHTMLParser, numbers: Collection[str]) -> frozenset[str]:
    """Return the article's number as the page's elements have it; empty if none of them has it."""
    own = _named(_POST_ID, tree.body) if tree.body is not None else frozenset[str]()
    shown = (one for one in numbers if tree.css_first(f".post-{one}, #post-{one}") is not None)
    return own | frozenset(shown)


def _tells(node: LexborNode) -> bool:
    """Return whether an element has a paragraph that is a text, and no link."""
    return any(
        len(one.text().strip()) - sum(len(link.text()) for link in one.css("a")) >= _OWN_TEXT
        for one in node.css("p")[:_IN_LIST]
    )


def _upwards(node: LexborNode) -> Iterator[LexborNode]:
    """Yield an element and those around it, up to the body."""
    one: LexborNode | None = node
    for _ in range(_FLOORS):
        if one is None or one.tag in _TOP:
            return
        yield one
        one = one.parent


def _in_list_of(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the first elements of what an element stands in."""
    one = node.parent.first_child if node.parent is not None else None
    found = 0
    while one is not None and found < _IN_LIST:
        if not (one.tag or "-").startswith("-"):
            found += 1
            yield one
        one = one.next


def _named(pattern: re.Pattern[str], node: LexborNode) -> frozenset[str]:
    names = f"{node.attrs.sget('class') or ''} {node.attrs.sget('id') or ''}"
    return frozenset(pattern.findall(names[:_LONGEST_NAMES]))


def _kinds_of(node: LexborNode) -> frozenset[str]:
    """Return an element's classes without what numbers it."""
    names = (node.attrs.sget("class") or "")[:_LONGEST_NAMES].split()
    return frozenset(_NUMBER.sub("", name) for name in names)


def _are_alike(first: frozenset[str], second: frozenset[str]) -> bool:
    if not first or not second:
        return first == second
    return len(first & second) > _ALIKE * min(len(first), len(second))
