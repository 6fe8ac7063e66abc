-- Buttons of Telegram hold the numbers of these rows, for years: the number of a row that was deleted
-- must not be given to another one, which an old button would then change. `integer primary key`
-- gives it again where it was the highest.

-- The rows stay as they are: it is a change of the text of the schema, made as SQLite describes it
-- (https://www.sqlite.org/lang_altertable.html#otheralter), without the drop of a table that would
-- take with it whatever refers to its rows.
pragma writable_schema = on;

update sqlite_schema
set sql = replace(sql, 'id integer primary key,', 'id integer primary key autoincrement,')
where type = 'table'
and name in (
    'tags', 'chats', 'alerts', 'saved_searches', 'approvals', 'floods', 'mass_withdrawals'
);

-- With the first such table SQLite makes its own, in which it keeps the highest number of each; and
-- every connection reads the schema anew.
create table numbered (id integer primary key autoincrement);

drop table numbered;

pragma writable_schema = reset;

insert into sqlite_sequence (name, seq)
select 'tags', max(id) from tags
union all
select 'chats', max(id) from chats
union all
select 'alerts', max(id) from alerts
union all
select 'saved_searches', max(id) from saved_searches
union all
select 'approvals', max(id) from approvals
union all
select 'floods', max(id) from floods
union all
select 'mass_withdrawals', max(id) from mass_withdrawals;

delete from sqlite_sequence where seq is null;
