"""The owners' overview: what it counts, how it reads, and what its picture shows."""

from datetime import timedelta

import pytest

from bot.i18n import LANGUAGES
from bot.posts.chart import draw
from handlers.owner.overview import audience_chart, overview
from storage.activity import Activity
from storage.chats.audience import Audience, AudienceChanges
from storage.models import Feed
from tests.articles import NOON, invented
from tests.handlers.stage import CATALOGUES, KARIM, LAYLA, Stage, publish

QUIET = Activity(
    newest_title="", newest_article=None, last_post=None, waiting=0, failed=0, busiest_hours=()
)
NOBODY = Audience(
    subscribers=0,
    day=AudienceChanges(joined=0, left=0, blocked=0),
    week=AudienceChanges(joined=0, left=0, blocked=0),
    joined_by_day=(0,) * 7,
    followed=(),
)
BUSY = Activity(
    newest_title="افتتاح <جسر>",
    newest_article=NOON - timedelta(minutes=5),
    last_post=NOON - timedelta(minutes=4),
    waiting=3,
    failed=2,
    busiest_hours=(14, 20),
)
MANY = Audience(
    subscribers=1204,
    day=AudienceChanges(joined=12, left=3, blocked=1),
    week=AudienceChanges(joined=80, left=9, blocked=4),
    joined_by_day=(9, 11, 10, 12, 13, 13, 12),
    followed=(("حمص", 30), ("رياضة", 12)),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_bot_has_an_overview(language: str) -> None:
    """Of what never happened there is no line, and the feed is said to be unread."""
    feeds = [Feed(url="https://news.example/feed/")]
    html = overview(feeds, QUIET, NOBODY, CATALOGUES.translator(language), NOON)
    assert len(html.splitlines()) == 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_stands_in_the_overview(language: str) -> None:
    """And what comes from outside can't be taken for markup."""
    feeds = [Feed(url="https://news.example/feed/", last_success=NOON, failures=2)]
    html = overview(feeds, BUSY, MANY, CATALOGUES.translator(language), NOON)
    for part in ("⚠️", "&lt;جسر&gt;", "/failed", "حمص", "30", "14:00", "20:00", "12", "80"):
        assert part in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_is_drawn_for_any_audience(language: str) -> None:
    """Also for one of nobody."""
    translator = CATALOGUES.translator(language)
    for audience in (NOBODY, MANY):
        picture = draw(audience_chart(audience, "عنب بلدي", "Asia/Damascus", translator, NOON))
        assert picture is None or picture.startswith(b"\x89PNG")


async def test_an_owner_is_shown_the_newest_article(stage: Stage) -> None:
    """With the picture, where the system can draw it; others get nothing of it."""
    await stage.start(LAYLA)
    await publish(stage, invented(90, title="افتتاح جسر جديد", photo=None))
    answers = await stage.write("/status", chat=KARIM, person=KARIM)
    assert "افتتاح جسر جديد" in answers[0].text
    assert any(answer.photo for answer in answers[1:]) == (len(answers) > 1)
    others = await stage.write("/status", chat=LAYLA, person=LAYLA)
    assert all("حال البوت" not in answer.text for answer in others)
