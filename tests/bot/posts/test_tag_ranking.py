"""The tag that a post offers to follow, and those that tell nothing."""

import dataclasses

import pytest

from bot.posts.tag_ranking import best_to_follow, says_nothing
from storage.articles.tag_usage import TagUsage
from storage.models import Tag, TagKind
from tests.articles import invented

OFTEN = TagUsage(articles=40, followers=0)
ONCE = TagUsage(articles=1, followers=0)


def section(name: str) -> Tag:
    return Tag(name, TagKind.SECTION)


@pytest.mark.parametrize(
    ("tags", "wanted"),
    [
        ((Tag("عاجل"), Tag("حلب")), "حلب"),
        ((Tag("عاجل"), section("أخبار"), section("رياضة")), "رياضة"),
        ((Tag("سوريا"), section("رياضة")), "رياضة"),
        ((Tag("بلدية"), Tag("حدائق"), section("محليات")), "حدائق"),
        ((section("محليات"), Tag("بلدية"), Tag("مياه")), "بلدية"),
        ((Tag("عاجل"),), "عاجل"),
    ],
)
def test_of_tags_as_busy_the_one_that_says_most_is_offered(
    tags: tuple[Tag, ...], wanted: str
) -> None:
    """What the headline names, then any free tag, then a section; broad and urgent ones last."""
    numbered = [dataclasses.replace(tag, id=place) for place, tag in enumerate(tags, 1)]
    article = invented(1, title="افتتاح الحدائق الجديدة في المدينة")
    found = best_to_follow(numbered, article, {tag.id: OFTEN for tag in numbered})
    assert found is not None
    assert found.name == wanted


def test_a_tag_that_comes_once_is_not_offered_beside_one_that_comes_again() -> None:
    """Whoever follows a dispensary hears nothing more; of its city there is news."""
    rare, city = Tag("مستوصف", id=1), Tag("حمص", id=2)
    article = invented(1, title="افتتاح مستوصف في المدينة")
    assert best_to_follow((rare, city), article, {1: ONCE, 2: OFTEN}) == city
    assert best_to_follow((rare,), article, {1: ONCE}) == rare


def test_of_tags_that_come_again_the_one_with_followers_is_offered() -> None:
    """What others chose says more than the order of the newsroom."""
    one, loved = Tag("أسواق", id=1), Tag("كرة القدم", id=2)
    usage = {1: OFTEN, 2: TagUsage(articles=10, followers=7)}
    assert best_to_follow((one, loved), invented(1, title="خبر"), usage) == loved


def test_without_tags_nothing_is_offered() -> None:
    """There may be none."""
    assert best_to_follow((), invented(1), {}) is None


@pytest.mark.parametrize(
    ("tag", "nothing"),
    [
        (Tag("أخبار"), True),
        (section("الأخبار"), True),
        (Tag("عاجل"), True),
        (Tag("شؤون الناس", common=True), True),
        (Tag("حمص"), False),
    ],
)
def test_a_tag_on_everything_says_nothing(tag: Tag, nothing: bool) -> None:
    """By its name, or because it was counted on nearly every article."""
    assert says_nothing(tag) is nothing
