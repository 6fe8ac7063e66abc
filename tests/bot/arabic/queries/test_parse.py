"""What a reader's line asks for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.queries import parse as queries
from bot.arabic.queries.parse import parse_query


def surfaces(text: str) -> list[str]:
    return [word.surface for word in parse_query(text).words]


def test_words_phrases_exclusions_and_tags_are_told_apart() -> None:
    """Every part of the line goes where it belongs."""
    query = parse_query('أسعار “سعر الخبز” «وزارة المالية» -حلب #ريف_دمشق -"سوق الهال"')
    assert [word.surface for word in query.words] == ["اسعار"]
    assert query.phrases == (("سعر", "الخبز"), ("وزاره", "الماليه"))
    assert [word.surface for word in query.excluded] == ["حلب"]
    assert query.excluded_phrases == (("سوق", "الهال"),)
    assert "ريف دمشق" in query.tags[0]


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("خبز from:2025-01 to:2025-06", date(2025, 1, 1), date(2025, 6, 30)),
        ("خبز من كانون الثاني 2025 إلى حزيران 2025", date(2025, 1, 1), date(2025, 6, 30)),
        ("خبز من: 2025", date(2025, 1, 1), None),
        ("خبز حتى 5 شباط 2025", None, date(2025, 2, 5)),
        ("خبز from:2025-06 to:2025-01", date(2025, 1, 1), date(2025, 6, 30)),
        ("خبز from:٢٠٢٥-٠١", date(2025, 1, 1), None),
        ("خبز from:2025-13", None, None),
        ("خبز from:9999", None, None),
    ],
)
def test_dates_bound_the_search(text: str, since: date | None, until: date | None) -> None:
    """English and Arabic words, months by number or Levantine name, whole days."""
    query = parse_query(text)
    if since and until and since > until:
        since, until = until, since
    assert (query.since and query.since.year, query.until and query.until.year) == (
        since and since.year,
        until and until.year,
    )
    if "to:2025-01" not in text:
        assert (query.since, query.until) == (since, until)


def test_from_and_to_are_words_where_no_date_follows() -> None:
    """من دمشق إلى حلب is a journey, not a range."""
    query = parse_query("من دمشق إلى حلب")
    assert (query.since, query.until) == (None, None)
    assert surfaces("من دمشق إلى حلب") == ["دمشق", "حلب"]


def test_a_phrase_keeps_its_days() -> None:
    """They are words of the phrase, and bound nothing."""
    query = parse_query('"الحرب من 2011 إلى 2020" خبز', today=date(2026, 1, 15))
    assert query.phrases == (("الحرب", "من", "2011", "الي", "2020"),)
    assert (query.since, query.until) == (None, None)
    assert [word.surface for word in query.words] == ["خبز"]


def test_stop_words_alone_are_searched_for() -> None:
    """Better a search for them than an empty one."""
    assert surfaces("من في") == ["من", "في"]
    assert surfaces("في دمشق") == ["دمشق"]


@pytest.mark.parametrize(
    "text",
    [
        "😀😀",
        '"""',
        "“”«»",
        "-",
        "# #",
        "NEAR(a, b) AND * ^ OR NOT",
        "' or 1=1; drop table articles --",
        "\u202e\u2066\u200f",
        "a" * 4_096,
        "كلمة " * 900,
        "from:to:from:",
        "من إلى حتى",
        '-"',
        "\x00\ud800",
    ],
)
def test_odd_lines_give_a_query(text: str) -> None:
    """Never an exception, always within the bounds."""
    query = parse_query(text)
    assert len(query.words) <= queries.MAX_WORDS
    assert len(query.phrases) <= queries.MAX_PHRASES


@given(st.text())
def test_any_line_gives_a_bounded_query(text: str) -> None:
    """Total: every string is a query."""
    query = parse_query(text)
    assert len(query.words) <= queries.MAX_WORDS
    assert len(query.excluded) <= queries.MAX_EXCLUDED
    assert len(query.tags) <= queries.MAX_TAGS
    assert all(len(word.guesses) <= queries.MAX_WEAK_STEMS for word in query.words)


def test_a_letter_beside_words_is_not_required() -> None:
    """It is a slip of the finger, or a name cut short; alone, or as a name, it is searched for."""
    assert surfaces("م الخبز") == ["الخبز"]
    assert surfaces("م") == ["م"]
    assert surfaces("ق س د") == ["ق", "س", "د"]
    assert surfaces("plan b") == ["plan", "b"]


def test_a_letter_is_required_where_nothing_is_put_in_order() -> None:
    """A mute of «المجموعة ب» is not one of every group; words of asking stay what they are."""
    query = parse_query("المجموعة ب", letters_required=True)
    assert [word.surface for word in query.words] == ["المجموعه", "ب"]
    query = parse_query("شو صار بالفئة أ", letters_required=True)
    assert [word.surface for word in query.words] == ["بالفيه", "ا"]


@pytest.mark.parametrize(
    ("text", "words", "phrases"),
    [
        ("خبز -#حلب", ["حلب"], ()),
        ("خبز -#سوق_الهال", [], (("سوق", "الهال"),)),
        ("خبز -#كوفيد-19", [], (("كوفيد", "19"),)),
        ("-#أ.ف.ب خبز", [], (("ا", "ف", "ب"),)),
        ("خبز -«حلب", ["حلب"], ()),
        ('خبز -"سوق', ["سوق"], ()),
    ],
)
def test_what_stands_behind_a_minus_is_never_asked_for(
    text: str, words: list[str], phrases: tuple[tuple[str, ...], ...]
) -> None:
    """A tag neither, nor what begins with a quotation mark that is not closed."""
    query = parse_query(text)
    assert [word.surface for word in query.words] == ["خبز"]
    assert [word.surface for word in query.excluded] == words
    assert (query.phrases, query.excluded_phrases, query.tags) == ((), phrases, ())


@pytest.mark.parametrize("text", ["#كوفيد-19", "«كوفيد»-19", "كوفيد-19"])
def test_a_hyphen_behind_a_tag_or_phrase_leaves_nothing_out(text: str) -> None:
    """A tag may be written as the site prints its name."""
    query = parse_query(text)
    assert query.words[-1].surface == "19"
    assert not query.excluded


@pytest.mark.parametrize(
    ("text", "words", "excluded"),
    [
        ("حلب من 2011-2013", ["حلب"], []),
        ("منذ 2024-كورونا", ["كورونا"], []),
        ("من 2024-«كورونا»", [], []),
        ("حلب من 2011 -2013", ["حلب"], ["2013"]),
        ("حلب من 1/2 -دمشق", ["حلب"], ["دمشق"]),
    ],
)
def test_a_hyphen_behind_a_day_leaves_nothing_out(
    text: str, words: list[str], excluded: list[str]
) -> None:
    """A minus behind a blank does."""
    query = parse_query(text, today=date(2026, 1, 15))
    assert [word.surface for word in query.words] == words
    assert [word.surface for word in query.excluded] == excluded
    assert query.since


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("أخبار حلب", ["حلب"]),
        ("بدي أخبار حلب", ["حلب"]),
        ("أخبار اليوم في حلب", ["حلب"]),
        ("aleppo news today", ["aleppo"]),
        ("أخبار اليوم", ["اخبار", "اليوم"]),
        ("أخبار الآن", ["اخبار", "الان"]),
        ("آخر أخبار اليوم", ["اخر", "اخبار", "اليوم"]),
        ("أخبار", ["اخبار"]),
        ("وكالة أخبار", ["وكاله", "اخبار"]),
        ("صحيفة أخبار اليوم", ["صحيفه", "اخبار", "اليوم"]),
        ("نشرة أخبار", ["نشره", "اخبار"]),
        ("أخبار كاذبة عن حلب", ["اخبار", "كاذبه", "حلب"]),
        ("fake news", ["fake", "news"]),
    ],
)
def test_news_of_other_words_is_asked_for_in_front_of_them(text: str, words: list[str]) -> None:
    """Where it is what the words tell of, they would say too little without it."""
    assert surfaces(text) == words
