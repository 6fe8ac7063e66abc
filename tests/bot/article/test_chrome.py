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


BYLINES = (
    "عنب بلدي – خاص",
    "عنب بلدي",
    "سامر الدهان – حلب",
    "سامر الدهان - إدلب",
    "عنب بلدي – العدد 138 – الأحد 12/10/2014",
    "سامر الدهان | هالة المرعي | لمى الحكيم",
    "إعداد: سامر الدهان",
    "حوار: ريم الشامي",
    "كتبت هالة المرعي",
    "By Karam Darwish",
    "Enab Baladi – Damascus",
    "خاص",
    "سامر الدهان - خاص عنب بلدي",
    "عنب بلدي ــ خاص",
    "فريق التحقيقات في عنب بلدي",
    "ترجمة عنب بلدي",
)


@pytest.mark.parametrize("line", BYLINES)
def test_bylines_are_known(line: str) -> None:
    """Who, where, in which issue; as the first line they go."""
    assert chrome.is_byline(line)
    assert body_lines([line, SENTENCE]) == (SENTENCE,)


def test_a_known_author_or_newsroom_makes_a_byline() -> None:
    """The head of the page says who wrote it."""
    assert chrome.is_byline("نور الكاتب", authors=["نور الكاتب"])
    assert chrome.is_byline("نور الكاتب – المدينة", authors=["هالة، نور الكاتب"])
    assert chrome.is_byline("صدى الحي – المدينة", newsrooms=["صدى الحي"])
    assert not chrome.is_byline("نور الكاتب")


@pytest.mark.parametrize(
    "line",
    [
        "خبز يكفي الجميع",
        "كتب خالد روايته الأولى",
        "تحقيق: المدينة بلا خبز",
        "أسعار ترتفع – رواتب ثابتة",
        "ماذا بعد؟",
        "من الفرن إلى المائدة",
    ],
)
def test_a_short_subheading_is_no_byline(line: str) -> None:
    """It names neither newsroom, desk, place nor author."""
    assert not chrome.is_byline(line)
    assert body_lines([line, SENTENCE]) == (line, SENTENCE)


@pytest.mark.parametrize(
    "front",
    [
        "دمشق – عنب بلدي: ",
        "عنب بلدي – حلب: ",
        "حلب - سانا - ",
        "دمشق: ",
        "(سانا) حلب - ",
        "عنب بلدي – خاص ",
        "دبي، الإمارات (وكالة) -- ",
        "دبي، الإمارات العربية المتحدة (CNN) -- ",
        "القاهرة (د ب أ) - ",
        "نيودلهي (رويترز) – ",
        "بكين، 12 تشرين الأول 2026 (شينخوا) -- ",
        "أوتاوا - (أ ف ب): ",
        "لشبونة -- ",
        "GENEVA, Switzerland (AP) — ",
        "KYIV (Reuters) - ",
    ],
)
def test_datelines_are_cut(front: str) -> None:
    """The sentence after them begins the summary."""
    assert chrome.without_dateline(front.replace("(سانا) ", "") + SENTENCE) == SENTENCE


@pytest.mark.parametrize(
    "text",
    [
        "رئيس المجلس: افتتحنا الفرن اليوم في الحي",
        "قال – كما وعد – إن الفرن يعمل",
        "انسحبت القوات (قسد) - وهي قوة محلية - من القرية أمس.",
        "الوحدات (قسد) - وهي قوة محلية - انسحبت من القرية.",
        "The council (Hama) - a small one - met on Monday.",
        SENTENCE,
    ],
)
def test_a_speaker_is_no_dateline(text: str) -> None:
    """Only places, newsrooms, agencies and dates are cut in front."""
    assert chrome.without_dateline(text) == text


def test_a_line_said_twice_is_kept_once() -> None:
    """Pull quotes repeat a sentence of the text."""
    more = "وقال رئيس المجلس إن الفرن يعمل طوال أيام الأسبوع."
    assert body_lines([SENTENCE, more, SENTENCE]) == (SENTENCE, more)


@pytest.mark.parametrize(
    "line", ["دبي، الإمارات (وكالة أنباء)", "نيودلهي - (رويترز)", "GENEVA (AP) —"]
)
def test_a_foreign_dateline_in_a_line_of_its_own_is_no_text(line: str) -> None:
    """By its form: the place need not be known."""
    assert body_lines([line, SENTENCE]) == (SENTENCE,)
    assert not chrome.is_byline("انسحبت القوات (قسد)")
