-- Times are unix seconds (UTC) unless the name says milliseconds.

create table feeds (
    id integer primary key,
    url text not null unique,
    etag text not null default '',
    last_modified text not null default '',
    next_check integer not null default 0,
    last_success integer,
    failures integer not null default 0,
    last_error text not null default '',
    polls integer not null default 0
);

create table articles (
    id integer primary key,
    site_id text not null unique,
    url text not null,
    title text not null,
    paragraphs text not null,
    excerpt text not null,
    author text not null,
    language text not null,
    photo_url text not null default '',
    photo_caption text not null default '',
    photo_credit text not null default '',
    photo_file_id text not null default '',
    summary text not null,
    breaking integer not null default 0,
    published integer not null,
    modified integer not null,
    first_seen integer not null,
    content_hash text not null,
    revision integer not null default 1,
    status text not null default 'live' check (status in ('live', 'withdrawn', 'copy', 'held')),
    copy_of integer references articles (id)
);

create index articles_by_date on articles (published desc, id desc);

create table tags (
    id integer primary key,
    kind text not null check (kind in ('tag', 'section')),
    name text not null,
    slug text not null default '',
    folded text not null,
    unique (kind, folded)
);

create index tags_by_folded on tags (folded);

create table article_tags (
    article_id integer not null references articles (id) on delete cascade,
    tag_id integer not null references tags (id) on delete cascade,
    place integer not null default 0,
    primary key (article_id, tag_id)
) without rowid;

create index article_tags_by_tag on article_tags (tag_id, article_id desc);

-- A destination of posts: a private chat, a group, a topic of a forum, a channel.
create table chats (
    id integer primary key,
    telegram_id integer not null,
    thread_id integer not null default 0,
    kind text not null check (kind in ('private', 'group', 'channel')),
    title text not null default '',
    language text not null default 'ar',
    active integer not null default 1,
    inactive_reason text not null default '',
    inactive_since integer,
    everything integer not null default 1,
    format text not null default 'photo' check (format in ('photo', 'text', 'headline')),
    silent integer not null default 0,
    joined integer not null,
    unique (telegram_id, thread_id)
);

create table follows (
    chat_id integer not null references chats (id) on delete cascade,
    tag_id integer not null references tags (id) on delete cascade,
    primary key (chat_id, tag_id)
) without rowid;

create index follows_by_tag on follows (tag_id, chat_id);

create table mutes (
    chat_id integer not null references chats (id) on delete cascade,
    tag_id integer not null references tags (id) on delete cascade,
    primary key (chat_id, tag_id)
) without rowid;

create index mutes_by_tag on mutes (tag_id, chat_id);

create table settings (
    name text primary key,
    value text not null
) without rowid;
