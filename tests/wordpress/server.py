"""Starts a WordPress of its own from Debian's packages: MariaDB, PHP-FPM and nginx on loopback."""

import contextlib
import dataclasses
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.ports import held_port

SITE = Path(__file__).parent / "site"
PACKAGED = Path("/usr/share/wordpress")
OWN_THEME = "old-gazette"
NAME = "صدى الوادي"
# The same site answers in this directory, too, as if it were installed there.
DIRECTORY = "/news"
STARTS_WITHIN = 60.0
SECRET = "a-secret-of-the-tests-0123456789"


def packaged_themes() -> list[str]:
    """The newest block theme and the newest classic one of Debian's, as far as they are there."""
    folders = sorted((PACKAGED / "wp-content" / "themes").glob("*/"), key=_release)
    block = [one.name for one in folders if (one / "templates" / "index.html").exists()]
    classic = [one.name for one in folders if (one / "single.php").exists()]
    return [*block[-1:], *classic[-1:]]


def _release(theme: Path) -> tuple[int, str]:
    """By age: WordPress calls its themes by the years of this century, in words."""
    names = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    later = "twenty one two three four five six seven eight nine thirty"
    words = [*names.split(), *later.split()]
    name = theme.name.removeprefix("twenty").removeprefix("twenty") or "twenty"
    return (words.index(name) if name in words else -1, theme.name)


def missing() -> str:
    """What this machine lacks for a WordPress, in words; empty if nothing."""
    if os.geteuid() != 0:
        return "only root can start a database under another user"
    lacking = [] if (PACKAGED / "wp-load.php").exists() else [str(PACKAGED)]
    lacking += [] if packaged_themes() else ["a theme"]
    programs = ("mariadbd", "mariadb-install-db", "nginx", "php")
    lacking += [name for name in programs if not shutil.which(name)]
    lacking += [] if _fpm() else ["php-fpm"]
    packages = Path(__file__).with_name("packages.txt").read_text("utf-8").split()
    return (
        f"{', '.join(lacking)} not found: apt-get install {' '.join(packages)}" if lacking else ""
    )


@dataclass
class WordPress:
    """A running site; `call` runs WordPress's own functions in it."""

    root: Path
    url: str
    access_log: Path
    directory: str = ""

    def inside(self, directory: str) -> "WordPress":
        """The same site as one in a directory of its host."""
        return dataclasses.replace(self, directory=directory)

    @property
    def home(self) -> str:
        """Where the site begins."""
        return f"{self.url}{self.directory}"

    @contextlib.contextmanager
    def feed_from_cache(self) -> Iterator[None]:
        """The web server answers for the feed from its cache, until `drop_cache`."""
        mark = self.root.parent / "feed-from-cache"
        self.drop_cache()
        mark.touch()
        try:
            yield
        finally:
            mark.unlink()

    def drop_cache(self) -> None:
        """The next request for the feed reaches WordPress again."""
        for file in (self.root.parent / "cache").rglob("*"):
            if file.is_file():
                file.unlink()

    def call(self, *calls: Sequence[Any], installing: bool = False) -> list[Any]:
        """The results of WordPress's functions, each given by its name and arguments."""
        environment = {
            **os.environ,
            "KHABAR_ROOT": str(self.root),
            "KHABAR_HOST": self.url.removeprefix("http://"),
            "KHABAR_DIRECTORY": self.directory,
            **({"KHABAR_INSTALL": "1"} if installing else {}),
        }
        done = subprocess.run(
            [
                _program("php"),
                "-d",
                "display_errors=stderr",
                "-d",
                "opcache.enable_cli=0",
                SITE / "call.php",
            ],
            input=json.dumps(calls),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=environment,
        )
        try:
            results: list[Any] = json.loads(done.stdout.rsplit("\n", 1)[-1])
        except ValueError:
            raise AssertionError(
                f"WordPress said: {done.stdout[-2000:]}{done.stderr[-2000:]}"
            ) from None
        return results

    def requests(self) -> list[str]:
        """Every request that the server has answered: method, address with query, status, agent."""
        return self.access_log.read_text("utf-8").splitlines()


@contextlib.contextmanager
def running() -> Iterator[WordPress]:
    """An installed WordPress in Arabic without a post; all of it is gone afterwards."""
    base = Path(tempfile.mkdtemp(prefix="khabar-wordpress-"))
    base.chmod(0o755)
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, base, ignore_errors=True)
        port = stack.enter_context(held_port())
        site = WordPress(base / "site", f"http://127.0.0.1:{port}", base / "access.log")
        _copy(site.root)
        _database(base, stack)
        _configure(base, site, stack)
        _php(base, stack)
        _nginx(base, port, stack)
        site.call(
            ["wp_install", NAME, "editor", "editor@site.example", True, "", "password", "ar"],
            installing=True,
        )
        site.call(
            ["wp_delete_post", 1, True],
            ["wp_delete_post", 2, True],
            ["update_option", "timezone_string", "Asia/Damascus"],
            ["update_option", "WPLANG", "ar"],
        )
        yield site


def _fpm() -> str:
    found = sorted(Path("/usr/sbin").glob("php-fpm*"))
    return str(found[-1]) if found else ""


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise AssertionError(f"{name} is not installed")
    return found


def _copy(root: Path) -> None:
    """Debian's files, except its configuration and the languages that nobody reads here."""

    def unwanted(folder: str, names: list[str]) -> list[str]:
        if folder.endswith("languages"):
            return [name for name in names if not name.split(".")[0].endswith(("ar", "admin-ar"))]
        return [name for name in names if name in {"wp-config.php", ".htaccess", "akismet"}]

    shutil.copytree(PACKAGED, root, ignore=unwanted, ignore_dangling_symlinks=True)
    content = root / "wp-content"
    shutil.copytree(SITE / "theme", content / "themes" / OWN_THEME)
    shutil.copytree(SITE / "mu-plugins", content / "mu-plugins")
    (root / DIRECTORY.strip("/")).symlink_to(root)
    (content / "uploads").mkdir(exist_ok=True)
    (content / "uploads").chmod(0o777)


def _database(base: Path, stack: contextlib.ExitStack) -> None:
    data = base / "database"
    data.mkdir()
    shutil.chown(data, "mysql")
    common = ["--no-defaults", "--user=mysql", f"--datadir={data}"]
    subprocess.run(
        [
            *(_program("mariadb-install-db"), *common),
            *("--skip-test-db", "--auth-root-authentication-method=normal"),
        ],
        check=True,
        capture_output=True,
        timeout=STARTS_WITHIN,
    )
    socket_path = data / "socket"
    _started(
        [
            *(_program("mariadbd"), *common, f"--socket={socket_path}", "--skip-networking"),
            *("--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M"),
            *("--skip-log-bin", "--performance-schema=OFF", "--sync-frm=0"),
        ],
        base / "database.log",
        stack,
    )
    _until(lambda: _answers(socket_path), "the database")
    subprocess.run(
        [_program("mariadb"), "--no-defaults", f"--socket={socket_path}", "-uroot"],
        input="create database site character set utf8mb4;",
        text=True,
        check=True,
        timeout=STARTS_WITHIN,
    )


def _configure(base: Path, site: WordPress, stack: contextlib.ExitStack) -> None:
    constants = {
        "DB_NAME": "site",
        "DB_USER": "root",
        "DB_PASSWORD": "",
        "DB_HOST": f"localhost:{base / 'database' / 'socket'}",
        "DB_CHARSET": "utf8mb4",
        "WP_HTTP_BLOCK_EXTERNAL": True,
        "AUTOMATIC_UPDATER_DISABLED": True,
        # The tests say when the site's clock rings.
        "DISABLE_WP_CRON": True,
        "AUTH_KEY": SECRET,
        "KHABAR_PING_URL": _ping_url(site, stack),
        "KHABAR_PING_SECRET": SECRET,
    }
    lines = [f"define( '{name}', {json.dumps(value)} );" for name, value in constants.items()]
    (site.root / "wp-config.php").write_text(
        "<?php\n" + "\n".join(lines) + "\n$table_prefix = 'wp_';\n"
        f"$inside = strpos( $_SERVER['REQUEST_URI'], '{DIRECTORY}/' ) === 0 ? '{DIRECTORY}' : '';\n"
        f"define( 'WP_HOME', '{site.url}' . $inside );\ndefine( 'WP_SITEURL', WP_HOME );\n"
        "if ( ! defined( 'ABSPATH' ) ) { define( 'ABSPATH', __DIR__ . '/' ); }\n"
        "require_once ABSPATH . 'wp-settings.php';\n",
        "utf-8",
    )


def ping_port(site: WordPress) -> int:
    """Where the site's publish hook looks for the bot."""
    return int((site.root.parent / "ping-port").read_text())


def _ping_url(site: WordPress, stack: contextlib.ExitStack) -> str:
    port = stack.enter_context(held_port())
    (site.root.parent / "ping-port").write_text(str(port))
    return f"http://127.0.0.1:{port}/ping"


def _php(base: Path, stack: contextlib.ExitStack) -> None:
    (base / "php.conf").write_text(
        f"""[global]
error_log = {base}/php.log
daemonize = no
[site]
user = www-data
listen = {base}/php.socket
listen.owner = www-data
listen.mode = 0666
pm = static
pm.max_children = 4
catch_workers_output = yes
php_admin_value[display_errors] = off
php_admin_value[opcache.revalidate_freq] = 0
"""
    )
    _started(
        [_fpm(), "--nodaemonize", "--fpm-config", str(base / "php.conf")], base / "php.out", stack
    )
    _until(lambda: _answers(base / "php.socket"), "PHP")


def _nginx(base: Path, port: int, stack: contextlib.ExitStack) -> None:
    (base / "nginx.conf").write_text(
        f"""daemon off;
worker_processes 1;
user www-data;
pid {base}/nginx.pid;
error_log {base}/nginx.log;
events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types;
    log_format asked '$request_method $request_uri $status $http_user_agent';
    access_log {base}/access.log asked;
    client_body_temp_path {base}/body;
    fastcgi_temp_path {base}/fastcgi;
    proxy_temp_path {base}/proxy;
    uwsgi_temp_path {base}/uwsgi;
    scgi_temp_path {base}/scgi;
    fastcgi_cache_path {base}/cache keys_zone=feed:1m;
    server {{
        listen 127.0.0.1:{port};
        root {base}/site;
        index index.php;
        location / {{ try_files $uri $uri/ /index.php?$args; }}
        location {DIRECTORY}/ {{ try_files $uri $uri/ {DIRECTORY}/index.php?$args; }}
        location ~ \\.php$ {{
            set $fresh 1;
            if ($request_uri ~ feed) {{ set $fresh 0; }}
            if (!-f {base}/feed-from-cache) {{ set $fresh 1; }}
            fastcgi_cache feed;
            fastcgi_cache_key $request_uri;
            fastcgi_cache_valid 200 1h;
            fastcgi_ignore_headers Cache-Control Expires;
            fastcgi_cache_bypass $fresh;
            fastcgi_no_cache $fresh;
            include /etc/nginx/fastcgi_params;
            fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
            fastcgi_param HTTP_HOST 127.0.0.1:{port};
            fastcgi_pass unix:{base}/php.socket;
        }}
    }}
}}
"""
    )
    _started([_program("nginx"), "-c", str(base / "nginx.conf")], base / "nginx.out", stack)
    _until(lambda: _serves(port), "nginx")


def _started(command: Sequence[str], log: Path, stack: contextlib.ExitStack) -> None:
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    stack.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True


def _serves(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            return True
    except OSError:
        return False


def _until(holds: Any, what: str) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not start")
        time.sleep(0.05)
