-- A stored search belongs to the chat in which it was written: its number on a forged button
-- shows nobody else's words. Older ones belong to no chat; their numbers are not given again.
alter table queries rename to older_queries;

drop index queries_by_use;

create table queries (
    id integer primary key,
    telegram_id integer not null,
    words text not null,
    used integer not null,
    unique (telegram_id, words)
);

insert into queries (id, telegram_id, words, used)
select max(id), 0, '', used
from older_queries
having max(id) is not null;

drop table older_queries;

create index queries_by_use on queries (used);
