"""Pages whose article is behind a password."""

import pytest

from bot.article.parse_page import read_page
from bot.errors import PageLocked
from tests.data.stories import BRIDGE, TEAM

FORM = (
    '<form action="https://site.example/wp-login.php?action=postpass" class="post-password-form"'
    ' method="post"><p>للاطلاع يرجى كتابة كلمة المرور.</p>'
    '<label for="pwbox-{number}">كلمة المرور</label>'
    '<input name="post_password" id="pwbox-{number}" type="password"></form>'
)
TEXT = "".join(f"<p>{text}</p>" for text in BRIDGE.paragraphs)


def page(content: str, *, title: str = BRIDGE.title, margin: str = "", post_class: str = "") -> str:
    return (
        f'<!doctype html><html lang="ar"><head><title>{title} – صدى</title></head>'
        f'<body class="single postid-5"><main><article id="post-5" class="post-5 {post_class}">'
        f'<h1>{title}</h1><div class="entry-content">{content}</div></article></main>'
        f"{margin}</body></html>"
    )


@pytest.mark.parametrize(
    "html",
    [
        page(FORM.format(number=5), title=f"محمي: {BRIDGE.title}"),
        page(FORM.format(number=5)),
        page(f"<p>{BRIDGE.paragraphs[0]}</p>" + FORM.format(number=5)),
        page("<p>اكتب كلمة السر.</p>", post_class="post-password-required"),
        page('<input name="post_password" type="password">'),
        page("<p>هذا المقال للمشتركين، يرجى كتابة كلمة المرور.</p>", title="محمي: بنود العقد"),
        page("", title="Protected: The terms of the contract"),
        page(FORM.format(number=5)).replace("postid-5", "").replace('id="post-5"', ""),
        page(FORM.format(number=5)).replace('id="post-5" class="post-5 "', 'class="post-116"'),
    ],
)
def test_a_locked_article_is_no_article(html: str) -> None:
    """By the form, its field, the post's class, or a headline with nothing but a notice."""
    with pytest.raises(PageLocked):
        read_page(html, url="https://site.example/5/jisr/")


@pytest.mark.parametrize(
    "html",
    [
        page(TEXT),
        page(TEXT, title="محمي: جسر الزيتون من الشاحنات بعد اليوم"),
        page(TEXT, margin=f"<aside>{FORM.format(number=9)}</aside>"),
        page(TEXT, margin=f'<article class="post-9">{FORM.format(number=9)}</article>'),
        page(TEXT, margin=f'<div class="latest">{FORM.format(number=9)}</div>'),
        page(TEXT, margin='<form class="login"><input name="pwd" type="password"></form>'),
    ],
)
def test_a_form_for_something_else_locks_nothing(html: str) -> None:
    """A login, another post's form, and the word in a newsroom's own headline."""
    assert read_page(html, url="https://site.example/5/jisr/").paragraphs == BRIDGE.paragraphs


def test_structured_data_do_not_give_away_a_locked_text() -> None:
    """A plug-in may print the text that WordPress keeps back."""
    body = " ".join(TEAM.paragraphs)
    article = f'{{"@type":"NewsArticle","articleBody":"{body}"}}'
    data = f'<script type="application/ld+json">{article}</script>'
    with pytest.raises(PageLocked):
        read_page(page(FORM.format(number=5) + data), url="https://site.example/5/jisr/")
