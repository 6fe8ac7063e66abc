"""Templates: parts left out, signatures, headlines of a chat's own, hostile text, the limits."""

from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import MessageLimit

from bot.i18n import Catalogues
from bot.posts.compose import compose
from bot.posts.shortening import utf16_length
from bot.posts.template import templated
from bot.types import Post
from storage.models import ArticleStatus, ChatKind, PostFormat, StoredArticle, Template
from tests.bot.posts.samples import stored, telegram_text

ARABIC = Catalogues.load().translator("ar")


def dressed(
    template: Template,
    *,
    headline: str = "",
    own_summary: str = "",
    article: StoredArticle | None = None,
    format: PostFormat = PostFormat.PHOTO,  # noqa: A002 - the setting's own name
) -> Post:
    return templated(
        article or stored(),
        template=template,
        headline=headline,
        summary=own_summary,
        format=format,
        translator=ARABIC,
        zone_name="Asia/Damascus",
    )


def test_the_plain_template_changes_nothing() -> None:
    """A chat without settings gets what every chat gets."""
    for kind in PostFormat:
        assert dressed(Template(), format=kind) == compose(
            stored(),
            format=kind,
            translator=ARABIC,
            zone_name="Asia/Damascus",
            kind=ChatKind.CHANNEL,
        )


def test_each_part_can_be_left_out() -> None:
    """Summary, photo's line, hashtags; the headline stays."""
    whole = telegram_text(dressed(Template()).html)
    assert "#حي_الزيتون" in whole
    assert "📷" in whole
    bare = dressed(Template(summary=False, photo_line=False, hashtags=False))
    assert telegram_text(bare.html) == "المجلس البلدي يفتتح الحديقة رقم 1"
    assert bare.photo_url


def test_without_buttons_the_headline_is_the_link() -> None:
    """A reader must still get to the article."""
    post = dressed(Template(buttons=False))
    assert post.buttons == ()
    assert '<a href="https://news.example/1/khabar/">' in post.html
    assert '<a href="https://news.example/1/khabar/">' in post.text_html


def test_the_headline_can_be_a_link_beside_the_buttons() -> None:
    """For readers who press what they read."""
    post = dressed(Template(link=True))
    assert post.html.startswith('<b><a href="https://')
    assert post.buttons


def test_a_signature_stands_below_all_of_it() -> None:
    """In each format, but not under a notice of withdrawal."""
    for kind in PostFormat:
        post = dressed(Template(signature="تابعونا @city"), format=kind)
        assert telegram_text(post.html).endswith("تابعونا @city")
    gone = dressed(Template(signature="تابعونا"), article=stored(status=ArticleStatus.WITHDRAWN))
    assert "تابعونا" not in gone.html


def test_a_hostile_signature_and_headline_are_text() -> None:
    """Markup, entities and invisible marks of an administrator's stay words."""
    post = dressed(
        Template(signature='<a href="tg://user?id=1">اضغط</a> & \u202eخبر\x00'),
        headline="<b>عنوان</b>",
    )
    assert "<a href" not in post.html
    assert "&lt;a href" in post.html
    assert "\u202e" not in post.html
    assert "<b>عنوان</b>" not in post.html


def test_a_headline_of_ones_own() -> None:
    """In place of the newsroom's."""
    assert telegram_text(dressed(Template(), headline="عنوان آخر").html).startswith("عنوان آخر")


def test_a_summary_of_ones_own() -> None:
    """As text, whatever it holds, and also where the template has no summary."""
    post = dressed(Template(summary=False), own_summary="ملخص <آخر> & جديد.")
    assert "ملخص <آخر> & جديد." in telegram_text(post.html)
    assert not any(sentence in post.html for sentence in stored().summary)


@given(
    signature=st.text(max_size=200),
    own=st.tuples(st.text(max_size=300), st.text(max_size=700)),
    summary=st.lists(st.text(max_size=600), max_size=4),
    parts=st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
    kind=st.sampled_from(PostFormat),
)
def test_whatever_is_written_fits(
    signature: str,
    own: tuple[str, str],
    summary: list[str],
    parts: tuple[bool, bool, bool, bool],
    kind: PostFormat,
) -> None:
    """A caption and a text stay within Telegram's limits after entity parsing."""
    template = Template(
        summary=parts[0],
        photo_line=parts[1],
        hashtags=parts[2],
        buttons=parts[3],
        signature=signature,
    )
    post = dressed(
        template,
        headline=own[0],
        own_summary=own[1],
        article=stored(summary=tuple(summary)),
        format=kind,
    )
    bound = MessageLimit.CAPTION_LENGTH if post.photo_url else MessageLimit.MAX_TEXT_LENGTH
    assert utf16_length(telegram_text(post.html)) <= bound
    assert utf16_length(telegram_text(post.text_html)) <= MessageLimit.MAX_TEXT_LENGTH
