"""Values that cross the parts of the program."""

from bot.delivery.refusals.failure_actions import FailureAction
from bot.delivery.refusals.known_refusals import REFUSALS
from storage.chats.inactive_reasons import CHOSEN, OF_TOPIC
from storage.models import InactiveReason


def test_an_unknown_reason_is_read_as_unknown() -> None:
    """A row that a later version wrote stops nothing."""
    assert InactiveReason("abducted") is InactiveReason.UNKNOWN
    assert not InactiveReason.UNKNOWN.chosen


def test_the_conditions_in_sql_hold_the_same_reasons() -> None:
    """What the chat has chosen is no loss, and a lost topic not chosen."""
    assert CHOSEN == "('stopped', 'never started')"
    assert OF_TOPIC == "('topic closed', 'topic deleted', 'topics off')"


def test_each_refusal_that_ends_a_chat_has_its_reason() -> None:
    """A topic's for a topic, another for a whole chat; none is unknown."""
    ends = {FailureAction.GONE: False, FailureAction.TOPIC_GONE: True}
    found = [rule for rule in REFUSALS if rule.action in ends]
    assert found
    for rule in found:
        reason = InactiveReason(rule.reason)
        assert reason is not InactiveReason.UNKNOWN
        assert reason.of_topic is ends[rule.action]
