"""An article taken off the site, as its readers see it."""

from sandbox.server import Sandbox
from tests.end_to_end.conftest import Bot, People


async def test_a_withdrawn_article_is_marked_in_its_post_within_seconds(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """The feed has lost it, its page is gone twice: no schedule is waited for."""
    await people.greeted()
    article = sandbox.newsroom.publish()
    said = await people.until(lambda said: any(article.headline in m["html"] for m in said))
    before = next(m for m in said if article.headline in m["html"])
    sandbox.newsroom.withdraw(article.number)
    said = await people.until(
        lambda said: any(m["edits"] for m in said if m["message_id"] == before["message_id"]),
        what="the mark of a withdrawn article",
    )
    (post,) = [m for m in said if m["message_id"] == before["message_id"]]
    assert post["html"] != before["html"]
