"""Writes the corpus: `python -m tests.data.build` after a change of the cases."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.data import feed_cases, page_cases

HERE = Path(__file__).parent


def files() -> Iterator[tuple[Path, bytes]]:
    """Every input with its expectation beside it."""
    for case in feed_cases.cases():
        folder = HERE / "feeds"
        yield folder / f"{case.name}.xml", case.body
        yield folder / f"{case.name}.json", _json(case.expect | {"content_type": case.content_type})
    for page in page_cases.cases():
        folder = HERE / "pages"
        yield folder / f"{page.name}.{page.suffix}", page.body
        about = {"content_type": page.content_type, "url": page.url}
        yield folder / f"{page.name}.json", _json(page.expect | about)


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def main() -> None:
    """Write all files anew, and remove those of cases that are gone."""
    wanted = dict(files())
    for folder in (HERE / "feeds", HERE / "pages"):
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            if path not in wanted:
                path.unlink()
    for path, body in wanted.items():
        path.write_bytes(body)


if __name__ == "__main__":
    main()
