"""The prepared stories are complete, and a wrong content file is refused by name."""

import json
from collections import Counter

import pytest

from sandbox.newsroom import Kind, Language
from sandbox.newsroom.errors import ContentError
from sandbox.newsroom.story_files import parse, prepared
from sandbox.newsroom.taxonomy import SECTIONS
from sandbox.newsroom.wording import excerpt, slugify, texturize


def test_there_are_enough_stories_of_every_kind() -> None:
    """At least forty Arabic and six English ones, and each kind but the plain feature."""
    languages = Counter(story.language for story in prepared())
    assert languages[Language.ARABIC] >= 40
    assert languages[Language.ENGLISH] >= 6
    assert {story.kind for story in prepared()} >= set(Kind) - {Kind.FEATURE}
    assert sum(story.breaking for story in prepared()) >= 4


def test_stories_are_whole() -> None:
    """Known sections, two to six tags, five or more paragraphs in a news text, no double."""
    for story in prepared():
        assert story.section in SECTIONS, story.key
        assert 2 <= len(story.tags) <= 6, story.key
        if story.kind is Kind.NEWS:
            assert 4 <= len(story.paragraphs) <= 9, story.key
    texts = Counter(text for story in prepared() for text in story.paragraphs)
    assert not [text for text, count in texts.items() if count > 1]


def test_captions_come_in_the_ways_of_the_site() -> None:
    """With date and credit, with one of them, with neither."""
    captions = [story.caption for story in prepared() if story.caption]
    assert any(" - {date} - (" in caption for caption in captions)
    assert any("— {date_en} (" in caption for caption in captions)
    assert any(caption.endswith("({site})") and "{date" not in caption for caption in captions)
    assert any("(" not in caption for caption in captions)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"headline": 5}, "are texts"),
        ({"headline": ""}, "needed"),
        ({"tags": "x"}, "list of texts"),
        ({"paragraphs": [1]}, "list of texts"),
        ({"kind": "poem"}, "poem"),
        ({"colour": "red"}, "colour"),
        ({"caption": "{nobody}"}, "nobody"),
        ({"key": None}, "key"),
    ],
)
def test_wrong_stories_are_refused(change: dict[str, object], word: str) -> None:
    """The error names what is wrong."""
    row = {"key": "k", "headline": "h", "section": "أخبار"} | change
    with pytest.raises(ContentError, match=word):
        parse(json.dumps([row]), "file.json")


@pytest.mark.parametrize("text", ["{", "{}", "[5]"])
def test_wrong_files_are_refused(text: str) -> None:
    """Broken JSON, or JSON that is no list of objects."""
    with pytest.raises(ContentError, match=r"file\.json"):
        parse(text, "file.json")


def test_small_print() -> None:
    """Slugs keep hamza and drop vowel marks; titles get WordPress's entities; short is whole."""
    assert slugify("مُعلّمون إلى الأولى!") == "معلمون-إلى-الأولى"
    assert slugify("؟!") == "khabar"
    assert texturize("a – b… & <c>") == "a &#8211; b&#8230; &#038; &lt;c&gt;"
    assert excerpt("كلمة " * 55) == "كلمة " * 54 + "كلمة"
    assert excerpt("كلمة " * 56).endswith("كلمة [&#8230;]")
