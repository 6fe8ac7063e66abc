"""Sentences and headlines of the news that begin or end like buttons, stamps and share lines."""

import pytest

from bot.article import chrome
from bot.article.captions import tells_of_article
from bot.article.paragraphs import body_lines
from bot.text.feed_footers import excerpt_of, without_feed_footer

BEFORE = "أعلن مجلس الحي افتتاح الفرن الجديد اليوم بعد أسبوعين من التجهيز والاختبار."
BEHIND = "وقال رئيس المجلس إن الفرن يعمل طوال أيام الأسبوع، وإن الطحين يكفي حتى الربيع."

SENTENCES = (
    # Follow, join, subscribe.
    "انضم إلينا شباب من القرى المجاورة بعد أيام.",
    "انضموا إلينا في الحقل، يقول المزارعون لزوارهم.",
    "اشترك معنا في الحملة أربعون متطوعًا.",
    "اشترك في النشرة ألف قارئ خلال شهر.",
    "تابعنا لأشهر معاناة الأهالي.",
    "تابعنا على مدى أشهر قصص العائدين إلى البلدة.",
    "تابعنا في هذا الملف ثلاث عائلات من الريف.",
    "تابعنا عبر مراسلينا سير العمل في الجسر.",
    "تابعونا على مدى أيام من نافذة البناء المقابل، قال الناشط.",
    "تابع الأهالي أخبارنا منذ سنوات.",
    "لمتابعتنا القضية قصدنا المحكمة مرتين.",
    "لمتابعة شكاوى السكان أنشأ المجلس مجموعة على تلغرام.",
    "للانضمام إلى الدورة سجل مئة طالب أسماءهم عبر واتساب.",
    "سجل الآن أدنى مستوى له منذ عام.",
    "سجل معنا الوزير حوارًا طويلًا أمس.",
    "Join us in the field, the farmers tell their visitors.",
    "Find us a house, the family asked the council.",
    "Follow us, the guide said, and forty people did.",
    "Register offices in the Channel towns reopen on Sunday.",
    "Subscribe was the first button that the newsletter removed.",
    # More, also, related.
    "شاهد أيضًا سكان الحي طائرة مسيرة فوق الجسر.",
    "تابع أيضًا سير العمل في الفرن الثاني.",
    "للمزيد من الدعم طالب المزارعون الوزارة بالتدخل.",
    "لمعرفة المزيد زار الفريق المخيم مرتين.",
    "المزيد من التفاصيل ستعلن غدًا.",
    "المزيد حول أسباب الحريق لم يعرف بعد.",
    "المزيد من الأخبار السيئة وصل مساء أمس.",
    "قد يهمك معرفة أن السعر ثابت.",
    "See more clearly now than before, the patients say.",
    "Watch also the prices of bread, traders advise.",
    "You may also like it there.",
    # Labels and stamps.
    "الوسوم التجارية في السوق تحميها وزارة الاقتصاد.",
    "Tags on the doors show which houses were searched.",
    "Posted by the ministry on Sunday, the list names 12 people.",
    "Posted in the square, the list names 12 people.",
    "Filed under seal, the complaint names two officers.",
    "First published in 1920, the novel returns to the shelves.",
    "Tagged with red paint, the houses stand empty.",
    "تم النشر بواسطة الوزارة، وفي القائمة 12 اسمًا.",
    "تم نشر 12 شرطيًا في السوق.",
    "آخر تحديث: أسعار الذهب عيار 21",
    "تاريخ النشر: كتاب عن الصحافة في 300 صفحة",
    "آخر تحديث لأسعار الذهب 29/11/2026",
    "تحديث أسعار الذهب 29/11/2026",
    "حدث فلكي نادر 29 تشرين الثاني 2026",
    "نشر 29/11/2026 أسماء ثلاثة مفقودين",
    "Updated list of missing 5 May 2026",
    "Published 5 May 2026 list of missing",
    "انتهى 12 تشرين الأول 2026.",
    "Last updated: prices of 21 carat gold",
    # Rights, policies, opinions, comments.
    "Copyright law passed in parliament on Sunday.",
    "(c) The third point of the agreement is about water.",
    "حقوق النشر محفوظة لورثة الكاتب، قال المحامي.",
    "جميع الحقوق محفوظة للورثة، قالت المحامية.",
    "سياسة النشر في المنصات الجديدة أثارت جدلًا.",
    "الآراء في الشارع تعكس موقف السكان من القرار.",
    "التعليقات تعكس غضب السكان في المركز بعد قطع المياه.",
    "التعليقات على المنشور تعكس غضب أصحابها من القرار.",
    "التعليقات تعكس استياء القراء مما نشره الموقع.",
    "المقالات تعكس موقف الصحيفة من الحرب.",
    "المقالات التي جمعها تمثل نصف ما نشره الكاتب في المجلة.",
    "التعليقات لا تعبر عن رأي المؤسسة، بحسب مديرها.",
    "الآراء في الاستطلاع لا تعكس بالضرورة موقف السكان.",
    "الآراء الواردة في الاستطلاع لا تعكس بالضرورة موقف السكان، بحسب الباحث.",
    "التعليقات لا تعكس بالضرورة حجم الغضب في المدينة.",
    "Post a comment on that wall and you pay a fine.",
    "No votes so far have been counted in the north.",
    "Support grew last week.",
    "Support groups meet on Fridays",
    "ساند المتظاهرون المعلمين",
    "دولار واحد شهريًا كلفة الاشتراك في الشبكة.",
    "اشترك في نشرة الطقس 40 مزارعًا.",
    # Players, sizes, advertisements.
    "استمع إلى التقرير خمسون عضوًا.",
    "Listen to the story of the baker, she says.",
    "حجم خط الغاز الجديد 30 مترًا",
    "حجم النص في كتب الأطفال",
    "وقت القراءة يتراجع بين الأطفال",
    "Reading time in schools is cut",
    "يستمر الجدل بعد الإعلان",
    "يتبع الجدل بعد الإعلان",
    "Continues after the war",
    "Font size matters on ballots",
)  # fmt: skip


@pytest.mark.parametrize("line", SENTENCES)
def test_what_the_news_says_is_kept(line: str) -> None:
    assert not chrome.is_chrome(line)
    assert not chrome.ends_article(line)
    assert not chrome.is_related(line)
    assert body_lines([BEFORE, line, BEHIND]) == (BEFORE, line, BEHIND)


@pytest.mark.parametrize(
    "headline",
    [
        *(line for line in SENTENCES if not line.endswith(".")),
        "المزيد من الأخبار السيئة للمزارعين",
        "المزيد من المقالات المفقودة يعود إلى المتحف",
        "قراءات 2026",
        "تحديث خرائط الطرق بعد 12/10/2026",
        "نشر قوائم القبول 29 تشرين الثاني 2026",
    ],
)
def test_a_headline_like_a_stamp_or_a_button_holds_no_article(headline: str) -> None:
    assert not chrome.is_control(headline)


@pytest.mark.parametrize(
    "line",
    [
        "آخر تحديث: 14:30",
        "آخر تحديث: الأحد 29/11/2026",
        "آخر تحديث: 12 تشرين الأول، 10:15 صباحًا",
        "آخر تحديث:29/11/2026",
        "آخر تحديث: اليوم 12:30",
        "آخر تحديث: 12:30 (بتوقيت دمشق)",
        "Last updated: May 5, 2026 at 10:15 am EDT",
        "Updated Sun 5 May 2026",
        "الآراء الواردة في هذا المقال لا تعبر بالضرورة عن رأي صدى الوادي.",
        "المقالات المنشورة تعبر عن رأي الكاتب وحده",
        "التعليقات لا تمثل الموقع",
        "التعليقات تعبر عن آراء أصحابها، ولا تعبر عن رأي إدارة الموقع.",
        "الآراء المنشورة لا تعبر إلا عن رأي كاتبها",
        "المقالات تعكس وجهة نظر صاحبها فقط",
        "المقالات تعبر عن رأي أصحابها ولا تعبر بالضرورة عن رأي المركز",
        "الآراء في هذا المقال لا تعكس بالضرورة سياسة صدى الوادي، بل رأي كاتبه.",
        "تاريخ النشر: 29-11-2026",
        "نُشر في 5/5/2026 - آخر تحديث 6/5/2026 الساعة 11:00",
        "Published: 5 May 2026, 10:15 am",
        "Published on Sunday 5 May 2026 | Updated at 11:00",
        "Updated on 5 May 2026, 10:15 by Lina Khoury",
        "Follow us on Facebook and Twitter.",
        "انضموا إلى قناتنا على تلغرام ليصلكم كل جديد.",
        "اشترك في النشرة البريدية لتصلك أخبار الحي كل صباح.",
        "للمزيد اضغط هنا.",
        "تابعونا على فيسبوك وتلغرام.",
        "تابعنا على منصاتنا",
        "شاهد أيضًا: ماذا جرى في السوق؟",
        "اقرأ أيضًا لماذا ارتفع سعر الخبز؟",
        "المزيد من التفاصيل",
        "وقت القراءة: دقيقتان",
        "مدة القراءة المتوقعة 3 دقائق",
        "Reading time: 3 minutes",
        "حجم الخط +",
        "Posted by Lina Khoury on 5 May 2026",
        "Filed under: Economy",
        "Posted in Economy",
        "Copyright 2026 Echo of the Valley. All rights reserved.",
        "Story continues after advertisement",
        "Support independent journalism",
    ],
)
def test_labels_stamps_and_buttons_still_go(line: str) -> None:
    """They have no full stop, speak to the reader, or name a service, an hour or a day alone."""
    assert chrome.is_chrome(line) or chrome.ends_article(line)


@pytest.mark.parametrize(
    "text",
    [
        "Teachers told parents to keep reading to their children.",
        "The judge let her continue reading the list of names.",
        "خصص المركز ركنًا للأطفال لقراءة المزيد من القصص.",
        "يدعو المعلم تلاميذه إلى الرسم وقراءة المزيد من الكتب.",
        "قال لابنه أكمل القراءة ثم نم.",
        "وأوصت الطبيبة بالراحة ومتابعة القراءة في السرير.",
        "Open the door. Read more books, the teacher tells the pupils.",
        "اقرأ المزيد من الكتب، يقول المعلم لتلاميذه.",
        "He said the post appeared first on a local channel.",
        "The post office, a photo of which appeared first on Telegram, is closed.",
        "The post was deleted, but a copy appeared first on the council's page.",
        "ظهر الخبر في البلدة أولًا ثم انتشر في المدينة.",
        "المنشور الذي أثار الجدل ظهر أولًا على صفحة البلدية.",
        "وقال إن المنشور حذف بعد أن ظهر أولًا على تلغرام.",
        "ظهر المقال أولًا في صحيفة محلية.",
    ],
)
def test_a_sentence_about_reading_is_no_footer(text: str) -> None:
    """Nor is one about where something appeared first."""
    assert without_feed_footer(text) == text
    assert body_lines([BEFORE, text, BEHIND]) == (BEFORE, text, BEHIND)


@pytest.mark.parametrize(
    "footer",
    [
        "[…]",
        "Read more",
        "Read more...",
        "Read more »",
        "READ MORE",
        "[&hellip;]",
        "إقرأ المزيد",
        "تابع القراءة",
        "Continue reading Why did the price of bread rise?",
        "Continue reading →",
        "متابعة القراءة",
        "متابعة القراءة افتتاح فرن جديد في الحي",
        "اقرأ المزيد: افتتاح فرن جديد",
        "لقراءة المزيد اضغط هنا.",
        "أكمل القراءة…",
        "The post A new bakery appeared first on Echo of the Valley.",
        "The post A new bakery appeared first on echo.example.org.",
        "The post In the valley, bread costs more appeared first on Echo of the Valley.",
        "The post Who bakes at night? appeared first on Echo of the Valley.",
        "ظهرت المقالة افتتاح فرن جديد أولاً على صدى الوادي.",
        "ظهرت المقالة بعد سنوات.. فرن جديد في الحي أولاً على صدى الوادي.",
        "ظهرت المقالة في الحي فرن جديد أولاً على صدى الوادي.",
        "التدوينة من يخبز ليلًا؟ ظهرت أولاً على صدى الوادي.",
        "التدوينة افتتاح فرن جديد ظهرت أولاً على صدى الوادي.",
        "[…] The post A new bakery appeared first on Echo of the Valley.",
        "[…] ظهرت المقالة افتتاح فرن جديد أولاً على صدى الوادي.",
    ],
)
def test_footers_of_feeds_still_go(footer: str) -> None:
    """Behind a sentence, and alone."""
    assert without_feed_footer(f"{BEFORE} {footer}") == BEFORE
    assert without_feed_footer(footer) == ""


@pytest.mark.parametrize(
    "blocks",
    [
        ("افتتح المجلس الفرن", "ظهرت المقالة افتتاح فرن جديد أولاً على صدى الوادي."),
        ("افتتح المجلس الفرن", "اقرأ المزيد"),
        ("افتتح المجلس الفرن", "The post A bakery appeared first on Echo of the Valley."),
    ],
)
def test_a_footer_in_a_paragraph_of_its_own_ends_no_excerpt(blocks: tuple[str, ...]) -> None:
    """What an editor writes by hand often has no full stop."""
    assert excerpt_of(blocks) == "افتتح المجلس الفرن"


@pytest.mark.parametrize(
    "caption", ["كتب مستعملة للبيع", "By the river", "By a bakery", "ترجمة فورية للصم"]
)
def test_a_caption_may_begin_like_a_byline(caption: str) -> None:
    """With a word that also means something else."""
    assert not tells_of_article(caption)


@pytest.mark.parametrize("line", ["بقلم لينا خوري", "كتب: سامر حداد", "By Lina Khoury"])
def test_who_wrote_an_article_is_no_caption(line: str) -> None:
    assert tells_of_article(line)
