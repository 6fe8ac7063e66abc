"""Names out of what sites give for an author's name."""

import pytest

from bot.text.author_names import author_name, name_beside

HALA = "هالة المرعي"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (HALA, HALA),
        ("فريق @صدى", "فريق @صدى"),
        ("O'Brien, J. - AP", "O'Brien, J. - AP"),
        ("hala@paper.press", ""),
        ("mailto:hala@paper.org", ""),
        ("https://paper.org/author/hala/", ""),
        ("www.paper.org", ""),
        (f"hala@paper.org ({HALA})", HALA),
        (f"{HALA} <hala@mail.paper.online>", HALA),
        (f"{HALA} | hala@paper.org", HALA),
    ],
)
def test_an_address_is_no_name(told: str, name: str) -> None:
    assert author_name(told) == name


@pytest.mark.parametrize(
    ("address", "name", "want"),
    [
        ("hala@paper.pres", "s", ""),
        ("hala@paper.onli", f"ne ({HALA}", HALA),
        ("hala@paper.agen", f"{HALA} <cy>", HALA),
        ("hala@paper.info", HALA, HALA),
        ("hala@paper.org", "hala", "hala"),
        ("", HALA, HALA),
    ],
)
def test_the_rest_of_an_address_is_no_name(address: str, name: str, want: str) -> None:
    """What feedparser leaves of an address that it has cut is none either."""
    assert name_beside(address, name) == want
