"""The command line: what it prints, and what it says when something is wrong."""

import asyncio
import contextlib
import json
import sqlite3
import tempfile
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.config.settings import Settings
from bot.i18n import Catalogues
from bot.posts.compose import compose
from khabar import app
from storage.engine.sqlite.migrations import APPLICATION_ID
from storage.engine.sqlite.running_lock import running_lock
from storage.models import PostFormat
from tests.backlogs import FULL_FEED
from tests.bot.conftest import Pipeline
from tests.databases import setting_of

pytestmark = pytest.mark.usefixtures("own_logs")

PAGE = """بلدية النهر تعيد فتح الجسر القديم

جانب من الجسر القديم - 3 أيار 2025 - (نور العلي)

camera iconجانب من الجسر القديم - 3 أيار 2025 - (نور العلي)

tag icon ع ع ع

أعادت بلدية النهر فتح الجسر القديم أمام المشاة صباح اليوم بعد أعمال ترميم استمرت سبعة أشهر.

وقالت المهندسة هدى سلوم إن كلفة الترميم بلغت 40 مليون ليرة، وإن الجسر صار يتحمل مرور 200 شخص معًا.

مقالات متعلقة

ادعم عنب بلدي
"""


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command runs where no `.env` and no database stand, and no sandbox runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in (*Settings.model_fields, "khabar_env", "state_directory"):
        monkeypatch.delenv(name.upper(), raising=False)


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.output


def test_an_article_is_inspected_as_json(tmp_path: Path) -> None:
    """The keys that scripts rely on."""
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    code, output = run("inspect", "article", "page.txt", "--json")
    found = json.loads(output)
    assert code == 0
    assert list(found) == [
        *("file", "title", "paragraphs", "photo_url", "photo_caption", "photo_credit", "tags"),
        *("author", "published", "summary", "post_html"),
    ]
    assert found["title"] == "بلدية النهر تعيد فتح الجسر القديم"
    assert len(found["paragraphs"]) == 2
    assert found["photo_caption"] == "جانب من الجسر القديم - 3 أيار 2025"
    assert found["photo_credit"] == "نور العلي"
    assert found["post_html"].startswith("<b>بلدية النهر")


def test_many_files_are_a_line_each(tmp_path: Path) -> None:
    """One process reads them all, and tells which was refused and why."""
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    (tmp_path / "empty.html").write_text("<html></html>", "utf-8")
    files = ["page.txt", "gone.html", "empty.html", "page.txt"]
    result = CliRunner().invoke(app, ["inspect", "article", *files, "--json"])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [line["file"] for line in lines] == files
    assert ["error" in line for line in lines] == [False, True, True, False]
    assert lines[0]["title"] == lines[3]["title"] == "بلدية النهر تعيد فتح الجسر القديم"


def test_a_saved_page_is_read_as_found_at_its_address(tmp_path: Path) -> None:
    """Relative addresses need one."""
    photo = '<figure><img src="/uploads/a.jpg" width="1200"></figure>'
    (tmp_path / "page.html").write_text(
        f"<html><h1>خبر اليوم</h1>{photo}<p>نص.</p></html>", "utf-8"
    )
    code, output = run("inspect", "article", "page.html", "--json", "--url", "https://a.org/1/b/")
    assert (code, json.loads(output)["photo_url"]) == (0, "https://a.org/uploads/a.jpg")


def test_an_article_is_inspected_for_a_person(tmp_path: Path) -> None:
    """Without --json each part stands under its name."""
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    code, output = run("inspect", "article", "page.txt")
    assert code == 0
    assert "نور العلي" in output


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"\xff\xd8\xff\xe0 no text", "khabar: "), (b"", "khabar: "), (b"<html></html>", "khabar: ")],
)
def test_a_file_without_an_article_is_refused_in_words(
    tmp_path: Path, content: bytes, word: str
) -> None:
    """A photo, nothing at all, an empty page."""
    (tmp_path / "page.bin").write_bytes(content)
    code, output = run("inspect", "article", "page.bin")
    assert code == 1
    assert word in output
    assert "Traceback" not in output


def test_a_missing_file_is_named() -> None:
    """A slip of the finger."""
    assert run("inspect", "article", "gone.html") == (
        1,
        "khabar: gone.html is neither a file nor an http(s) address\n",
    )


@pytest.mark.parametrize("kind", ["article", "feed"])
@pytest.mark.parametrize("source", ["ftp://x/y", "notaurl", "http://", "https://[", "a\0b"])
def test_what_is_neither_file_nor_address_is_said_to_be_neither(kind: str, source: str) -> None:
    """Whatever was meant, nothing was found there."""
    code, output = run("inspect", kind, source)
    assert code == 1
    assert "is neither a file nor an http(s) address" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "khabar.py", "pyproject.toml"])
def test_a_file_of_another_kind_is_no_article_page(name: str) -> None:
    """Neither HTML nor the text of a page: said, and told by the exit status."""
    code, output = run("inspect", "article", str(Path(__file__).parents[3] / name))
    assert code == 1
    assert "no article page" in output


@pytest.mark.parametrize("kind", ["feed", "article"])
def test_a_file_without_end_is_read_to_the_bound(kind: str) -> None:
    """A device tells no size; and a name that is empty is none."""
    code, output = run("inspect", kind, "/dev/zero")
    assert (code, "larger than 16 MB" in output) == (1, True)
    code, output = run("inspect", kind, "")
    assert (code, "neither a file nor" in output) == (1, True)


@FULL_FEED
async def test_a_feed_is_inspected_from_its_address(pipeline: Pipeline) -> None:
    """An address on the command line is meant, though it is outside the settings' policy."""
    code, output = await asyncio.to_thread(run, "inspect", "feed", pipeline.feed_url, "--json")
    assert code == 0
    assert len(json.loads(output)["items"]) == 10
    code, output = await asyncio.to_thread(run, "inspect", "feed", pipeline.feed_url)
    assert code == 0
    assert pipeline.newsroom.listed()[0].headline in output


@pytest.mark.parametrize(
    ("kind", "source", "words"),
    [
        ("feed", "<rss version='2.0'><channel><title>خبر</title></channel></rss>", "no items"),
        ("article", "<html><title>خبر</title><p></p></html>", "is this the page of an article?"),
    ],
)
def test_what_holds_nothing_to_read_is_said(
    tmp_path: Path, kind: str, source: str, words: str
) -> None:
    """An empty feed and a page without paragraphs are no faults, but are not passed over."""
    (tmp_path / "source").write_text(source, "utf-8")
    code, output = run("inspect", kind, "source")
    assert code == 0
    assert words in output


async def test_an_article_is_inspected_from_its_address(pipeline: Pipeline) -> None:
    """The page is fetched and read as a poll would."""
    article = pipeline.newsroom.publish("bakery-queue")
    url = f"{pipeline.site_url}/{article.number}/"
    code, output = await asyncio.to_thread(run, "inspect", "article", url, "--json")
    assert code == 0
    assert json.loads(output)["title"] == article.headline


async def test_the_archive_is_searched(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """By words in another form, as a reader would type them."""
    await pipeline.ingest.poll(pipeline.feed_url)
    monkeypatch.setenv("DATABASE", setting_of(pipeline.database))
    title = (await pipeline.store.articles.latest(1))[0].article.title
    code, output = await asyncio.to_thread(run, "search", *title.split()[:3], "--json")
    assert code == 0
    assert title in [found["title"] for found in json.loads(output)]
    code, output = await asyncio.to_thread(run, "search", *title.split()[:3])
    assert title in output
    code, output = await asyncio.to_thread(run, "search", "--explain", title.split()[0])
    assert code == 0
    assert "headline, as typed" in output
    code, output = await asyncio.to_thread(run, "search", "--explain", "--json", title.split()[0])
    assert json.loads(output)["hits"][0]["reasons"]
    code, output = await asyncio.to_thread(run, "search", "قسطنطينوبوليس")
    assert (code, output) == (0, "khabar: nothing was found\n")
    # Days alone are a search, too.
    for period, finds in (
        ("من آذار 2020", True),
        ("from:2020-03 to:2100", True),
        ("إلى آذار 1990", False),
    ):
        for words in ([period], period.split(), ["--explain", *period.split()]):
            code, output = await asyncio.to_thread(run, "search", *words)
            assert (code, title in output) == (0, finds), output


@pytest.mark.sqlite
async def test_the_archive_of_a_running_sandbox_is_searched(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    """It has a database of its own, which lasts no longer than its run."""
    await pipeline.ingest.poll(pipeline.feed_url)
    title = (await pipeline.store.articles.latest(1))[0].article.title
    sandboxed = tmp_path / "khabar-sandbox-1" / "sandbox.db"
    sandboxed.parent.mkdir()
    with contextlib.closing(sqlite3.connect(pipeline.database)) as source:
        source.execute("vacuum into ?", (str(sandboxed),))
    with running_lock(sandboxed):
        code, output = await asyncio.to_thread(run, "search", *title.split()[:3])
    assert code == 0
    assert "running sandbox" in output
    assert title in output
    code, output = await asyncio.to_thread(run, "search", *title.split()[:3])
    assert (code, "run the bot first" in output) == (1, True)


def test_a_search_before_the_first_run_says_so() -> None:
    """There is nothing to search in yet."""
    code, output = run("search", "مطر")
    assert code == 1
    assert "run the bot first" in output


@FULL_FEED
async def test_the_doctor_finds_what_is_wrong(pipeline: Pipeline, tmp_path: Path) -> None:
    """Each line is ok, or says what to do."""
    (tmp_path / ".env").write_text(
        f"FEED_URLS={pipeline.feed_url}\nALLOW_PRIVATE_HOSTS=yes\nBOT_TOKEN=123:{'a' * 35}\n"
        f"API_BASE_URL={pipeline.site_url}\n",
        "utf-8",
    )
    code, output = await asyncio.to_thread(run, "doctor")
    assert code == 1
    assert "10 items" in output
    assert "check API_BASE_URL" in output
    assert "none yet" in output
    assert "a" * 35 not in output


def test_without_a_token_the_doctor_leaves_the_unused_feed_alone() -> None:
    """The sandbox has a newsroom of its own: what it does not read is a note, and all is well."""
    code, output = run("doctor")
    assert code == 0
    assert "wrong" not in output
    assert "none yet" in output
    assert "note  feed https://" in output
    assert "the sandbox has a newsroom of its own" in output


@pytest.mark.sqlite
async def test_the_doctor_creates_and_changes_nothing(pipeline: Pipeline, tmp_path: Path) -> None:
    """Neither where nothing is, nor in the database that a bot is running on."""
    _, output = await asyncio.to_thread(run, "doctor")
    assert "--env-file" in output
    assert not (tmp_path / "data").exists()
    (tmp_path / "env").write_text(f"DATABASE={pipeline.database}\n", "utf-8")
    before = pipeline.database.read_bytes()
    _, output = await asyncio.to_thread(run, "doctor", "--env-file", str(tmp_path / "env"))
    assert "sound" in output
    assert str(tmp_path / "env") in output
    assert pipeline.database.read_bytes() == before


@pytest.mark.parametrize("last", [True, False])
def test_the_settings_file_is_named_before_or_behind_the_command(
    tmp_path: Path, last: bool
) -> None:
    """People write it in either place, and from any working directory."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "env").write_text("DATABASE=news.db\n", "utf-8")
    named = ["--env-file", "elsewhere/env"]
    code, output = run(*(["search", "خبر", *named] if last else [*named, "search", "خبر"]))
    assert code == 1
    assert "no database at elsewhere/news.db" in output
    assert run("--env-file=gone", "doctor") == (1, "khabar: --env-file: there is no file gone\n")


def test_the_version_is_told() -> None:
    """The one that the package was installed with."""
    assert run("--version") == (0, f"khabar {version('khabar')}\n")


def test_a_service_without_a_token_ends_with_an_error(tmp_path: Path) -> None:
    """Nobody looks: a Telegram that is played would pass for the real one."""
    (tmp_path / ".env").write_text("SITE_NAME=خبر\n", "utf-8")
    code, output = run("run")
    assert code == 1
    assert "BOT_TOKEN is not set (.env)" in output
    assert "khabar run --sandbox" in output


def test_a_feed_that_was_named_is_read_without_a_token_but_only_noted(tmp_path: Path) -> None:
    """Once, with its address, and what to do."""
    (tmp_path / ".env").write_text(
        "FEED_URLS=http://127.0.0.1:9/feed/\nALLOW_PRIVATE_HOSTS=yes\n", "utf-8"
    )
    code, output = run("doctor", "--json")
    assert code == 0
    (feed,) = [one for one in json.loads(output) if one["subject"].startswith("feed")]
    assert feed["state"] == "note"
    assert feed["words"].endswith("check FEED_URLS and the network")
    assert "http://127.0.0.1:9/feed/" not in feed["words"]


@pytest.mark.parametrize("option", ["--since", "--until"])
def test_a_day_that_is_none_is_explained(option: str) -> None:
    """With how to write one."""
    code, output = run("backfill", option, "2025-13-01")
    assert code == 2
    words = " ".join(output.replace("│", " ").split())
    assert "'2025-13-01' is no date" in words
    assert "2025-01-31" in words
    assert "Value error" not in words


def test_the_index_of_which_archive_is_said_beside_a_running_sandbox(tmp_path: Path) -> None:
    """There are two then, and this command means the bot's own."""
    (tmp_path / "data").mkdir()
    own = tmp_path / "data" / "khabar.db"
    own.touch()
    code, output = run("reindex", "--json")
    assert code == 0
    assert "sandbox" not in output
    assert '"database": "data/khabar.db"' in output
    sandboxed = tmp_path / "khabar-sandbox-1" / "sandbox.db"
    sandboxed.parent.mkdir()
    sandboxed.touch()
    with running_lock(sandboxed):
        code, output = run("reindex")
    assert code == 0
    assert "works on data/khabar.db, not on the archive of the running sandbox" in output
    assert f"DATABASE={sandboxed}" in output
    assert "articles indexed in data/khabar.db" in output


async def test_an_inspected_post_has_its_tags_in_the_order_of_the_one_sent(
    pipeline: Pipeline,
) -> None:
    """Tags before sections, as they come back from the database."""
    await pipeline.ingest.poll(pipeline.feed_url)
    stored = (await pipeline.store.articles.latest(1))[0]
    code, output = await asyncio.to_thread(run, "inspect", "article", stored.article.url, "--json")
    assert code == 0
    sent = compose(
        stored,
        format=PostFormat.PHOTO,
        translator=Catalogues.load().translator("ar"),
        zone_name="Asia/Damascus",
    )
    marks = [word for word in sent.html.split() if word.startswith("#")]
    shown = [word for word in json.loads(output)["post_html"].split() if word.startswith("#")]
    assert len(marks) > 1
    assert shown == marks


def test_an_unknown_setting_stops_every_command(tmp_path: Path) -> None:
    """With the name that was probably meant."""
    (tmp_path / ".env").write_text("FEED_URL=https://news.example/feed/\n", "utf-8")
    code, output = run("doctor")
    assert code == 1
    assert "did you mean FEED_URLS?" in output


def test_a_database_from_the_future_is_explained(tmp_path: Path) -> None:
    """An older bot on a newer file says what to do."""
    (tmp_path / "data").mkdir()
    connection = sqlite3.connect(tmp_path / "data" / "khabar.db")
    connection.execute(f"pragma application_id = {APPLICATION_ID}")
    connection.execute("pragma user_version = 9999")
    connection.close()
    code, output = run("search", "مطر")
    assert code == 1
    assert "run the newer version" in output
