"""Buttons of tags: each says which tag it is about."""

import pytest

from bot.i18n import Catalogues
from bot.posts.buttons import follow_button, mute_button
from storage.models import Tag

ARABIC = Catalogues.load().translator("ar")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("حي الزيتون", "#حي_الزيتون"), ("2024", "2024"), ("🌧", "🌧"), ("7/10", "7/10")],
)
@pytest.mark.parametrize("on", [True, False])
def test_a_button_names_its_tag(name: str, shown: str, *, on: bool) -> None:
    """By its hashtag; a year or a sign makes none, and is named as it is."""
    tag = Tag(name, id=7)
    for button in (
        follow_button(tag, translator=ARABIC, following=on),
        mute_button(tag, translator=ARABIC, muted=on),
    ):
        assert shown in button.text
