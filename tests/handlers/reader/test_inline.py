"""Inline mode: articles for any chat."""

import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reader.inline import MAX_OFFSET, PAGE_SIZE, read_offset
from tests.articles import invented
from tests.handlers.stage import LAYLA, SAMI, Stage


async def typed(
    stage: Stage, query: str, *, person: int = LAYLA, offset: str = ""
) -> dict[str, Any]:
    """Somebody types `@bot query`; what the bot offers."""
    import asyncio

    body = {"from": person, "query": query, "offset": offset, "wait_seconds": 30}
    asking = asyncio.ensure_future(stage.control("inline", body))
    while not asking.done():
        await stage.pump()
        await asyncio.wait([asking], timeout=0.01)
    return asking.result()


async def test_words_bring_articles(stage: Stage) -> None:
    """Each with photo, headline, date and the beginning of its summary."""
    answer = await typed(stage, "الحديقة")
    assert answer["answered"]
    assert len(answer["results"]) == PAGE_SIZE
    first = answer["results"][0]
    assert "الحديقة" in first["title"]
    assert first["description"].startswith("اليوم 15:12 · افتتح المجلس")
    # The photo stands large above what is sent: it is the picture of the article's own page.
    preview = first["content"]["link_preview_options"]
    assert preview["prefer_large_media"]
    assert not preview["is_disabled"]
    assert answer["next_offset"] == str(PAGE_SIZE)


async def test_without_words_the_newest_come(stage: Stage) -> None:
    """Pages go on until there are no more."""
    answer = await typed(stage, "")
    assert "رقم 12" in answer["results"][0]["title"]
    rest = await typed(stage, "", offset=answer["next_offset"])
    assert len(rest["results"]) == 2
    assert rest["next_offset"] == ""


async def test_what_is_sent_is_a_post_with_addresses_only(stage: Stage) -> None:
    """Who gets it may never have heard of the bot: there is nothing to follow from."""
    answer = await typed(stage, "رقم 7")
    await stage.start(SAMI)
    chosen = answer["results"][0]
    await stage.control(
        f"chats/{SAMI}/inline",
        {"from": SAMI, "inline_query_id": answer["inline_query_id"], "result_id": chosen["id"]},
    )
    sent = await stage.last(SAMI)
    assert "المجلس البلدي يفتتح الحديقة" in sent.text
    assert sent.labels == ["اقرأ", "شارك"]


async def test_nothing_found_is_an_empty_answer(stage: Stage) -> None:
    """No error, no waiting."""
    answer = await typed(stage, "زرافة")
    assert answer["answered"]
    assert answer["results"] == []


async def refuse(stage: Stage, words: str) -> None:
    """Telegram refuses the next answer to an inline query."""
    fault = {"kind": "refuse", "method": "answerInlineQuery", "next": 1}
    await stage.control("faults", fault | {"description": f"Bad Request: {words}"})


@pytest.mark.parametrize("words", ["WC_CONVERT_URL_INVALID", "WEBDOCUMENT_URL_INVALID"])
async def test_a_refused_picture_takes_no_results_with_it(
    stage: Stage, caplog: pytest.LogCaptureFixture, words: str
) -> None:
    """All of them come without pictures, and the log says why."""
    await stage.publish(invented(90))
    assert any("thumbnail_url" in one for one in (await typed(stage, ""))["results"])
    await refuse(stage, words)
    answer = await typed(stage, "")
    assert len(answer["results"]) == PAGE_SIZE
    assert not any("thumbnail_url" in one for one in answer["results"])
    assert words.lower() in caplog.text.lower()


async def test_an_answer_that_comes_too_late_is_not_made_again(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """The reader has typed on: there is nothing to say, and nothing to tell."""
    await refuse(stage, "query is too old and response timeout expired or query ID is invalid")
    await stage.control("inline", {"from": LAYLA, "query": "", "wait_seconds": 0})
    await stage.pump()
    assert stage.sandbox.telegram.counters.calls["answerInlineQuery"] == 1
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


@given(st.text(max_size=12))
def test_any_offset_is_within_bounds(text: str) -> None:
    """Offsets come back from Telegram, and may be forged."""
    assert 0 <= read_offset(text) <= MAX_OFFSET
