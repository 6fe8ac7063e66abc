"""Templates: parts left out, signatures, headlines of a chat's own, hostile text, the limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import MessageLimit

from bot.arabic.normalize import clean
from bot.i18n import Catalogues
from bot.posts.compose import compose
from bot.posts.shortening import utf16_length
from bot.posts.template import templated
from bot.types import Post
from storage.models import (
    ArticleStatus,
    ChatKind,
    Photo,
    PostFormat,
    StoredArticle,
    Tag,
    TagKind,
    Template,
)
from tests.bot.posts.samples import stored, telegram_text

ARABIC = Catalogues.load().translator("ar")
# Each leaves one part out, the last all of them.
TEMPLATES = (
    Template(),
    Template(summary=False),
    Template(photo_line=False),
    Template(hashtags=False),
    Template(buttons=False),
    Template(summary=False, photo_line=False, hashtags=False, buttons=False),
)


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


def test_a_summary_of_ones_own_stands_in_every_format() -> None:
    """Whoever wrote it was told that the post has it; in a chat of headlines, too."""
    for kind in PostFormat:
        post = dressed(Template(), own_summary="كتبه محرر القناة.", format=kind)
        assert "كتبه محرر القناة." in telegram_text(post.html)
    gone = dressed(
        Template(), own_summary="كتبه محرر القناة.", article=stored(status=ArticleStatus.WITHDRAWN)
    )
    assert "كتبه" not in gone.html


def test_a_summary_of_ones_own_outlasts_hashtags_and_caption() -> None:
    """Of the newsroom's own sentences there are others; of what somebody wrote there are not."""
    own = "كتبه محرر القناة. " * 38 + "آخره"
    article = stored(photo=Photo("https://news.example/1.jpg", "سوق الحرير " * 20, "نور العلي"))
    post = dressed(Template(signature="تابعونا " * 20), own_summary=own, article=article)
    text = telegram_text(post.html)
    assert own in text
    assert "#" not in text
    assert text.endswith("تابعونا")


def test_a_summary_of_ones_own_beyond_all_room_is_cut_at_a_word() -> None:
    """A headline, a summary and a signature at their bounds are more than a caption takes."""
    own = "😀 كتبه المحرر " * 45
    post = dressed(Template(signature="ع" * 200), headline="حديقة " * 49, own_summary=own)
    assert utf16_length(telegram_text(post.html)) <= MessageLimit.CAPTION_LENGTH
    assert telegram_text(post.html).split("\n\n")[1].endswith("…")
    assert clean(own) in telegram_text(post.text_html)


@pytest.mark.parametrize("template", TEMPLATES)
def test_an_opinion_piece_names_its_author_whatever_the_template_leaves_out(
    template: Template,
) -> None:
    """Its first person must never be taken for the channel's voice."""
    opinion = stored(tags=(Tag("رأي", TagKind.SECTION, "opinion", "راي", 12),), author="سلمى درويش")
    post = dressed(template, article=opinion)
    assert "بقلم سلمى درويش" in telegram_text(post.html)
    assert "بقلم سلمى درويش" in telegram_text(post.text_html)


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
