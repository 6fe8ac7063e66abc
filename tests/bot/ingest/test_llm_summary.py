"""The model step: what is used of its answers, and that nothing of it can hold up the news."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.config.load_settings import load_settings
from bot.ingest.llm_summary import (
    FAILURES_UNTIL_REST,
    MAX_ANSWER_BYTES,
    REST,
    completions_url,
    llm_summariser,
)
from bot.ingest.publications import build_publication
from bot.ingest.read_article import ArticleReader
from bot.logs import redact
from sandbox.newsroom import Story
from sandbox.serving import listen, make_server, served, url_of
from storage.models import Article, Tag
from tests.articles import invented
from tests.bot.conftest import Pipeline
from tests.waiting import PATIENCE_SECONDS

SUMMARY = ("افتتح المجلس البلدي الحديقة رقم 1 في حي الزيتون صباح اليوم.",)
GOOD = "افتتح المجلس البلدي في حي الزيتون الحديقة رقم 1، وتضم ملعبًا ومكتبة صغيرة."
KEY = "sk-not-a-real-key-31415926"

Answer = Callable[[], Awaitable[Response]]


def _completion(text: object) -> Response:
    body = {"choices": [{"message": {"role": "assistant", "content": text}}]}
    return Response(json.dumps(body), media_type="application/json")


@dataclass
class Model:
    """An endpoint on loopback that answers as a test wants, and the requests that came."""

    url: str = ""
    answer: Answer | None = None
    asked: list[dict[str, object]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def says(self, text: object) -> None:
        async def answer() -> Response:
            return _completion(text)

        self.answer = answer

    def gives(self, response: Response) -> None:
        async def answer() -> Response:
            return response

        self.answer = answer

    async def chat(self, request: Request) -> Response:
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("authorization", ""))
        assert self.answer is not None
        return await self.answer()


@pytest.fixture
async def model() -> AsyncIterator[Model]:
    made = Model()
    app = Starlette(routes=[Route("/v1/chat/completions", made.chat, methods=["POST"])])
    sock = listen(0)
    async with served((make_server(app), sock)):
        made.url = f"{url_of(sock)}/v1"
        yield made


Reworded = Callable[[Article], Awaitable[tuple[str, ...]]]


@contextlib.asynccontextmanager
async def _rewording(
    pipeline: Pipeline, model: Model, **settings: object
) -> AsyncIterator[Reworded]:
    chosen: dict[str, object] = {
        "summary_api_url": model.url,
        "summary_api_key": KEY,
        "summary_model": "small",
    }
    async with llm_summariser(
        load_settings(None, **(chosen | settings)),
        notes=pipeline.store.key_value,
        known_names=pipeline.store.tags.known_among,
        now=pipeline.clock,
    ) as reword:
        assert reword is not None
        kept = reword

        async def reworded(article: Article) -> tuple[str, ...]:
            return await kept(article, SUMMARY)

        yield reworded


@pytest.fixture
async def reworded(pipeline: Pipeline, model: Model) -> AsyncIterator[Reworded]:
    async with _rewording(pipeline, model) as made:
        yield made


async def test_a_true_answer_is_the_summary(reworded: Reworded, model: Model) -> None:
    """The article, the model's name and the key reach the endpoint; its sentences come back."""
    model.says(f" {GOOD}\n")
    assert await reworded(invented(1)) == (GOOD,)
    asked = model.asked[0]
    assert asked["model"] == "small"
    assert invented(1).paragraphs[0] in json.dumps(asked["messages"], ensure_ascii=False)
    assert model.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("1", "7"),
        GOOD.replace("حي الزيتون", "حي الميدان"),
        "قال المهندس عمار الخطيب إن المجلس البلدي افتتح الحديقة رقم 1 في حي الزيتون.",
        "A park was opened in the olive quarter this morning by the council.",
        f"{GOOD} {GOOD} {GOOD} {GOOD}",
        "",
        None,
        ["قائمة"],
        "\u0000\u202e",
    ],
)
async def test_an_answer_that_is_not_the_articles_is_not_used(
    reworded: Reworded, model: Model, pipeline: Pipeline, text: object
) -> None:
    """An invented number, place or name, another language, too much, nothing."""
    quarter = invented(50, tags=(Tag("حي الميدان", folded="حي الميدان"),))
    await _stored(pipeline, quarter)
    model.says(text)
    assert await reworded(invented(1)) == SUMMARY


async def _stored(pipeline: Pipeline, article: Article) -> None:
    await pipeline.store.publish(build_publication(article), feed=None, now=pipeline.clock())


@pytest.mark.parametrize(
    "response",
    [
        PlainTextResponse("oops", status_code=500),
        PlainTextResponse("slow down", status_code=429),
        PlainTextResponse("moved", status_code=307, headers={"location": "http://127.0.0.1:1/"}),
        PlainTextResponse("<html>not json</html>"),
        PlainTextResponse("[" * 100_000),
        PlainTextResponse('{"choices": []}'),
        PlainTextResponse('"' + "x" * (MAX_ANSWER_BYTES + 1) + '"'),
    ],
    ids=["500", "429", "redirect", "html", "nested", "no choices", "too long"],
)
async def test_an_endpoint_that_fails_leaves_the_summary_as_it_was(
    reworded: Reworded, model: Model, response: Response
) -> None:
    """And raises nothing."""
    model.gives(response)
    assert await reworded(invented(1)) == SUMMARY


@pytest.mark.parametrize("dripping", [False, True])
async def test_a_slow_endpoint_is_given_up_at_the_time_limit(
    pipeline: Pipeline, model: Model, dripping: bool
) -> None:
    """The limit bounds the whole call: a byte now and then does not prolong it."""

    async def drips() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.1)

    async def answer() -> Response:
        if dripping:
            return StreamingResponse(drips())
        await asyncio.sleep(2 * PATIENCE_SECONDS)
        return _completion(GOOD)

    model.answer = answer
    async with (
        asyncio.timeout(PATIENCE_SECONDS),
        _rewording(pipeline, model, summary_timeout="1s") as reworded,
    ):
        assert await reworded(invented(1)) == SUMMARY


async def test_an_endpoint_that_keeps_failing_is_left_alone_for_a_while(
    reworded: Reworded, model: Model, pipeline: Pipeline
) -> None:
    """So that news does not wait for a dead endpoint, article after article."""
    model.gives(PlainTextResponse("oops", status_code=500))
    for _ in range(FAILURES_UNTIL_REST + 4):
        await reworded(invented(1))
    assert len(model.asked) == FAILURES_UNTIL_REST
    model.says(GOOD)
    assert await reworded(invented(1)) == SUMMARY
    pipeline.clock.forward(REST)
    assert await reworded(invented(1)) == (GOOD,)


async def test_the_days_budget_outlives_the_process(pipeline: Pipeline, model: Model) -> None:
    """Two calls a day are two, however often the bot is started; the next day has two more."""
    model.says(GOOD)
    for _ in range(3):
        async with _rewording(pipeline, model, summary_daily_calls=2) as reworded:
            await reworded(invented(1))
    assert len(model.asked) == 2
    pipeline.clock.forward(timedelta(days=1))
    async with _rewording(pipeline, model, summary_daily_calls=2) as reworded:
        assert await reworded(invented(1)) == (GOOD,)
    assert len(model.asked) == 3


async def test_only_arabic_articles_with_a_body_are_sent(reworded: Reworded, model: Model) -> None:
    """Nothing is spent on what could not pass."""
    model.says(GOOD)
    assert await reworded(invented(1, language="en")) == SUMMARY
    assert await reworded(invented(1, paragraphs=())) == SUMMARY
    assert model.asked == []


async def test_without_an_address_there_is_no_step(pipeline: Pipeline) -> None:
    """Off by default."""
    async with llm_summariser(
        load_settings(None),
        notes=pipeline.store.key_value,
        known_names=pipeline.store.tags.known_among,
        now=pipeline.clock,
    ) as reword:
        assert reword is None


async def test_a_polled_article_carries_the_models_summary(
    pipeline: Pipeline, model: Model
) -> None:
    """Through the whole way of an article; the feed's other articles keep theirs."""
    said = "تعيد بلدية النهر فتح الجسر الخشبي أمام المشاة بعد 7 أشهر من الترميم."
    model.says(said)
    story = Story(
        key="bridge",
        headline="الجسر الخشبي يعود إلى أهله",
        paragraphs=(
            "تعيد بلدية النهر غدًا فتح الجسر الخشبي أمام المشاة، بعد 7 أشهر من أعمال الترميم فيه.",
            "ويصل الجسر بين ضفتي المدينة، ويعبره الطلاب في طريقهم إلى المدارس كل صباح.",
        ),
        section="محليات",
        tags=("جسر",),
    )
    article = pipeline.newsroom.publish(story)
    async with llm_summariser(
        load_settings(
            None, summary_api_url=model.url, summary_model="small", summary_daily_calls=100
        ),
        notes=pipeline.store.key_value,
        known_names=pipeline.store.tags.known_among,
        now=pipeline.clock,
    ) as reword:
        reader = ArticleReader(pipeline.fetcher, now=pipeline.clock, reword=reword)
        await pipeline.polling(reader).poll(pipeline.feed_url)
    stored = await pipeline.stored(article)
    assert stored is not None
    assert stored.summary == (said,)
    others = [one for one in await pipeline.store.articles.latest(20) if one.id != stored.id]
    assert others
    assert all(one.summary != (said,) for one in others)


async def test_the_key_reaches_no_log(
    reworded: Reworded, model: Model, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in the lines about a failure nor in what the formatter would let through."""
    caplog.set_level(logging.DEBUG)
    model.gives(PlainTextResponse(f"bad key {KEY}", status_code=401))
    await reworded(invented(1))
    assert "401" in caplog.text
    assert KEY not in caplog.text
    assert KEY not in redact(f"Authorization: Bearer {KEY}", (KEY,))


def test_an_address_is_taken_with_and_without_its_end() -> None:
    """As people copy it."""
    whole = "https://api.example/v1/chat/completions"
    assert completions_url("https://api.example/v1/") == whole
    assert completions_url(whole) == whole
