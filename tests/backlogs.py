"""How many articles the site of a test begins with."""

import pytest

# Before the first poll, which reads the page of each.
FEW = 2
# More than a page of the feed holds.
FULL_FEED = pytest.mark.parametrize("backlog", [12], ids=["full-feed"])
