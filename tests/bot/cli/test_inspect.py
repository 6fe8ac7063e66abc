"""`khabar inspect`: feeds and articles of files and addresses, and what is neither."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.i18n import Catalogues
from bot.posts.compose import compose
from khabar import app
from storage.models import PostFormat
from tests.backlogs import FULL_FEED
from tests.bot.cli.command_line import PAGE, run
from tests.bot.conftest import Pipeline

pytestmark = pytest.mark.usefixtures("own_logs", "_empty_folder")


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
