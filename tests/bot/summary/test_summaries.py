"""Summaries are whole, true sentences of the article, and nothing else."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summary import MAX_CHARACTERS, MAX_SENTENCES, choose_sentences, summarise
from storage.models import Article
from tests.bot.summary.generated_articles import KINDS, article, faults
from tests.growth import assert_grows_in_proportion

NOW = datetime(2025, 1, 1, tzinfo=UTC)


def made(title: str, *paragraphs: str, excerpt: str = "") -> Article:
    return Article(
        site_id="1",
        url="https://news.example/1/",
        title=title,
        paragraphs=paragraphs,
        published=NOW,
        modified=NOW,
        excerpt=excerpt,
    )


@pytest.mark.parametrize("seed", range(300))
def test_three_hundred_articles_give_faultless_summaries(seed: int) -> None:
    """No cut sentence, no chrome, no byline, no dangling reference, no changed figure."""
    title, paragraphs = article(seed)
    chosen = choose_sentences(title, paragraphs)
    assert 1 <= len(chosen) <= MAX_SENTENCES
    assert len(" ".join(chosen)) <= MAX_CHARACTERS
    assert faults(title, paragraphs, chosen) == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("live-blog", ["12:40 –", "12:10 –", "11:35 –"]),
        ("live-blog2", ["أغلقت مراكز", "قالت اللجنة", "سجل مراقبون"]),
        ("list", ["مع ارتفاع الحرارة"]),
        ("list2", ["- البندورة", "- الخيار", "- البطاطا"]),
        ("flash", ["عاجل: هزة"]),
        ("flash2", ["وصلت قافلة"]),
        ("interview", ["في حديث عن موسم"]),
        ("interview2", []),
        ("opinion", ["ليست المشكلة"]),
    ],
)
def test_each_kind_is_told_in_its_own_way(kind: str, told: list[str]) -> None:
    """The newest of a live blog, what introduces a list or an interview, an opinion's thesis."""
    title, paragraphs = KINDS[kind]
    chosen = choose_sentences(title, paragraphs)
    assert faults(title, paragraphs, chosen) == []
    assert len(chosen) == len(told)
    for sentence, beginning in zip(chosen, told, strict=True):
        assert sentence.startswith(beginning)


def test_a_news_report_is_told_from_its_beginning() -> None:
    """Who, what, where stand first; what points back comes only with what it points to."""
    summary = summarise(
        made(
            "بلدية النهر تفتتح سوقًا",
            "عنب بلدي – خاص",
            "افتتحت بلدية النهر، اليوم، سوقًا للخضار يضم 120 محلًا في وسط المدينة.",
            "وأضاف أن المحلات وزعت على أصحاب البسطات القديمة في الشارع الرئيسي.",
            "من جهته، رحب بائع بالخطوة.",
        )
    )
    assert summary.sentences[0].startswith("افتتحت بلدية النهر")
    assert "عنب بلدي – خاص" not in summary.text


@pytest.mark.parametrize(
    ("kind", "parts", "wanted"),
    [
        ("flash", ["هزة أرضية بقوة 4.2 درجات شعر بها سكان الساحل."], 1),
        (
            "live blog",
            ["10:30 وصلت أول حافلة إلى المعبر الغربي.", "10:45 بدأ تفتيش الحافلة عند المدخل."],
            2,
        ),
        (
            "list",
            ["- اشرب الماء كل ساعة في الأيام الحارة.", "- تجنب الشمس بين الظهر والعصر."],
            2,
        ),
        (
            "interview",
            ["كيف تصف الموسم الماضي؟", "كان موسمًا طويلًا، لكننا خرجنا منه بفريق شاب وطموح."],
            0,
        ),
        ("no full stop", ["أعلنت البلدية إغلاق الشارع الرئيسي أسبوعًا كاملًا بسبب أعمال الصيانة"], 1),
        ("chrome only", ["ع ع ع", "مقالات متعلقة"], 0),
        ("nothing", [], 0),
        ("too long", ["كلمة " * 300 + "."], 0),
        ("lead-in", ["وتضم القائمة ما يلي من المواد التي سيشملها القرار الجديد:"], 0),
    ],
)
def test_every_kind_of_article_gives_something_sensible(
    kind: str, parts: list[str], wanted: int
) -> None:
    """Short ones are given whole, unusable ones give nothing."""
    assert len(summarise(made("عنوان مختلف تمامًا", *parts)).sentences) == wanted, kind


def test_the_headline_is_not_repeated() -> None:
    """A first sentence that only says the headline again is passed over."""
    summary = summarise(
        made(
            "بلدية النهر تفتتح سوق الخضار الجديد",
            "بلدية النهر تفتتح سوق الخضار الجديد.",
            "يضم السوق 120 محلًا، ويعمل فيه نحو 300 بائع من أحياء المدينة.",
        )
    )
    assert summary.sentences == ("يضم السوق 120 محلًا، ويعمل فيه نحو 300 بائع من أحياء المدينة.",)


def test_without_a_body_the_excerpt_serves_if_it_is_whole() -> None:
    """The feed's excerpt is often cut: then nothing is better."""
    whole = "أعلنت البلدية إغلاق الشارع الرئيسي أسبوعًا كاملًا."
    assert summarise(made("عنوان", excerpt=whole)).sentences == (whole,)
    assert summarise(made("عنوان", excerpt="أعلنت البلدية إغلاق الشارع […]")).sentences == ()


@pytest.mark.parametrize(
    "dateline",
    ["عنب بلدي – دمشق ", "دمشق – عنب بلدي: ", "عنب بلدي - ", "عنب بلدي ـ ريف دمشق "],
)
def test_a_summary_never_begins_with_a_dateline(dateline: str) -> None:
    """Newsroom and place in front of the first sentence go, the sentence stays."""
    told = "أعلنت البلدية إغلاق الشارع الرئيسي أسبوعًا كاملًا بسبب أعمال الصيانة."
    chosen = choose_sentences("عنوان", [dateline + told])
    assert chosen == [told]


@given(st.lists(st.text(max_size=200), max_size=8), st.text(max_size=80))
def test_anything_gives_a_summary_within_its_bounds(paragraphs: list[str], title: str) -> None:
    """Whatever a page held, the bounds hold and no sentence comes twice."""
    chosen = choose_sentences(title, paragraphs)
    assert len(chosen) <= MAX_SENTENCES
    assert len(" ".join(chosen)) <= MAX_CHARACTERS
    assert len(set(chosen)) == len(chosen)


def test_a_long_article_is_summarised_at_once() -> None:
    """Thousands of paragraphs are looked at no more than once each."""
    title, paragraphs = article(1)
    assert_grows_in_proportion(
        lambda size: "\n".join(paragraphs * size),
        lambda text: choose_sentences(title, text.split("\n")),
        size=100,
    )
