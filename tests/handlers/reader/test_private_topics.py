"""Topics of a private chat: they part the conversation, and are no subscriptions of their own."""

from typing import Any

from bot.posts.actions.encoding import encode
from bot.posts.actions.settings import Choose, Setting
from storage.models import Chat
from storage.store import Store
from tests.handlers.hostile import private
from tests.handlers.offstage import Offstage
from tests.handlers.stage import LAYLA

TOPIC = {"is_topic_message": True, "message_thread_id": 5}


def sent(offstage: Offstage) -> list[dict[str, Any]]:
    """The messages that the last update has led to."""
    return [given for name, given in offstage.request.asked if name == "sendMessage"]


def stored(offstage: Offstage, topic: int = 0) -> Chat | None:
    store: Store = offstage.application.bot_data.store
    chat: Chat | None = offstage.loop.run_until_complete(store.chats.get(LAYLA, topic))
    return chat


def test_start_in_another_topic_is_no_second_subscription(offstage: Offstage) -> None:
    """Every article would come twice; the answer stands where it was asked for."""
    offstage.hand_over(private("/start", **TOPIC))
    assert {one.get("message_thread_id") for one in sent(offstage)} == {5}
    assert stored(offstage) is not None
    assert stored(offstage, 5) is None


def test_a_choice_in_a_topic_is_the_chats(offstage: Offstage) -> None:
    """Whichever topic the settings were opened in."""
    offstage.press(encode(Choose(Setting.ACTIVE, 0)), "private topic")
    chat = stored(offstage)
    assert chat is not None
    assert not chat.active
    assert stored(offstage, 5) is None


def test_every_answer_stands_in_the_topic(offstage: Offstage) -> None:
    """Lists, words that are sought, questions and what they lead to, what was not understood."""
    for text in (
        "/latest",
        "/help",
        "/search",
        "الحديقة",
        "المدينة",
        "/alert",
        "المجلس",
        "/nonsense",
    ):
        offstage.hand_over(private(text, **TOPIC))
        assert [one.get("message_thread_id") for one in sent(offstage)] == [5], text
