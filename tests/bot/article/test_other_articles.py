"""What a page shows of other articles beside its own, under names that nobody knows."""

import pytest

from bot.article.parse_page import read_page
from bot.errors import PageLocked
from bot.types import ArticlePage
from tests.data.stories import BRIDGE, LIBRARY, MARKET, RAIN, TEAM

URL = "https://news.example/500/jisr/"
TEXT = "".join(f"<p>{text}</p>" for text in BRIDGE.paragraphs)
FORM = (
    '<form class="post-password-form" action="/wp-login.php?action=postpass">'
    '<input name="post_password" type="password"></form>'
)


def teaser(number: int, inner: str = "", *, tag: str = "div", names: str = "item") -> str:
    link = f'<a href="/{number}/khabar/">'
    photo = f'{link}<img src="/uploads/other{number}.jpg" width="600" height="400"></a>'
    section = f'<span><a href="/category/s{number}/" rel="category tag">قسم {number}</a></span>'
    heading = f"<h3>{link}خبر آخر من المدينة {number}</a></h3>"
    return f'<{tag} class="{names}">{photo}{section}{heading}{inner}</{tag}>'


def page(
    *, before: str = "", after: str = "", text: str = TEXT, head: str = "", url: str = URL
) -> ArticlePage:
    html = (
        f'<!doctype html><html lang="ar"><head><title>{BRIDGE.title}</title>{head}</head><body>'
        f'{before}<main><div id="post-500"><h1>{BRIDGE.title}</h1><div class="entry-content">'
        f'{text}</div><p><a href="/category/city/" rel="category tag">المدينة</a></p></div>{after}'
        "</main></body></html>"
    )
    return read_page(html, url=url)


LISTS = (
    '<section class="latest">' + teaser(501) + teaser(502) + "</section>",
    '<section><h2>أحدث الأخبار</h2><div class="row">'
    + teaser(501)
    + teaser(502)
    + "</div></section>",
    "<ul>" + teaser(501, tag="li", names="") + teaser(502, tag="li", names="") + "</ul>",
    '<div class="posts-slider">'
    + teaser(501, names="slide on")
    + teaser(502, names="slide")
    + "</div>",
    # A single one is told by its number.
    '<div class="more">' + teaser(501, tag="article", names="post-501 post type-post") + "</div>",
)


@pytest.mark.parametrize("teasers", LISTS)
@pytest.mark.parametrize("place", ["before", "after"])
def test_photos_and_sections_of_teasers_are_not_the_articles(teasers: str, place: str) -> None:
    """A flash without a photo of its own gets none of theirs, and none of their readers."""
    shown = page(**{place: teasers})
    assert shown.photo is None
    assert shown.gallery == ()
    assert [tag.name for tag in shown.tags] == ["المدينة"]
    assert shown.paragraphs == BRIDGE.paragraphs


@pytest.mark.parametrize(
    "url", [URL, "https://news.example/?p=500", "https://www.news.example/500/jisr/?so=related"]
)
def test_a_slider_of_other_articles_is_no_gallery(url: str) -> None:
    """Its photos may be links themselves, or stand beside the linked headlines."""
    photos = "".join(
        f'<div class="slide"><img src="/uploads/o{number}.jpg" width="800" height="500">'
        f'<h4><a href="/{number}/khabar/">خبر آخر من المدينة {number}</a></h4></div>'
        for number in (501, 502, 503)
    )
    links = "".join(
        f'<a href="/?p={number}"><img src="/uploads/o{number}.jpg" width="800" height="500"></a>'
        for number in (501, 502, 503)
    )
    for inner in (photos, links):
        assert page(after=f'<div class="slider">{inner}</div>', url=url).gallery == ()
    based = page(after=f'<div class="slider">{links}</div>', head='<base href="/">')
    assert based.gallery == ()


@pytest.mark.parametrize(
    "teasers",
    [
        teaser(501, tag="article", names="post-501 post-password-required"),
        "<div>" + teaser(501, FORM) + teaser(502) + "</div>",
        "<div>"
        + teaser(501, names="card post-password-required")
        + teaser(502, names="card")
        + "</div>",
    ],
)
def test_a_locked_teaser_locks_no_other_article(teasers: str) -> None:
    """Also where the theme prints no class on the body that names the article's number."""
    assert page(after=teasers).paragraphs == BRIDGE.paragraphs
    assert page(before=teasers).paragraphs == BRIDGE.paragraphs


@pytest.mark.parametrize("url", [URL, "https://news.example/jisr/", ""])
def test_a_locked_article_stays_locked_beside_teasers(url: str) -> None:
    """Its form stands below its own headline, under its own number or an unknown one."""
    for teasers in LISTS:
        with pytest.raises(PageLocked):
            page(text=FORM, after=teasers, url=url)
        with pytest.raises(PageLocked):
            page(text=FORM, before=teasers, url=url)


def test_headlines_that_lead_to_the_article_are_its_own() -> None:
    """In whatever way they write its address, and whatever stands in the text."""
    lead = '<img src="/uploads/lead.jpg" width="1200" height="800">'
    tags = '<p><a href="/tag/jisr/" rel="tag">الجسور</a></p>'
    for href in ("/500/jisr/", "https://news.example/500/jisr?amp=1", "/?p=500", "/500/jisr/2/"):
        own = f'<div class="box"><h2><a href="{href}">{BRIDGE.title}</a></h2>{lead}{tags}</div>'
        html = (
            f"<html><head><title>{BRIDGE.title}</title></head><body>{own}"
            f'<div class="box"><div class="entry-content">{TEXT}</div></div>'
            f'<div class="box"><h2><a href="/501/x/">{TEAM.title}</a></h2></div></body></html>'
        )
        shown = read_page(html, url=URL)
        assert shown.photo is not None
        assert [tag.name for tag in shown.tags] == ["الجسور"]


def test_a_text_with_linked_subheadings_is_no_teaser() -> None:
    """The headline may be no heading, and "read also" in the text one that is a link."""
    lead = '<img src="/uploads/lead.jpg" width="1200" height="800">'
    also = f'<h3><a href="/501/x/">{TEAM.title}</a></h3>'
    html = (
        f'<html><head><meta property="og:title" content="{BRIDGE.title}"></head><body>'
        f'<div class="col"><div class="entry-content">{lead}{TEXT}{also}</div></div>'
        f'<div class="col">{also}</div></body></html>'
    )
    assert read_page(html, url=URL).photo is not None


VIDEO = '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'
ABOUT = (
    "<p>صحيفة الوادي صحيفة مستقلة تصدر كل أسبوع منذ خمسة عشر عامًا، ويعمل فيها أربعون صحفيًا.</p>"
    "<p>نستخدم ملفات تعريف الارتباط لتحسين تجربتك، وبمتابعة القراءة توافق على سياسة الخصوصية.</p>"
    "<p>نرحب بمقالاتكم، ويخضع نشرها لشروط النشر المعلنة على موقعنا وفي أعدادنا المطبوعة.</p>"
)
BESIDE = (
    f'<div class="cmplz-body"><h2>إدارة الموافقة</h2>{ABOUT}</div>',
    f"<section><h3>من نحن</h3>{ABOUT}</section>",
    "<section>"
    + "".join(teaser(501 + number, f"<p>{text}</p>") for number, text in enumerate(TEAM.paragraphs))
    + "</section>",
)


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("text", [VIDEO, BRIDGE.paragraphs[0]])
@pytest.mark.parametrize(
    "frame",
    [
        '<article><h1>{title}</h1><div class="entry-content">{text}</div></article>{beside}',
        '<div class="post-500"><div class="entry-content"><p>{text}</p></div></div>{beside}',
        '<h1>{title}</h1><div class="content-article"><p>{text}</p></div><div>{beside}</div>',
    ],
)
def test_a_page_with_little_or_no_text_takes_none_from_beside(
    frame: str, text: str, beside: str
) -> None:
    """A video and a flash: neither what the site says of itself, nor other articles' excerpts."""
    inner = frame.format(title=BRIDGE.title, text=text, beside=beside)
    head = f'<meta property="og:title" content="{BRIDGE.title}">'
    shown = read_page(f"<html><head>{head}</head><body>{inner}</body></html>", url=URL)
    assert shown.paragraphs == ((text,) if text != VIDEO else ())


@pytest.mark.parametrize(
    "frame",
    [
        '<article><h1>{title}</h1><div class="entry-content">{text}</div></article>{video}',
        '<h1>{title}</h1><div class="content-article">{text}</div><div>{video}</div>',
        '<header>{video}</header><h1>{title}</h1><div class="content-article">{text}</div>',
        "<header>{video}</header><main><header><h1>{title}</h1></header>{text}</main>",
    ],
)
def test_what_a_site_plays_on_every_page_is_not_the_articles(frame: str) -> None:
    """The newest video below a flash, the channel's own at the head of the site."""
    video = f"<div><h3>أحدث الفيديوهات</h3>{VIDEO}</div>"
    text = f"<p>{BRIDGE.paragraphs[0]}</p>"
    for own in (text, text * 3):
        html = frame.format(title=BRIDGE.title, text=own, video=video)
        assert read_page(f"<html><body>{html}</body></html>", url=URL).media is None


@pytest.mark.parametrize(
    "frame",
    [
        '<article><h1>{title}</h1><div class="entry-content">{video}{text}</div></article>',
        '<article><h1>{title}</h1><div class="entry-content">{text}{video}</div></article>',
        '<header><h1>{title}</h1>{video}</header><div class="content-article">{text}</div>',
        '<main><header>{video}</header><h1>{title}</h1><div class="post-body">{text}</div></main>',
        '<p>{video}</p><article><h1>{title}</h1><div class="post-body">{text}</div></article>',
    ],
)
def test_what_an_article_plays_is_its_own(frame: str) -> None:
    """In its text, in its own header, and above it."""
    for text in ("", f"<p>{BRIDGE.paragraphs[0]}</p>"):
        html = frame.format(title=BRIDGE.title, text=text, video=VIDEO)
        assert read_page(f"<html><body>{html}</body></html>", url=URL).media is not None


def test_a_themes_template_is_no_other_article() -> None:
    """It is a post with a number of its own, around the whole page."""
    lead = '<figure><img src="/uploads/lead.jpg" width="1200" height="800"></figure>'
    html = (
        f'<html><body class="single postid-500"><article class="post-116 template"><h1>'
        f'{BRIDGE.title}</h1>{lead}<div class="post-body">{TEXT}</div></article></body></html>'
    )
    shown = read_page(html, url=URL)
    assert shown.photo is not None
    assert shown.paragraphs == BRIDGE.paragraphs


def test_a_text_below_its_writers_name_is_no_teaser() -> None:
    """The name is a heading that leads to the writer, as in a forum and its answers."""
    told = [text for story in (BRIDGE, LIBRARY, MARKET, RAIN, TEAM) for text in story.paragraphs]
    text = "".join(f"<li>{text}</li>" for text in told)
    posts = "".join(
        f'<div class="message"><h4><a href="/members/{number}/">كاتب {number}</a></h4>'
        f"<ul>{text if number == 1 else '<li>شكرًا.</li>'}</ul></div>"
        for number in (1, 2)
    )
    html = f"<html><body><h1>{BRIDGE.title}</h1>{posts}</body></html>"
    assert read_page(html, url=URL).paragraphs[: len(told)] == tuple(told)
