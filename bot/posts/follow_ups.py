"""Decides whether two headlines belong to one story, so that the later replies to the earlier."""

from bot.posts.headline_stems import headline_stems

# An update keeps the names and the place and changes the rest: a follow-up is recognised by
# less than what makes two headlines the same news in a digest, and by no less than three words.
COMMON_SHARE = 0.4
COMMON_STEMS = 3
# Of an article that the newsroom has linked in the text itself, less says enough.
LINKED_STEMS = 2


def same_story(headline: str, earlier: str, *, linked: bool = False) -> bool:
    """Return whether two headlines share two fifths of their words, and three at least.

    With `linked`, where the article's own text links to the earlier one, two words are enough:
    a link may also explain the background. The caller has made sure that the two have a tag or
    such a link in common and are days apart at most.
    """
    one, other = headline_stems(headline), headline_stems(earlier)
    common = len(one & other)
    if linked:
        return common >= LINKED_STEMS
    return common >= COMMON_STEMS and common / len(one | other) >= COMMON_SHARE
