"""HTML that was encoded once too often."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.double_encoding import decoded
from bot.text.markup import paragraphs

LINE = "أعيد فتح الجسر صباح اليوم أمام الشاحنات."


@pytest.mark.parametrize("times", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "html", [f"<p>{LINE}</p>", f'<div class="a"><p>{LINE}</p></div>', f"<b>أعيد</b>{LINE[4:]}<br/>"]
)
def test_tags_that_were_encoded_are_tags(html: str, times: int) -> None:
    """Whoever encoded how often: no tag comes out as letters."""
    for _ in range(times):
        html = escape(html)
    assert paragraphs(decoded(html)) == (LINE,)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>قالت&amp;nbsp;البلدية</p>", "قالت البلدية"),
        ("<p>&amp;#8220;السوق&amp;#8221; انتقل</p>", "“السوق” انتقل"),
        ("<p>&amp;amp;quot;السوق&amp;amp;quot; انتقل</p>", '"السوق" انتقل'),
        ("<p>&lt;script&gt;alert(1)&lt;/script&gt;خبر</p>", "خبر"),
    ],
)
def test_references_that_were_encoded_are_letters(html: str, text: str) -> None:
    """Spaces, quotation marks, and scripts, which are none."""
    assert paragraphs(decoded(html)) == (text,)


@pytest.mark.parametrize(
    "html",
    ["<p>3 &lt; 5 &amp;&amp; 7 &gt; 5</p>", "<p>AT&amp;T; R&amp;D</p>", "<p>&lt;خبر&gt;</p>"],
)
def test_what_means_itself_stays(html: str) -> None:
    """A comparison, an ampersand in a name, a word between angle brackets."""
    assert decoded(html) == html


@given(st.text(alphabet="<>&;#lgtapmp3/ 0xب", max_size=60))
def test_any_text_comes_to_an_end(html: str) -> None:
    """Nothing grows, and what has settled stays."""
    once = decoded(html)
    assert len(once) <= len(html)
    assert len(decoded(once)) <= len(once)
