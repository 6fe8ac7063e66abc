-- How the instances share out what Telegram takes in a second: one row, changed several times in each,
-- in microseconds since 1970. It is worth nothing a moment later, so it costs the server's log nothing.
create unlogged table sending_pace (
    id smallint primary key check (id = 1),
    next bigint not null default 0,
    answers_next bigint not null default 0,
    broadcast bigint not null default 0,
    shared bigint not null default 0,
    last text collate "C" not null default ''
);
