"""What an article is filed under, and what is shown of it when it was found."""

from hypothesis import given
from hypothesis import strategies as st

from bot.arabic import terms
from bot.arabic.terms import alert_terms, highlight, index_terms, parse_query, snippet

TITLE = "وزراء المدن يبحثون أسعار الخبز"
BODY = "اجتمع الوزراء في دمشق. وقالت الحكومة إن الأخبار غير دقيقة."


def test_surface_forms_stand_beside_stems() -> None:
    """The form as written is kept for exact phrases, the stem for everything else."""
    found = index_terms(TITLE, BODY, ["ريف دمشق"])
    assert found.title == "وزراء المدن يبحثون اسعار الخبز"
    assert found.title_stems.split()[:2] == ["وزير", "مدين"]
    assert found.text.startswith(found.title)
    assert {"حكوم", "خبر", "دمشق", "ريف"} <= set(found.text_stems.split())
    assert len(found.title.split()) == len(found.title_stems.split())


@given(st.text(max_size=500), st.text(max_size=2_000))
def test_columns_hold_words_only(title: str, body: str) -> None:
    """Nothing in a column could be taken for syntax of the index."""
    found = index_terms(title, body, [title])
    assert len(found.title.split()) == len(found.title_stems.split())
    for column in (found.title, found.text, found.text_stems, found.prominent):
        assert all(word.isalnum() for word in column.split())


def test_signs_around_a_word_change_nothing() -> None:
    """Most words of a text are remembered without them."""
    plain = terms.index_terms("", "الجسر يفتح غدا", ())
    assert terms.index_terms("", "«الجسر» (يفتح)، غدا…", ()) == plain


def holding(memory: terms._Memory, count: int) -> terms._Memory:
    """The memory with so many entries, none of which takes an analysis."""
    memory.update((f"{number}", ("", (), "")) for number in range(count))
    return memory


def test_what_the_memory_of_words_forgets_is_analysed_again() -> None:
    """More words than it holds give what a fresh memory gives."""
    memory = terms._Memory()
    memory.hold(200)
    words = [f"كلمه{number}" for number in range(2 * 200 + 10)]
    first = [memory[word] for word in words[:20]]
    assert memory[words[0]] == first[0]
    for word in words:
        assert memory[word][0] == word
        assert len(memory) <= 200
    assert [memory[word] for word in words[:20]] == first


def test_the_memory_of_words_puts_the_oldest_aside_when_it_is_full() -> None:
    """A process that analyses an archive and ends remembers more than the bot."""
    usual, archive = terms._Memory(), terms._Memory()
    archive.hold(terms.MAX_ARCHIVE_MEMORY)
    sizes = (usual, terms.MAX_MEMORY), (archive, terms.MAX_ARCHIVE_MEMORY)
    for memory, size in sizes:
        assert holding(memory, size - 1)["كلمه"][0] == "كلمه"
        assert len(memory) == size
        assert memory["خبر"][0] == "خبر"
        assert size // 2 < len(memory) < size
        assert {"كلمه", f"{size - 2}"} < memory.keys()
        assert "0" not in memory
    assert terms.MAX_ARCHIVE_MEMORY > terms.MAX_MEMORY


def test_words_that_come_again_and_again_are_never_analysed_anew() -> None:
    """However many others come between: what is put aside is taken over when it is asked for."""
    memory = terms._Memory()
    memory.hold(200)
    often = memory["«المدينة»،"]
    for number in range(2_000):
        assert memory[f"كلمه{number}"]
        if number % 40 == 0:
            assert memory["«المدينة»،"] is often


def test_forms_of_a_word_share_their_stems_and_their_spelling() -> None:
    """A text names a thing with many particles; what they have in common is kept once."""
    memory = terms._Memory()
    _, stems, spelling = memory["مدينة"]
    for form in ("المدينة", "والمدينة", "بالمدينة،", "للمدينة"):
        assert memory[form][1] is stems
        assert memory[form][2] is spelling


def test_long_words_leave_nothing_in_the_memory_of_words() -> None:
    """They are not remembered, and neither is any part of what they give."""
    memory = terms._Memory()
    held = [memory, *(part for part in vars(memory).values() if isinstance(part, dict))]
    empty = sum(map(len, held))
    for number in range(50):
        assert memory[f"{number}والكلمة" + "طويلة" * 20][0].startswith(f"{number}والكلمه")
        assert memory["و" + "كلمات" * 20 + f"{number}"][1]
    assert sum(map(len, held)) == empty


def test_long_articles_are_bounded() -> None:
    """A hostile article can't fill the index."""
    found = index_terms("عنوان " * 500, "كلمة " * 50_000, ["وسم"] * 1_000)
    assert len(found.title.split()) == terms.MAX_TITLE_WORDS
    assert len(found.text.split()) <= terms.MAX_TITLE_WORDS + terms.MAX_TEXT_WORDS


def test_an_alert_rings_for_any_form_of_its_words() -> None:
    """Every stem of the phrase is among those of the article; stop words don't count."""
    stems = set(index_terms(TITLE, BODY, ()).text_stems.split())
    assert set(alert_terms("وزير في المدينة")) <= stems
    assert not set(alert_terms("زلزال في المدينة")) <= stems
    assert alert_terms("في من") == ()
    assert len(alert_terms(" ".join(map(str, range(99))))) == terms.MAX_ALERT_WORDS


def test_found_words_are_marked_in_the_text_as_written() -> None:
    """Any form of a word is marked, neighbours in one piece, phrases word by word."""
    text = "قال الوزراءُ إن سعرَ الخبز ارتفع."
    query = parse_query('وزير "سعر الخبز"')
    assert [text[span.start : span.end] for span in highlight(text, query)] == [
        "الوزراءُ",
        "سعرَ الخبز",
    ]


def test_other_names_of_what_was_asked_for_are_marked() -> None:
    """Who asks for Idlib sees where إدلب stands."""
    text = "وصلت القافلة إلى إدلب مساء"
    assert [text[s.start : s.end] for s in highlight(text, parse_query("Idlib"))] == ["إدلب"]


def test_a_snippet_shows_the_densest_stretch() -> None:
    """It begins and ends between words, and its spans point into it."""
    text = (
        "كلام طويل لا يعني أحدًا. " * 20 + "ارتفع سعر الخبز في دمشق اليوم. " + "ثم كلام آخر. " * 20
    )
    found = snippet(text, parse_query("سعر خبز دمشق"), length=80)
    marked = [found.text[span.start : span.end] for span in found.spans]
    assert marked == ["سعر الخبز", "دمشق"]
    assert found.text.startswith("… ")
    assert found.text.endswith(" …")
    assert len(found.text) <= 80 + 4


def test_a_snippet_ends_with_its_last_word_where_no_words_follow() -> None:
    """A row of stars under a text is left out."""
    found = snippet("خبر قصير " + "★" * 100, parse_query("خبر"), length=40)
    assert found.text == "خبر قصير …"


@given(st.text(max_size=400), st.text(max_size=60), st.integers(10, 200))
def test_a_snippet_of_anything_holds_its_spans(text: str, line: str, length: int) -> None:
    """Spans never leave the snippet, and the snippet keeps to its length."""
    query = parse_query(line)
    found = snippet(text, query, length=length)
    assert all(0 <= span.start < span.end <= len(found.text) for span in found.spans)
    assert len(found.text) <= length + 4
    assert all(0 <= span.start < span.end <= len(text) for span in highlight(text, query))
