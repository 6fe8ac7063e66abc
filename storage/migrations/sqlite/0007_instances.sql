-- The instances of the bot that work on this database, of which a file has one: on PostgreSQL they
-- stand here, and here are no rows. Times are Unix milliseconds.
create table instances (
    name text primary key,
    alive_until integer not null
) without rowid;

create table leader (
    id integer primary key check (id = 1),
    name text not null,
    epoch integer not null
);

insert into leader (id, name, epoch) values (1, '', 0);

-- The instance that handles an update, empty for whichever comes.
alter table inbox add column owner text not null default '';
