-- What the site itself calls each tag and section, by which one that was renamed is known again.
-- `site` is the host of its articles, with the directory of the site where it has one.
create table tag_slugs (
    site text collate "C" not null,
    kind text collate "C" not null check (kind in ('tag', 'section')),
    slug text collate "C" not null,
    tag_id bigint not null references tags (id) on delete cascade,
    primary key (site, kind, slug)
);

create index tag_slugs_by_tag on tag_slugs (tag_id);

-- Folded names that tags and sections had before they were renamed.
create table former_tag_names (
    folded text collate "C" not null,
    kind text collate "C" not null check (kind in ('tag', 'section')),
    tag_id bigint not null references tags (id) on delete cascade,
    primary key (folded, kind)
);

create index former_tag_names_by_tag on former_tag_names (tag_id);
