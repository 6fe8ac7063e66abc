"""Who wrote an article, and where, as it stands around and before the first sentence."""

import pytest

from bot.article import bylines
from bot.article.paragraphs import body_lines

SENTENCE = "أعلن مجلس الحي افتتاح الفرن الجديد اليوم بعد أسبوعين من التجهيز والاختبار."

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
    assert bylines.is_byline(line)
    assert body_lines([line, SENTENCE]) == (SENTENCE,)


def test_a_known_author_or_newsroom_makes_a_byline() -> None:
    """The head of the page says who wrote it."""
    assert bylines.is_byline("نور الكاتب", authors=["نور الكاتب"])
    assert bylines.is_byline("نور الكاتب – المدينة", authors=["هالة، نور الكاتب"])
    assert bylines.is_byline("صدى الحي – المدينة", newsrooms=["صدى الحي"])
    assert not bylines.is_byline("نور الكاتب")


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
    assert not bylines.is_byline(line)
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
        "بيروت 12 تشرين الثاني (السفوح) - ",
        "رأس النبع، 3 آذار 2026 [صدى الوادي]: ",
    ],
)
def test_datelines_are_cut(front: str) -> None:
    """The sentence after them begins the summary."""
    assert bylines.without_dateline(front.replace("(سانا) ", "") + SENTENCE) == SENTENCE


@pytest.mark.parametrize(
    "text",
    [
        "رئيس المجلس: افتتحنا الفرن اليوم في الحي",
        "قال – كما وعد – إن الفرن يعمل",
        "انسحبت القوات (قسد) - وهي قوة محلية - من القرية أمس.",
        "في 12 تشرين الثاني أعلنت الوحدات التي بقيت هناك (قسد) - وهي قوة محلية - وقف القتال.",
        "الوحدات (قسد) - وهي قوة محلية - انسحبت من القرية.",
        "The council (Hama) - a small one - met on Monday.",
        SENTENCE,
    ],
)
def test_a_speaker_is_no_dateline(text: str) -> None:
    """Only places, newsrooms, agencies and dates are cut in front."""
    assert bylines.without_dateline(text) == text


@pytest.mark.parametrize(
    "line", ["دبي، الإمارات (وكالة أنباء)", "نيودلهي - (رويترز)", "GENEVA (AP) —"]
)
def test_a_foreign_dateline_in_a_line_of_its_own_is_no_text(line: str) -> None:
    """By its form: the place need not be known."""
    assert body_lines([line, SENTENCE]) == (SENTENCE,)
    assert not bylines.is_byline("انسحبت القوات (قسد)")
