"""Follow-ups are told from other news of the same place."""

import pytest

from bot.posts.follow_ups import same_story


@pytest.mark.parametrize(
    ("headline", "earlier"),
    [
        ("انقطاع المياه عن حي الزيتون في حلب", "عودة المياه إلى حي الزيتون في حلب"),
        ("عمال الميناء في اللاذقية يعلقون إضرابهم", "إضراب عمال الميناء في اللاذقية"),
    ],
)
def test_an_update_is_the_same_story(headline: str, earlier: str) -> None:
    """Place and matter stay, what happened changes."""
    assert same_story(headline, earlier)
    assert same_story(earlier, headline)


@pytest.mark.parametrize(
    ("headline", "earlier"),
    [
        ("انقطاع المياه عن حي الزيتون في حلب", "افتتاح مكتبة عامة في حلب"),
        ("أسعار الخبز في حمص", "أسعار الذهب في دمشق"),
        ("حلب", "حلب"),
        ("", ""),
        ("في من على إلى", "في من على إلى"),
    ],
)
def test_other_news_is_not(headline: str, earlier: str) -> None:
    """A common city is no story, nor are two common words."""
    assert not same_story(headline, earlier)


def test_what_the_newsroom_has_linked_needs_less() -> None:
    """Two words in common; a link to the background of another matter is no story yet."""
    headline, earlier = "حلب تستعيد ضخ المياه", "انقطاع المياه عن حي الزيتون في حلب"
    assert not same_story(headline, earlier)
    assert same_story(headline, earlier, linked=True)
    assert not same_story("افتتاح مكتبة عامة في حلب", earlier, linked=True)
