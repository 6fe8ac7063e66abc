"""Days that a query asks for, read as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.queries.advice import QueryFault, advise
from bot.arabic.queries.periods import read_period

TODAY = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("خبز من 20 كانون الثاني 2025", "2025-01-20", None),
        ("خبز من 20 كانون الثاني", "2025-01-20", None),
        ("خبز من 10 كانون الثاني", "2026-01-10", None),
        ("خبز من شباط", "2025-02-01", None),
        ("خبز من أمس", "2026-01-14", None),
        ("خبز منذ أسبوعين", "2026-01-01", None),
        ("خبز منذ 3 أيام", "2026-01-12", None),
        ("خبز من عام 2024 إلى آذار 2025", "2024-01-01", "2025-03-31"),
        ("خبز من 1/2/2024 حتى 3/2024", "2024-02-01", "2024-03-31"),
        ("from:٢٠٢٥-٠١ to:2025-06 خبز", "2025-01-01", "2025-06-30"),
        ("خبز حتى 2024-05-17", None, "2024-05-17"),
        ("خبز من آب", "2025-08-01", None),
        ("خبز من شهر اب", "2025-08-01", None),
        ("خبز من أب 2024", "2024-08-01", None),
        ("خبز من 3 أب", "2025-08-03", None),
        ("خبز من اب إلى أيلول", "2025-08-01", "2025-09-30"),
        ("خبز من شباط إلى مارس", "2025-02-01", "2025-03-31"),
        ("خبز from:march", "2025-03-01", None),
        ("خبز من آذار إلى أيار 2024", "2024-03-01", "2024-05-31"),
        ("خبز من 5 آذار إلى 10 أيار 2024", "2024-03-05", "2024-05-10"),
        ("خبز من تشرين الثاني إلى شباط 2024", "2023-11-01", "2024-02-29"),
        ("خبز من تشرين الثاني إلى كانون الثاني", "2025-11-01", "2026-01-31"),
        ("خبز من تشرين الثاني 2025 إلى شباط", "2025-11-01", "2026-02-28"),
        ("خبز من 29 شباط إلى 5 آذار 2024", "2024-02-29", "2024-03-05"),
        ("خبز after march before may 2024", "2024-04-01", "2024-04-30"),
        ("خبز من 10 إلى 20 آذار 2024", "2024-03-10", "2024-03-20"),
        ("خبز from 3 to 7 may", "2025-05-03", "2025-05-07"),
        ("خبز من 1/2 إلى 5/3", "2025-02-01", "2025-03-05"),
        ("خبز من 1/2", "2025-02-01", None),
        ("خبز من 10/1", "2026-01-10", None),
        ("خبز من 1/2/24 إلى 5/2/24", "2024-02-01", "2024-02-05"),
        ("خبز من 25/12 إلى 3/1/2024", "2023-12-25", "2024-01-03"),
        ("خبز من 2011-2013", "2011-01-01", "2013-12-31"),
        ("خبز من 2011 - 2013", "2011-01-01", "2013-12-31"),
        ("خبز من 1/6-30/6", "2025-06-01", "2025-06-30"),
        ("من 1/6/2024–30/6/2024 خبز", "2024-06-01", "2024-06-30"),
        ("خبز من 2024-05-2024-06", "2024-05-01", "2024-06-30"),
        ("خبز من آذار-أيار 2024", "2024-03-01", "2024-05-31"),
        ("خبز من 15 شباط−5 آذار", "2025-02-15", "2025-03-05"),
        ("منذ 2024-خبز", "2024-01-01", None),
        ("to:2024-خبز", None, "2024-12-31"),
        ("خبز from:1/2", "2025-02-01", None),
        ("من تاريخ 1/2 خبز", "2025-02-01", None),
        ("من 1/2 إلى 5/3 خبز", "2025-02-01", "2025-03-05"),
        ("من 24/7 إلى 5/8 خبز", "2025-07-24", "2025-08-05"),
        ("خبز حتى يوم 5/3", None, "2025-03-05"),
        ("خبز from:2024 to 5/3", "2024-01-01", "2025-03-05"),
        ("خبز منذ ثلاثة أيام", "2026-01-12", None),
        ("خبز منذ تلات أسابيع", "2025-12-25", None),
        ("before 2011 خبز", None, "2010-12-31"),
        ("after 2011 خبز", "2012-01-01", None),
        ("خبز after 2025-03 before 2025-05-10", "2025-04-01", "2025-05-09"),
        ("until 2011 خبز", None, "2011-12-31"),
        ("since 2011 خبز", "2011-01-01", None),
        ("خبز من عام 2011", "2011-01-01", None),
    ],
)
def test_days_are_read_as_people_write_them(
    text: str, since: str | None, until: str | None
) -> None:
    """Without its year a month is the last one that has begun, or in that of the other bound."""
    period = read_period(text, today=TODAY)
    assert period.rest.split() == ["خبز"]
    assert period.since == (since and date.fromisoformat(since))
    assert period.until == (until and date.fromisoformat(until))
    assert not period.unreadable
    assert not period.exchanged


@pytest.mark.parametrize(
    "text",
    [
        "انسحاب من حلب",
        "سلة من 5000 ليرة",
        "تقرير من يوم الجمعة",
        "خبر من شهر",
        "عودة إلى المدينة",
        "طفل من أب سوري",
        "من مارس العنف",
        "قصيدة من نوار",
        "رسالة من جوان إلى حلب",
        "march from may",
        "أقل من 2025 دولار",
        "أكثر من 2000 نازحٍ في حلب",
        "أكثر من 2020",
        "أكثر من 1/2 الخبز",
        "وصل إلى 1/3 السكان",
        "الخبز حتى 1/3",
        "من 3/4 السكان",
        "خدمة من 24/7",
        "تقييم من 5/5",
        "to 9/11",
        "مباراة من 3/0",
        "من 50/50",
        "الحلقة من 10/30",
        "سلة من 2020 ليرةً",
        "سلة من 2000-2020 ليرة",
        "وصل إلى 2000 قتيل",
        "ارتفع إلى 2011$",
        "more than 5 from 2011 people",
        '"الحرب من 2011 إلى 2020"',
        "«قبل أمس من 2011» خبز",
        "-«من شباط»",
    ],
)
def test_other_words_behind_from_and_to_stay_words(text: str) -> None:
    """من and إلى are prepositions first."""
    period = read_period(text, today=TODAY)
    assert (period.rest, period.since, period.until) == (text, None, None)


@pytest.mark.parametrize(
    "written", ["13/2025", "2024-13", "31/2", "1/13/24", "31 شباط 2025", "2025-02-30"]
)
def test_a_day_that_cannot_be_is_named(written: str) -> None:
    """It bounds nothing, and is no word to search for either."""
    period = read_period(f"خبز من {written}", today=TODAY)
    assert period.unreadable == (written,)
    assert (period.rest.split(), period.since) == (["خبز"], None)


def test_a_month_with_its_year_counts_nothing() -> None:
    """A noun that can be counted may stand behind it."""
    period = read_period("من 6/2025 نازحين السويداء", today=TODAY)
    assert (period.since, period.rest.split()) == (date(2025, 6, 1), ["نازحين", "السويداء"])


@pytest.mark.parametrize("text", ["من 1/2", "من 1/2 إلى 5/3", "إلى 5/3 من 1/2"])
def test_of_a_literal_query_a_day_without_year_stays_words(text: str) -> None:
    """Else a mute of a share would take more than it says."""
    period = read_period(text, today=TODAY, literal=True)
    assert (period.rest, period.since, period.until) == (text, None, None)


def test_days_the_wrong_way_round_are_exchanged() -> None:
    """Both periods are in it whole."""
    period = read_period("from:2025-06 to:2025-01 خبز", today=TODAY)
    assert (period.since, period.until) == (date(2025, 1, 1), date(2025, 6, 30))
    assert period.exchanged


@pytest.mark.parametrize("text", ["خبز من 20 إلى 10 آذار 2025", "خبز من 5 إلى اليوم"])
def test_a_number_that_begins_no_such_period_stays_a_word(text: str) -> None:
    """It may be an amount."""
    period = read_period(text, today=TODAY)
    assert period.since is None
    assert period.rest.split() == text.split()[:3]


def test_days_around_a_phrase_are_read_and_the_phrase_is_left() -> None:
    """What stands in quotation marks is meant word for word."""
    period = read_period('"من 2011 إلى 2020" خبز من 2024', today=TODAY)
    assert (period.since, period.until) == (date(2024, 1, 1), None)
    assert period.rest.split() == ['"من', "2011", "إلى", '2020"', "خبز"]


def test_where_no_day_lies_between_what_was_named_is_taken_whole() -> None:
    """They came in their order, so nothing is said of exchanging them."""
    period = read_period("خبز after 2011 before 2012", today=TODAY)
    assert (period.since, period.until) == (date(2011, 1, 1), date(2012, 12, 31))
    assert not period.exchanged


def test_without_a_today_nothing_is_counted_from_it() -> None:
    """What stays the same whenever it is asked must not depend on the day."""
    assert read_period("خبز من أمس").since is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("-سوق", QueryFault.ONLY_LEFT_OUT),
        ("-«في حمص»", QueryFault.ONLY_LEFT_OUT),
        ("😀😀", QueryFault.NO_WORDS),
        ('"""', QueryFault.NO_WORDS),
        ("في من على", QueryFault.ONLY_COMMON),
        ("ا", QueryFault.ONE_LETTER),
        ("سوق", None),
        ("#سوق", None),
        ("«في من»", None),
        ("من 2025", None),
        ("7", None),
    ],
)
def test_what_is_wrong_with_a_query_is_found(text: str, fault: QueryFault | None) -> None:
    """A reader is told that, instead of to try other words."""
    assert advise(text, today=TODAY).fault == fault


@given(st.text(st.sampled_from("من الىحتىfrom:to 0123456789/-.شباطأمسيوم"), max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Whatever was written, the later day does not come first."""
    period = read_period(text, today=TODAY)
    if period.since and period.until:
        assert period.since <= period.until
    advise(text, today=TODAY)
