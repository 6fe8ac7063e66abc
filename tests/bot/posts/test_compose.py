"""Posts: what stands in them, in both languages and every format, and golden files of them."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram.constants import MessageLimit

from bot.i18n import Catalogues
from bot.posts.compose import compose
from bot.types import Post
from storage.models import (
    ArticleStatus,
    ChatKind,
    Media,
    MediaKind,
    Photo,
    PostFormat,
    StoredArticle,
    Tag,
    TagKind,
)
from tests.bot.posts.samples import stored, telegram_length, telegram_text

GOLDEN = Path(__file__).parent / "golden"
CATALOGUES = Catalogues.load()
ARABIC = CATALOGUES.translator("ar")
CORRECTED = datetime(2026, 3, 14, 14, 30, tzinfo=UTC)


def shown(post: Post) -> str:
    """A post as a person can read it in a file."""
    rows = [" | ".join(f"[{b.text}]({b.url or b.data})" for b in row) for row in post.buttons]
    photo = f"photo: {post.photo_url}\n" if post.photo_url else ""
    if post.preview_above:
        photo = f"preview above: {post.link_preview_url}\n"
    if post.file is not None:
        photo = f"{post.file.kind}: {post.file.url}\n{post.media_html}\n\nelse {photo}"
    if post.album:
        album = "".join(f"album: {url}\n" for url in post.album)
        photo = f"{album}{post.media_html}\n\nelse {photo}"
    return photo + post.html + "\n\n" + "\n".join(rows) + "\n"


HOSTILE = stored(
    title="<b>سعر</b> الخبز & \u202eالكعك\u200b إلى 1,500 ليرة في Souk-2",
    photo=Photo(
        "https://news.example/صور/-خبز طازج.jpg", "رغيف <script>", 'وكالة "النهر" & شركاؤها'
    ),
    tags=(Tag("دير-الزور & ريفها", id=3), Tag("2026", id=4), Tag("دَير الزور", id=5)),
    url="https://news.example/12/خبز?a=1&b=2",
)

GALLERY = stored(
    title="أسواق المدينة القديمة قبل العيد بأيام",
    gallery=(
        Photo("https://news.example/photo-1.jpg", "مدخل الحديقة", "نور العلي"),
        Photo("https://news.example/uploads/سوق 2.jpg", "سوق الحرير - 3 آذار 2026", "نور العلي"),
        Photo("https://news.example/uploads/3.jpg", "سوق الحرير - 3 آذار 2026", "نور العلي"),
        Photo("https://news.example/uploads/4.jpg", "بائع <حلوى> & زبائن", "Reuters"),
        Photo("https://news.example/uploads/5.jpg"),
    ),
)
LIVE = stored(
    title="العاصفة المطرية في الساحل لحظة بلحظة",
    summary=(
        "18:40 انخفضت سرعة الرياح إلى 35 كيلومترًا في الساعة، وانتهت ذروة العاصفة.",
        "16:15 أعادت ورشات البلدية فتح الطريق الساحلي القديم.",
    ),
)
SHOWN_ALBUM = {"album": 10, "bot_name": "khabar_bot"}
VIDEO = Media(MediaKind.VIDEO, "https://news.example/uploads/jisr.mp4")
AUDIO = Media(MediaKind.AUDIO, "https://news.example/uploads/hadith.mp3")
PLAYER = Media(MediaKind.PLAYER, "https://www.youtube.com/watch?v=abcdefghijk")

OPINIONS = Tag("مقالات رأي", TagKind.SECTION, "opinion", "مقالات راي", 12)
OPINION = stored(
    title="مقاعد لمن يمشي في المدينة",
    author="سلمى <درويش>",
    tags=(OPINIONS, Tag("أرصفة", folded="ارصفه", id=13)),
    summary=("مشيتُ أمس في شارع الميناء فلم أجد مقعدًا.", "وسألت البائع فضحك."),
)

CASES: dict[str, tuple[StoredArticle, dict[str, object]]] = {
    "photo": (stored(), {}),
    "photo-english": (stored(), {"language": "en"}),
    "text": (stored(), {"format": PostFormat.TEXT}),
    "headline": (stored(), {"format": PostFormat.HEADLINE}),
    "channel": (stored(), {"kind": ChatKind.CHANNEL}),
    "breaking": (stored(breaking=True), {}),
    "breaking-signed": (stored(breaking=True, title="🔴 عاجل | إغلاق طريق المطار"), {}),
    "breaking-said": (stored(breaking=True, title="عاجل: إغلاق طريق المطار"), {}),
    "corrected": (stored(), {"corrected_at": CORRECTED}),
    "withdrawn": (stored(status=ArticleStatus.WITHDRAWN), {}),
    "no-caption": (stored(photo=Photo("https://news.example/1.jpg", "", "نور العلي")), {}),
    "withdrawn-photo": (stored(status=ArticleStatus.WITHDRAWN), {"shown_media": 1}),
    "album": (GALLERY, SHOWN_ALBUM),
    "album-channel": (GALLERY, SHOWN_ALBUM | {"kind": ChatKind.CHANNEL, "signature": "@khabar"}),
    "album-english": (GALLERY, SHOWN_ALBUM | {"language": "en"}),
    "album-corrected": (GALLERY, SHOWN_ALBUM | {"shown_media": 3, "corrected_at": CORRECTED}),
    "album-of-two": (GALLERY, SHOWN_ALBUM | {"album": 2}),
    "gallery-one-photo": (GALLERY, {"album": 1}),
    "gallery-text": (GALLERY, SHOWN_ALBUM | {"format": PostFormat.TEXT}),
    "live-blog": (LIVE, {}),
    "video": (stored(media=VIDEO), {}),
    "audio": (stored(media=AUDIO), {}),
    "player": (stored(media=PLAYER), {}),
    "player-text": (stored(media=PLAYER), {"format": PostFormat.TEXT}),
    "no-photo": (stored(photo=None), {}),
    "hostile": (HOSTILE, {}),
    "opinion": (OPINION, {"kind": ChatKind.CHANNEL, "corrected_at": CORRECTED}),
    "opinion-english": (OPINION, {"language": "en", "format": PostFormat.HEADLINE}),
    "opinion-unsigned": (stored(tags=(OPINIONS,), author=""), {"format": PostFormat.TEXT}),
}


@pytest.mark.parametrize("name", CASES)
def test_post_is_as_in_its_golden_file(name: str) -> None:
    """A person has read each file; GOLDEN=write writes them anew to be read again."""
    article, options = CASES[name]
    options = dict(options)
    language = str(options.pop("language", "ar"))
    post = compose(
        article,
        **{
            "format": PostFormat.PHOTO,
            "translator": CATALOGUES.translator(language),
            "zone_name": "Asia/Damascus",
            **options,
        },  # type: ignore[arg-type]
    )
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown(post), "utf-8")
    assert shown(post) == file.read_text("utf-8")


def test_caption_and_credit_stand_once_under_the_photo() -> None:
    """The photo's line holds the newsroom's caption and, behind a dot, whose photo it is."""
    post = compose(stored(), format=PostFormat.PHOTO, translator=ARABIC, zone_name="Asia/Damascus")
    assert post.html.count("مدخل الحديقة") == 1
    assert "📷 مدخل الحديقة · نور العلي" in post.html


@pytest.mark.parametrize(
    ("tag", "opinion"),
    [
        (Tag("رأي"), True),
        (Tag("Opinion"), True),
        (Tag("زاوية", TagKind.SECTION, "opinion"), True),
        (Tag("استطلاع رأي"), False),
        (Tag("محليات", TagKind.SECTION, "local"), False),
    ],
)
def test_only_an_opinion_piece_names_its_author(tag: Tag, opinion: bool) -> None:
    """By the section's name or slug; a word of a longer tag is none."""
    post = compose(
        stored(tags=(tag,)), format=PostFormat.PHOTO, translator=ARABIC, zone_name="Asia/Damascus"
    )
    assert ("بقلم هدى سلوم" in telegram_text(post.html)) is opinion
    assert ("بقلم هدى سلوم" in telegram_text(post.text_html)) is opinion


def test_a_withdrawn_opinion_names_nobody() -> None:
    """The notice alone is left."""
    gone = stored(tags=(OPINIONS,), status=ArticleStatus.WITHDRAWN)
    assert (
        "بقلم"
        not in compose(
            gone, format=PostFormat.PHOTO, translator=ARABIC, zone_name="Asia/Damascus"
        ).html
    )


def test_a_notice_of_withdrawal_fits_below_its_picture() -> None:
    """Whatever the headline is: a refused notice would leave the article as it was."""
    gone = stored(title="😀" * 500, status=ArticleStatus.WITHDRAWN)
    post = compose(
        gone,
        format=PostFormat.PHOTO,
        translator=ARABIC,
        zone_name="Asia/Damascus",
        shown_media=1,
    )
    assert post.photo_url
    assert telegram_length(post.html) <= MessageLimit.CAPTION_LENGTH
    assert "⚠️" in post.html


def test_text_without_photo_has_no_photo_line() -> None:
    """A caption without its photo describes nothing."""
    post = compose(stored(), format=PostFormat.PHOTO, translator=ARABIC, zone_name="Asia/Damascus")
    assert "📷" not in post.text_html
    assert "مدخل" not in post.text_html


def test_photo_address_is_percent_encoded() -> None:
    """Telegram fetches no address with Arabic letters or spaces in it."""
    post = compose(HOSTILE, format=PostFormat.PHOTO, translator=ARABIC, zone_name="Asia/Damascus")
    assert post.photo_url.isascii()
    assert " " not in post.photo_url
    assert post.photo_url.endswith(".jpg")


def test_invisible_and_directional_characters_are_gone() -> None:
    """A title can't turn the rest of the post around."""
    text = telegram_text(
        compose(HOSTILE, format=PostFormat.TEXT, translator=ARABIC, zone_name="Asia/Damascus").html
    )
    text = text.replace("\u2066", "").replace("\u2069", "")
    assert "\u202e" not in text
    assert "\u200b" not in text
    assert "<b>سعر</b>" in text


def test_an_article_without_anything_still_makes_a_post() -> None:
    """Where even the title is empty the address stands in its place."""
    bare = stored(title="\u200b", summary=(), photo=None, tags=())
    post = compose(bare, format=PostFormat.PHOTO, translator=ARABIC, zone_name="Asia/Damascus")
    assert "https://news.example/1/khabar/" in post.html


def test_an_address_that_leads_nowhere_makes_no_button() -> None:
    """javascript: and the like never reach a reader."""
    post = compose(
        stored(url="javascript:alert(1)", photo=None),
        format=PostFormat.TEXT,
        translator=ARABIC,
        zone_name="Asia/Damascus",
    )
    assert not [button for row in post.buttons for button in row if button.url]


def test_a_long_headline_can_still_be_shared() -> None:
    """Telegram's share page gets as much of it as an address can hold."""
    long = stored(title="حديقة " * 200, url="https://news.example/1/" + "حديقة-" * 30)
    post = compose(long, format=PostFormat.TEXT, translator=ARABIC, zone_name="Asia/Damascus")
    assert [button.text for button in post.buttons[0]] == ["اقرأ", "شارك", "⋯"]
    assert len(post.buttons[0][1].url) <= 2048


def test_updated_is_told_in_the_newsrooms_time_zone() -> None:
    """14:30 UTC is 17:30 in Damascus."""
    post = compose(
        stored(),
        format=PostFormat.PHOTO,
        translator=ARABIC,
        zone_name="Asia/Damascus",
        corrected_at=CORRECTED,
    )
    assert "17:30" in post.html
    assert "14 آذار" in post.html


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("عاجل: إغلاق طريق المطار", "إغلاق طريق المطار"),
        ("عاجل.. «المجلس» يجتمع", "«المجلس» يجتمع"),
        ("🔴 #عاجل | إغلاق الطريق", "إغلاق الطريق"),
        ("خبر عاجل - إغلاق الطريق", "إغلاق الطريق"),
        ("إغلاق عاجل لطريق المطار", "إغلاق عاجل لطريق المطار"),
        ("عاجلًا أم آجلًا يُفتح الطريق", "عاجلًا أم آجلًا يُفتح الطريق"),
        ("عاجل", "عاجل"),
    ],
)
def test_breaking_news_is_marked_once_and_always_alike(title: str, headline: str) -> None:
    """The newsroom's own mark in the headline gives way to the line above it."""
    article = stored(breaking=True, title=title)
    post = compose(article, format=PostFormat.TEXT, translator=ARABIC, zone_name="Asia/Damascus")
    assert post.html.split("\n")[:2] == ["<b>🔴 عاجل</b>", f"<b>{headline}</b>"]


def test_hashtags_that_begin_with_a_latin_one_run_from_the_right() -> None:
    """The line takes its direction from its first letter."""
    article = stored(tags=(Tag("SDF", folded="sdf", id=1), Tag("حمص", folded="حمص", id=2)))
    post = compose(article, format=PostFormat.TEXT, translator=ARABIC, zone_name="Asia/Damascus")
    assert post.html.endswith("\n\n\u200f#SDF #حمص")


@pytest.mark.parametrize("name", CASES)
def test_nothing_of_a_post_is_slanted(name: str) -> None:
    """Slanted Arabic letters are hard to read."""
    assert "<i>" not in (GOLDEN / f"{name}.txt").read_text("utf-8")
