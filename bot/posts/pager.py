"""Builds the rows of buttons that page through long lists."""

from collections.abc import Callable, Iterable

from bot.i18n import Translator
from bot.posts.actions.encoding import Action, encode
from bot.posts.actions.reading import Nothing
from bot.posts.buttons import Rows
from bot.types import Button


def pager_row(
    turn_to: Callable[[int], Action],
    *,
    offset: int,
    total: int,
    size: int,
    translator: Translator,
    numbered: bool = False,
) -> tuple[Button, ...]:
    """Build the buttons to the previous and the next page, as far as these exist.

    Args:
        turn_to: the action that shows the page which begins at an offset.
        offset: where the shown page begins, in items.
        total: how many items there are on all pages.
        size: how many items a page holds.
        translator: for the labels.
        numbered: whether the number of the page stands between the two.
    """
    if total <= size:
        return ()
    row = []
    if offset > 0:
        data = encode(turn_to(max(0, offset - size)))
        row.append(Button(translator.gettext("Previous"), data=data))
    if numbered:
        where = translator.gettext(
            "Page {page} of {pages}", page=offset // size + 1, pages=-(-total // size)
        )
        row.append(Button(where, data=encode(Nothing())))
    if offset + size < total:
        data = encode(turn_to(offset + size))
        row.append(Button(translator.gettext("Next"), data=data))
    return tuple(row)


def in_rows(buttons: Iterable[Button], columns: int) -> Rows:
    """Arrange the buttons in rows of `columns`; the last row may hold fewer."""
    every = tuple(buttons)
    return tuple(every[start : start + columns] for start in range(0, len(every), columns))
