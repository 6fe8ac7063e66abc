"""HTML that takes the parser more than its share is refused before it is parsed."""

import functools

import pytest

from bot.errors import PageError
from bot.text.bounded_html import (
    MAX_ATTRIBUTES,
    MAX_DEPTH,
    MAX_ELEMENTS,
    MAX_HIDDEN,
    parse_html,
)
from tests.growth import assert_grows_in_proportion

HIDING = [
    '<a title="<!--">',
    '<a title="<script>">',
    "<textarea><!--</textarea>",
    "<title><!--</title>",
    "<iframe><!--</iframe>",
    "<? <!-- >",
    "<!x <!-- >",
    "</ <!-- >",
    "<svg><style>",
    "<svg><script>",
    "<math><style>",
    "<svg><![CDATA[<!--]]>",
    "<select><style></select>",
]


def refused(html: str, match: str = "more than|deeper") -> None:
    with pytest.raises(PageError, match=match):
        parse_html(html)


@pytest.mark.parametrize(
    ("between", "value"),
    [(" ", ""), (" ", '="1"'), ("/", ""), ("\n", "=''"), ("", "='x'"), ("\t", ""), ("\f", "")],
)
@pytest.mark.parametrize("form", ["<p {}>text</p>", "<div {}", "text <img {} /> text"])
def test_an_element_of_very_many_attributes_is_refused_at_once(
    between: str, value: str, form: str
) -> None:
    assert_grows_in_proportion(
        lambda size: form.format(between.join(f"a{n}{value}" for n in range(size))),
        functools.partial(refused, match="attributes"),
        size=20_000,
    )


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


@pytest.mark.parametrize("comment", ["<!-->", "<!--->", "<!-- خبر -->", "<!-- خبر --!>", "<!---->"])
def test_what_stands_behind_a_comment_is_bounded(comment: str) -> None:
    """However the comment ends by the standard's rules for parsers."""
    parse_html(f"{comment}<p>خبر</p><!-- -->")
    with pytest.raises(PageError, match="deeper"):
        parse_html(f"{comment}{'<div>' * (MAX_DEPTH + 1)}")


@pytest.mark.parametrize("before", HIDING)
@pytest.mark.parametrize(
    "element", ["<g>", "<g a='>'>", "<style><g </style>", "<!--><g -->", "</p>", "</br >"]
)
def test_what_a_parser_reads_where_a_comment_or_script_seems_to_be_is_bounded(
    before: str, element: str
) -> None:
    """Whoever wants to hide elements has many ways to; none of them hides very many."""
    assert_grows_in_proportion(lambda size: before + element * size, refused, size=3 * MAX_HIDDEN)


@pytest.mark.parametrize("before", HIDING)
@pytest.mark.parametrize("first", ["", "x='-->' "])
def test_the_attributes_of_what_seems_hidden_are_bounded(before: str, first: str) -> None:
    """An element with very many takes a parser seconds, wherever it stands."""
    assert_grows_in_proportion(
        lambda size: f"{before}<p {first}{' '.join(f'a{n}' for n in range(size))}>",
        refused,
        size=3 * MAX_HIDDEN,
    )


def test_a_comparison_before_long_lists_in_a_script_is_no_attack() -> None:
    listed = ",".join(f'"خبر {number}"' for number in range(5_000))
    assert parse_html(f"<script>if (a<b) x = [{listed}]</script><p>خبر</p>").body is not None


def test_a_script_with_the_texts_of_a_whole_live_blog_is_no_attack() -> None:
    entry = "<div><p><strong>خبر</strong> <a>رابط</a><\\/p><\\/div>"
    assert parse_html(f"<script>x = '{entry * 3_000}'</script><p>خبر</p>").body is not None


SHAPE = '<path d="M0 0L1 1" class="x"/>'


@pytest.mark.parametrize(
    "html",
    [
        f"<svg viewBox='0 0 1 1'><title>خريطة</title>{SHAPE * 600}</svg>",
        "<svg>" + f"<g id='a'>{SHAPE}<text x='1'>حلب</text></g>" * 600 + "</svg>",
        "<p><svg class='icon'><use href='#a' /></svg></p>" * 600,
        "<svg>" + '<path d="M0 0"></path>' * 600 + "</svg>",
    ],
    ids=["shapes", "groups", "icons", "end tags"],
)
def test_a_map_drawn_in_the_page_is_not_deep(html: str) -> None:
    """Its shapes end themselves."""
    assert parse_html(html).css_first("svg") is not None


@pytest.mark.parametrize(
    "html",
    [
        SHAPE * 600,
        f"<svg><div>{SHAPE * 600}</div></svg>",
        f"<svg><title>{SHAPE * 600}</title></svg>",
        "<svg>" + "<path a=b/>" * 600 + "</svg>",
        f"<a><svg></a>{SHAPE * 600}</svg>",
        f"<g><svg></g>{SHAPE * 600}</svg>",
        f"<g><svg><g></g></g>{SHAPE * 600}</svg>",
        "<svg>" + "<g>" * 600 + "</svg>",
        f"<svg>{SHAPE * 600}",
    ],
)
def test_what_only_looks_like_a_drawing_is_counted(html: str) -> None:
    """Elsewhere a slash at the end of a tag ends nothing."""
    with pytest.raises(PageError):
        parse_html(html)
