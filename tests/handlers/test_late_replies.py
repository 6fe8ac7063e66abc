"""Answers to presses that were acknowledged before their turn: who hears them then, and where."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.posts.actions.encoding import PREFIXES, Action, encode
from bot.posts.actions.reading import CancelPrompt
from bot.posts.actions.settings import (
    Choose,
    PauseUntil,
    QuietFrom,
    SendSettings,
    SetHour,
    Setting,
)
from bot.posts.actions.subscriptions import Follow, KeepTopic, ListedTag, Mute, Unwatch
from bot.telegram.acknowledge_press import Press
from bot.telegram.attempt import CURRENT, Attempt
from storage.channels.prompts import PendingPrompt, PromptPurpose
from storage.chats.alerts import AlertKind
from storage.chats.search_conditions import Conditions
from storage.models import ChatKind
from storage.store import Store
from tests.articles import NOON
from tests.handlers.hostile import fields, written
from tests.handlers.offstage import CHANNEL, GROUP, Offstage, offstage_at

REFUSALS = ("المشرفون وحدهم", "لم يعد هذا الزر", "لا نحفظ شيئًا", "لم يعد هذا الوسم")


@pytest.fixture
def late(tmp_path: Path) -> Iterator[Offstage]:
    """A bot of its own."""
    with offstage_at(tmp_path / "khabar.db") as opened:
        yield opened


def said(offstage: Offstage) -> list[str]:
    """The texts of the messages that the last press has led to."""
    return [str(given["text"]) for name, given in offstage.request.asked if name == "sendMessage"]


def pressed(offstage: Offstage, data: Action | str, place: str) -> list[str]:
    """Press a button, too slowly for an answer; the texts of the messages that come."""
    written = data if isinstance(data, str) else encode(data)
    set_before = CURRENT.set(Attempt(1, last=False, press=Press(answered=True)))
    try:
        assert not offstage.press(written, place)
    finally:
        CURRENT.reset(set_before)
    return said(offstage)


def run(offstage: Offstage, work: Any) -> Any:
    return offstage.loop.run_until_complete(work)


def test_a_refusal_is_not_said_aloud_in_a_group(late: Offstage) -> None:
    """One member has pressed; the others have asked nothing."""
    late.request.status = "member"
    refused: tuple[Action | str, ...] = (
        Follow(1, on=True),
        SendSettings(),
        Choose(Setting.ACTIVE, 0),
        "forged",
        CancelPrompt(),
    )
    for data, place in itertools.product(refused, ("group", "topic", "inaccessible group")):
        assert pressed(late, data, place) == [], (data, place)


@settings(max_examples=40, deadline=None)
@given(st.one_of([fields(action) for action in PREFIXES.values()]).map(written))
def test_whatever_a_member_presses_no_refusal_is_said_aloud(offstage: Offstage, data: str) -> None:
    """Of any button, in a group as in a channel."""
    offstage.request.status = "member"
    try:
        for place in ("group", "channel"):
            assert not [
                text for text in pressed(offstage, data, place) if text.startswith(REFUSALS)
            ]
    finally:
        offstage.request.status = "creator"


def test_in_private_a_refusal_comes_as_a_message(late: Offstage) -> None:
    """In the topic in which the button stands, if there are topics."""
    (told,) = pressed(late, "forged", "private")
    assert told.startswith("لم يعد هذا الزر")
    pressed(late, "forged", "private topic")
    (sent,) = [given for name, given in late.request.asked if name == "sendMessage"]
    assert sent["message_thread_id"] == 5


def test_what_the_page_says_comes_once(late: Offstage) -> None:
    """The page is edited, and no message repeats its first line."""
    for action in (
        Choose(Setting.SOUND, 1),
        SetHour(8, on=True),
        QuietFrom(22),
        PauseUntil(NOON.toordinal() + 2),
        KeepTopic(1, mute=False, on=True, offset=0),
    ):
        assert pressed(late, action, "private") == [], action
        assert "editMessageText" in {name for name, _ in late.request.asked}, action


def test_what_is_shown_nowhere_else_is_said_in_a_group_too(late: Offstage) -> None:
    """An administrator hears that the words are off the list."""
    store: Store = late.application.bot_data.store

    async def alerted() -> int:
        added = await store.chats.add(
            GROUP, kind=ChatKind.GROUP, title="", language="ar", zone_name="Asia/Damascus", now=NOON
        )
        await store.alerts.add(
            added.id, AlertKind.ALERT, "الحديقة", Conditions.of_terms(("حديق",)), now=NOON
        )
        (one,) = await store.alerts.of_chat(added.id)
        return one.id

    alert_id = run(late, alerted())
    (told,) = pressed(late, Unwatch(alert_id), "group")
    assert "حذفناها" in told
    assert pressed(late, Unwatch(alert_id), "group") == []


@pytest.mark.parametrize("action", [Mute(1, on=True), ListedTag(1, mute=True, on=True)])
def test_what_no_button_can_show_is_said(late: Offstage, action: Action) -> None:
    """Where the message's buttons are unknown none of them turns, also in a group."""
    store: Store = late.application.bot_data.store
    run(
        late,
        store.chats.add(
            GROUP, kind=ChatKind.GROUP, title="", language="ar", zone_name="Asia/Damascus", now=NOON
        ),
    )
    assert pressed(late, action, "group") == []
    assert len(pressed(late, action, "inaccessible group")) == 1


@pytest.mark.parametrize(("status", "ended"), [("creator", True), ("member", False)])
def test_a_question_to_an_anonymous_administrator_is_ended_by_an_administrator(
    offstage: Offstage, status: str, ended: bool
) -> None:
    """He writes as the group, and presses under his own name; a member ends nothing."""
    store: Store = offstage.application.bot_data.store

    async def open_question() -> PendingPrompt | None:
        return await store.prompts.open(GROUP, GROUP, offstage.clock[0])

    async def ask() -> None:
        chat = await store.chats.get(CHANNEL)
        assert chat is not None
        question = PendingPrompt(chat.id, PromptPurpose.SEARCH, 0, message_id=7)
        await store.prompts.add(GROUP, GROUP, question, now=offstage.clock[0])

    run(offstage, ask())
    offstage.request.status = status
    (answer,) = offstage.press(encode(CancelPrompt()), "group")
    offstage.request.status = "creator"
    assert (run(offstage, open_question()) is None) is ended
    edited = [given["text"] for name, given in offstage.request.asked if name == "editMessageText"]
    assert edited == (["أُلغي."] if ended else [])
    assert bool(answer.get("text")) is not ended
