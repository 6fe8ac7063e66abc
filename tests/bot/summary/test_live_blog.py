"""Live-blogs keep their hours, and are summarised from the newest entry on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.article.parse_page import read_page
from bot.i18n import Catalogues
from bot.posts.compose import compose
from bot.summary import summarise
from bot.text.live_blog_lines import clock_in, entry_of, is_live_blog
from storage.models import PostFormat
from tests.articles import invented
from tests.bot.posts.samples import stored, telegram_text

INTRO = "نتابع في هذه التغطية آثار العاصفة التي وصلت إلى الساحل فجر اليوم، ويُحدّث الخبر تباعًا."
ENTRIES = (
    ("18:40", "انخفضت سرعة الرياح إلى 35 كيلومترًا في الساعة، وانتهت ذروة العاصفة."),
    ("16:15", "أعادت ورشات البلدية فتح الطريق الساحلي القديم بعد سحب المياه من النفق."),
    ("13:05", "أعلنت مديرية التربية تعليق الدوام المسائي في 22 مدرسة حتى صباح الغد."),
    ("09:10", "توقفت حركة قوارب الصيد في المرفأ الصغير منذ ساعات الفجر الأولى."),
)
LINES = tuple(f"{clock} {text}" for clock, text in ENTRIES)


def page(entry: str) -> tuple[str, ...]:
    entries = "".join(
        entry.format(clock=clock, title=f"عنوان {number}", text=text)
        for number, (clock, text) in enumerate(ENTRIES)
    )
    html = (
        "<html><head><title>مباشر</title></head><body><article><h1>العاصفة لحظة بلحظة</h1>"
        f"<div class='entry-content'><p>{INTRO}</p><div class='live-blog'>{entries}</div></div>"
        "<aside class='related'><time>10:00</time><p>خبر آخر</p></aside></article></body></html>"
    )
    return read_page(html, url="https://news.example/7/storm/").paragraphs


@pytest.mark.parametrize(
    "entry",
    [
        "<div class='live-entry'><time>{clock}</time><h4>{title}</h4><p>{text}</p></div>",
        "<div><span class='live-time'>الساعة {clock}</span><div><p>{text}</p></div></div>",
        "<p><strong>{clock}</strong> {text}</p>",
        "<p>{clock} {text}</p>",
    ],
)
def test_entries_keep_their_hours(entry: str) -> None:
    """However the site sets them; an entry's own title, which its text repeats, goes."""
    assert page(entry) == (INTRO, *LINES)


@pytest.mark.parametrize("lines", [LINES, tuple(reversed(LINES))])
def test_the_newest_entry_comes_first(lines: tuple[str, ...]) -> None:
    """In whichever order the page has them."""
    summary = summarise(invented(paragraphs=(INTRO, *lines))).sentences
    assert summary == LINES[:3]


def test_an_entry_that_says_nothing_is_passed_over() -> None:
    """What is announced is no news."""
    lines = ("19:30 نتابع معكم.", "19:00 صور من الميناء", *LINES)
    assert summarise(invented(paragraphs=(INTRO, *lines))).sentences[0] == LINES[0]


def test_over_midnight_the_order_of_the_page_counts() -> None:
    """Half past midnight is later than eleven in the evening before."""
    late = f"00:30 {ENTRIES[0][1]}"
    lines = (late, f"23:10 {ENTRIES[1][1]}", *LINES[2:])
    assert summarise(invented(paragraphs=(INTRO, *lines))).sentences[0] == late


def test_each_entry_stands_on_a_line_of_its_own() -> None:
    """In the post the hours stand below each other."""
    article = stored(paragraphs=(INTRO, *LINES), summary=LINES[:2])
    translator = Catalogues.load().translator("ar")
    post = compose(
        article, format=PostFormat.PHOTO, translator=translator, zone_name="Asia/Damascus"
    )
    text = telegram_text(post.html).replace("\u2066", "").replace("\u2069", "")
    assert f"{LINES[0]}\n{LINES[1]}" in text


def test_a_text_that_mentions_hours_is_none() -> None:
    """Two of them, or hours in the middle of sentences."""
    assert not is_live_blog((INTRO, *LINES[:2]))
    assert entry_of("وصلت الحافلة عند 18:40 مساءً") is None
    assert entry_of("18:40:12 توقيت") == ("18:40", "12 توقيت")
    assert clock_in("25:70") == ""


@given(st.text(max_size=80))
def test_any_line_is_read(line: str) -> None:
    """And what was read as an entry has an hour and a text."""
    entry = entry_of(line)
    assert entry is None or (clock_in(entry[0]) == entry[0] and entry[1].strip())
