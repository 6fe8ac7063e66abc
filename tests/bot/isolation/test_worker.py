"""The worker process: what it returns, what it survives, and what it is never given."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import JobFailed, JobKilled, KhabarError, PageError, WorkerUnavailable
from bot.ingest.parsers import PARSERS
from bot.isolation import protocol
from bot.isolation.limits import JobLimits
from bot.isolation.worker import WorkerProcess
from tests.bot.isolation import jobs
from tests.bot.isolation.jobs import Part
from tests.waiting import until

# On a busy machine a quarter of a second of processor time takes many seconds.
LIMITS = JobLimits(processor=timedelta(seconds=0.25), wall=timedelta(seconds=30))


@pytest.fixture
async def worker() -> AsyncIterator[WorkerProcess]:
    async with WorkerProcess(jobs.ALL, limits=LIMITS) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared() -> AsyncIterator[WorkerProcess]:
    """One for all the tests that leave it as it was."""
    async with WorkerProcess(jobs.ALL, limits=LIMITS) as started:
        yield started


SHARED = pytest.mark.asyncio(loop_scope="module")


@SHARED
async def test_a_result_comes_back_as_it_was(shared: WorkerProcess) -> None:
    at = datetime(2024, 5, 1, 12, tzinfo=UTC)
    part = Part("خبر", b"\xff\x00", at, (Part("ب", b""),))
    assert await shared(jobs.echo, part, times=2) == (part, part)


@SHARED
async def test_the_child_stays_warm(shared: WorkerProcess) -> None:
    assert await shared(jobs.process_id) == await shared(jobs.process_id) != os.getpid()


async def test_a_child_that_is_ended_from_outside_is_replaced_and_told_of(
    worker: WorkerProcess, caplog: pytest.LogCaptureFixture
) -> None:
    """By the kernel, on a machine whose memory is out: the log is all that there is of it."""
    first = await worker(jobs.process_id)
    os.kill(first, signal.SIGKILL)
    await until(lambda: not worker.state.running)
    assert await worker(jobs.process_id) != first
    assert [one.levelname for one in caplog.records] == ["WARNING"]
    assert "ended from outside (-9)" in caplog.text


@SHARED
@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_to_the_whole_service_blames_no_document(
    shared: WorkerProcess, name: signal.Signals
) -> None:
    """As `systemctl stop` sends it, to each process: what is parsed is parsed to its end."""
    child = await shared(jobs.process_id)
    job = asyncio.create_task(shared(jobs.sleep, 0.3))
    await asyncio.sleep(0.1)
    os.kill(child, name)
    assert await job == 1
    assert await shared(jobs.process_id) == child


@pytest.mark.parametrize(
    ("python", "why"),
    [("/bin/false", "ended as it began"), ("/nonexistent/python", "No such file or directory")],
)
async def test_a_child_that_can_t_begin_says_why(
    monkeypatch: pytest.MonkeyPatch, python: str, why: str
) -> None:
    """In words, for whoever reads the log: the machine is too small, the program was taken away."""
    monkeypatch.setattr(sys, "executable", python)
    async with WorkerProcess(jobs.ALL, limits=LIMITS) as worker:
        with pytest.raises(WorkerUnavailable, match=why):
            await worker(jobs.process_id)


async def test_the_child_gets_no_secret_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "1234:secret")
    async with WorkerProcess(jobs.ALL, limits=LIMITS) as fresh:
        assert "BOT_TOKEN" not in await fresh(jobs.environment)


@SHARED
async def test_the_projects_own_errors_cross_the_pipe(shared: WorkerProcess) -> None:
    with pytest.raises(PageError, match="no headline"):
        await shared(jobs.page_error)


@SHARED
async def test_an_error_that_needs_more_than_a_message_is_still_one_of_ours(
    shared: WorkerProcess,
) -> None:
    with pytest.raises(KhabarError):
        await shared(jobs.status_error)


@SHARED
@pytest.mark.parametrize("function", [jobs.surprise, jobs.wrong_type])
async def test_an_unexpected_error_fails_the_job_without_its_words(
    shared: WorkerProcess, function: "object"
) -> None:
    with pytest.raises(JobFailed) as failure:
        await shared(function)  # type: ignore[arg-type]
    assert "words" not in str(failure.value)
    assert await shared(jobs.sleep, 0.0) == 1


@pytest.mark.parametrize(
    ("function", "limit"),
    [(jobs.spin, "processor time"), (jobs.hoard, "memory"), (jobs.exit_at_once, "memory")],
)
async def test_a_job_past_its_bounds_is_killed_and_the_next_one_is_answered(
    worker: WorkerProcess, function: "object", limit: str
) -> None:
    with pytest.raises(JobKilled, match=limit):
        await worker(function)  # type: ignore[arg-type]
    assert await worker(jobs.sleep, 0.0) == 1


async def test_a_job_may_be_given_less_time_than_the_others() -> None:
    """The next one has all of it again, and nobody can be given more."""
    limits = JobLimits(processor=timedelta(seconds=0.3), wall=timedelta(seconds=60))
    async with WorkerProcess(jobs.ALL, limits=limits) as worker:
        with pytest.raises(JobKilled):
            await worker.within(timedelta(seconds=0.05))(jobs.burn, 0.15)
        await worker(jobs.burn, 0.15)
        with pytest.raises(JobKilled):
            await worker.within(timedelta(seconds=60))(jobs.burn, 3.0)


async def test_a_job_that_waits_for_ever_is_killed_by_the_clock() -> None:
    async with WorkerProcess(jobs.ALL, limits=JobLimits(wall=timedelta(seconds=2))) as worker:
        with pytest.raises(JobKilled, match="wall time"):
            await worker(jobs.sleep, 60.0)
        assert worker.state.killed == 1
        assert await worker(jobs.sleep, 0.0) == 1


@SHARED
async def test_many_short_jobs_do_not_add_up_to_a_long_one(shared: WorkerProcess) -> None:
    first = await shared(jobs.process_id)
    for _ in range(400):
        await shared(jobs.echo, Part("x" * 20_000, b"y" * 20_000))
    assert await shared(jobs.process_id) == first


async def test_a_child_that_has_grown_is_replaced() -> None:
    limits = JobLimits(idle_bytes=100 << 20)
    async with WorkerProcess(jobs.ALL, limits=limits) as worker:
        first = await worker(jobs.process_id)
        assert await worker(jobs.grow, 120) == 1
        assert await worker(jobs.process_id) != first
        assert worker.state.killed == 0


async def test_a_child_that_has_grown_a_little_is_replaced_when_no_job_waits() -> None:
    """Its start takes a second, which jobs that come one after the other would each wait."""
    async with WorkerProcess(jobs.ALL, limits=JobLimits(growth_bytes=20 << 20)) as worker:
        first = await worker(jobs.process_id)
        ids = await asyncio.gather(
            worker(jobs.grow, 40), *(worker(jobs.process_id) for _ in range(3))
        )
        assert ids[1:] == [first] * 3
        assert await worker(jobs.process_id) != first
        assert worker.state.killed == 0


async def test_what_a_job_imports_untimed_takes_none_of_its_time(worker: WorkerProcess) -> None:
    """Before and behind it the bound holds."""
    assert await worker(jobs.burn_untimed, 0.35, 0.05) == 1
    with pytest.raises(JobKilled, match="processor time"):
        await worker(jobs.burn_untimed, 0.05, 20.0)


async def test_the_general_reader_is_not_loaded_before_a_page_leaves_a_doubt() -> None:
    """Its 11 MB and the time of its import are spared where no page does."""
    async with WorkerProcess((*PARSERS, jobs.is_loaded)) as worker:
        assert not await worker(jobs.is_loaded, "trafilatura")
        assert await worker(jobs.is_loaded, "selectolax")


@SHARED
async def test_prints_of_a_library_do_not_get_between_the_answers(shared: WorkerProcess) -> None:
    assert await shared(jobs.shout) == 7
    assert await shared(jobs.sleep, 0.0) == 1


async def test_the_child_writes_no_file(worker: WorkerProcess, tmp_path: Path) -> None:
    with pytest.raises((JobFailed, JobKilled)):
        await worker(jobs.write_file, str(tmp_path / "file"))
    assert not (tmp_path / "file").exists() or not (tmp_path / "file").stat().st_size


@SHARED
async def test_a_function_that_was_not_named_is_never_called(shared: WorkerProcess) -> None:
    with pytest.raises(LookupError):
        await shared(os.getcwd)


async def test_a_cancelled_job_does_not_answer_for_the_next_one(worker: WorkerProcess) -> None:
    task = asyncio.ensure_future(worker(jobs.sleep, 1.0))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await worker(jobs.echo, Part("a", b"b")) == (Part("a", b"b"),)


async def test_closing_ends_a_child_that_spins() -> None:
    limits = JobLimits(processor=timedelta(seconds=60), wall=timedelta(seconds=60))
    async with WorkerProcess(jobs.ALL, limits=limits) as worker:
        pid = await worker(jobs.process_id)
        spinning = asyncio.ensure_future(worker(jobs.spin))
        await asyncio.sleep(0.2)
        begun = time.monotonic()
        spinning.cancel()
        await asyncio.gather(spinning, return_exceptions=True)
    assert time.monotonic() - begun < 30
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_the_loop_turns_while_a_job_spins(worker: WorkerProcess) -> None:
    turns = 0
    task = asyncio.ensure_future(worker(jobs.spin))
    while not task.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert isinstance(task.exception(), JobKilled)
    assert turns > 10


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_an_answer_of_the_wrong_shape_is_refused(value: object) -> None:
    with pytest.raises(protocol.ProtocolError):
        protocol.load_result(jobs.echo, [{"text": value, "data": [value], "parts": 3}])


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_protocol_error(data: bytes) -> None:
    with contextlib.suppress(protocol.ProtocolError):
        assert isinstance(protocol.decode_message(data), dict)


@pytest.mark.parametrize("value", [b'{"$bytes": 3}', b'{"$bytes": "*"}', b"[" * 100_000, b"[1]"])
def test_a_message_that_only_looks_like_one_is_refused(value: bytes) -> None:
    with pytest.raises(protocol.ProtocolError):
        protocol.decode_message(value)
