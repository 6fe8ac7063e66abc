"""The tag that the follow button offers."""

import pytest

from bot.posts.tag_ranking import most_specific
from storage.models import Tag, TagKind
from tests.articles import invented


def section(name: str) -> Tag:
    return Tag(name, TagKind.SECTION)


@pytest.mark.parametrize(
    ("tags", "wanted"),
    [
        ((Tag("عاجل"), Tag("حلب")), "حلب"),
        ((Tag("عاجل"), section("أخبار"), section("رياضة")), "رياضة"),
        ((Tag("عاجل"), section("أخبار")), "أخبار"),
        ((Tag("سوريا"), section("رياضة")), "رياضة"),
        ((Tag("بلدية"), Tag("حدائق"), section("محليات")), "حدائق"),
        ((section("محليات"), Tag("بلدية"), Tag("مياه")), "بلدية"),
        ((Tag("عاجل"),), "عاجل"),
    ],
)
def test_the_most_specific_tag_is_offered(tags: tuple[Tag, ...], wanted: str) -> None:
    """What the headline names, then any free tag, then a section; broad and urgent ones last."""
    article = invented(1, title="افتتاح الحدائق الجديدة في المدينة")
    found = most_specific(tags, article)
    assert found is not None
    assert found.name == wanted


def test_without_tags_nothing_is_offered() -> None:
    """There may be none."""
    assert most_specific((), invented(1)) is None
