-- The instances of the bot that work on this database. Each renews its row every second, and counts
-- as dead when the row's time is over. Times are Unix milliseconds by the clock of the server.
create table instances (
    name text collate "C" primary key,
    alive_until bigint not null
);

-- Which of them leads. With each other leader the epoch grows: what an earlier one still
-- wants to write is known by its epoch, and refused.
create table leader (
    id smallint primary key check (id = 1),
    name text collate "C" not null,
    epoch bigint not null
);

insert into leader (id, name, epoch) values (1, '', 0);

-- The instance that handles an update, empty for whichever comes.
alter table inbox add column owner text collate "C" not null default '';

create index inbox_by_owner on inbox (owner)
where state = 'waiting';
