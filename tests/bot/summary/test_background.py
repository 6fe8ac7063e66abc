"""What surrounds the news stands in a summary only where there is no more news."""

import pytest

from bot.arabic.normalize import fold
from bot.summary import choose_sentences
from bot.summary.background import is_background

TITLE = "إغلاق الجسر القديم في الزهور أمام الشاحنات"
LEAD = "أغلقت بلدية الزهور، اليوم، الجسر القديم أمام الشاحنات بعد ظهور تشقق في دعامته الشرقية."
NEWS = (
    "وتعبر الجسر نحو 400 شاحنة كل يوم بين المنطقة الصناعية وسوق الجملة.",
    "وحددت البلدية طريقًا بديلًا للشاحنات يمر شرق المدينة حتى نهاية الصيف.",
)


@pytest.mark.parametrize(
    "background",
    [
        "والجسر القديم بناء من الحجر الأبيض يربط ضفتي نهر الزهور.",
        "ويعد الجسر القديم من معالم مدينة الزهور ومقصد المصورين.",
        "ويعرف الجسر القديم في الزهور باسم جسر الطاحون.",
        "و“الطاحون” هو الاسم الذي يطلقه أهل الزهور على الجسر القديم.",
        "ونهر الزهور هو أطول أنهار الساحل وأغزرها ماء.",
        "ويتزامن إغلاق الجسر مع أعمال صيانة في محطة قطار الزهور.",
        "ويأتي إغلاق الجسر القديم في وقت تستعد فيه الزهور لمهرجان الربيع.",
        "وأشاد محافظ الزهور بسرعة البلدية في إغلاق الجسر أمام الشاحنات.",
        "وأعرب سائقو الشاحنات عن أملهم بفتح الجسر القديم قريبًا.",
        "الواقع أن الجسر القديم في الزهور لم يبن للشاحنات الثقيلة.",
    ],
)
def test_background_does_not_take_the_place_of_news(background: str) -> None:
    """A definition, what happens meanwhile, a courtesy, an opinion."""
    assert is_background(fold(background))
    assert choose_sentences(TITLE, [LEAD, background, *NEWS]) == [LEAD, *NEWS]


@pytest.mark.parametrize("sentence", [LEAD, *NEWS])
def test_news_is_no_background(sentence: str) -> None:
    assert not is_background(fold(sentence))


def test_a_quotation_does_not_take_the_place_of_a_fact() -> None:
    quotation = "وقال سائق: “نريد أن نعرف متى يفتح الجسر، فنحن نخسر كل يوم من رزقنا ووقتنا”."
    assert choose_sentences(TITLE, [LEAD, quotation, *NEWS]) == [LEAD, *NEWS]


def test_background_that_the_headline_speaks_of_is_news() -> None:
    """What happens at the same time may be its second half."""
    title = "إغلاق الجسر القديم في الزهور وافتتاح محطة القطار"
    meanwhile = "ويتزامن الإغلاق مع افتتاح محطة قطار جديدة غرب المدينة."
    assert meanwhile in choose_sentences(title, [LEAD, meanwhile, *NEWS], max_sentences=2)


def test_where_there_is_no_more_news_background_is_told() -> None:
    background = "ويعد الجسر القديم من معالم مدينة الزهور ومقصد المصورين."
    assert choose_sentences(TITLE, [LEAD, background]) == [LEAD, background]
