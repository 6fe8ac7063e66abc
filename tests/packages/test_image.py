"""The image and its compose file, as far as can be seen without a container engine."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.end_to_end.test_process import command, plays
from tests.packages.dockerfile import let_in, read_dockerfile
from tests.packages.installed import ROOT
from tests.ports import held_port

DEPLOY = ROOT / "deploy"
BUILD, FINAL = read_dockerfile(DEPLOY / "Dockerfile")
FOLDERS = ("/opt/khabar", "/src", "/data")


def copied() -> list[tuple[str, str]]:
    """Each source in the project and where the build puts it."""
    pairs = []
    for line in BUILD.of("COPY"):
        *sources, target = line.split()
        pairs += [(source, target) for source in sources]
    return pairs


@pytest.mark.parametrize("source", [source for source, _ in copied()])
def test_what_the_image_copies_is_there_and_let_in(source: str) -> None:
    assert (ROOT / source).exists()
    assert let_in(ROOT / ".dockerignore", source)


@pytest.mark.parametrize("secret", [".env", "deploy/.env", "data/khabar.db", ".git/config"])
def test_no_secret_reaches_the_build(secret: str) -> None:
    assert not let_in(ROOT / ".dockerignore", secret)


def test_the_image_runs_as_a_user_of_its_own_and_tells_its_health() -> None:
    """And gets its signals itself: no shell stands between."""
    assert FINAL.of("USER") == ["10001:10001"]
    assert FINAL.of("COPY") == ["--from=build /opt/khabar /opt/khabar"]
    assert (FINAL.words("ENTRYPOINT"), FINAL.words("CMD")) == (["khabar"], ["run"])
    assert "/healthz" in FINAL.of("HEALTHCHECK")[0]
    assert FINAL.environment["STATE_DIRECTORY"] == FINAL.words("VOLUME")[0]
    assert FINAL.environment["WEB_LISTEN"].endswith(f":{FINAL.of('EXPOSE')[0]}")


def looked_after(port: int) -> int:
    """The end of the image's own look at its health, at another port."""
    _, _, words = FINAL.of("HEALTHCHECK")[0].partition("CMD ")
    _, *arguments = json.loads(words)
    here = [one.replace(":8810/", f":{port}/") for one in arguments]
    done = subprocess.run([sys.executable, *here], capture_output=True, timeout=60, check=False)
    return done.returncode


@pytest.mark.parametrize(("answer", "code"), [(200, 0), (503, 1)])
def test_the_image_looks_after_its_health_with_nothing_but_python(answer: int, code: int) -> None:
    """It is as well as the bot says; where nobody answers it is ill."""

    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(answer if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Health) as server:
        server.timeout = 40
        asked = Thread(target=server.handle_request)
        asked.start()
        assert looked_after(server.server_port) == code
        asked.join()
    with held_port() as port:
        assert looked_after(port) == 1


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What the steps of the build make, in a folder in place of the root."""

    def here(text: str) -> str:
        for folder in FOLDERS:
            text = text.replace(folder, f"{tmp_path}{folder}")
        return text

    within = tmp_path
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    for name, rest in BUILD.steps:
        if name == "WORKDIR":
            within = Path(here(rest))
            within.mkdir(parents=True)
        elif name == "COPY":
            *sources, target = rest.split()
            for source in sources:
                _copy(ROOT / source, within / target)
        else:
            assert name == "RUN"
            subprocess.run(
                here(rest), shell=True, cwd=within, check=True, timeout=900,
                env={**os.environ, "PATH": path},
            )  # fmt: skip
    return tmp_path


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


@pytest.mark.slow
async def test_what_the_build_makes_plays(built: Path) -> None:
    """From the folder that is copied into the image alone, with the image's own start."""
    await asyncio.to_thread(shutil.rmtree, built / "src")
    data = built / "data"
    data.mkdir()
    program = (str(built / "opt/khabar/bin" / FINAL.words("ENTRYPOINT")[0]), *FINAL.words("CMD"))
    settings = {**FINAL.environment, "STATE_DIRECTORY": str(data), "WEB_LISTEN": "127.0.0.1:0"}
    del settings["PATH"]
    ports = ("--port", "0", "--site-port", "0")
    async with command(program, data, "--sandbox", *ports, **settings) as process:
        await plays(process)


def test_the_settings_reach_the_container_as_a_file_that_its_user_can_read() -> None:
    """In an environment a name with a slip would count for nothing, without a word."""
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    user, _, group = FINAL.of("USER")[0].partition(":")
    assert "env_file" not in text
    (named,), (mounted,), (name,) = (
        re.findall(rf"{key}(\S+)", text) for key in ("KHABAR_ENV: ", "target: ", "source: ./")
    )
    assert named == mounted
    services = re.findall(r"(?m)^    <<: \*khabar\n(?:    .*\n|\n)+", text)
    assert [one for one in services if "*settings" not in one] == []
    assert len(services) == 2
    assert f"install -m 600 -o {user} -g {group} ../.env.example {name}\n" in page
    assert f"/deploy/{name}" in (ROOT / ".gitignore").read_text("utf-8").split()


def test_no_password_stands_in_an_address() -> None:
    """Some letters would have to be written in another way there, and the server has them raw."""
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    assert re.findall(r"postgresql://[^/\s]*\$", text) == []
    # Compose asks for such a variable whatever profile is used.
    assert ":?" not in re.sub(r"(?m)^#.*", "", text)
    assert "POSTGRES_PASSWORD=" in (ROOT / "docs/postgresql.md").read_text("utf-8")


def compose() -> list[str]:
    """The command of Docker Compose, of which its checks need no engine."""
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if shutil.which("docker"):
        known = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
        if known.returncode == 0:
            return ["docker", "compose"]
    pytest.skip("Docker Compose is not installed (Debian's package docker-compose)")


@pytest.mark.parametrize("profile", [(), ("--profile", "postgresql")], ids=["sqlite", "postgresql"])
def test_the_compose_file_is_understood(profile: tuple[str, ...], tmp_path: Path) -> None:
    for name in ("compose.yaml", "Dockerfile"):
        shutil.copy(DEPLOY / name, tmp_path)
    shutil.copy(ROOT / ".env.example", tmp_path / "khabar.env")
    check = [*compose(), *profile, "-f", str(tmp_path / "compose.yaml"), "config"]
    said = subprocess.run(check, capture_output=True, text=True, timeout=60, check=False)
    assert said.returncode == 0, said.stderr
    services = said.stdout.count("image: khabar")
    assert services == (2 if profile else services)
    # The container's own file system, and the settings in it.
    assert len(re.findall(r"(?m)^    read_only: true", said.stdout)) == services > 0
    assert len(re.findall(r"(?m)^(?: {6,}| +- )read_only: true", said.stdout)) == services
    assert said.stdout.count("no-new-privileges:true") == services
