-- What the site itself calls each tag and section, by which one that was renamed is known again.
-- `site` is the host of its articles, with the directory of the site where it has one.
create table tag_slugs (
    site text not null,
    kind text not null check (kind in ('tag', 'section')),
    slug text not null,
    tag_id integer not null references tags (id) on delete cascade,
    primary key (site, kind, slug)
) without rowid;

create index tag_slugs_by_tag on tag_slugs (tag_id);

-- Folded names that tags and sections had before they were renamed.
create table former_tag_names (
    folded text not null,
    kind text not null check (kind in ('tag', 'section')),
    tag_id integer not null references tags (id) on delete cascade,
    primary key (folded, kind)
) without rowid;

create index former_tag_names_by_tag on former_tag_names (tag_id);
