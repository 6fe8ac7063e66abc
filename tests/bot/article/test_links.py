"""Links in an article's text to other articles of its site."""

from bot.article.parse_page import read_page

URL = "https://news.example/200/water-is-back/"
TEXT = "عادت المياه صباح اليوم إلى منازل حي الزيتون بعد انقطاع دام ثلاثة أيام بسبب عطل في الأنبوب."


def page(body: str) -> str:
    return f"""<!doctype html><html><head><title>عودة المياه إلى حي الزيتون</title></head><body>
        <article><h1>عودة المياه إلى حي الزيتون</h1><div class="entry-content">
        <p>{TEXT}</p>{body}<p>{TEXT} وقال سكان إنهم ملؤوا الخزانات.</p></div></article>
        </body></html>"""


def links(body: str) -> tuple[str, ...]:
    return read_page(page(body), url=URL).links


def test_a_link_in_the_text_is_kept() -> None:
    """Absolute, without what tracks, each once; relative ones too."""
    assert links(
        '<p>كان <a href="https://news.example/100/water-cut/?utm_source=x">الانقطاع</a> قد بدأ '
        'يوم <a href="/100/water-cut/">الأحد</a> بعد <a href="/90/pipe/">عطل</a>.</p>'
    ) == ("https://news.example/100/water-cut/", "https://news.example/90/pipe/")


def test_other_links_are_not() -> None:
    """Other sites, tags, the front page, the article itself, related boxes, no addresses."""
    assert not links(
        '<p>راجع <a href="https://other.example/1/x/">موقعًا آخر</a> و<a href="/tag/water/">وسمًا</a>'
        f' و<a href="/">البداية</a> و<a href="{URL}#x">هذا</a> و<a href="javascript:x()">س</a>.</p>'
        '<div class="related-posts"><a href="/55/related/">اقرأ أيضًا</a></div>'
    )


def test_a_page_of_links_has_a_bound() -> None:
    """A hostile page adds no more than twenty."""
    many = " ".join(f'<a href="/{number}/x/">و</a>' for number in range(300, 900))
    assert len(links(f"<p>{TEXT} {many}</p>")) == 20


def test_a_page_that_names_the_front_page_as_its_own_stays_where_it_is() -> None:
    """A theme's head may say so on every page, and a post would lead nowhere."""
    named = page("").replace("<head>", '<head><link rel="canonical" href="https://news.example/">')
    assert read_page(named, url=f"{URL}?so=related").url == URL
