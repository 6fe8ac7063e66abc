"""Limits: counted as Telegram counts, and kept for any article."""

import html

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.constants import MessageLimit

from bot.i18n import Catalogues
from bot.posts.compose import compose
from bot.posts.shortening import Parts, Piece, fitted, shortened, utf16_length
from storage.models import Photo, PostFormat, Tag
from tests.bot.posts.samples import stored, telegram_length, telegram_text

ARABIC = Catalogues.load().translator("ar")
WORDS = st.lists(
    st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي<>&\"'😀x1", min_size=1, max_size=12),
    min_size=1,
    max_size=60,
).map(" ".join)
SENTENCES = st.lists(WORDS, max_size=12).map(tuple)


@given(st.text())
def test_length_is_that_of_utf16(text: str) -> None:
    """Telegram counts UTF-16 code units."""
    assert utf16_length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(WORDS, st.integers(min_value=0, max_value=120))
def test_shortened_text_fits_and_ends_at_a_word(text: str, limit: int) -> None:
    """Never longer than asked for; what stays is a beginning of the text, cut between words."""
    short = shortened(text, limit)
    assert utf16_length(short) <= limit
    if short != text and short:
        kept = short.removesuffix("…")
        assert short.endswith("…")
        assert text.startswith(kept)
        assert " " not in kept or text[len(kept)].isspace()


@settings(max_examples=60, deadline=None)
@given(
    title=WORDS,
    summary=SENTENCES,
    caption=WORDS,
    credit=WORDS,
    tags=st.lists(WORDS, max_size=10),
    breaking=st.booleans(),
)
def test_any_article_makes_a_post_within_the_limits(
    *,
    title: str,
    summary: tuple[str, ...],
    caption: str,
    credit: str,
    tags: list[str],
    breaking: bool,
) -> None:
    """Caption and text fit after entity parsing; the headline is whole or ends in an ellipsis."""
    article = stored(
        title=title,
        summary=summary,
        photo=Photo("https://news.example/1.jpg", caption, credit),
        tags=tuple(Tag(name, id=number) for number, name in enumerate(tags, 1)),
        breaking=breaking,
        language="en",
    )
    post = compose(article, format=PostFormat.PHOTO, translator=ARABIC, zone_name="Asia/Damascus")
    assert telegram_length(post.html) <= MessageLimit.CAPTION_LENGTH
    assert telegram_length(post.text_html) <= MessageLimit.MAX_TEXT_LENGTH
    for markup in (post.html, post.text_html):
        assert " ".join(title.split()) in telegram_text(markup) or "…</b>" in markup


def sizes(letters: int) -> Parts:
    """A post whose every part is of a known length."""
    return Parts(
        headline="ع" * 20,
        sentences=("أ" * letters, "ب" * letters, "ج" * letters),
        photo_line=Piece.plain("ص" * 30),
        hashtags=("#" + "د" * 9, "#" + "ه" * 9),
    )


def test_summary_gives_way_from_its_end() -> None:
    """Whole sentences go, the last first; everything else stays."""
    piece = fitted(sizes(40), 140)
    assert "أ" * 40 in piece.text
    assert "ب" not in piece.text
    assert "#" + "ه" * 9 in piece.text


def test_hashtags_go_before_the_photo_line() -> None:
    """With the summary gone the hashtags are next."""
    piece = fitted(sizes(40), 55)
    assert "ص" * 30 in piece.text
    assert "#" not in piece.text


def test_headline_is_never_dropped() -> None:
    """At last the headline stands alone, whole."""
    assert fitted(sizes(40), 25).text == "ع" * 20


def test_monstrous_headline_is_shortened_at_a_word() -> None:
    """The only thing that is ever cut ends in an ellipsis, inside its entity."""
    piece = fitted(Parts(headline="كلمة " * 400), 100)
    assert piece.length <= 100
    assert piece.html.startswith("<b>كلمة")
    assert piece.html.endswith("كلمة…</b>")


@given(WORDS)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    """HTML in a title is shown, not obeyed."""
    assert html.unescape(Piece.plain(text).html) == text
    assert telegram_text(Piece.bold(text).html) == text
