"""Sections and tags: names, slugs, ids, and the tree of sections."""

import zlib
from dataclasses import dataclass
from enum import StrEnum

from sandbox.newsroom.wording import percent, slugify


class TermKind(StrEnum):
    """The two taxonomies, named as REST names them."""

    SECTION = "category"
    TAG = "post_tag"


@dataclass(frozen=True, slots=True)
class Term:
    """A section or tag; `path` is its place below `/category/` or `/tag/`, not encoded."""

    kind: TermKind
    name: str
    path: str

    @property
    def number(self) -> int:
        """A stable number, the same in every run."""
        return zlib.crc32(f"{self.kind}/{self.path}".encode()) % 90_000 + 10

    @property
    def address(self) -> str:
        """Path of the term's page, percent-encoded."""
        root = "category" if self.kind is TermKind.SECTION else "tag"
        return f"/{root}/" + "".join(f"{percent(part)}/" for part in self.path.split("/"))


SECTIONS = {
    name: Term(TermKind.SECTION, name, path)
    for name, path in (
        ("أخبار", "news"),
        ("محليات", "news/local"),
        ("خدمات", "news/local/services"),
        ("اقتصاد", "economy"),
        ("أسعار", "economy/prices"),
        ("زراعة", "economy/agriculture"),
        ("مجتمع", "society"),
        ("تعليم", "society/education"),
        ("صحة", "society/health"),
        ("طقس", "news/weather"),
        ("رياضة", "sport"),
        ("كرة القدم", "sport/football"),
        ("منوعات", "mix"),
        ("سياحة", "mix/tourism"),
        ("ثقافة", "mix/culture"),
        ("تكنولوجيا", "mix/technology"),
        ("رأي", "opinion"),
        ("حوارات", "interviews"),
        ("مرئي", "video"),
        ("صور", "photos"),
        ("News", "english-news"),
        ("Society", "english-society"),
        ("Economy", "english-economy"),
    )
}


def section(name: str) -> Term:
    """A section by name; an unknown name becomes a section of its own."""
    return SECTIONS.get(name) or Term(TermKind.SECTION, name, slugify(name))


def tag(name: str) -> Term:
    """A tag by name."""
    return Term(TermKind.TAG, name, slugify(name))


def section_line(name: str) -> tuple[Term, ...]:
    """A section with those it lies in, the innermost first."""
    inner = section(name)
    above = [term for term in SECTIONS.values() if inner.path.startswith(f"{term.path}/")]
    return (inner, *sorted(above, key=lambda term: -len(term.path)))
