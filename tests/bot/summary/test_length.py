"""How many sentences a summary has, and how far from the news they may stand."""

from bot.summary import choose_sentences

TITLE = "إغلاق الجسر القديم في الزهور أمام الشاحنات"
LEAD = "أغلقت بلدية الزهور، اليوم، الجسر القديم أمام الشاحنات بعد ظهور تشقق في دعامته الشرقية."
SECOND = "وحددت البلدية طريقًا بديلًا للشاحنات يمر شرق المدينة حتى نهاية الصيف."
THIRD = (
    "وظهر تشقق دعامة الجسر القديم الشرقية اليوم حين غسل عمال حجارة الرصيف بمياه ساخنة وأزالوا"
    " طلاء كتب به عشاق أسماءهم وقلوبهم ورسموا طيورًا."
)


def test_beside_two_sentences_some_of_a_third_is_told_again() -> None:
    """Where nothing else is told, and most of it is new; not in the place of other news."""
    assert choose_sentences(TITLE, [LEAD, SECOND, THIRD]) == [LEAD, SECOND, THIRD]
    other = "وتعمل في سوق الجملة ثلاثون ورشة لإصلاح إطارات الشاحنات منذ الربيع."
    assert choose_sentences(TITLE, [LEAD, SECOND, THIRD, other]) == [LEAD, SECOND, other]


def test_what_says_the_news_again_fills_no_summary() -> None:
    again = "وقال مدير الطرق إن الجسر القديم أغلق أمام الشاحنات لأن دعامته الشرقية تشققت."
    assert choose_sentences(TITLE, [LEAD, SECOND, again]) == [LEAD, SECOND]


def test_a_third_sentence_stands_near_the_news() -> None:
    """Far from it, only what the headline promises is told; beside the lead alone anything."""
    asked = ["فماذا يقول السائقون؟", "ومن يدفع ثمن الوقود؟", "وكم يطول الطريق؟", "ولماذا الآن؟"]
    far = "وتبيع ورش المدينة نحو 300 إطار من إطارات الشاحنات كل شهر، أكثرها في الخريف."
    kept = "وتعبر حافلات المدينة جسر السكة كل ربع ساعة من الصباح حتى المساء."
    assert choose_sentences(TITLE, [LEAD, SECOND, *asked, far]) == [LEAD, SECOND]
    title = "إغلاق الجسر القديم في الزهور وحافلات تعبر جسر السكة"
    assert choose_sentences(title, [LEAD, SECOND, *asked, kept]) == [LEAD, SECOND, kept]
    assert choose_sentences(TITLE, [LEAD, *asked, "ومتى يفتح؟", far]) == [LEAD, far]


def test_the_figures_of_what_somebody_says_are_news() -> None:
    """However much of the news is said again with them."""
    said = (
        "وقالت بلدية الزهور إن الجسر القديم أغلق أمام الشاحنات لأن تشقق دعامته بلغ 14 سنتيمترًا"
        " وطوله 230، ويتسع 3 كل شهر."
    )
    plain = "وقالت بلدية الزهور إن الجسر القديم أغلق أمام الشاحنات لأن تشقق دعامته كبير ويتسع."
    assert said in choose_sentences(TITLE, [LEAD, said])
    assert plain not in choose_sentences(TITLE, [LEAD, plain, SECOND], max_sentences=2)
    assert said in choose_sentences(TITLE, [LEAD, said, SECOND], max_sentences=2)


def test_a_toll_that_somebody_tells_is_news_enough() -> None:
    """Few as its words are."""
    lead = "قالت تقارير إن 40 شخصًا أصيبوا، أمس، في انهيار الجسر القديم في الزهور."
    toll = "وأشارت التقارير إلى أن بين المصابين 15 طفلًا."
    again = "وأشارت التقارير إلى أن بين المصابين أطفالًا."
    title = "عشرات المصابين في انهيار الجسر القديم في الزهور"
    assert choose_sentences(title, [lead, toll, SECOND])[1] == toll
    assert choose_sentences(title, [lead, again, SECOND])[1:] != [again]
