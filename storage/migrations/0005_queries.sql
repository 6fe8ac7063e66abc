-- Searches whose words are longer than a button's data: the pages of their results and the
-- alerts made from them find the words here.
create table queries (
    id integer primary key,
    words text not null unique,
    used integer not null
);

create index queries_by_use on queries (used);
