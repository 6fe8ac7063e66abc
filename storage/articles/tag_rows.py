"""Decides which row of `tags` each name of an article means.

A name alone says little: the newsroom renames a section whose followers stay, and a feed says of
no name whether it is a tag's or a section's. Its slug, which the site has in its addresses, stays.
"""

from dataclasses import dataclass, field

from storage.models import Tag, TagKind, TagSource

Name = tuple[TagKind, str]


@dataclass(slots=True)
class KnownTags:
    """What is stored of the names and slugs of an article's tags and sections.

    `names` and `former` give the rows by the folded names that they have and had, `slugs` by what
    the article's site calls them; `addressed` are the rows that have a slug at any site, `written`
    the slugs that rows show.
    """

    names: dict[Name, int] = field(default_factory=dict)
    former: dict[Name, int] = field(default_factory=dict)
    slugs: dict[Name, int] = field(default_factory=dict)
    addressed: set[int] = field(default_factory=set)
    written: dict[int, str] = field(default_factory=dict)

    def rename(self, row: int, tag: Tag, *, merged: int | None) -> None:
        """Note that a row has the name of a tag now, and all names of one that went into it."""
        for name in [name for name, one in self.names.items() if one in {row, merged}]:
            del self.names[name]
            self.former[name] = row
        for name in [name for name, one in self.former.items() if one == merged]:
            self.former[name] = row
        self.names[tag.kind, tag.folded] = row


@dataclass(frozen=True, slots=True)
class TagRow:
    """The row that a name means, None for a new one.

    `renamed` says that the row has another name so far; `merged` is the row of the new name,
    which is the same tag and goes into this one.
    """

    row: int | None
    kind: TagKind
    renamed: bool = False
    merged: int | None = None


def row_of(tag: Tag, known: KnownTags) -> TagRow:
    """Return which row an article's tag or section means.

    REST's word is the site's own: its slug decides, and gives the row its present name. A row
    that has that name without any slug was made where REST was silent, and is the same tag; one
    with a slug of its own is another section of the same name.

    A page's link may have any text, so that its slug finds a row whose name nobody knows, and
    renames none. A name that only a feed gives may be a section's.
    """
    if tag.source is not TagSource.REST:
        kinds = (TagKind.SECTION, tag.kind) if tag.source is TagSource.FEED else (tag.kind,)
        for rows in (known.names, known.former):
            for kind in kinds:
                if (kind, tag.folded) in rows:
                    return TagRow(rows[kind, tag.folded], kind)
        return TagRow(known.slugs.get((tag.kind, tag.slug)), tag.kind)
    named = known.names.get((tag.kind, tag.folded))
    row = known.slugs.get((tag.kind, tag.slug))
    if row is None or row == named:
        return TagRow(named, tag.kind)
    if named is None:
        return TagRow(row, tag.kind, renamed=True)
    if named in known.addressed:
        return TagRow(row, tag.kind)
    return TagRow(row, tag.kind, renamed=True, merged=named)
