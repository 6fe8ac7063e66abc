"""Removes WordPress shortcodes from plain text, where a removed plugin left them unexpanded."""

import re
from typing import Final

_SHORTCODE: Final = re.compile(
    r"\[(?P<slash>/?)(?P<name>[a-zA-Z][\w-]{1,40})(?P<rest>[^\[\]]{0,2000}?)(?P<alone>/?)\]"
)
_ATTRIBUTE: Final = re.compile(r"\s[\w-]{1,40}\s*=\s*\S")
# WordPress's own, and plugins' that are written without attributes. Others are told by their form.
_NAMES: Final = frozenset(
    "gallery caption audio video playlist embed youtube vimeo twitter tweet facebook instagram toc"  # noqa: SIM905 - a list of names
    " ads adsense ad contact button dropcap divider spacer clear columns column row accordion tabs"
    " tab toggle quote pullquote highlight slider slideshow social share related newsletter code"
    " nextpage more".split()
)
# Between these stands no text: an address, or a caption that is the photo's.
_WITH_CONTENT: Final = re.compile(
    r"\[(?P<name>embed|audio|video|playlist|youtube|vimeo|caption|wp_caption)\b[^\[\]]{0,2000}\]"
    r".{0,2000}?\[/(?P=name)\]",
    re.IGNORECASE | re.DOTALL,
)


def without_shortcodes(text: str) -> str:
    """Remove `[name …]` and `[/name]` from a text; the text between the two stays.

    A bracketed name or word («[رويترز]», "[BBC]", "[sic]") is no shortcode: that has attributes,
    a partner that closes it, an underscore or hyphen in its name, or is known.
    """
    if "[" not in text:
        return text
    rest = _WITH_CONTENT.sub(" ", text)
    closed = {found["name"] for found in _SHORTCODE.finditer(rest) if found["slash"]}
    cleaned = _SHORTCODE.sub(lambda found: " " if _is_one(found, closed) else found[0], rest)
    return cleaned if cleaned == text else " ".join(cleaned.split())


def _is_one(found: re.Match[str], closed: set[str]) -> bool:
    name, rest = found["name"], found["rest"]
    if found["slash"] or name in closed or _ATTRIBUTE.match(rest):
        return True
    if rest.strip():
        return False
    return name.lower() in _NAMES or (("_" in name or "-" in name) and name.islower())
