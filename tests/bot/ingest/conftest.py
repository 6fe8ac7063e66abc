"""Sites that many tests of one file begin with."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.bot.ingest.known_sites import KnownSites


@pytest.fixture(scope="session")
def known_sites() -> Iterator[KnownSites]:
    with closing(KnownSites()) as sites:
        yield sites
