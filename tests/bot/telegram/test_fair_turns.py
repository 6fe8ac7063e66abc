"""Fair turns: order in a lane, bounds on persons and chats, nobody behind somebody's queue."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.telegram.fair_turns import CHATS_PER_PERSON, PERSONS_PER_CHAT, FairTurns

GROUP = -100
PEOPLE = st.integers(1, 5)
CHATS = st.sampled_from([0, GROUP, GROUP - 1, GROUP - 2, 7])


class Turns(RuleBasedStateMachine):
    """Any order of adding, beginning, waiting for the limiter, failing and ending."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = FairTurns(at_once=4)
        self.number = 0
        self.lane_of: dict[int, tuple[int, int]] = {}
        self.waiting: dict[tuple[int, int], list[int]] = {}
        self.begun: set[int] = set()
        self.paused: set[int] = set()
        self.put_off: set[int] = set()

    @rule(person=PEOPLE, chat=CHATS)
    def add(self, person: int, chat: int) -> None:
        self.number += 1
        self.lane_of[self.number] = (person, chat)
        self.waiting.setdefault((person, chat), []).append(self.number)
        self.turns.add(self.number, person, chat)

    @rule()
    def begin(self) -> None:
        update = self.turns.next()
        if update is None:
            assert len(self.begun - self.paused) >= 4 or all(
                not self.may_begin(lane) for lane, ids in self.waiting.items() if ids
            )
            return
        lane = self.lane_of[update]
        assert self.may_begin(lane)
        assert self.waiting[lane].pop(0) == update
        self.begun.add(update)

    def may_begin(self, lane: tuple[int, int]) -> bool:
        person, chat = lane
        lanes = [self.lane_of[one] for one in self.begun]
        return (
            lane not in lanes
            and lane not in [self.lane_of[one] for one in self.put_off]
            and sum(one[0] == person for one in lanes) < CHATS_PER_PERSON
            and (not chat or sum(one[1] == chat for one in lanes) < PERSONS_PER_CHAT)
        )

    @rule(data=st.data())
    def end(self, data: st.DataObject) -> None:
        if self.begun:
            update = data.draw(st.sampled_from(sorted(self.begun)))
            self.begun.discard(update)
            self.paused.discard(update)
            self.turns.done(update)

    @rule(data=st.data())
    def try_later(self, data: st.DataObject) -> None:
        if self.begun:
            update = data.draw(st.sampled_from(sorted(self.begun)))
            self.begun.discard(update)
            self.paused.discard(update)
            self.put_off.add(update)
            self.turns.put_off(update, *self.lane_of[update])

    @rule(data=st.data())
    def try_now(self, data: st.DataObject) -> None:
        if self.put_off:
            update = data.draw(st.sampled_from(sorted(self.put_off)))
            self.put_off.discard(update)
            lane = self.lane_of[update]
            self.waiting[lane] = sorted([update, *self.waiting[lane]])
            self.turns.add(update, *lane)

    @rule(data=st.data())
    def pause(self, data: st.DataObject) -> None:
        if self.begun:
            update = data.draw(st.sampled_from(sorted(self.begun)))
            self.paused.add(update)
            self.turns.pause(update)

    @rule(data=st.data())
    def resume(self, data: st.DataObject) -> None:
        if self.paused:
            update = data.draw(st.sampled_from(sorted(self.paused)))
            self.paused.discard(update)
            self.turns.resume(update)

    @invariant()
    def counts(self) -> None:
        assert len(self.turns) == sum(len(ids) for ids in self.waiting.values())
        assert self.turns.busy == len(self.begun - self.paused)


TestTurns = Turns.TestCase


def test_a_strangers_update_is_next_whatever_the_others_have_queued() -> None:
    turns = FairTurns(at_once=4)
    for number in range(1000):
        turns.add(number, 1 + number % 2, 0)
    for _ in range(2):
        assert turns.next() is not None
    turns.add(5000, 99, 99)
    assert turns.next() == 5000


@given(st.lists(st.integers(1, 4), min_size=1, max_size=40))
def test_every_update_gets_its_turn(people: list[int]) -> None:
    turns = FairTurns(at_once=1)
    for number, person in enumerate(people):
        turns.add(number, person, GROUP)
    done = []
    while (update := turns.next()) is not None:
        done.append(update)
        turns.done(update)
    assert sorted(done) == list(range(len(people)))


def test_an_update_that_waits_for_the_limiter_gives_its_slot_to_another_person() -> None:
    turns = FairTurns(at_once=1)
    turns.add(1, 1, 1)
    turns.add(2, 2, 2)
    assert turns.next() == 1
    assert turns.next() is None
    turns.pause(1)
    assert turns.next() == 2


def test_what_is_put_off_holds_up_its_own_lane_alone() -> None:
    """Neither others in the chat nor the person's other chats, however many are put off there."""
    turns = FairTurns(at_once=1)
    for person in range(1, 10):
        turns.add(person, person, GROUP)
        assert turns.next() == person
        turns.put_off(person, person, GROUP)
    turns.add(20, 1, GROUP)
    assert turns.next() is None
    turns.add(21, 10, GROUP)
    assert turns.next() == 21
    turns.done(21)
    turns.add(22, 1, 1)
    assert turns.next() == 22
    turns.done(22)
    turns.add(1, 1, GROUP)
    for number in (1, 20):
        assert turns.next() == number
        turns.done(number)


def test_what_is_taken_over_goes_before_what_came_later() -> None:
    """Also before one that was given out already, and had to wait for another instance."""
    turns = FairTurns(at_once=4)
    turns.add(12, 1, 1)
    assert turns.next() == 12
    turns.put_off(12, 1, 1)
    turns.add(13, 1, 1)
    turns.add(9, 1, 1)
    assert turns.next() is None
    turns.add(12, 1, 1)
    for number in (9, 12, 13):
        assert turns.next() == number
        turns.done(number)
