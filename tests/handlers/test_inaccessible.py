"""Presses under messages that Telegram gives by their number alone: no buttons, no topic."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.posts.actions.encoding import PREFIXES, Action, encode
from bot.posts.actions.reading import (
    CloseEntry,
    ClosePostMenu,
    OpenEntry,
    OpenEntryNumber,
    OpenPostMenu,
    ReadArticle,
    ShowPart,
)
from bot.posts.actions.settings import Choose, Menu, OpenMenu, SendSettings, Setting
from bot.posts.actions.subscriptions import Follow, ListedTag, Mute, ShowTopics
from storage.models import Chat, ChatKind
from storage.store import Store
from tests.articles import NOON
from tests.handlers.hostile import fields, written
from tests.handlers.offstage import GROUP, Offstage, offstage_at
from tests.handlers.stage import LAYLA

TOPIC = 5


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Offstage]:
    """A bot of this test's own, so that what it stores stands in no other's way."""
    with offstage_at(tmp_path / "khabar.db") as opened:
        yield opened


def asked(offstage: Offstage, *methods: str) -> list[dict[str, Any]]:
    """The calls of these methods that the last press has led to."""
    return [call for name, call in offstage.request.asked if name in methods]


def run(offstage: Offstage, work: Any) -> Any:
    return offstage.loop.run_until_complete(work)


def store_of(offstage: Offstage) -> Store:
    store: Store = offstage.application.bot_data.store
    return store


@settings(max_examples=100, deadline=None)
@given(
    st.one_of([fields(action) for action in PREFIXES.values()]).map(written),
    st.sampled_from(("inaccessible", "inaccessible group", "inaccessible topic")),
)
@example("f:1:1", "inaccessible")
@example("k:1:0:0", "inaccessible group")
def test_no_press_leaves_a_message_without_buttons(
    offstage: Offstage, data: str, place: str
) -> None:
    """Those that it has are not known, so none of them is taken away."""
    for chat, kind in ((LAYLA, ChatKind.PRIVATE), (GROUP, ChatKind.GROUP)):
        # An earlier press may have had it erased.
        adding = store_of(offstage).chats.add(
            chat, kind=kind, title="", language="ar", zone_name="Asia/Damascus", now=NOON
        )
        run(offstage, adding)
    offstage.press(data, place)
    for edited in asked(offstage, "editMessageReplyMarkup"):
        assert "reply_markup" in edited


@pytest.mark.parametrize(
    "action",
    [Follow(1, on=True), Mute(1, on=False), ListedTag(1, mute=False, on=False), OpenPostMenu(1)],
)
def test_a_message_of_which_nothing_is_known_keeps_its_buttons(
    alone: Offstage, action: Action
) -> None:
    """What was done is said; nothing is put in their place."""
    assert alone.press(encode(action), "inaccessible")
    assert not asked(alone, "editMessageReplyMarkup", "editMessageText")


def test_the_menu_of_an_old_post_comes_in_a_message_of_its_own(offstage: Offstage) -> None:
    """With the post's row, and the way to close it."""
    offstage.press(encode(OpenPostMenu(1)), "inaccessible")
    (sent,) = asked(offstage, "sendMessage")
    assert encode(ClosePostMenu(1)) in str(sent["reply_markup"])
    assert encode(ReadArticle(1)) in str(sent["reply_markup"])


def test_a_closed_menu_leaves_the_posts_own_row(offstage: Offstage) -> None:
    """Read, share and ⋯, as its article has them."""
    offstage.press(encode(ClosePostMenu(1)), "inaccessible")
    (edited,) = asked(offstage, "editMessageReplyMarkup")
    (row,) = edited["reply_markup"]["inline_keyboard"]
    assert [button.get("callback_data", "") for button in row] == ["", "", encode(OpenPostMenu(1))]


@pytest.mark.parametrize("action", [ShowPart(2, "ab"), CloseEntry(3), OpenEntryNumber(1, 1, "ab")])
def test_an_old_digest_that_cant_be_composed_again_says_so(
    offstage: Offstage, action: Action
) -> None:
    """And what to do instead; it stands as it did."""
    (answer,) = offstage.press(encode(action), "inaccessible")
    assert "/latest" in answer["text"]
    assert not asked(offstage, "editMessageText", "sendMessage")


def test_an_entry_of_an_old_digest_comes_below_it(offstage: Offstage) -> None:
    """In its place the other entries would be lost."""
    offstage.press(encode(OpenEntry(1, 0, 3)), "inaccessible")
    assert not asked(offstage, "editMessageText")
    assert len(asked(offstage, "sendMessage")) == 1


async def forum(store: Store) -> None:
    """A forum that gets news in General and in a topic, where message 7 is a post."""
    for thread_id in (0, TOPIC):
        await store.chats.add(
            GROUP,
            kind=ChatKind.GROUP,
            title="",
            language="ar",
            zone_name="Asia/Damascus",
            now=NOON,
            thread_id=thread_id,
        )
    topic = await store.chats.get(GROUP, TOPIC)
    assert topic is not None
    await store.manual_posts.record_test_post(1, topic.id, 7, has_photo=False, parts=(), now=NOON)


async def rows(store: Store) -> tuple[Chat, Chat]:
    """General and the topic."""
    general, topic = await store.chats.get(GROUP), await store.chats.get(GROUP, TOPIC)
    assert general is not None
    assert topic is not None
    return general, topic


def test_a_press_under_an_old_post_means_its_topic(alone: Offstage) -> None:
    """The message that was sent tells where it stands."""
    run(alone, forum(store_of(alone)))
    alone.press(encode(Choose(Setting.ACTIVE, 0)), "inaccessible topic")
    general, topic = run(alone, rows(store_of(alone)))
    assert (general.active, topic.active) == (True, False)
    alone.press(encode(ReadArticle(1)), "inaccessible topic")
    (sent,) = asked(alone, "sendMessage")
    assert sent["message_thread_id"] == TOPIC


@pytest.mark.parametrize(
    "action",
    [
        Choose(Setting.ACTIVE, 0),
        Follow(1, on=True),
        SendSettings(),
        OpenMenu(Menu.MAIN),
        ShowTopics(mute=False, offset=0),
    ],
)
def test_settings_of_an_unknown_topic_are_left_alone(alone: Offstage, action: Action) -> None:
    """Those of the whole group are not meant; the press is told what to do."""
    store = store_of(alone)

    async def two_places() -> None:
        for thread_id in (0, TOPIC):
            await store.chats.add(
                GROUP,
                kind=ChatKind.GROUP,
                title="",
                language="ar",
                zone_name="Asia/Damascus",
                now=NOON,
                thread_id=thread_id,
            )

    run(alone, two_places())
    before = run(alone, rows(store))
    (answer,) = alone.press(encode(action), "inaccessible topic")
    assert "/settings" in answer["text"]
    assert run(alone, rows(store)) == before
    assert not asked(alone, "sendMessage", "editMessageText", "editMessageReplyMarkup")
    assert not run(alone, store.subscriptions.followed(before[0].id))


def test_without_topics_a_group_needs_none(alone: Offstage) -> None:
    """An old message of a group without them is its own."""
    store = store_of(alone)
    adding = store.chats.add(
        GROUP, kind=ChatKind.GROUP, title="", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    run(alone, adding)
    alone.press(encode(Choose(Setting.ACTIVE, 0)), "inaccessible group")
    chat = run(alone, store.chats.get(GROUP))
    assert not chat.active
    assert run(alone, store.chats.get(LAYLA)).active
