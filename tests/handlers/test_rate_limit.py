"""Fair use: politely slowed down, alone."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from handlers.rate_limit import (
    MAX_REQUESTS,
    MAX_TYPED,
    WINDOW,
    RateDecision,
    RequestCounter,
)
from tests.articles import NOON
from tests.handlers.reader.test_groups import add
from tests.handlers.reader.test_inline import typed
from tests.handlers.stage import CAFE, LAYLA, MARKET, RIMA, SAMI, Stage


async def test_a_flood_is_answered_with_one_warning(stage: Stage) -> None:
    """And others are served as ever; after a pause so is the one who flooded."""
    for _ in range(MAX_REQUESTS + 5):
        await stage.control("chats/101/messages", {"from": 101, "text": "/about"})
    await stage.pump()
    answers = [seen.text for seen in await stage.transcript() if seen.outgoing]
    assert len(answers) == MAX_REQUESTS + 1
    assert "طلبات كثيرة" in answers[-1]
    assert len(await stage.start(SAMI)) == 1
    stage.clock[0] += WINDOW
    assert len(await stage.write("/about")) == 1


async def test_a_press_too_many_is_answered_all_the_same(stage: Stage) -> None:
    """Each with a word of warning, for a silent button looks broken; nothing else happens."""
    *_, question = await stage.start()
    for _ in range(MAX_REQUESTS - 1):
        await stage.control("chats/101/messages", {"from": 101, "text": "/about"})
    await stage.pump()
    warned = await stage.press(question, data="n")
    assert "طلبات كثيرة" in warned["text"]
    for _ in range(2):
        answer = await stage.press(question, data="o:m")
        assert "طلبات كثيرة" in answer["text"]
    assert not any(seen.text.startswith("الإعدادات") for seen in await stage.transcript())


async def test_anonymous_administrators_of_two_groups_are_two_people(stage: Stage) -> None:
    """Telegram shows all of them as one user; and plain talk in a group is no request."""
    for chat in (CAFE, MARKET):
        await add(stage, chat)
    await stage.write("مساء الخير", chat=MARKET, person=RIMA, **{"as": "anonymous"})
    for _ in range(MAX_REQUESTS + 1):
        talk = {"from": RIMA, "as": "anonymous"}
        await stage.control(f"chats/{CAFE}/messages", talk | {"text": "كيف الحال؟"})
        await stage.control(f"chats/{CAFE}/messages", talk | {"text": "/about"})
    before = stage.newest(CAFE)
    await stage.pump()
    answers = [one for one in await stage.transcript(CAFE) if one.outgoing and one.id > before]
    assert "طلبات كثيرة" in answers[-1].text
    assert len(await stage.write("/about", chat=MARKET, person=RIMA, **{"as": "anonymous"})) == 1


async def test_the_last_letter_of_a_long_inline_query_is_answered(stage: Stage) -> None:
    """The apps ask for nearly each letter of who types slowly; nobody sees more than the last."""
    words = "المجلس البلدي يفتتح الحديقة في حي الزيتون"
    for end in range(1, len(words)):
        stage.clock[0] += timedelta(milliseconds=400)
        body = {"from": LAYLA, "query": words[:end], "wait_seconds": 0}
        await stage.control("inline", body)
    answer = await typed(stage, words)
    assert answer["answered"]
    assert answer["results"]


async def test_a_flood_of_inline_queries_ends(stage: Stage) -> None:
    """And takes nothing from what the same person may ask in the chat."""
    for _ in range(MAX_TYPED + 5):
        await stage.control("inline", {"from": LAYLA, "query": "", "wait_seconds": 0})
    await stage.pump()
    assert stage.sandbox.telegram.counters.calls["answerInlineQuery"] == MAX_TYPED
    assert len(await stage.write("/about")) == 1


@given(st.lists(st.integers(0, 5_000), max_size=80))
def test_never_more_than_so_many_in_any_window(gaps: list[int]) -> None:
    """Whatever the rhythm, and the first refusal in a while is a warning."""
    counter = RequestCounter(most=5, within=timedelta(seconds=10))
    now = NOON
    answered = []
    warned = []
    for gap in gaps:
        now += timedelta(milliseconds=gap)
        decision = counter.count((7, 7), now)
        if decision is RateDecision.ANSWER:
            answered.append(now)
        elif decision is RateDecision.WARN:
            warned.append(now)
    for first, sixth in zip(answered, answered[5:], strict=False):
        assert sixth - first >= timedelta(seconds=10)
    for one, next_one in pairwise(warned):
        assert next_one - one >= timedelta(seconds=10)
