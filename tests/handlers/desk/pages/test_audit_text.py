"""The audit log in words."""

from datetime import timedelta

import pytest

from bot.i18n import Catalogues
from bot.posts.actions.desk_choices import ChannelOption
from handlers.desk.pages.audit_text import ACTIONS, log_line
from storage.channels.audit_log import AuditAction, AuditEntry
from tests.articles import NOON


def entry(action: AuditAction | str, value: str = "") -> AuditEntry:
    return AuditEntry(5, "ريما", action, value, NOON)


def test_every_action_has_words() -> None:
    """An action without words would be shown as an error, not as a line of the log."""
    assert set(ACTIONS) == set(AuditAction)


def test_a_changed_option_is_named_with_its_answer() -> None:
    """What is stored of an option is its name, which is no action."""
    translator = Catalogues.load().translator("en")
    line = log_line(entry(ChannelOption.EDITS.value, "0"), NOON + timedelta(hours=1), translator)
    assert not line.startswith("a change")
    assert "ريما" in line


@pytest.mark.parametrize("action", ["", "what a later version logs"])
def test_an_action_that_this_version_does_not_know_is_a_change(action: str) -> None:
    """The log of a newer version is read after a downgrade."""
    translator = Catalogues.load().translator("en")
    assert log_line(entry(action), NOON + timedelta(hours=1), translator).startswith("a change")
