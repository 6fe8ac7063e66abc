"""The command line loads no library of its commands' work: `khabar --help` answers at once.

What the work of each may load is an import contract.
"""

import json
import subprocess
import sys

LIBRARIES = {
    *("aiohttp", "aiosqlite", "apscheduler", "asyncio", "babel", "feedparser", "httpx", "lxml"),
    *("PIL", "prometheus_client", "psycopg", "pydantic", "pydantic_settings", "selectolax"),
    *("starlette", "telegram", "trafilatura", "uvicorn"),
}


def test_the_command_line_loads_no_library_before_a_command_is_chosen() -> None:
    code = "import json, sys, khabar; print(json.dumps(sorted(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(ended.stdout)}
    assert "typer" in loaded
    assert loaded & LIBRARIES == set()
