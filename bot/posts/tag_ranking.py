"""Ranks an article's tags for the button that follows one, and tells those that say nothing."""

from collections.abc import Iterable, Mapping

from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import clean, fold
from bot.arabic.tokens import tokens
from storage.articles.tag_usage import UNUSED, TagUsage
from storage.models import Article, Tag, TagKind

# Names of sections that hold everything; what else holds nearly everything is counted.
BROAD = frozenset(
    map(
        fold,
        (
            "أخبار",
            "الأخبار",
            "آخر الأخبار",
            "أخبار سوريا",
            "أخبار محلية",
            "سوريا",
            "سورية",
            "منوعات",
            "تقارير",
            "news",
            "latest news",
            "syria",
            "uncategorized",
            "غير مصنف",
        ),
    )
)
# Not what an article is about: how urgent it is.
URGENT = frozenset(
    map(fold, ("عاجل", "خبر عاجل", "أخبار عاجلة", "العاجل", "breaking", "breaking news", "urgent"))
)
# Of a tag with fewer articles lately nobody knows whether anything more will come under it.
COMES_AGAIN = 3


def says_nothing(tag: Tag) -> bool:
    """Return whether a tag says nothing of an article: nearly all have it, or it marks urgency."""
    name = fold(clean(tag.name))
    return tag.common or name in BROAD or name in URGENT


def best_to_follow(
    tags: Iterable[Tag], article: Article, usage: Mapping[int, TagUsage]
) -> Tag | None:
    """Return the tag that a reader of the article most likely wants to follow.

    Those that say nothing come last; before them those under which news comes again, and of these
    the one that the headline names, then the one with most followers, a free tag before a section,
    and the busiest.

    Args:
        tags: the article's tags.
        article: whose headline is looked at.
        usage: by id of a tag; a tag that is not in it counts as unused.

    Returns:
        None where there is no tag.
    """
    title = {stem(word) for word in tokens(article.title)}

    def rank(tag: Tag) -> tuple[bool, bool, bool, int, bool, int]:
        used = usage.get(tag.id, UNUSED)
        words = {stem(word) for word in tokens(tag.name)}
        return (
            says_nothing(tag),
            used.articles < COMES_AGAIN,
            not words or not words <= title,
            -used.followers,
            tag.kind is not TagKind.TAG,
            -used.articles,
        )

    return min(tags, key=rank, default=None)
