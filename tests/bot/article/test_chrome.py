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


@pytest.mark.parametrize(
    "line",
    [
        "نشر المجلس 500 متطوع في شوارع الحي صباح اليوم",
        "نشرت الوزارة 3 تقارير عن الأفران خلال شهر",
        "نشرة أسعار الخضار ليوم 12 تشرين الأول",
        "سجل سعر الصرف في النشرة الرسمية 13 ألف ليرة.",
        "انضم اللاعب إلى معسكر الفريق في البلدة.",
        "انضم أكثر من ألف ساكن إلى مجموعة الحي على تلغرام خلال شهر.",
        "انضم الحارس إلى نادي أياكس قادمًا من فريق المدينة",
        "اشترك في العملية عشرون من عمال البلدية.",
        "انضمت البلدة إلى معرض إكسبو في المدينة",
        "تابع رئيس المجلس سير العمل في المشروع على الأرض",
        "المزيد من الأفران يفتح أبوابه في الحي الشرقي",
        "آخر تحديث لسعر الطحين بلغ 400 ليرة",
        "حجم خطة الأعمار يتجاوز مليون ليرة",
        "حقوق النشر في البلدة بين القانون والواقع",
        "Tagore's house reopened as a library last week",
        "Categories of families that may return were published",
        "Support for the bakery",
        "Posted on the door was a list of 12 names and their streets",
    ],
)
def test_the_news_may_begin_like_a_button(line: str) -> None:
    """«انضم», «سجل», «نشر» and «تابع» are verbs of the news: what follows them decides."""
    assert not chrome.is_chrome(line)
    assert not chrome.ends_article(line)


@pytest.mark.parametrize(
    "line",
    [
        "- إعلان -",
        "— Advertisement —",
        "عدد المشاهدات: 1٬204",
        "Post Views: 1,204",
        "1.2k views",
        "57 مشاهدة",
        "الصفحات: 1 2 3",
        "Pages: 1 2",
        "قيّم هذا المقال",
        "Click to rate this post!",
        "[الإجمالي: 3 متوسط: 4.3]",
        "[Total: 3 Average: 4.3]",
        "(3 votes, average: 4.00 out of 5)",
        "تتمة الخبر بعد الإعلان",
        "Story continues below",
        "نرشح لك: فرن آخر في الحي",
        "تم النشر بواسطة صدى الوادي في الأحد، 12 أكتوبر 2026",
        "View this post on Instagram",
        "https://t.me/sada_alwadi/120",
        "نُشر في 12 تشرين الأول 2026 الساعة 10:15 بتوقيت دمشق",
        "آخر تحديث منذ 3 ساعات",
        "Updated 3 hours ago",
        "Published on 12 October 2026 by the editor",
        "Click to share on Facebook (Opens in new window)",
        "انضم إلى قناتنا على تلغرام",
        "تابع أخبار صدى الوادي على غوغل نيوز",
        "سجل بريدك لتصلك أخبار الحي",
    ],
)
def test_what_plugins_add_goes(line: str) -> None:
    """Counters, stars, page numbers, labels of advertisements, what is left of embeds."""
    assert chrome.is_chrome(line)


@pytest.mark.parametrize(
    "line", ["موضوعات ذات صلة", "اخترنا لكم", "مقالات مقترحة:", "مقالات قد تهمك", "ذات صلة"]
)
def test_these_lines_begin_a_box_of_other_articles(line: str) -> None:
    """Whatever a theme calls it."""
    assert chrome.is_related(line)


@pytest.mark.parametrize(
    "headline",
    [
        "نشرة أسعار العملات والذهب ليوم الأحد 29-11-2026",
        "نشر 500 متطوع في شوارع البلدة",
        "المزيد من السكان يعودون إلى الحي",
        "شاهد أيضًا من غاب عن حفل الافتتاح",
        "الوسوم التجارية في السوق: من يحميها",
        "Support package for farmers",
        "Tags and prices: what the market sells",
        "آخر تحديث لأسعار الذهب اليوم 29 تشرين الثاني",
        "الطقس 29 تشرين الثاني 2026",
        "العدد 29-11-2026",
    ],
)
def test_a_headline_may_begin_with_any_words(headline: str) -> None:
    """Only what is a control as a whole is no headline."""
    assert not chrome.is_control(headline)


@pytest.mark.parametrize(
    "headline",
    [
        "شارك",
        "مقالات متعلقة",
        "التعليقات",
        "الأحد 29 تشرين الثاني 2026",
        "29/11/2026",
        "آخر تحديث: 29/11/2026 14:30",
        "Leave a Reply",
        "×",
        "",
    ],
)
def test_a_control_is_no_headline(headline: str) -> None:
    """Nor is the heading of a box, or a date alone."""
    assert chrome.is_control(headline)
