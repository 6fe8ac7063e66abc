"""A press review opens with its headline's part; another article's headline has little told."""

from bot.summary import choose_sentences

TITLE = "شركة المرفأ تبني رصيفًا جديدًا لقوارب الصيد في خليج النورس"
REVIEW = [
    "نشرت صحيفة الوادي خبرًا طويلًا عن موسم القطاف، وقالت إن المزارعين باعوا نصف التفاح في أسبوع.",
    "ويشكو المزارعون من أجور النقل التي ارتفعت مرتين منذ مطلع الربيع.",
    "كتبت صحيفة الساحل أن شركة المرفأ تبني رصيفًا لقوارب الصيد يتسع لأربعين قاربًا قبل الشتاء.",
    "وتدفع البلدية ثلث كلفة الرصيف، ويدفع الصيادون ما بقي منها في عامين.",
]
OTHER = [
    "تستعد المدارس لاستقبال تلاميذها بعد عطلة طويلة.",
    "وطبعت المطابع نصف الكتب حتى الأحد.",
    "وتنقص المعلمين دفاتر وأقلام في القرى البعيدة.",
    "وينام بعض التلاميذ في المدرسة أيام الثلج.",
    "وتبدأ الدروس عند الثامنة صباحًا.",
    "وتعلم معلمات الموسيقى الأناشيد في الساحات.",
    "ويأكل التلاميذ الفطائر التي تخبزها الأمهات.",
    "وتنتهي الامتحانات الأولى قبل رأس السنة.",
]


def test_a_review_opens_with_the_part_that_its_headline_is_about() -> None:
    """What stands before is about something else."""
    assert choose_sentences(TITLE, REVIEW) == REVIEW[2:]


def test_a_review_is_not_opened_by_its_own_beginning() -> None:
    first = "والبداية من صحيفة الوادي التي كتبت عن شركة المرفأ وعن التفاح وعن سوق الخضار."
    assert first not in choose_sentences(TITLE, [first, *REVIEW[1:]])


def test_news_begins_with_its_lead_whatever_words_it_has() -> None:
    """Newspapers that are only mentioned make no review."""
    lead = "يعمل ثلاثون رجلًا منذ الفجر تحت المطر."
    told = "وتابع الناس العمل يومًا بعد يوم في صحيفة الوادي وفي صحيفة الجبل."
    assert choose_sentences(TITLE, [lead, *REVIEW[2:], told])[0] == lead


def test_under_the_headline_of_another_article_the_lead_alone_is_told() -> None:
    assert choose_sentences(TITLE, OTHER) == OTHER[:1]


def test_a_short_text_may_share_no_word_with_its_headline() -> None:
    assert len(choose_sentences(TITLE, OTHER[:5])) > 1


def test_a_report_from_one_newspaper_is_no_review() -> None:
    """«الصحيفة» is the one that was named; behind a repeated headline the first news opens."""
    title = "شركة المرفأ تبني رصيفًا لقوارب الصيد"
    repeated = "شركة المرفأ تبني رصيفًا لقوارب الصيد."
    news = "كشفت صحيفة الساحل أن العمل يكلف ستة ملايين، وأن الطريق يغلق أسبوعين في الربيع."
    more = "وقالت الصحيفة إن السوق القديم ينقل إلى الساحة الجنوبية حتى الشتاء القادم."
    late = "تبني شركة المرفأ مخزنًا لقوارب الصيد من طابقين في الساحة الشمالية."
    chosen = choose_sentences(title, [repeated, news, more, late])
    assert chosen[0] == news


def test_a_figure_is_parted_from_its_word_in_the_headline_as_in_the_text() -> None:
    """Otherwise what only repeats the headline would be news."""
    title = "وصول مجموعة20 إلى مدينة الوردية"
    repeated = "وصول مجموعة20 إلى مدينة الوردية."
    news = "استقبلت البلدية الضيوف في القصر القديم، وأغلقت حولهم ثلاثة شوارع حتى المساء."
    assert choose_sentences(title, [repeated, news])[0] == news
