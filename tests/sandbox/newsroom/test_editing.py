"""Edits of the newsroom: publish, edit, withdraw, republish, without end and within bounds."""

from datetime import timedelta

import pytest

from sandbox.newsroom import Language, Newsroom, Story
from sandbox.newsroom.errors import InvalidRequestError, UnknownArticleError, UnknownStoryError
from tests.sandbox.newsroom.conftest import Clock


def test_next_in_the_row_is_published_once(newsroom: Newsroom) -> None:
    """Prepared stories go out in order; a named one is taken out of the row."""
    waiting = [story.key for story in newsroom.waiting() if story.language is Language.ARABIC]
    named = newsroom.publish(waiting[2])
    assert named.story == waiting[2]
    assert [newsroom.publish().story for _ in range(3)] == [waiting[0], waiting[1], waiting[3]]


def test_generated_stories_follow_without_end(clock: Clock) -> None:
    """When the row is empty stories are made by rule, and do not repeat soon."""
    room = Newsroom(now=clock, backlog=0, stories=[], max_articles=400)
    articles = [room.publish() for _ in range(300)]
    assert len({article.headline for article in articles}) > 200
    assert len({article.paragraphs for article in articles}) == 300
    assert all(3 <= len(article.paragraphs) <= 9 for article in articles)
    text = " ".join(line for article in articles for line in (*article.paragraphs, article.caption))
    assert "{" not in text


def test_same_seed_same_site(clock: Clock) -> None:
    """Two newsrooms of one seed are equal, of two seeds are not."""
    one, same, other = (Newsroom(now=clock, seed=seed, backlog=60) for seed in (5, 5, 6))
    assert one.everything() == same.everything()
    assert one.everything() != other.everything()


def test_own_story_and_breaking(newsroom: Newsroom) -> None:
    """A story from outside is published; breaking can be asked for or taken away."""
    story = Story(key="own", headline="خبر {today}", paragraphs=("نص",), section="أخبار", tags=())
    article = newsroom.publish(story, breaking=True)
    assert article.breaking
    assert article.headline == "خبر الاثنين 8 حزيران"
    assert not newsroom.publish("storm-warning", breaking=False).breaking


def test_english_row(newsroom: Newsroom) -> None:
    """The English edition has its own row, which ends."""
    for _ in range(3):
        assert newsroom.publish(language=Language.ENGLISH).language is Language.ENGLISH
    with pytest.raises(UnknownStoryError):
        newsroom.publish(language=Language.ENGLISH)


def test_back_dated(newsroom: Newsroom, clock: Clock) -> None:
    """A back-dated article stands at its place in time, not on top."""
    at = clock() - timedelta(hours=5)
    article = newsroom.publish(at=at)
    assert (article.published_at, article.modified_at) == (at, at)
    assert newsroom.listed()[0] != article
    assert article in newsroom.listed()


def test_edit_changes_what_is_named(newsroom: Newsroom, clock: Clock) -> None:
    """Named parts change, the rest stays, the time of modification is now."""
    old = newsroom.publish("bakery-queue")
    clock.turn(minutes=3)
    new = newsroom.edit(
        old.number, headline="جديد", caption="", tags=["وسم"], paragraphs=["نص"], breaking=True
    )
    assert (new.headline, new.caption, new.tags, new.paragraphs) == ("جديد", "", ("وسم",), ("نص",))
    assert new.modified_at == old.modified_at + timedelta(minutes=3)
    assert (new.slug, new.published_at, new.author) == (old.slug, old.published_at, old.author)
    assert newsroom.article(old.number) == new


@pytest.mark.parametrize(
    "wrong",
    [
        {"headline": " "},
        {"headline": "x" * 30_000},
        {"tags": ["x"] * 51},
        {"paragraphs": [""]},
        {"paragraphs": ["x"] * 401},
    ],
)
def test_edit_refuses_nonsense(newsroom: Newsroom, wrong: dict[str, str]) -> None:
    """Empty and endless texts are refused, the article stays."""
    article = newsroom.publish()
    with pytest.raises(InvalidRequestError):
        newsroom.edit(article.number, **wrong)  # type: ignore[arg-type] # wrong on purpose
    assert newsroom.article(article.number) == article


def test_copy_has_another_number(newsroom: Newsroom, clock: Clock) -> None:
    """A republished article is the same text under a new number and time."""
    old = newsroom.publish()
    clock.turn(hours=1)
    copy = newsroom.republish(old.number)
    assert copy.number != old.number
    assert (copy.headline, copy.paragraphs) == (old.headline, old.paragraphs)
    assert newsroom.listed()[:2] == [copy, old]
    assert newsroom.publish().number > copy.number


def test_redate_moves_an_article(newsroom: Newsroom, clock: Clock) -> None:
    """Another publication time moves it in the list and counts as a change."""
    article = newsroom.publish()
    moved = newsroom.redate(article.number, clock() - timedelta(days=2))
    assert newsroom.listed()[-1] == moved
    assert moved.modified_at == clock()


def test_unknown_numbers_and_keys(newsroom: Newsroom) -> None:
    """What is not there is refused by name."""
    for act in (newsroom.withdraw, newsroom.restore, newsroom.republish, newsroom.edit):
        with pytest.raises(UnknownArticleError, match="99"):
            act(99)
    with pytest.raises(UnknownStoryError):
        newsroom.publish("no-such-story")


def test_articles_are_bounded(clock: Clock) -> None:
    """Beyond the bound the oldest are forgotten, and so are tags in the long run."""
    room = Newsroom(now=clock, backlog=0, stories=[], max_articles=20)
    numbers = [room.publish().number for _ in range(60)]
    assert [article.number for article in room.everything()] == numbers[-20:]
    assert len(room.kept.terms) <= 80
