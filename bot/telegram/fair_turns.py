"""Decides whose update is handled next, so that no chat's queue delays the others."""

import bisect
from collections import OrderedDict, deque
from dataclasses import dataclass, field

PERSONS_PER_CHAT = 2
CHATS_PER_PERSON = 2

Lane = tuple[int, int]


@dataclass(slots=True)
class FairTurns:
    """Queues waiting updates, one queue (lane) for each person in each chat.

    A lane's updates are handled one after another. At most `persons_per_chat` persons of a chat
    and `chats_per_person` chats of a person are served at once, `at_once` updates in all. The
    person who was served longest ago is next. Chat 0 (inline queries) has no limit of persons.
    """

    at_once: int
    persons_per_chat: int = PERSONS_PER_CHAT
    chats_per_person: int = CHATS_PER_PERSON
    _lanes: dict[Lane, deque[int]] = field(default_factory=dict)
    _chats_of: OrderedDict[int, OrderedDict[int, None]] = field(default_factory=OrderedDict)
    _busy: dict[int, Lane] = field(default_factory=dict)
    _put_off: dict[Lane, set[int]] = field(default_factory=dict)
    _paused: set[int] = field(default_factory=set)
    _persons_in: dict[int, int] = field(default_factory=dict)
    _chats_for: dict[int, int] = field(default_factory=dict)
    _waiting: int = 0

    def __len__(self) -> int:
        """Return how many updates wait."""
        return self._waiting

    @property
    def busy(self) -> int:
        """The number of updates that are being handled and hold a slot."""
        return len(self._busy) - len(self._paused)

    def add(self, update_id: int, person: int, chat: int) -> None:
        """Queue an update in its lane, in the order of the ids; it is put off no longer."""
        self._release((person, chat), update_id)
        lane = self._lanes.setdefault((person, chat), deque())
        if not lane or update_id > lane[-1]:
            lane.append(update_id)
        else:
            bisect.insort(lane, update_id)
        self._chats_of.setdefault(person, OrderedDict())[chat] = None
        self._waiting += 1

    def next(self) -> int | None:
        """Return the update to handle now and give it a slot; None if none may start."""
        if self.busy >= self.at_once:
            return None
        busy_lanes = set(self._busy.values())
        for person, chats in self._chats_of.items():
            for chat in chats:
                lane = (person, chat)
                if lane in self._put_off or lane in busy_lanes:
                    continue
                if self._admits(person, chat):
                    return self._take(lane)
        return None

    def done(self, update_id: int) -> None:
        """Release the update's slot and lane."""
        lane = self._busy.pop(update_id, None)
        if lane is None:
            return
        self._paused.discard(update_id)
        person, chat = lane
        _decrease(self._chats_for, person)
        _decrease(self._persons_in, chat)

    def put_off(self, update_id: int, person: int, chat: int) -> None:
        """Release the update's slot, but keep its lane until the update is added again.

        What the person has asked for later must not come before it; other persons in the chat, and
        the person's other chats, need not wait.
        """
        self.done(update_id)
        self._put_off.setdefault((person, chat), set()).add(update_id)

    def pause(self, update_id: int) -> None:
        """Release the update's slot while it waits for something; its lane stays busy."""
        if update_id in self._busy:
            self._paused.add(update_id)

    def resume(self, update_id: int) -> None:
        """Give a paused update its slot again; `at_once` may be exceeded for a moment."""
        self._paused.discard(update_id)

    def _admits(self, person: int, chat: int) -> bool:
        if self._chats_for.get(person, 0) >= self.chats_per_person:
            return False
        return not chat or self._persons_in.get(chat, 0) < self.persons_per_chat

    def _take(self, lane: Lane) -> int:
        person, chat = lane
        update_id = self._lanes[lane].popleft()
        chats = self._chats_of[person]
        if self._lanes[lane]:
            chats.move_to_end(chat)
        else:
            del self._lanes[lane]
            del chats[chat]
        if chats:
            self._chats_of.move_to_end(person)
        else:
            del self._chats_of[person]
        self._busy[update_id] = lane
        self._chats_for[person] = self._chats_for.get(person, 0) + 1
        self._persons_in[chat] = self._persons_in.get(chat, 0) + 1
        self._waiting -= 1
        return update_id

    def _release(self, lane: Lane, update_id: int) -> None:
        waiting = self._put_off.get(lane, set())
        waiting.discard(update_id)
        if not waiting:
            self._put_off.pop(lane, None)


def _decrease(counts: dict[int, int], key: int) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]
