"""Times to come, as people say them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.times.future_times import MAX_CANDIDATES, moments_in

# A Saturday.
NOW = datetime(2026, 3, 14, 17, 5, tzinfo=ZoneInfo("Asia/Damascus"))


def shown(text: str, now: datetime = NOW) -> list[str]:
    """The times that a text can mean, as day and clock."""
    return [f"{at:%d %H:%M}" for at in moments_in(text, now)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("18:30", "14 18:30"),
        ("١٨:٣٠", "14 18:30"),
        ("الساعة 18.30", "14 18:30"),
        ("8 مساءً", "14 20:00"),
        ("12 ظهرًا", "15 12:00"),
        ("12 ص", "15 00:00"),
        ("12 بالليل", "15 00:00"),
        ("منتصف الليل", "15 00:00"),
        ("غداً الساعة ٩:١٥ صباحًا", "15 09:15"),
        ("بعد غد، 7 الصبح", "16 07:00"),
        ("اليوم 19:00", "14 19:00"),
        ("اليوم 9", "14 21:00"),
        ("يوم الخميس 8 مساء", "19 20:00"),
        ("السبت 18:00", "14 18:00"),
        ("السبت 9 الصبح", "21 09:00"),
        ("بكرة ٩:٣٠", "15 09:30"),
        ("بكرا الساعة تسعة الصبح", "15 09:00"),
        ("بكرة الصبح الساعة ٩", "15 09:00"),
        ("بكرا عالتسعة ونص الصبح", "15 09:30"),
        ("بكرا 8 المسا", "15 20:00"),
        ("غدًا صباحًا 9", "15 09:00"),
        ("بعد بكرا الضهر", "16 12:00"),
        ("الليلة", "14 21:00"),
        ("الليلة الساعة عشرة إلا خمس", "14 21:55"),
        ("الليلة الساعة واحدة", "15 01:00"),
        ("تسعة إلا ربع المسا", "14 20:45"),
        ("تسعة ونص وخمسة المسا", "14 21:35"),
        ("تمانية وتلت المسا", "14 20:20"),
        ("التاسعة والنصف ليلًا", "14 21:30"),
        ("الحادية عشرة صباح الأحد", "15 11:00"),
        ("الجمعة العصر", "20 16:00"),
        ("هالجمعة ٤ العصر", "20 16:00"),
        ("السبت الجاي العصر", "21 16:00"),
        ("مساء الغد", "15 19:00"),
        ("الاتنين الساعة تنتين الضهر", "16 14:00"),
        ("الاثنين الساعة اثنين ونص الضهر", "16 14:30"),
        ("يوم ١٦ آذار الساعة 10:00", "16 10:00"),
        ("16/3 مساءً", "16 19:00"),
        ("2026-03-17 الساعة ٩ مساءً", "17 21:00"),
        ("بعد يومين الساعة تسعة الصبح", "16 09:00"),
        ("بعد ساعة", "14 18:05"),
        ("بعد ساعتين", "14 19:05"),
        ("بعد ساعة ونص", "14 18:35"),
        ("بعد ساعة إلا ربع", "14 17:50"),
        ("بعد تلات ساعات", "14 20:05"),
        ("بعد عشر دقايق", "14 17:15"),
        ("كمان ربع ساعة", "14 17:20"),
        ("بعد 40 دقيقة", "14 17:45"),
        ("بعد نصف ساعة", "14 17:35"),
        ("بعد 3 أيام", "17 17:05"),
        ("بعد 12 يومًا", "26 17:05"),
        ("بعد أسبوع", "21 17:05"),
        ("tomorrow at nine in the morning", "15 09:00"),
        ("tomorrow 9am", "15 09:00"),
        ("6:45 PM", "14 18:45"),
        ("half past nine tonight", "14 21:30"),
        ("quarter to ten tomorrow morning", "15 09:45"),
        ("nine thirty tomorrow evening", "15 21:30"),
        ("ten past eight tomorrow evening", "15 20:10"),
        ("Friday afternoon", "20 15:00"),
        ("next Saturday at 5pm", "21 17:00"),
        ("17 March, 18:00", "17 18:00"),
        ("in 2 hours", "14 19:05"),
        ("in two hours and a half", "14 19:35"),
        ("in half an hour", "14 17:35"),
    ],
)
def test_a_time_is_understood(text: str, wanted: str) -> None:
    """In dialect, standard Arabic and English, any digits, with and without a day."""
    assert shown(text) == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("يوم التلاتة العصر", "17 16:00"),
        ("نهار التلات المسا", "17 19:00"),
        ("نهار الأربعة الصبح", "18 09:00"),
        ("يوم الثلاثة الضهر", "17 12:00"),
        ("يوم التلاتة الساعة 9 الصبح", "17 09:00"),
        ("التلاتة الساعة 9 الصبح", "17 09:00"),
        ("التلاتة 11 الصبح", "17 11:00"),
        ("9 الصبح التلات", "17 09:00"),
        ("الأربعة تسعة ونص الصبح", "18 09:30"),
        ("الأربعا عالعشرة الصبح", "18 10:00"),
        ("يوم الأربعة الساعة أربعة العصر", "18 16:00"),
        ("يوم التلاتة الساعة التلاتة العصر", "17 15:00"),
        ("هالتلاتة العصر", "17 16:00"),
        ("مسا الأربعة", "18 19:00"),
        ("التلاتة 17 آذار الساعة 10:00", "17 10:00"),
        ("التلات الجاي العصر", "17 16:00"),
        ("اتنين 9 الصبح", "16 09:00"),
        ("يوم اتنين الساعة تنتين الضهر", "16 14:00"),
    ],
)
def test_a_weekday_that_is_named_like_an_hour_is_told_by_its_neighbours(
    text: str, wanted: str
) -> None:
    """«التلاتة» is Tuesday behind «يوم», beside a clock or a date, and where it is "this" one."""
    assert shown(text) == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("الساعة التلاتة العصر", "15 15:00"),
        ("عالتلاتة العصر", "15 15:00"),
        ("تلاتة العصر", "15 15:00"),
        ("بكرا التلاتة العصر", "15 15:00"),
        ("الجمعة الأربعة العصر", "20 16:00"),
        ("التلاتة ونص العصر", "15 15:30"),
        ("الأربعة إلا ربع العصر", "15 15:45"),
        ("الساعة اتنين الضهر", "15 14:00"),
        ("بعد تلات ساعات", "14 20:05"),
        ("بعد شي أربع ساعات", "14 21:05"),
    ],
)
def test_an_hour_that_is_named_like_a_weekday_is_told_by_its_neighbours(
    text: str, wanted: str
) -> None:
    """Behind «الساعة», beside a day, with its fraction and without an article it is an hour."""
    assert shown(text) == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("التلاتة العصر", ["15 15:00", "17 16:00"]),
        ("التلات العصر", ["15 15:00", "17 16:00"]),
        ("للأربعة العصر", ["15 16:00", "18 16:00"]),
        ("اتنين الضهر", ["15 14:00", "16 12:00"]),
    ],
)
def test_an_hour_or_a_weekday_is_asked_back(text: str, wanted: list[str]) -> None:
    """With its article and a part of the day the word is both."""
    assert shown(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("بعد يوم", "15 17:05"),
        ("بعد يوم الساعة 9 الصبح", "15 09:00"),
        ("بعد يوم واحد", "15 17:05"),
        ("بعد ساعة وحدة", "14 18:05"),
        ("بعد أسبوعين", "28 17:05"),
        ("بعد 3 أسابيع", "04 17:05"),
        ("بعد يوم ونص", "16 05:05"),
        ("بعد يومين ونص", "17 05:05"),
        ("بعد شي ساعة", "14 18:05"),
        ("بعد حوالي ساعتين", "14 19:05"),
        ("بعد ساعة تقريبا", "14 18:05"),
        ("بعد ساعتين من هلق", "14 19:05"),
        ("كمان 45 د", "14 17:50"),
        ("عقب ساعة", "14 18:05"),
        ("بعد المغرب", "14 19:00"),
        ("بكرا بعد المغرب", "15 19:00"),
        ("بعد صلاة المغرب", "14 19:00"),
        ("بعد العشا", "14 21:00"),
        ("الليلة بعد العشا", "14 21:00"),
        ("قبل الضهر", "15 11:00"),
        ("الأحد قبل الظهر الساعة 10", "15 10:00"),
        ("قبل المغرب بكرا", "15 17:00"),
        ("بعد صلاة الجمعة", "20 14:00"),
        ("يوم الجمعة بعد الصلاة", "20 14:00"),
        ("اليوم المسا عالتمانة", "14 20:00"),
        ("بكرا مع المغرب", "15 18:00"),
        ("الأحد وقت الضهر", "15 12:00"),
        ("الليلة بعد نص الليل", "15 01:00"),
        ("بكرا الصبح بكير", "15 07:00"),
        ("بكرا بكير الساعة 6", "15 06:00"),
        ("بعدبكرا الضهر", "16 12:00"),
        ("عقب باچر الصبح", "16 09:00"),
        ("باكر العصر", "15 16:00"),
        ("هاليوم المسا", "14 19:00"),
        ("بكرا العصرية", "15 16:00"),
        ("بكرا نص النهار", "15 12:00"),
        ("بكرا من الصبح", "15 09:00"),
        ("التاسعة من مساء الغد", "15 21:00"),
        ("في تمام الساعة السابعة من صباح غد", "15 07:00"),
        ("الأحد الساعة 9 الصبح بالضبط", "15 09:00"),
        ("بكرا 9 الصبح إن شاء الله", "15 09:00"),
        ("خليها بكرا عالتسعة الصبح", "15 09:00"),
        ("الأحد اللي جاي 8 الصبح", "15 08:00"),
        ("الساعة تناش ونص الضهر", "15 12:30"),
        ("حداش بالليل", "14 23:00"),
        ("بكرا التمنية المسا", "15 20:00"),
        ("بكرا ع٩ الصبح", "15 09:00"),
        ("بكرا ال٩ الصبح", "15 09:00"),
        ("يوم 16 العصر", "16 16:00"),
        ("نهار 16 الساعة 9 الصبح", "16 09:00"),
        ("16 الشهر الساعة 9 الصبح", "16 09:00"),
        ("16 شهر 3 الساعة 9 الصبح", "16 09:00"),
        ("يوم 16 شهر تلاتة المسا", "16 19:00"),
        ("16 من شهر آذار 10:00", "16 10:00"),
        ("يوم 5 العصر", "05 16:00"),
        ("Tue 9am", "17 09:00"),
        ("in a day", "15 17:05"),
        ("in an hour and a half", "14 18:35"),
        ("after sunset", "14 19:00"),
        ("tomorrow before noon", "15 11:00"),
    ],
)
def test_a_time_is_understood_as_it_is_spoken_in_syria(text: str, wanted: str) -> None:
    """Around prayers, about so long, by the day of the month, and with what says nothing."""
    assert shown(text) == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "بعد ساعة ساعتين",
        "بعد يوم يومين",
        "بعد يوم الجمعة",
        "بعد الساعة تسعة",
        "قبل الساعة 9",
        "قبل الضهر بساعة",
        "بكرا قبل الضهر بساعة",
        "قبل الضهر بساعة بكرا",
        "بعد العصر بشوي",
        "ليلة الجمعة",
        "الأسبوع الجاي يوم الأربعا",
        "5 الشهر الجاي",
        "الشهر الجاي",
        "من 9 إلى 10",
        "من 9 ل 10",
        "يوم 32 العصر",
        "16 شهر 13",
        "مبارح العصر",
        "لا تنشرها بكرا",
        "بعد دقيقة ونص",
        "هلق",
    ],
)
def test_what_says_no_certain_hour_is_no_time(text: str) -> None:
    """A guess would be posted at once."""
    assert shown(text) == []


@pytest.mark.parametrize(
    ("name", "weekday"),
    [
        ("التلاتا", 1),
        ("التلات", 1),
        ("التلاتة", 1),
        ("تلاتة", 1),
        ("الثلاثاء", 1),
        ("الأربعا", 2),
        ("الأربعة", 2),
        ("الاتنين", 0),
        ("اتنين", 0),
    ],
)
@pytest.mark.parametrize("before", ["يوم", "نهار"])
@pytest.mark.parametrize("part", ["الصبح", "الضهر", "العصر", "المسا", "بالليل", "الساعة 10 الصبح"])
def test_behind_the_word_for_a_day_stands_a_weekday(
    before: str, name: str, weekday: int, part: str
) -> None:
    """In each spelling and with each part of the day."""
    (at,) = moments_in(f"{before} {name} {part}", NOW)
    assert at.weekday() == weekday


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("9", ["14 21:00", "15 09:00"]),
        ("9:30", ["14 21:30", "15 09:30"]),
        ("الساعة أربعة", ["15 04:00", "15 16:00"]),
        ("عالخمسة ونص", ["14 17:30", "15 05:30"]),
        ("بكرا الساعة تسعة", ["15 09:00", "15 21:00"]),
        ("tomorrow at 9", ["15 09:00", "15 21:00"]),
        ("السبت 9", ["14 21:00", "21 09:00"]),
        ("بكرا ١ بالليل", ["15 01:00", "16 01:00"]),
        ("tomorrow midnight", ["15 00:00", "16 00:00"]),
        ("بكرا", ["15 09:00", "15 13:00", "15 18:00", "15 21:00"]),
        ("اليوم", ["14 18:00", "14 21:00"]),
    ],
)
def test_what_can_mean_two_times_gives_both(text: str, wanted: list[str]) -> None:
    """So that it is asked back, and nothing is posted twelve hours off."""
    assert shown(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "متى؟",
        "25:00",
        "18:75",
        "اليوم 16:00",
        "25 مساء",
        "9 العصر",
        "بعد",
        "بعد ساعات",
        "بعد ساعة الجمعة",
        "18:30 من فضلك",
        "-3",
        "صباحًا 9 مساءً",
        "بكرا الجمعة 9 الصبح",
        "30 شباط 9 الصبح",
        "2020-01-01 18:00",
    ],
)
def test_anything_else_is_no_time(text: str) -> None:
    """Better asked again than posted at a wrong hour."""
    assert shown(text) == []


@given(st.text(max_size=80))
def test_whatever_is_written_the_times_are_to_come(text: str) -> None:
    """Never past, in order, few, and by the clock that was given."""
    found = moments_in(text, NOW)
    assert list(found) == sorted(set(found))
    assert len(found) <= MAX_CANDIDATES
    assert all(at > NOW and at.tzinfo is NOW.tzinfo for at in found)


WORDS = (
    "بكرا الليلة الجمعة بعد ساعة ساعتين نص ربع إلا و ٩ 18:30 الصبح العصر بالليل 3 آذار today at 7pm"
    " التلاتة الأربع اتنين يوم شهر الشهر الساعة قبل المغرب أسبوع من القادم"
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=8))
def test_words_of_time_in_any_order_never_fail(words: list[str]) -> None:
    """A sentence that makes no sense is no time, and no error."""
    assert all(at > NOW for at in moments_in(" ".join(words), NOW))


@given(st.integers(0, 23), st.integers(0, 59))
def test_an_hour_alone_is_within_a_day(hour: int, minute: int) -> None:
    """The next time that the clock shows it, and that of the other half of the day."""
    found = moments_in(f"{hour}:{minute:02}", NOW)
    assert all(timedelta(0) < at - NOW <= timedelta(days=1) for at in found)
    assert (hour, minute) in {(at.hour, at.minute) for at in found}


HOURS = {
    1: "واحدة", 2: "تنتين", 3: "تلاتة", 4: "أربعة", 5: "خمسة", 6: "ستة",
    7: "سبعة", 8: "تمانية", 9: "تسعة", 10: "عشرة", 11: "حداعش",
}  # fmt: skip
MINUTES = {0: "", 5: " وخمسة", 10: " وعشرة", 15: " وربع", 20: " وتلت", 30: " ونص", -15: " إلا ربع"}


@given(
    st.sampled_from(sorted(HOURS)),
    st.sampled_from(sorted(MINUTES)),
    st.integers(0, 1_000_000),
)
def test_spoken_and_written_hours_are_one(hour: int, minutes: int, later: int) -> None:
    """«بكرا الساعة تسعة ونص الصبح» is tomorrow, 09:30, on whatever day it is said."""
    now = NOW + timedelta(minutes=later)
    (at,) = moments_in(f"بكرا الساعة {HOURS[hour]}{MINUTES[minutes]} الصبح", now)
    assert at.date() == (now + timedelta(days=1)).date()
    assert at.hour * 60 + at.minute == hour * 60 + minutes


@given(
    st.sampled_from(["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]),
    st.integers(0, 1_000_000),
)
def test_a_weekday_is_within_seven_days(name: str, later: int) -> None:
    """The next of that name, today as long as the hour is to come."""
    now = NOW + timedelta(minutes=later)
    (at,) = moments_in(f"{name} 18:00", now)
    assert timedelta(0) < at - now <= timedelta(days=7)
