-- Documents whose parsing stopped the worker process, by content and by URL.
create table parser_kills (
    key text primary key,
    url text not null,
    reason text not null,
    kills integer not null,
    last integer not null,
    retry_at integer not null,
    told integer not null default 0
) without rowid;

create index parser_kills_by_last on parser_kills (last);
