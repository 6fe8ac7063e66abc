"""Recognises pages that show a password form in place of their article."""

import re
from collections.abc import Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.article.other_articles import OtherArticles
from bot.text.protected_posts import is_protected_title

_MARKS: Final = (
    'form.post-password-form, form[action*="action=postpass"], input[name="post_password"],'
    " .post-password-required"
)
# WordPress names it by the post: `pwbox-ID`.
_FIELD: Final = 'input[name="post_password"]'
_MARGINS: Final = frozenset(("aside", "footer", "nav"))
_NUMBER: Final = re.compile(r"(?:^|[\s_-])(?:post|postid|pwbox)-(\d{1,12})(?=[\s_-]|$)")
_MOST_NOTICE: Final = 300
_MOST_MARKS: Final = 100
_FLOORS: Final = 60


def asks_for_password(tree: LexborHTMLParser, others: OtherArticles) -> bool:
    """Return whether the page shows WordPress's password form in place of its article.

    A form in the margin, in a teaser, or one that belongs to a post with another number, locks
    another article.
    """
    own = others.own_posts
    marks = [mark for mark in tree.css(_MARKS)[:_MOST_MARKS] if not others.hold(mark)]
    return any(_is_of_article(mark, own) for mark in marks if not _is_of_another(mark, own))


def is_only_a_notice(titles: Sequence[str], paragraphs: Sequence[str]) -> bool:
    """Return whether a page says that its post is protected, and has no text of an article.

    For themes that put a form of their own, or none, in the place of WordPress's.
    """
    if not any(map(is_protected_title, titles)):
        return False
    return sum(map(len, paragraphs)) <= _MOST_NOTICE


def _is_of_another(mark: LexborNode, own: frozenset[str]) -> bool:
    """Return whether a form's own field has the number of another post."""
    fields = mark.css(_FIELD) if own else []
    numbers = frozenset[str]().union(*map(_numbers, fields))
    return bool(numbers) and not numbers & own


def _is_of_article(mark: LexborNode, own: frozenset[str]) -> bool:
    node: LexborNode | None = mark
    for _ in range(_FLOORS):
        if node is None or node.tag in {None, "html", "body", "-document"}:
            return True
        if node.tag in _MARGINS:
            return False
        numbers = _numbers(node)
        if own and numbers and not numbers & own and node.css_first("h1") is None:
            return False
        node = node.parent
    return True


def _numbers(node: LexborNode) -> frozenset[str]:
    """Return the numbers of posts in an element's class and id."""
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return frozenset(_NUMBER.findall(names[:2000]))
