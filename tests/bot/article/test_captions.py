"""Captions taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.article.captions import has_caption_shape, same_caption, split_credit, without_repetition
from bot.article.parse_page import read_page
from storage.models import Photo

BASE = "سكان أمام فرن في حي التوتة"
WAYS = (
    (f"{BASE} - 8 حزيران 2017 - (أخبار الحي)", f"{BASE} - 8 حزيران 2017", "أخبار الحي"),
    (f"{BASE} – 8 حزيران 2017 – (أخبار الحي).", f"{BASE} – 8 حزيران 2017", "أخبار الحي"),
    (f"{BASE}— 4 June 2020 (AFP/Nabil Qasir)", f"{BASE}— 4 June 2020", "AFP/Nabil Qasir"),
    (f"{BASE} - 2021 (North Press Agency)", f"{BASE} - 2021", "North Press Agency"),
    (f"{BASE}, 1 May 2017 (Enab Baladi)", f"{BASE}, 1 May 2017", "Enab Baladi"),
    (f"{BASE} (تعديل عنب بلدي)", BASE, "تعديل عنب بلدي"),
    (f"{BASE} - 8 حزيران 2017", f"{BASE} - 8 حزيران 2017", ""),
    (BASE, BASE, ""),
    (f"{BASE} [رويترز]", BASE, "رويترز"),
    (f"{BASE} (أخبار الحي - 8 حزيران 2017)", f"{BASE} - 8 حزيران 2017", "أخبار الحي"),
    (f"{BASE} - رويترز", BASE, "رويترز"),
    (f"{BASE} - عنب بلدي / لمى الحكيم", BASE, "عنب بلدي / لمى الحكيم"),
    (f"{BASE} - تصوير: لمى الحكيم", BASE, "لمى الحكيم"),
    (f"{BASE}. المصدر: مجلس الحي", f"{BASE}.", "مجلس الحي"),
    ("Bread queue in Homs. Photo by Lama Hakim", "Bread queue in Homs.", "Lama Hakim"),
    ("عناصر من قوات حماية الغابات (قحغ)", "عناصر من قوات حماية الغابات (قحغ)", ""),
    ("لاعب الفريق (يمين) مع مدربه (يسار)", "لاعب الفريق (يمين) مع مدربه (يسار)", ""),
    ("قرية بين التلال (ريف إدلب)", "قرية بين التلال (ريف إدلب)", ""),
    ("مدخل المخيم (الحسكة) (أخبار الحي)", "مدخل المخيم (الحسكة)", "أخبار الحي"),
    ("مدخل الحي (12)", "مدخل الحي (12)", ""),
    (f"{BASE} (سانا) - 12 أيار 2020", f"{BASE} - 12 أيار 2020", "سانا"),
    ("ساحة الحي (قبل الترميم)", "ساحة الحي (قبل الترميم)", ""),
    ("أعضاء نادي (السنابل) في الحي", "أعضاء نادي (السنابل) في الحي", ""),
    ("(AFP)", "", "AFP"),
    ("حارس الفريق نادر السروجي (23 عامًا)", "حارس الفريق نادر السروجي (23 عامًا)", ""),
    ("الطريق الجبلي إلى البلدة (19 كيلومترًا)", "الطريق الجبلي إلى البلدة (19 كيلومترًا)", ""),
    ("رئيس المجلس (الثاني من اليمين)", "رئيس المجلس (الثاني من اليمين)", ""),
    ("رئيس المجلس (أقصى اليسار)", "رئيس المجلس (أقصى اليسار)", ""),
    ("The mayor (second from left)", "The mayor (second from left)", ""),
    ("The keeper (23 years old)", "The keeper (23 years old)", ""),
    (f"{BASE} (24 News)", BASE, "24 News"),
    (f"{BASE} (12 أيار 2020 - رويترز)", f"{BASE} - 12 أيار 2020", "رويترز"),
    ("", "", ""),
    (f"camera icon{BASE} (سانا)", BASE, "سانا"),
    (f"{BASE} (سانا) {BASE} (سانا)", BASE, "سانا"),
    (f"{BASE} (سانا) camera icon {BASE} (سانا)", BASE, "سانا"),
)


@pytest.mark.parametrize(("written", "caption", "credit"), WAYS)
def test_caption_and_credit_are_parted(written: str, caption: str, credit: str) -> None:
    """The date stays with the caption, the credit loses its brackets."""
    assert split_credit(written) == (caption, credit)


@given(st.text(max_size=200))
def test_any_text_can_be_parted(text: str) -> None:
    """No text raises, and a caption without its credit is not parted again by date or bracket."""
    caption, credit = split_credit(text)
    assert len(caption) <= 700
    assert len(credit) <= 100
    assert "\n" not in caption


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_repeated_caption_comes_once(times: int) -> None:
    """Extractors run the figure's caption and the icon's together."""
    assert without_repetition(" ".join([BASE] * times)) == BASE


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (f"{BASE} - 8 حزيران 2017 - (أخبار الحي)", True),
        (f"{BASE} - 8 حزيران 2017", True),
        (f"{BASE} (AFP)", True),
        (BASE, False),
        ("أعلن المجلس افتتاح الفرن اليوم، الاثنين 12 تشرين الأول 2026.", False),
        ("قال رئيس اللجنة إن العمل انتهى. وأضاف أن الفرن يعمل (أخبار الحي)", False),
        ("", False),
    ],
)
def test_a_caption_is_told_from_a_sentence(text: str, is_one: bool) -> None:
    """A credit or a dash and a date at the end make a line a caption."""
    assert has_caption_shape(text) is is_one


def test_captions_are_compared_without_credit_and_icon() -> None:
    """The page says it three times in three ways."""
    assert same_caption(f"camera icon{BASE} (سانا)", f"{BASE}.")
    assert not same_caption(BASE, "شيء آخر")
    assert not same_caption("", "")


@pytest.mark.parametrize(
    "line",
    [
        "12 أيار 2026",
        "الأحد 12 أيار 2026",
        "بواسطة لينا خوري",
        "بقلم لينا خوري",
        "بواسطة لينا خوري - 12 أيار 2026",
        "By Lina Khoury | 12 May 2026",
        "3 دقائق قراءة",
        "آخر تحديث: 14:30",
        "12 مشاهدة",
        "شارك",
    ],
)
@pytest.mark.parametrize(
    "frame",
    [
        '<div class="featured"><img src="/a.jpg"><small>{}</small></div>',
        '<div class="featured"><img src="/a.jpg"><em>{}</em></div>',
        '<p><img src="/a.jpg"><br><em>{}</em></p>',
        '<center><img src="/a.jpg"><br>{}</center>',
        '<div><img src="/a.jpg"></div><div>{}</div>',
    ],
)
def test_what_is_said_of_the_article_is_no_caption(frame: str, line: str) -> None:
    """Date, author, reading time and counters stand at the photo of many themes."""
    assert _photo_in(frame.format(line)).caption == ""


@pytest.mark.parametrize(
    ("frame", "line"),
    [
        ('<p><img src="/a.jpg"><br><em>{}</em></p>', "فرن الحي الشرقي صباح اليوم"),
        ('<center><img src="/a.jpg"><br><i>{}</i></center>', "فرن الحي الشرقي صباح اليوم"),
        ('<div><img src="/a.jpg"><br>{}</div>', "فرن الحي الشرقي - 12 أيار 2026"),
        ('<div><img src="/a.jpg"></div><div>{}</div>', "فرن الحي الشرقي - 12 أيار 2026"),
    ],
)
def test_a_caption_in_slanted_letters_or_with_a_date_is_one(frame: str, line: str) -> None:
    assert _photo_in(frame.format(line)).caption == line


def _photo_in(frame: str) -> Photo:
    sentence = "وقال رئيس المجلس إن الفرن يعمل طوال أيام الأسبوع، وإن الطحين يكفي حتى الربيع."
    html = f"<h1>افتتاح فرن جديد</h1><article>{frame}{f'<p>{sentence}</p>' * 4}</article>"
    photo = read_page(html, url="https://site.example/5/x/").photo
    assert photo is not None
    return photo
