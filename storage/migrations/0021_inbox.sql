-- Updates from Telegram: stored before they are confirmed, without content once they are handled.
create table inbox (
    update_id integer primary key,
    sender integer not null,
    chat integer not null,
    kind text not null,
    received integer not null,
    not_before integer not null,
    attempts integer not null default 0,
    state text not null default 'waiting' check (state in ('waiting', 'handled', 'aside')),
    payload text not null
);

create index inbox_waiting on inbox (received, update_id) where state = 'waiting';
create index inbox_by_received on inbox (received) where state <> 'waiting';
create index inbox_by_sender on inbox (sender) where state = 'waiting';
