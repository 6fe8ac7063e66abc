"""Ranks an article's tags by how specific they are, for the button that follows one."""

from collections.abc import Iterable

from bot.arabic.normalize import clean, fold
from bot.arabic.stems import stem
from bot.arabic.tokens import tokens
from storage.models import Article, Tag, TagKind

# Tags that half of all articles have say little about what a reader would follow.
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


def most_specific(tags: Iterable[Tag], article: Article) -> Tag | None:
    """Return the most specific tag: one named in the headline, a free tag before a section.

    Broad ones come last, and marks of urgency after these; None where there is no tag.
    """
    title = {stem(word) for word in tokens(article.title)}

    def rank(tag: Tag) -> tuple[bool, bool, bool, bool]:
        name = fold(clean(tag.name))
        words = {stem(word) for word in tokens(tag.name)}
        return (
            name in URGENT,
            name in BROAD,
            tag.kind is not TagKind.TAG,
            not words or not words <= title,
        )

    return min(tags, key=rank, default=None)
