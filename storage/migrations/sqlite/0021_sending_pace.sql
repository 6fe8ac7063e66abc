-- How several instances share out what Telegram takes in a second, in microseconds since 1970: on
-- PostgreSQL one row stands here, and here none.
create table sending_pace (
    id integer primary key check (id = 1),
    next integer not null default 0,
    answers_next integer not null default 0,
    broadcast integer not null default 0,
    shared integer not null default 0,
    last text not null default ''
);
