"""Who and what a sentence speaks of as known must have been introduced to the reader."""

import pytest

from bot.arabic.normalize import fold
from bot.arabic.tokens import tokens
from bot.summary import choose_sentences
from bot.summary.content import content_of
from bot.summary.references.attribution import is_institution, message_of, speaker_of
from bot.summary.references.back_references import bare
from bot.summary.references.given_names import full_names
from bot.summary.references.introductions import Introductions

TITLE = "إغلاق الجسر القديم في الزهور أمام الشاحنات"
LEAD = "أغلقت بلدية الزهور، اليوم، الجسر القديم أمام الشاحنات بعد ظهور تشقق في دعامته الشرقية."
LATER = "وحددت البلدية طريقًا بديلًا للشاحنات يمر شرق المدينة حتى نهاية الصيف."


def taken_as_known(*sentences: str) -> set[str]:
    """What the last of several sentences speaks of as known, in stems."""
    introductions = Introductions()
    found = set()
    for place, sentence in enumerate(sentences):
        words = tokens(sentence)
        found = {one.stem for one in introductions.read(words, list(map(bare, words)), place)}
    return found


@pytest.mark.parametrize(
    ("before", "after", "known"),
    [
        ("وأصدر المجلس قرارًا جديدًا.", "ويلزم القرار أصحاب الشاحنات بدفع رسم.", {"قرار"}),
        ("وعلق المهندس رينهارد كوفمان على الأمر.", "ورجح كوفمان أن الإصلاح طويل.", {"كوفم"}),
        ("وعلق المهندس رينهارد كوفمان على الأمر.", "ورجح رينهارد كوفمان أن الإصلاح طويل.", set()),
        ("وأغلقت الشرطة شارعًا آخر.", "وتبدأ البلدية أعمالها غدًا.", set()),
        ("ويخشى سكان من حكومة جديدة.", "وتدرس الحكومة طلبًا بالتمويل.", set()),
        ("وزار المدينة ضابط أمريكي.", "ودرست وزارة النقل الأمريكية الأمر.", set()),
        ("وأصدر المجلس القرار.", "وجاء في بيان للبلدية أن الناس والتجار يرفضون القرار.", set()),
    ],
)
def test_what_is_known_is_what_an_earlier_sentence_introduced(
    before: str, after: str, known: set[str]
) -> None:
    """A noun that gets its article, a surname alone; not what everybody knows."""
    assert taken_as_known(before, after) == known


@pytest.mark.parametrize(
    ("first", "surname"), [("سارة", "كوفمان"), ("علي", "درغوثي"), ("رامي", "الكزبري")]
)
def test_a_surname_behind_a_first_name_that_is_a_word_introduces_nobody(
    first: str, surname: str
) -> None:
    """«علي» is folded like «على», behind which a surname stands alone."""
    before = f"وهل سمع أحد بما رواه عن الجسر القديم المهندس {first} {surname}؟"
    leaning = f"وأطلق لص النار على {surname} قرب الجسر القديم، فأغلقت الشرطة الطريق أمام الشاحنات."
    full = leaning.replace(f"على {surname}", f"على {first} {surname}")
    assert leaning not in choose_sentences(TITLE, [LEAD, before, leaning, LATER])
    assert full in choose_sentences(TITLE, [LEAD, before, full, LATER])


def test_what_is_no_surname_is_none() -> None:
    """A verb, a word of the lexicon, what stands behind «على»."""
    text = "وقال علي يومها إن سارة مديرة، وأطلق النار على كوفمان، وزار رامي الجسر."
    assert full_names(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("وقال محمد ـــ وهو سائق ـــ إن الطريق مغلق.", set()),
        ("وباع محمد بـــ 300 ليرة.", set()),
        ("وقال محمد الخـــولي إن الطريق مغلق.", {("محمد", "الخولي")}),
    ],
)
def test_a_tatweel_is_no_letter_of_a_surname(text: str, names: set[tuple[str, str]]) -> None:
    """People type it for a dash, and draw words long with it."""
    assert full_names(text) == names


@pytest.mark.parametrize(
    ("introduction", "leaning"),
    [
        (
            "وهل يعلم أحد بأن شركة عربية قدمت عرضًا لشراء حديد الجسر القديم من البلدية؟",
            "ويشمل العرض الجسر القديم وحواجزه ومصابيحه مقابل 30 مليون ليرة.",
        ),
        (
            "وهل سمع أحد بما رواه عن الجسر القديم المهندس السويسري رينهارد كوفمان؟",
            "ويرى كوفمان أن فحص الدعامة يستغرق أسابيع، وأن كلفته مرتفعة.",
        ),
    ],
)
def test_nothing_leans_on_a_sentence_that_the_reader_does_not_see(
    introduction: str, leaning: str
) -> None:
    """Here the sentence before asks, so it is no part of any summary."""
    assert leaning not in choose_sentences(TITLE, [LEAD, introduction, leaning, LATER])
    introduced = introduction.replace("وهل", "وقد").replace("؟", ".")
    assert leaning in choose_sentences(TITLE, [LEAD, introduced, leaning])


def test_what_the_headline_names_is_known() -> None:
    title = "عرض لشراء حديد الجسر القديم في الزهور"
    question = "فكم يساوي عرض كهذا لشراء الحديد كله؟"
    leaning = "ويشمل العرض حواجز الجسر ومصابيحه مقابل 30 مليون ليرة."
    assert leaning in choose_sentences(title, [LEAD, question, leaning])


def test_a_surname_in_the_headline_introduces_nobody() -> None:
    """Who has not read the full name in the text has not read it in the headline."""
    introduction = "وهل سمع أحد بما رواه عن الجسر القديم المهندس السويسري رينهارد كوفمان؟"
    leaning = "ويرى كوفمان أن كلفة الفحص مرتفعة، وأن الأعمال تستغرق أسابيع طويلة."
    surname = "كوفمان ينتقد إغلاق الجسر القديم في الزهور"
    assert leaning not in choose_sentences(surname, [LEAD, introduction, leaning, LATER])
    assert leaning in choose_sentences(f"رينهارد {surname}", [LEAD, introduction, leaning, LATER])


def test_nobody_is_known_at_the_beginning_either() -> None:
    """Where the lead says the headline again, the first sentence is another one."""
    lead = f"{TITLE}."
    introduction = "وهل سمع أحد بما رواه عن الجسر القديم المهندس السويسري رينهارد كوفمان؟"
    leaning = "وفحص كوفمان الدعامة الشرقية بالأشعة ثلاث مرات منذ الربيع، وكتب تقريرًا طويلًا."
    assert choose_sentences(TITLE, [lead, introduction, leaning, LATER]) == [LATER]
    full = leaning.replace("كوفمان", "رينهارد كوفمان")
    assert choose_sentences(TITLE, [lead, introduction, full, LATER])[0] == full


def test_what_is_introduced_anew_is_another_one() -> None:
    """«العرض» is the company's, and the summary has only the ministry's."""
    lead = "تلقت بلدية الزهور، أمس، عرضًا من وزارة النقل لإصلاح دعامة الجسر القديم."
    other = "وهل يعلم أحد بأن شركة عربية قدمت عرضًا لشراء حديد الجسر القديم؟"
    leaning = "ويشمل العرض الحواجز والمصابيح مقابل 30 مليون ليرة تدفع قبل نهاية الصيف."
    assert taken_as_known(lead, other, leaning) >= {"عرض"}
    plain = "إصلاح دعامة الجسر القديم في مدينة الزهور"
    assert leaning in choose_sentences(plain, [lead, leaning])
    assert leaning not in choose_sentences(plain, [lead, other, leaning])


def test_a_sentence_far_off_begins_with_what_is_told() -> None:
    """«والنتيجة» of a match that was skipped means another one to the reader."""
    title = "فريق الوردية يخسر مباراة الدوري أمام فريق الزهور"
    lead = "خسر فريق الوردية، أمس، مباراته في الدوري أمام فريق الزهور بعد وقت إضافي."
    skipped = "فماذا عن فريق السكة أمام فريق الميناء في الدوري؟"
    result = "والنتيجة (0-2) ترفع فريق السكة إلى المركز الثالث في الدوري."
    assert result not in choose_sentences(title, [lead, skipped, result])
    assert result in choose_sentences(f"{title}: النتيجة 0-2", [lead, skipped, result])


@pytest.mark.parametrize(
    ("again", "told"),
    [
        ("وقالت البلدية إن الجسر القديم أغلق أمام الشاحنات بسبب تشقق الدعامة الشرقية.", False),
        (
            "وقالت البلدية إن إغلاق الجسر القديم أمام الشاحنات يطال 400 سائق في المنطقة الصناعية.",
            True,
        ),
        ("وقالت البلدية إن القرار يطال 400 سائق يعملون بين المنطقة الصناعية وسوق الجملة.", True),
        ("وقال سائق: “أغلقت البلدية الجسر القديم اليوم”.", False),
        ("والجسر القديم في الزهور قديم.", False),
    ],
)
def test_what_says_the_news_again_needs_a_figure_of_its_own(again: str, *, told: bool) -> None:
    """An agency tells its news and then quotes who told it."""
    assert (again in choose_sentences(TITLE, [LEAD, again])) is told


def test_news_is_chosen_before_what_is_farther_off() -> None:
    """What was passed over counts, so that the summary keeps to one part of the article."""
    near = "وتعبر الجسر نحو 400 شاحنة كل يوم بين المنطقة الصناعية وسوق الجملة."
    far = "ويبلغ طول الجسر القديم في الزهور 90 مترًا، وبني قبل خمسين عامًا من الحجر."
    middle = "وتعمل في السوق 30 ورشة لإصلاح الإطارات منذ الربيع."
    chosen = choose_sentences(TITLE, [LEAD, near, middle, LATER, far], max_sentences=2)
    assert chosen == [LEAD, near]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("قتل 9 عسكريين في الحادث.", "وقالت الشرطة إن تسعة أشخاص ماتوا.", True),
        ("قتل 26 مقاتلا في القصف.", "وأوقع القصف 26 قتيلا بحسب شهود.", True),
        ("نزح 270 ألف مدني.", "وبلغ عدد النازحين 270 ألفا بحسب المفوضية.", True),
        ("دفعت الشركة 20 مليون ليرة.", "وبلغت كلفة الطريق 20 مليون ليرة.", False),
        ("قتل 9 أشخاص.", "وأغلقت الشرطة 9 متاجر.", False),
    ],
)
def test_a_toll_is_one_whoever_is_counted(one: str, other: str, *, same: bool) -> None:
    """People are people, thousands need no noun; sums of money are no toll."""
    assert bool(content_of(tokens(one)).counted & content_of(tokens(other)).counted) is same


def test_what_is_said_is_compared_without_who_says_it() -> None:
    said = message_of(fold("وأكدت ناطقة باسم البلدية في حديث إذاعي أن الجسر أغلق."))
    assert said == fold("الجسر أغلق.")
    assert message_of(fold("أغلق الجسر.")) == fold("أغلق الجسر.")


@pytest.mark.parametrize(
    ("sentence", "named_in_full"),
    [
        ("وقالت وزارة النقل إن الجسر مغلق.", True),
        ("وقالت الولايات المتحدة إن الجسر مغلق.", True),
        ("وقال سامر الحلبي إن الجسر مغلق.", False),
        ("وقالت لجنة الفحص إن الجسر مغلق.", True),
        ("وقالت الخولي إن الجسر مغلق.", False),
    ],
)
def test_an_institution_named_in_full_is_no_stranger(sentence: str, *, named_in_full: bool) -> None:
    assert is_institution(speaker_of(sentence)) is named_in_full


@pytest.mark.parametrize(
    ("tells", "known", "understood"),
    [
        (
            "وتحدثت المهندسة إلى صحيفة محلية؟",
            "وقال مدير الجسر للصحيفة إن دعامات أخرى تفحص بالأشعة في الخريف المقبل.",
            False,
        ),
        (
            "وكتبت “شمس الوردية” عن الجسر؟",
            "وقال مدير الجسر القديم للصحيفة إن دعامات أخرى تفحص بالأشعة في الخريف المقبل.",
            False,
        ),
        (
            "وتحدثت المهندسة عن الجسر؟",
            "وقال مدير الجسر للوكالة الوطنية إن دعامات أخرى تفحص بالأشعة في الخريف المقبل.",
            True,
        ),
        ("وصدر حكم على حارس الجسر؟", "وصفق سائقو الشاحنات بعد الحكم المخفف عليه.", False),
        ("وصدر بيان عن حارس الجسر؟", "وصفق سائقو الشاحنات بعد الحكم المخفف عليه.", True),
    ],
)
def test_an_outlet_and_what_was_done_to_somebody_are_told_first(
    tells: str, known: str, *, understood: bool
) -> None:
    """«للصحيفة» is one that a sentence named; «الحكم المخفف عليه» was told, if it was."""
    assert (known in choose_sentences(TITLE, [LEAD, tells, known])) is understood
