"""What words of alerts and mutes ask of news to come."""

from datetime import date

import pytest

from bot.arabic.queries.parse import parse_query
from bot.arabic.subscribed_words import as_written, searched

TODAY = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("words", "count"), [("تقييم من 1/5", 3), ("خبز من 1/2 إلى 5/3", 5), ("أخبار الخبز", 2)]
)
def test_every_word_of_an_alert_or_a_mute_counts(words: str, count: int) -> None:
    """What a search would take for days or for a way of asking makes a mute no wider."""
    assert len(as_written(words, today=TODAY).words) == count


@pytest.mark.parametrize("words", ["أخبار اليوم", "أخبار كاذبة", "وكالة أخبار"])
def test_a_followed_search_for_news_is_no_wider_than_it_says(words: str) -> None:
    """«اليوم» alone stands in nearly all of them."""
    assert len(searched(parse_query(words, today=TODAY)).words) == 2
