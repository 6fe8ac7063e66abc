"""Tags and sections by the addresses that the site has given them over the years."""

import pytest

from bot.article.parse_page import read_page
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
        ("https://www.site.org/?tag=roads", TagKind.TAG, "roads"),
        ("/?cat=5", TagKind.SECTION, ""),
        ("/?category_name=news&amp;lang=ar", TagKind.SECTION, "news"),
        ("/section/roads/' rel='category tag", TagKind.SECTION, ""),
        ("/topic/roads/' rel='tag", TagKind.TAG, ""),
    ],
)
def test_the_address_tells_the_kind(href: str, kind: TagKind, slug: str) -> None:
    """Old and new tag addresses; of a section in a section the inner one."""
    html = PAGE.format(text=TEXT, link=f"<a href='{href}'>طرق</a>")
    (tag,) = read_page(html, url="https://www.site.org/5/x/").tags
    assert (tag.name, tag.kind, tag.slug) == ("طرق", kind, slug)


@pytest.mark.parametrize(
    ("html", "is_its_own"),
    [
        ("<footer class='entry-footer default-max-width'>{link}</footer>", True),
        ("<div class='columns has-sidebar'>{link}</div>", True),
        ("<div class='sidebar-left layout'><div class='no-sidebar'>{link}</div></div>", True),
        ("<footer>{link}</footer>", False),
        ("<footer class='site-footer'>{link}</footer>", False),
        ("<div class='footer'>{link}</div>", False),
        ("<div class='sidebar'>{link}</div>", False),
        ("<div class='widget_tag_cloud tagcloud'>{link}</div>", False),
        ("<aside>{link}</aside>", False),
    ],
)
def test_a_layout_is_no_margin(html: str, *, is_its_own: bool) -> None:
    """Themes put tags into the article's own footer, and name a page's layout by its margin."""
    link = html.format(link="<a href='/tag/roads/' rel='tag'>طرق</a>")
    page = read_page(PAGE.format(text=TEXT, link=link), url="https://www.site.org/5/x/")
    assert bool(page.tags) is is_its_own


def test_a_link_in_a_sentence_gives_no_tag() -> None:
    """Its words are the sentence's; a line of tags has none of its own."""
    text = f"<p>{TEXT} وكان المجلس قد <a href='/tag/roads/'>نشر تفاصيل هنا</a>.</p>"
    line = "<span>الوسوم: </span><a href='/tag/roads/'>طرق</a>، <a href='/tag/snow/'>ثلوج</a>"
    html = PAGE.format(text=TEXT + "</p>" + text + "<p>", link=line)
    names = [tag.name for tag in read_page(html, url="https://www.site.org/5/x/").tags]
    assert names == ["طرق", "ثلوج"]
    printed = text.replace("<a ", "<a rel='tag' ")
    html = PAGE.format(text=TEXT + "</p>" + printed + "<p>", link="")
    assert len(read_page(html, url="https://www.site.org/5/x/").tags) == 1
