"""Tags and sections by the addresses that the site has given them over the years."""

import pytest

from bot.article.scraper import read_page
from storage.models import TagKind

PAGE = (
    "<html><body><h1>المجلس يعلن موعد فتح الطريق</h1>"
    "<div class='content-article'><p>{text}</p></div><p>{link}</p></body></html>"
)
TEXT = "أعلن المجلس البلدي أن الطريق بين القريتين يفتح أمام السيارات صباح غد بعد الترميم. " * 3


@pytest.mark.parametrize(
    ("href", "kind", "slug"),
    [
        ("/tag/%D8%B7%D8%B1%D9%82/", TagKind.TAG, "طرق"),
        ("/archives/tag/%D8%B7%D8%B1%D9%82", TagKind.TAG, "طرق"),
        ("https://www.site.org/tag/roads/", TagKind.TAG, "roads"),
        ("/category/mix/tourism/", TagKind.SECTION, "tourism"),
        ("/archives/category/news", TagKind.SECTION, "news"),
    ],
)
def test_the_address_tells_the_kind(href: str, kind: TagKind, slug: str) -> None:
    """Old and new tag addresses; of a section in a section the inner one."""
    html = PAGE.format(text=TEXT, link=f"<a href='{href}'>طرق</a>")
    (tag,) = read_page(html, url="https://www.site.org/5/x/").tags
    assert (tag.name, tag.kind, tag.slug) == ("طرق", kind, slug)
