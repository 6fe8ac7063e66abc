"""Builds SQL conditions on why a chat gets no posts, from `InactiveReason`."""

from storage.models import InactiveReason


def _values(reasons: list[InactiveReason]) -> str:
    return "(" + ", ".join(f"'{reason}'" for reason in reasons) + ")"


# What `inactive_reason` is in: of a chat that wants no posts, and of a lost topic of a forum.
CHOSEN = _values([reason for reason in InactiveReason if reason.chosen])
OF_TOPIC = _values([reason for reason in InactiveReason if reason.of_topic])
