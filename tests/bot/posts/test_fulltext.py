"""The whole text in pages."""

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.constants import MessageLimit

from bot.i18n import Catalogues
from bot.posts.fulltext import paginated, text_page
from bot.posts.shortening import utf16_length
from storage.models import ArticleStatus
from tests.bot.posts.samples import stored, telegram_length, telegram_text

ARABIC = Catalogues.load().translator("ar")


@given(st.lists(st.text(alphabet="اب ج😀", max_size=300)), st.integers(10, 200))
def test_pages_hold_everything_within_the_limit(paragraphs: list[str], limit: int) -> None:
    """Nothing is lost but white space where a paragraph was divided."""
    pages = paginated(paragraphs, limit)
    assert all(utf16_length("\n\n".join(page)) <= limit for page in pages)
    written = "".join("".join(page) for page in pages)
    assert "".join(written.split()) == "".join("".join(paragraphs).split())


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=3_000), min_size=1, max_size=6), st.integers(0, 50))
def test_any_text_makes_messages_that_fit(paragraphs: list[str], page: int) -> None:
    """Whatever stands in it, and whichever page is asked for."""
    post = text_page(stored(paragraphs=tuple(paragraphs)), page, translator=ARABIC)
    if post is not None:
        assert telegram_length(post.html) <= MessageLimit.MAX_TEXT_LENGTH


def test_the_first_page_shows_the_photo_with_its_line() -> None:
    """As a preview above the text; later pages are text alone."""
    long = stored(paragraphs=tuple("كلام كثير. " * 40 for _ in range(20)))
    first, second = (text_page(long, page, translator=ARABIC) for page in (0, 1))
    assert first is not None
    assert second is not None
    assert first.link_preview_url == "https://news.example/photo-1.jpg"
    assert "📷 مدخل الحديقة · نور العلي" in telegram_text(first.html)
    assert second.link_preview_url == ""
    assert "📷" not in second.html
    assert [button.text for button in first.buttons[0]][-1] == "التالي"


def test_a_withdrawn_article_is_not_read() -> None:
    """Nor one without text."""
    gone = stored(status=ArticleStatus.WITHDRAWN)
    assert text_page(gone, 0, translator=ARABIC) is None
    assert text_page(stored(paragraphs=("", " ")), 0, translator=ARABIC) is None
