"""Extracts the text of a post's HTML as feeds and REST send it: its own, without what is embedded.

The same boxes stand there as in the page: posts of other networks, cards of other articles, share
buttons, tables. Read as text, a tweet would be told as the newsroom's own sentence.
"""

from collections.abc import Iterable
from typing import Final

from bot.text.bare_links import bare_links, is_bare_address
from bot.text.bounded_html import parse_html
from bot.text.boxes import Boxes
from bot.text.markup import Block, BlockKind, blocks

_SOME: Final = 40  # letters: with fewer left the boxes are what the post is about


def post_paragraphs(html: str) -> tuple[str, ...]:
    """Return a post's paragraphs as plain text, without captions, boxes and bare links.

    A post that consists of boxes (one tweet, a table) is what they hold.

    Raises:
        PageError: elements are nested too deep.
    """
    tree = parse_html(html)
    body, boxes = tree.body, Boxes(tree)
    if body is None:
        return ()
    own = _texts(blocks(body, skip=lambda node: node.tag != "body" and boxes.is_box(node)))
    return own if sum(map(len, own)) >= _SOME else _texts(blocks(body)) or own


def _texts(found: Iterable[Block]) -> tuple[str, ...]:
    shown = [block for block in found if block.kind is not BlockKind.CAPTION]
    bare = bare_links(shown)
    texts = (block.text for block in shown if id(block) not in bare)
    return tuple(text for text in texts if not is_bare_address(text))
