"""The whole text of an article is found, however the page is built, and nothing beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.article.body_by_structure import body_blocks, text_sizes
from bot.article.page_layout import text_size
from bot.article.parse_page import read_page
from bot.errors import PageError
from bot.text.bounded_html import parse_html
from bot.text.boxes import Boxes
from bot.types import ArticlePage
from tests.data.stories import BRIDGE, LIBRARY, TEAM

TEXT = BRIDGE.paragraphs
TITLE = BRIDGE.title


def shown(
    inner: str, *, title: str = TITLE, body: str = "single single-post", head: str = ""
) -> str:
    return (
        f'<!doctype html><html lang="ar" dir="rtl"><head><title>{title}</title>{head}</head>'
        f'<body class="{body}"><header><nav><a href="/">الرئيسية</a></nav></header>'
        f"<main><h1>{title}</h1>{inner}</main><footer>كل الحقوق للقراء</footer></body></html>"
    )


def paragraphs(texts: tuple[str, ...] = TEXT) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(inner: str, **more: str) -> ArticlePage:
    return read_page(shown(inner, **more), url=BRIDGE.link)


@pytest.mark.parametrize(
    "name",
    [
        "has-sidebar",
        "with-sidebar",
        "sidebar-right",
        "content-sidebar-wrap",
        "no-related two-columns sidebar-left",
        "page-footer-fixed",
        "comments-open",
        "social-theme",
        "layout-newsletter",
        "ads-enabled",
    ],
)
@pytest.mark.parametrize("inside", ["entry-content", "x7"])
def test_a_layouts_name_on_an_ancestor_hides_no_text(name: str, inside: str) -> None:
    """What holds the whole text is no margin, whatever it is called."""
    html = f'<div class="{name}"><div class="{inside}">{paragraphs()}</div></div>'
    assert read(html).paragraphs == TEXT


@pytest.mark.parametrize("name", ["entry-content", "story-part", "x1"])
def test_a_text_in_several_containers_is_read_whole(name: str) -> None:
    """An advert between them parts no article."""
    first, second = paragraphs(TEXT[:2]), paragraphs(TEXT[2:])
    offer = "خصم على الأدوات المنزلية في متجر الوادي حتى نهاية الأسبوع."
    advert = f'<div class="ad-slot"><p>{offer}</p></div>'
    html = f'<div class="{name}">{first}</div>{advert}<div class="{name}">{second}</div>'
    assert read(html).paragraphs == TEXT


def test_a_text_without_full_stops_is_a_text() -> None:
    """Some newsrooms write none."""
    bare = tuple(text.rstrip(".") for text in TEXT)
    assert read(f'<div class="entry-content">{paragraphs(bare)}</div>').paragraphs == bare


@pytest.mark.parametrize("breaks", ["<br><br>", "<br /><br/>\n", "<br>&nbsp;<br>"])
def test_a_text_parted_by_breaks_is_as_many_paragraphs(breaks: str) -> None:
    """A long link in one of them speaks for that one only."""
    linked = f'{TEXT[0]} <a href="/802001/report/">{" ".join(LIBRARY.paragraphs)}</a>'
    found = read(f'<div class="entry-content"><p>{breaks.join((linked, *TEXT[1:]))}</p></div>')
    assert found.paragraphs[1:] == TEXT[1:]
    assert found.paragraphs[0].startswith(TEXT[0])


def test_one_block_of_eight_thousand_letters_is_read_whole() -> None:
    """It comes in parts that end where sentences or words end."""
    sentences = [f"{text} وهذه هي المرة رقم {n}." for n in range(9) for text in TEXT[:7]]
    found = read(f'<div class="entry-content"><div>{" ".join(sentences)}</div></div>').paragraphs
    assert " ".join(found) == " ".join(sentences)
    assert all(part.endswith(".") for part in found)
    words = "كلمة أخرى " * 1200
    found = read(f'<div class="entry-content"><p>{words}</p></div>').paragraphs
    assert set(" ".join(found).split()) == {"كلمة", "أخرى"}


@pytest.mark.parametrize(
    "heading", ["مقالات ذات صلة", "قد يعجبك أيضًا", "Related articles", "الأكثر قراءة"]
)
@pytest.mark.parametrize(
    "box",
    [
        '<ul><li><a href="/1/">سوق جديد</a></li><li><a href="/2/">طريق مغلق</a></li></ul>',
        "<ul><li>سوق جديد في البلدة</li><li>طريق مغلق</li></ul>",
        '<div class="card"><a href="/1/">افتتاح سوق جديد في البلدة بعد انتظار عامين</a></div>',
    ],
)
def test_a_box_of_related_articles_ends_itself(heading: str, box: str) -> None:
    """The text goes on after it."""
    html = f"{paragraphs(TEXT[:2])}<p>{heading}</p>{box}{paragraphs(TEXT[2:])}"
    assert read(f'<div class="entry-content">{html}</div>').paragraphs == TEXT


def test_teasers_after_the_article_are_not_taken_for_its_going_on() -> None:
    """They stand in boxes of their own, with sentences of other stories."""
    cards = "".join(
        f'<div class="card"><h4><a href="/{n}/">{story.title}</a></h4>'
        f"<p>{story.paragraphs[0]}</p></div>"
        for n, story in enumerate((LIBRARY, TEAM))
    )
    html = f'<div class="entry-content">{paragraphs()}<h3>مقالات ذات صلة</h3>{cards}</div>'
    assert read(html).paragraphs == TEXT


@pytest.mark.parametrize(
    "title",
    [
        "لم يتم العثور على ناجين تحت الأنقاض في حي الفرن",
        "تم حذف هذه المادة من الدستور بعد جلسة طويلة",
        "المجلس: الصفحة المطلوبة من التاريخ لم تكتب بعد",
        "Weapons of mass destruction not found, committee says",
        "Access denied: how the village lost its road",
        "الطريق الدولي قيد الصيانة حتى نهاية الشهر",
        "تسجيل الدخول إلى الجامعات يبدأ غدًا",
        "404 عائلة تعود إلى البلدة",
    ],
)
def test_words_of_a_headline_make_no_error_page(title: str) -> None:
    """An article follows them."""
    found = read(f'<div class="entry-content">{paragraphs()}</div>', title=title)
    assert (found.title, found.paragraphs) == (title, TEXT)


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("الصفحة التي تبحث عنها غير موجودة", "not found"),
        ("Just a moment...", "challenge"),
        ("Error establishing a database connection", "error"),
        ("تسجيل الدخول", "login"),
    ],
)
def test_an_error_page_with_a_line_of_text_is_refused(title: str, reason: str) -> None:
    """A link home and a form are no story."""
    html = '<p>عد إلى الصفحة الأولى أو ابحث في الموقع.</p><form><input type="password"></form>'
    with pytest.raises(PageError, match=reason):
        read(html, title=title, body="error")


@pytest.mark.parametrize(
    "beside",
    [
        '<div class="popup"><h1>تسجيل الدخول</h1><form><input type="password"></form></div>',
        '<div class="g-recaptcha" data-sitekey="x"></div><script src="/recaptcha/api.js"></script>',
        '<form class="login"><h2>Log in</h2><input type="password"></form>',
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>',
    ],
)
def test_a_login_or_a_test_for_robots_beside_an_article_is_nothing(beside: str) -> None:
    """Comment forms bring both to every page."""
    assert read(f'{beside}<div class="entry-content">{paragraphs()}</div>').paragraphs == TEXT


@pytest.mark.parametrize(
    "lead",
    [
        "بلغ عدد المستفيدين من البرنامج في البلدة حتى اليوم نحو ألفي أسرة (2000 أسرة).",
        "أعلن المكتب أن التوزيع يبدأ غدًا، بحسب وكالة أنباء الوادي الرسمية (سانا).",
        "وقّع المجلس اتفاقًا مع المنظمة العاملة في البلدة (الأمم المتحدة)",
        "افتتح المجلس الفرن الجديد في الحي الشرقي أمس، الأحد 11 تشرين الأول 2026",
    ],
)
def test_a_sentence_of_the_story_is_no_caption(lead: str) -> None:
    """Leads end in brackets and dates as captions do."""
    photo = f'<figure><img src="{BRIDGE.photo}" width="1200" height="800"></figure>'
    found = read(f'{photo}<div class="entry-content">{paragraphs((lead, *TEXT))}</div>')
    assert found.paragraphs == (lead, *TEXT)
    assert found.photo is not None
    assert (found.photo.caption, found.photo.credit) == ("", "")


def test_a_story_that_a_script_would_show_is_read() -> None:
    """Nearly all of the text is hidden, so hiding means nothing."""
    hidden = f'<div class="entry-content" style="display:none">{paragraphs()}</div>'
    assert read(hidden).paragraphs == TEXT


def _menu(entries: int) -> str:
    return f"<div>{'<p><a href=/x/>قسم</a></p>' * entries}</div>"


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ('<div class="entry-content"><div class="subscription-content">', "</div></div>"),
        (
            f'<article>{paragraphs(LIBRARY.paragraphs)}<section class="subscription-content">',
            "</section></article>",
        ),
        ('<div style="display:none">', "</div>"),
        ('<div style="opacity:0"><div hidden>', "</div></div>"),
        ('<div class="entry-content"><div aria-hidden="true">', "</div></div>"),
        (_menu(4_100), ""),
    ],
)
def test_where_no_second_reader_helps_the_named_text_is_read_whatever_it_stands_in(
    before: str, behind: str
) -> None:
    """In a box, in what a script would show, behind thousands of links."""
    html = shown(f'{before}<div class="article-body">{paragraphs()}</div>{behind}')
    assert read_page(html, url=BRIDGE.link, second_reader=lambda _: "").paragraphs == TEXT


_PARTS = (
    '<div class="entry-content">',
    '<div class="post-content share">',
    '<div class="share">',
    "<div hidden>",
    "<section>",
    "</div>",
    f"<p>{TEXT[0]}</p>",
    f"<p>{TEXT[1]}</p>",
)


@given(st.lists(st.sampled_from(_PARTS), max_size=25))
def test_a_named_element_weighs_what_would_be_read_of_it(parts: list[str]) -> None:
    """Else one is chosen of which nothing is read."""
    tree = parse_html(f"<body>{''.join(parts)}")
    boxes, named = Boxes(tree), tree.css(".entry-content, .post-content")
    read_alone = {node.mem_id: text_size(body_blocks(node, boxes)) for node in named}
    assert text_sizes(named, boxes) == read_alone


def test_what_is_crossed_out_or_hidden_in_a_text_is_not_read() -> None:
    """It is not published by the site, either."""
    html = (
        "<p>وتبلغ كلفة الأعمال في البلدة <del>أربعين</del> <ins>ستين</ins> مليون ليرة سورية.</p>"
        "<p>وافتتح الجسر <s>رئيس المجلس</s> نائب الرئيس <strike>سامر</strike> ماهر العلي"
        " أمام الأهالي.</p>"
        '<p>وحضر الحفل <b style="text-decoration:line-through">مئة</b> مئتا شخص من البلدة.</p>'
        '<p>ويفتح الجسر <i style="opacity: 0">سرًا</i><b style="font-size:0px">خفيًا</b>'
        " يوم السبت المقبل.</p>"
    )
    assert read(f'<div class="entry-content">{paragraphs()}{html}</div>').paragraphs[
        len(TEXT) :
    ] == (
        "وتبلغ كلفة الأعمال في البلدة ستين مليون ليرة سورية.",
        "وافتتح الجسر نائب الرئيس ماهر العلي أمام الأهالي.",
        "وحضر الحفل مئتا شخص من البلدة.",
        "ويفتح الجسر يوم السبت المقبل.",
    )


def test_a_paragraph_that_the_general_reader_leaves_out_stays() -> None:
    """It stands between the others."""
    short = "وتبلغ مساحة الجسر 450 م<sup>2</sup>، أي ما يعادل نصف ملعب."
    html = f"{paragraphs(TEXT[:3])}<p>{short}</p>{paragraphs(TEXT[3:])}"
    found = read(f'<div class="entry-content">{html}</div>').paragraphs
    assert found[3] == "وتبلغ مساحة الجسر 450 م²، أي ما يعادل نصف ملعب."


def test_addresses_are_relative_to_the_base_that_the_page_names() -> None:
    """Photos as well as links."""
    photo_at = '<figure><img src="uploads/2026/11/a.jpg" width="1200"></figure>'
    html = f'{photo_at}<div class="entry-content">{paragraphs()}</div>'
    head = '<base href="https://www.khabar-corpus.org/files/">'
    photo = read(html, head=head).photo
    assert photo is not None
    assert photo.url == "https://www.khabar-corpus.org/files/uploads/2026/11/a.jpg"
    assert read(html, head='<base href="http://[x">').photo is not None


@pytest.mark.parametrize("subheading", ["أدعم الحوار بين القريتين", "تعليقات", "«أدعم من يزرع»"])
def test_a_subheading_that_looks_like_a_box_cuts_nothing(subheading: str) -> None:
    """Somebody speaks of what he supports; what people comment is told in the text."""
    first, *rest = TEXT
    inner = f"<p>{first}</p><h3>{subheading}</h3>{paragraphs(tuple(rest))}"
    found = read(f'<div class="entry-content">{inner}</div>').paragraphs
    assert [line for line in found if line != subheading] == list(TEXT)


def test_comments_behind_the_text_are_no_part_of_it() -> None:
    """They stand in an element of their own."""
    comments = f"<h3>التعليقات (2)</h3><ol><li><p>{TEAM.paragraphs[0]}</p></li></ol>"
    inner = f'<div class="entry-content">{paragraphs()}{comments}</div>'
    assert read(inner).paragraphs == TEXT


@pytest.mark.parametrize(
    ("head", "excerpt"),
    [
        ("<meta property='og:description' content='الجسر في صور.'>{site}", "الجسر في صور."),
        ("{site}<meta property='og:description' content='الجسر في صور.'>", "الجسر في صور."),
        ("{site}", "صحيفة الوادي صحيفة مستقلة تصدر كل أسبوع."),
    ],
)
def test_what_a_site_says_on_every_page_is_no_excerpt(head: str, excerpt: str) -> None:
    """Where the page has something to say of its own."""
    site = "<meta name='description' content='صحيفة الوادي صحيفة مستقلة تصدر كل أسبوع.'>"
    assert read(paragraphs(), head=head.format(site=site)).excerpt == excerpt


@pytest.mark.parametrize(
    "end", ["التعليقات", "تعليقات (3)", "اترك تعليقًا", "جميع الحقوق محفوظة", "Comments (2)"]
)
def test_what_stands_behind_the_end_of_an_article_is_no_part_of_it(end: str) -> None:
    """In whatever element it stands: readers' comments are no text of the newsroom."""
    behind = "".join(f"<p>{text}</p>" for text in TEAM.paragraphs)
    inner = f'<div class="entry-content">{paragraphs()}<h3>{end}</h3>{behind}</div>'
    assert read(inner).paragraphs == TEXT
