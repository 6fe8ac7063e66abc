"""Tells one thing to each owner, however often that takes."""

from collections.abc import Awaitable, Callable, Collection, Hashable

# Things that some owner has not heard of yet; with more of them, the oldest are told to all again.
MOST_OPEN = 1000


class EachOwner:
    """Remembers who has heard of what, until all have.

    One owner's lost connection is then no reason to tell the others twice, nor one owner who can't
    be told a reason to tell nobody.

    Args:
        owner_ids: the owners' Telegram ids.
    """

    def __init__(self, owner_ids: Collection[int]) -> None:
        self._owner_ids = frozenset(owner_ids)
        self._told: dict[Hashable, set[int]] = {}

    async def tell(self, thing: Hashable, send: Callable[[int], Awaitable[bool]]) -> bool:
        """Tell those who have not heard of it; return whether nobody is left.

        Args:
            thing: what they are told of.
            send: tells it to one owner; returns False if that is to be tried again.
        """
        told = self._told.setdefault(thing, set())
        for owner_id in sorted(self._owner_ids - told):
            if await send(owner_id):
                told.add(owner_id)
        if told >= self._owner_ids:
            self._told.pop(thing, None)
            return True
        while len(self._told) > MOST_OPEN:
            del self._told[next(iter(self._told))]
        return False
