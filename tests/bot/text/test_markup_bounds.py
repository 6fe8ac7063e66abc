"""HTML that takes the parser more than its share is refused before it is parsed."""

import time

import pytest

from bot.errors import PageError
from bot.text.bounded_html import MAX_ATTRIBUTES, MAX_ELEMENTS, parse_html


@pytest.mark.parametrize(
    "attributes",
    [
        " ".join(f"a{n}" for n in range(80_000)),
        " ".join(f'a{n}="1"' for n in range(80_000)),
        "/".join(f"a{n}" for n in range(80_000)),
        "\n".join(f"a{n}=''" for n in range(80_000)),
        "".join(f"a{n}='x'" for n in range(80_000)),
        "\t".join(f"a{n}" for n in range(80_000)),
        "\f".join(f"a{n}" for n in range(80_000)),
    ],
)
@pytest.mark.parametrize("form", ["<p {}>text</p>", "<div {}", "text <img {} /> text"])
def test_an_element_of_very_many_attributes_is_refused_at_once(attributes: str, form: str) -> None:
    begun = time.process_time()
    with pytest.raises(PageError, match="attributes"):
        parse_html(form.format(attributes))
    assert time.process_time() - begun < 1


def test_a_picture_as_data_is_no_attack() -> None:
    html = f'<p>خبر <img src="data:image/png;base64,{"A" * 500_000}" alt="صورة"></p>'
    assert parse_html(html).body is not None


def test_a_hundred_data_attributes_are_no_attack() -> None:
    attributes = " ".join(f'data-field-{n}="{"v" * 50}"' for n in range(MAX_ATTRIBUTES // 2))
    assert parse_html(f"<p {attributes}>خبر</p>").body is not None


@pytest.mark.parametrize("comparisons", [10, 3 * MAX_ELEMENTS])
def test_signs_in_a_script_are_no_elements(comparisons: int) -> None:
    """However the tags are looked for, what is in a script is none of them."""
    html = f"<script>{'a<b;' * comparisons}</script><p>خبر</p>"
    assert parse_html(html).body is not None


@pytest.mark.parametrize("elements", [MAX_ELEMENTS, 3 * MAX_ELEMENTS])
def test_elements_are_counted(elements: int) -> None:
    """As many as are allowed pass; with their ends they are twice as many tags."""
    html = "<i></i>" * elements
    if elements > MAX_ELEMENTS:
        with pytest.raises(PageError, match="elements"):
            parse_html(html)
    else:
        assert parse_html(html).body is not None
