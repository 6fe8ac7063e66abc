"""What is the article's for certain, whatever the page shows of others beside it."""

import pytest

from bot.article.doubts import KnownText
from bot.article.parse_page import read_page
from bot.errors import PageLocked
from bot.types import ArticlePage
from storage.models import MediaKind
from tests.data.stories import BRIDGE, LIBRARY, MARKET

URL = "https://news.example/500/jisr/"
FLASH = BRIDGE.paragraphs[0]
LEAD = '<img src="/uploads/own.jpg" width="1200" height="800">'
VIDEO = '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'
TAGS = '<div><a href="/tag/jisr/" rel="tag">الجسور</a></div>'
FORM = (
    '<form class="post-password-form" action="/wp-login.php?action=postpass">'
    '<input name="post_password" type="password"></form>'
)


def read(body: str, *, head: str = "", known: KnownText | None = None) -> ArticlePage:
    title = f'<title>{BRIDGE.title}</title><meta property="og:title" content="{BRIDGE.title}">'
    html = f'<html lang="ar"><head>{title}{head}</head><body class="single postid-500">{body}'
    return read_page(f"{html}</body></html>", url=URL, known=known or KnownText())


def others(first: int) -> str:
    return "".join(
        f'<div class="module"><a href="/{number}/x/"><img src="/uploads/o{number}.jpg" width="300"'
        f' height="200"></a><h3><a href="/{number}/x/">خبر آخر {number}</a></h3></div>'
        for number in (first, first + 1)
    )


def columns(content: str, *, name: str = "td-post-content") -> str:
    """Return a flash's column, with a list below it, beside another column, below the headline."""
    return (
        f'<div class="row"><h1>{BRIDGE.title}</h1></div><div class="row">'
        f'<div class="column wide">{LEAD}<div class="{name}">{content}</div>{TAGS}{others(501)}'
        f'</div><div class="column">{others(601)}</div></div>'
    )


@pytest.mark.parametrize("name", ["td-post-content", "entry-content"])
def test_a_column_with_an_article_is_no_teaser(name: str) -> None:
    """All headings in it lead to others, and beside it stands another one like it."""
    shown = read(columns(f"<p>{FLASH}</p>{VIDEO}", name=name))
    assert shown.photo is not None
    assert shown.photo.url.endswith("own.jpg")
    assert [tag.name for tag in shown.tags] == ["الجسور"]
    assert shown.media is not None
    assert shown.media.kind is MediaKind.PLAYER


@pytest.mark.parametrize("name", ["td-post-content", "whatever"])
def test_a_locked_article_in_a_column_is_locked(name: str) -> None:
    """Its form stands above the headings of others, whatever the body is called."""
    with pytest.raises(PageLocked):
        read(columns(FORM, name=name))


@pytest.mark.parametrize("name", ["entry-content", "whatever"])
def test_the_entries_of_a_round_up_are_its_text(name: str) -> None:
    """Each with a heading that leads to its own story, a photo and a paragraph."""
    entries = "".join(
        f'<div class="group"><h3><a href="/{number}/x/">قصة الأسبوع {number}</a></h3><figure>'
        f'<img src="/uploads/w{number}.jpg" width="1024" height="700"></figure><p>{text}</p></div>'
        for number, text in enumerate((*LIBRARY.paragraphs[:2], *MARKET.paragraphs[:2]), 501)
    )
    intro = "".join(f"<p>{text}</p>" for text in BRIDGE.paragraphs)
    shown = read(
        f'<article id="post-500"><h1>{BRIDGE.title}</h1><div class="{name}">{intro}{entries}'
        "</div></article>"
    )
    told = " ".join(shown.paragraphs)
    assert all(text in told for text in (*LIBRARY.paragraphs[:2], *MARKET.paragraphs[:2]))
    assert shown.photo is not None


@pytest.mark.parametrize(
    "slide",
    [
        '<a href="/uploads/g{n}.jpg">{image}<h4>الجسر {n}</h4></a>',
        '{image}<h4><a href="/photo-{n}/">الجسر {n}</a></h4>',
    ],
)
def test_captions_that_are_headings_lead_to_no_article(slide: str) -> None:
    """They lead to the photo, or to its page."""
    slides = ""
    for number in range(101, 107):
        image = f'<img src="/uploads/g{number}-1024x700.jpg" width="1024" height="700">'
        slides += f'<div class="slide">{slide.format(n=number, image=image)}</div>'
    body = f'<div class="entry-content"><p>{FLASH}</p><div class="gallery">{slides}</div></div>'
    assert len(read(f'<article id="post-500"><h1>{BRIDGE.title}</h1>{body}</article>').gallery) == 6


def test_a_larger_named_body_outside_of_the_posts_head_is_read() -> None:
    """Some themes number the head of an article alone."""
    text = "".join(f"<p>{line}</p>" for line in BRIDGE.paragraphs[1:] + LIBRARY.paragraphs)
    shown = read(
        f'<article class="hero post-500"><h1>{BRIDGE.title}</h1><div class="post-content"><p>'
        f'{FLASH}</p></div></article><div class="entry-content">{text}</div>'
    )
    assert shown.paragraphs[-1] == LIBRARY.paragraphs[-1]


def test_a_numbered_layout_around_the_text_is_no_other_post() -> None:
    """It has neither the element nor the other names of a post."""
    text = "".join(f"<p>{line}</p>" for line in BRIDGE.paragraphs)
    shown = read(
        f'<h1>{BRIDGE.title}</h1><div class="post-2 layout"><div class="entry-content">{text}'
        f"{LEAD}</div>{TAGS}</div>"
    )
    assert shown.paragraphs == BRIDGE.paragraphs
    assert shown.photo is not None
    assert [tag.name for tag in shown.tags] == ["الجسور"]


def test_headings_that_lead_to_lists_lead_to_no_article() -> None:
    """Those of its section and of its writer."""
    shown = read(
        f'<h1>{BRIDGE.title}</h1><div><div class="box"><h4><a href="/category/city/">المدينة</a>'
        f'</h4>{LEAD}</div><div class="box"><h4><a href="/author/ali/">علي</a></h4></div></div>'
        f'<div class="entry-content"><p>{FLASH}</p></div>'
    )
    assert shown.photo is not None
    assert [tag.name for tag in shown.tags] == ["المدينة"]


@pytest.mark.parametrize(
    "frame",
    [
        '<div><h1>{title}</h1><div class="entry-content">{text}</div><div>{video}</div></div>',
        "<div><h1>{title}</h1>{text}<div>{video}</div></div>",
        '<header class="single-hero">{video}</header><h1>{title}</h1><div>{text}</div>',
    ],
)
def test_a_video_beside_a_short_text_is_played(frame: str) -> None:
    """Below its text in what holds the headline, too, and in a header that is an article's."""
    text = f"<p>{FLASH}</p>"
    assert read(frame.format(title=BRIDGE.title, text=text, video=VIDEO)).media is not None


@pytest.mark.parametrize(
    "frame",
    [
        '<table><tr><td>{text}<div class="tags">{links}</div></td></tr></table>',
        '{text}<p class="post-meta">نشر يوم الاثنين 30 تشرين الثاني 2026 {links}</p>',
    ],
)
def test_tags_in_a_cell_or_a_line_about_the_article_count(frame: str) -> None:
    """The text beside them is no sentence around them."""
    links = '<a href="/tag/jisr/">الجسور</a> <a href="/category/city/">المدينة</a>'
    text = f'<h1>{BRIDGE.title}</h1><div class="entry-content"><p>{FLASH}</p></div>'
    assert len(read(frame.format(text=text, links=links)).tags) == 2


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("", KnownText(feed=LIBRARY.paragraphs[:1])),
        ("", KnownText(before=LIBRARY.paragraphs)),
        ("", KnownText(excerpt=LIBRARY.paragraphs[0][:80] + " […]")),
        (f'<meta property="og:description" content="{LIBRARY.paragraphs[0]}">', KnownText()),
    ],
)
def test_a_text_without_the_headlines_words_is_believed_where_it_is_known(
    head: str, known: KnownText
) -> None:
    """By the feed, an earlier reading, or what the page's head says of it."""
    text = "".join(f"<p>{line}</p>" for line in LIBRARY.paragraphs)
    shown = read(f'<h1>{BRIDGE.title}</h1><div class="txt">{text}</div>', head=head, known=known)
    assert shown.paragraphs[:1] == LIBRARY.paragraphs[:1]
