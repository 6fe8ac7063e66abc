"""Where sentences end: on 200 hard paragraphs, and on anything at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.hard_sentences import ends, paragraphs, sentences
from bot.arabic.quotes import enclosed
from bot.arabic.sentences import split
from tests.growth import assert_grows_in_proportion


@pytest.mark.parametrize("sentence", sentences())
def test_a_hard_sentence_stays_whole(sentence: str) -> None:
    """Abbreviations, decimals, addresses and quotations cut no sentence."""
    assert split(sentence) == [sentence]


def test_two_hundred_hard_paragraphs_are_cut_where_they_should() -> None:
    """At most ten false cuts and two missed, none inside a quotation."""
    false = missed = inside = 0
    for parts in paragraphs(200):
        text = " ".join(parts)
        got, wanted = ends(split(text)), ends(parts)
        false += len(got - wanted)
        missed += len(wanted - got)
        squeezed = "".join(text.split())
        inside += sum(
            any(start < cut <= end for start, end in enclosed(squeezed)) for cut in got - wanted
        )
    assert (false <= 10, missed <= 2, inside) == (True, True, 0)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("وصل القطار.وغادر الركاب المحطة.", ["وصل القطار.", "وغادر الركاب المحطة."]),
        ("وصل القطار .وغادر الركاب.", ["وصل القطار .", "وغادر الركاب."]),
        (
            "وتحدث إتش. أر. ووترز عن الجسر. وسمعه مئة شخص.",
            ["وتحدث إتش. أر. ووترز عن الجسر.", "وسمعه مئة شخص."],
        ),
        (
            "ألقى الكلمة في قاعة سمير إف. نعمة أمس. وحضرها مئة شخص.",
            ["ألقى الكلمة في قاعة سمير إف. نعمة أمس.", "وحضرها مئة شخص."],
        ),
        (
            "ذكرت ذلك قناة بي بي سي. ولم تذكر المصدر.",
            ["ذكرت ذلك قناة بي بي سي.", "ولم تذكر المصدر."],
        ),
        ("عنوان\nنص قصير", ["عنوان", "نص قصير"]),
        ("قال ”نعم. سنعود“ ومضى. ثم عاد.", ["قال ”نعم. سنعود“ ومضى.", "ثم عاد."]),
        ("فتح قوسًا (ولم يغلقه. ثم مضى.", ["فتح قوسًا (ولم يغلقه.", "ثم مضى."]),
        ("نسي “ علامة. ثم تابع.", ["نسي “ علامة.", "ثم تابع."]),
        ("عاش حتى 1990 م. وترك كتابين.", ["عاش حتى 1990 م.", "وترك كتابين."]),
        ("الخطوات: 1. افتح الباب 2. اخرج", ["الخطوات: 1. افتح الباب 2. اخرج"]),
        ("يشتري فيتامين د. ثم يعود.", ["يشتري فيتامين د.", "ثم يعود."]),
        ("", []),
        ("...", ["..."]),
    ],
)
def test_single_rules(text: str, parts: list[str]) -> None:
    """Each case is one rule of the splitter."""
    assert split(text) == parts


@given(st.text(st.sampled_from('ابتمن د.؟!…"“”«»()\n 12aB،:')))
def test_nothing_but_white_space_is_lost(text: str) -> None:
    """The sentences, put together, are the text."""
    assert "".join("".join(split(text)).split()) == "".join(text.split())


@given(st.text())
def test_no_sentence_is_empty_or_holds_a_newline(text: str) -> None:
    """Any text at all is cut into proper pieces."""
    assert all(part.strip() == part and part and "\n" not in part for part in split(text))


@pytest.mark.parametrize("piece", [". ", "“", "(. ", "د. ", '". ', "…", "(«“", "“ا. "])
def test_a_hostile_paragraph_takes_linear_time(piece: str) -> None:
    """Thousands of points or quotation marks are no way to stop the bot."""
    assert_grows_in_proportion(lambda size: piece * size, split, size=1_500)
