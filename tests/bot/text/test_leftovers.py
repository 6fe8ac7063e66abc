"""Nothing that a site's machinery left in a text reaches a reader; what a writer wrote stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.normalize import clean
from bot.text import markup
from bot.text.bounded_html import parse_html
from bot.text.leftovers import without_leftovers
from tests.growth import assert_grows_in_proportion


@pytest.mark.parametrize(
    "code",
    [
        '[caption id="attachment_9" align="aligncenter" width="640"]',
        "[/caption]",
        "[gallery]",
        '[gallery ids="1,2,3" columns="2" /]',
        "[contact-form-7 id=12 title='x']",
        '[et_pb_section fb_built="1"]',
        "[vc_row][vc_column]",
        "[/vc_column][/vc_row]",
        "[su_quote]",
        "[embed]",
        "[ads id=“12”]",
        "[video src=https://a.org/b.mp4]",
    ],
)
def test_shortcodes_go(code: str) -> None:
    """By their form, not by a list of all plugins."""
    assert clean(without_leftovers(f"قال {code} إن العمل بدأ.")) == "قال إن العمل بدأ."


@pytest.mark.parametrize(
    "text",
    [
        "قال المتحدث [باسم المجلس] إن العمل بدأ.",
        "He said [it] was a mistake [sic] of the council [Reuters].",
        "النتيجة [2-1] بعد الوقت الإضافي",
        "المادة [12] من القانون",
        "قائمة [أ] وقائمة [ب]",
        "الحد 5 < 7 و 9 > 3 في الجدول",
        "شركة AT&T وجمعية B&B",
        "Warning: the bridge is closed on line 4 of the tramway",
    ],
)
def test_what_a_writer_puts_in_brackets_stays(text: str) -> None:
    """A name, a remark, a number of an article of a law."""
    assert without_leftovers(text) == text or text.startswith("Warning")


@pytest.mark.parametrize(
    "notice",
    [
        "Warning: Undefined array key 3 in /var/www/html/wp-content/plugins/a/b.php on line 12",
        "PHP Notice:  Undefined index: x in /home/site/public_html/c.php on line 7",
        "Deprecated: Function strftime() is deprecated in C:\\sites\\d.php on line 33",
        "Fatal error: Uncaught Error: no e() in /srv/f.php:4 Stack trace: in /srv/f.php on line 4",
    ],
)
def test_notices_of_php_go(notice: str) -> None:
    """Wherever the server printed them."""
    assert without_leftovers(f"{notice} بدأ العمل.").strip() == "بدأ العمل."
    bold = notice.replace("Warning:", "<b>Warning</b>:")
    page = f"<div><br />\n{bold}<br /><p>بدأ العمل.</p></div>"
    assert markup.paragraphs(page) == ("بدأ العمل.",)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("&lt;p&gt;أول.&lt;/p&gt;&lt;p&gt;ثان.&lt;/p&gt;", ("أول.", "ثان.")),
        ("&amp;lt;p&amp;gt;أول.&amp;lt;/p&amp;gt;", ("أول.",)),
        ("قال&amp;nbsp;المجلس &amp;#8220;نعم&amp;#8221;", ("قال المجلس “نعم”",)),
        ("&lt;a href=&quot;https://a.org/&quot;&gt;رابط&lt;/a&gt; هنا", ("رابط هنا",)),
        ("&lt;!-- wp:paragraph --&gt;أول.", ("أول.",)),
    ],
)
def test_html_that_was_encoded_twice_becomes_text(text: str, lines: tuple[str, ...]) -> None:
    """Its tags part lines as they would have."""
    found = markup.blocks(parse_html(f"<p>{text}</p>").body)  # type: ignore[arg-type]
    assert tuple(line for block in found for line in block.lines) == lines


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("450 م<sup>2</sup>", "450 م²"),
        ("12 كم<sup>٢</sup>", "12 كم²"),
        ("ثلاثة أمتار<sup>[2]</sup>", "ثلاثة أمتار"),
        ("10<sup>-9</sup>", "10⁻⁹"),
        ("CO<sub>2</sub> وH<sub>2</sub>O", "CO₂ وH₂O"),
        ("the 4<sup>th</sup> day", "the 4th day"),
        ("خمسة أشهر<sup>1</sup>.", "خمسة أشهر."),
        ("خمسة أشهر<sup><a href='#fn1'>[1]</a></sup>.", "خمسة أشهر."),
        (
            "خمسة أشهر<sup data-fn='x' class='fn'><a href='#x' id='x-link'>1</a></sup>.",
            "خمسة أشهر.",
        ),
        ("خمسة أشهر<sup>*</sup>.", "خمسة أشهر."),
        ("خمسة أشهر<a href='#note'>[1]</a>.", "خمسة أشهر."),
        ("خمسة أشهر[1].", "خمسة أشهر."),
        ("<a id='fn1'>[1]</a> سجل البلدية. <a href='#r1'>↩</a>", "سجل البلدية."),
    ],
)
def test_what_is_raised_becomes_a_sign_and_a_footnotes_mark_nothing(html: str, shown: str) -> None:
    """Numbers behind units and numbers are exponents, behind words they are marks."""
    assert markup.plain_text(f"<p>{html}</p>") == shown


@given(st.text(max_size=300) | st.text("[]/a-_ =\"'<>&;pbr#1", max_size=300))
def test_any_text_is_taken(text: str) -> None:
    """No text raises, and what is left is left alone the next time but for a nesting of codes."""
    assert len(without_leftovers(text)) <= len(text) + 8 * text.count("&") + text.count("[") + 1


@pytest.mark.parametrize(
    ("before", "piece", "after"),
    [
        ("", "[a", ""),
        ("[a ", "b=c ", ""),
        ("", "[a b='", ""),
        ("", "Warning: ", " on line "),
        ("", "<!--", ""),
        ("", "<p ", ""),
        ("", "<script", ""),
        ("", "&amp;", ""),
        ("[a-", "b-", ""),
    ],
)
def test_a_hostile_text_takes_no_longer_than_it_is(before: str, piece: str, after: str) -> None:
    """A page of a megabyte in one line."""
    assert_grows_in_proportion(
        lambda size: before + piece * (size // len(piece)) + after, without_leftovers, size=50_000
    )
