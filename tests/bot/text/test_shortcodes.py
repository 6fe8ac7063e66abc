"""Shortcodes of plugins in plain text, and brackets that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.shortcodes import without_shortcodes

LINE = "أعيد فتح الجسر أمام الشاحنات."


@pytest.mark.parametrize(
    "text",
    [
        f"[vc_row][vc_column_text]{LINE}[/vc_column_text][/vc_row]",
        f'[et_pb_section fb_built="1"]{LINE}',
        f"[su_box title=”خبر”]{LINE}[/su_box]",
        f'[caption id="attachment_5" width="300"]مدخل الجسر[/caption] {LINE}',
        f"[embed]https://video.example/5[/embed] {LINE}",
        f"{LINE} [gallery]",
        f'{LINE} [gallery ids="5,6"]',
        f"{LINE} [contact-form-7 id=5]",
        f"[Custom]{LINE}[/Custom]",
        f"{LINE} [/vc_row]",
    ],
)
def test_a_shortcode_is_no_text(text: str) -> None:
    """By its attributes, its partner, its name; what it encloses stays."""
    assert without_shortcodes(text) == LINE


@pytest.mark.parametrize(
    "text",
    [
        f"[رويترز] {LINE}",
        f"{LINE} [Reuters]",
        f"{LINE} [sic]",
        f"{LINE} [BBC News]",
        f"{LINE} [1]",
        "الرقم [5] من [7]",
        "[",
        "[]",
    ],
)
def test_a_bracketed_name_stays(text: str) -> None:
    """Agencies, remarks and footnotes stand in brackets, too."""
    assert without_shortcodes(text) == text


@given(st.text(alphabet='[]/ab_= "ب', max_size=60))
def test_nothing_is_added(text: str) -> None:
    """Any brackets come to an end."""
    assert len(without_shortcodes(text)) <= len(text) + text.count("]")
