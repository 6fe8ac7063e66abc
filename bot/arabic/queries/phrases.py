"""Finds the exact phrases of a query, which are taken as they stand before anything else is."""

import re

PHRASE = re.compile(r"(?P<minus>(?<!\S)[-−])?[“”„\"«](?P<words>[^“”„\"«»]+)[“”„\"»]")


def without_phrases(text: str) -> str:
    """Return the text with blanks for its phrases, so that every offset stays true."""
    return PHRASE.sub(lambda match: " " * len(match[0]), text)
