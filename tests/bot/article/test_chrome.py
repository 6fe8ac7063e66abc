"""What stands around an article's text."""

import pytest

from bot.article import chrome
from bot.article.paragraphs import body_lines

SENTENCE = "أعلن مجلس الحي افتتاح الفرن الجديد اليوم بعد أسبوعين من التجهيز والاختبار."


@pytest.mark.parametrize(
    "line",
    [
        "مقالات متعلقة",
        "مواضيع ذات صلة:",
        "اذا كنت تعتقد أن المقال يحوي معلومات خاطئة أو لديك تفاصيل إضافية أرسل لنا تصحيحًا",
        "إذا كنت تعتقد أن المقال يحوي معلومات خاطئة",
        "If you think the article contain wrong information or you have additional details",
        "ادعم عنب بلدي",
        "مبلغ صغير شهريًا يبقينا مستقلين",
        "اضغط هنا للمساهمة",
        "الإعلام الموجه يشوه الحقيقة",
        "Related Articles",
        "اترك تعليقاً",
    ],
)
def test_these_lines_end_an_article(line: str) -> None:
    """Nothing after them belongs to it."""
    assert chrome.ends_article(line)
    assert body_lines([SENTENCE, line, SENTENCE + " وبعد ذلك."]) == (SENTENCE,)


@pytest.mark.parametrize(
    "line",
    [
        "×",
        "ع ع ع",
        "عع ع",
        "A A A",
        "camera icon",
        "tag icon حلب",
        "شارك",
        "طباعة",
        "انسخ الرابط",
        "الوسوم: حلب، خبز",
        "اقرأ أيضًا: فرن آخر في الحي",
        "شاهد أيضاً فرن آخر",
        "Read also: another bakery",
        "للمزيد: صفحة الملف",
        "12 تشرين الأول 2026",
        "الأحد 12/10/2014",
        "14:30",
        "آخر تحديث: 12/10/2026 14:30",
        "تابعنا على تلغرام",
        "إعلان",
        "استمع إلى المقال",
        "استمعوا إلى هذه المقالة بصوت آلي",
        "تكبير الخط",
        "مدة القراءة: 3 دقائق",
        "3 min read",
        "شارك على فيسبوك",
        "أرسل عبر واتساب",
        "Share on Facebook",
        "للاشتراك في النشرة البريدية اضغط هنا",
        "اشتركوا في قناتنا على يوتيوب لتصلكم أخبارنا",
        "تابعوا أخبارنا على واتساب",
        "Sign up for our newsletter to get the day's news",
        "سياسة التعليقات: لا تنشر التعليقات المسيئة",
        "التعليقات لا تعبر عن رأي الموقع بل عن رأي أصحابها",
        "قد يهمك: وزير يطالب بمزيد من التعاون في قضية الطريق",
        "Copyright © 2026 Echo of the Valley",
        "جار تحميل المشغل...",
        "_____",
        "",
    ],
)
def test_these_lines_go_alone(line: str) -> None:
    """They are cut where they stand, and the text goes on after them."""
    assert chrome.is_chrome(line)
    more = "وقال رئيس المجلس إن الفرن يعمل طوال أيام الأسبوع."
    assert body_lines([SENTENCE, line, more]) == (SENTENCE, more)


@pytest.mark.parametrize(
    "line",
    [
        SENTENCE,
        "شارك في الاجتماع خمسون من سكان الحي.",
        "ادعموا مطالب السكان، قال رئيس اللجنة.",
        "العدد الأكبر من المدارس في الريف",
        "نشر المجلس قائمة الأسعار على بابه.",
        "في 12 تشرين الأول 2026 افتتح الفرن",
        "خبز وملح",
        "التعليقات التي وصلت كانت إيجابية",
    ],
)
def test_sentences_are_no_chrome(line: str) -> None:
    """Words of the chrome may stand in a text."""
    assert not chrome.is_chrome(line)
    assert not chrome.ends_article(line)


def test_a_line_said_twice_is_kept_once() -> None:
    """Pull quotes repeat a sentence of the text."""
    more = "وقال رئيس المجلس إن الفرن يعمل طوال أيام الأسبوع."
    assert body_lines([SENTENCE, more, SENTENCE]) == (SENTENCE, more)
