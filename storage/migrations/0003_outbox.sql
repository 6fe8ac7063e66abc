-- One row: one article to one chat. Times are unix seconds (UTC).
--
-- In each queue (a chat and a priority) at most one row is 'ready' or 'sending'; the younger ones
-- are 'waiting' and are made ready when it is finished. So order within a chat costs nothing when
-- rows are claimed, and a held chat is out of the way: its one ready row lies in the future.
--
-- No foreign key to chats: with it each deleted chat would cost a scan of the whole table, for
-- the lack of an index that nothing else needs. Rows without a chat are dropped when claimed.
create table outbox (
    id integer primary key,
    article_id integer not null references articles (id) on delete cascade,
    chat_id integer not null,
    priority integer not null,
    action text not null default 'post' check (action in ('post', 'digest', 'edit', 'delete')),
    state text not null check (
        state in ('ready', 'waiting', 'sending', 'sent', 'failed', 'dropped', 'digested')
    ),
    not_before integer not null,
    attempts integer not null default 0,
    lease_until integer,
    addressed integer not null,
    message_id integer not null default 0,
    has_photo integer not null default 0,
    sent integer,
    finished integer,
    next_action text,
    digest_id integer,
    error text not null default '',
    unique (article_id, chat_id)
);

create index outbox_ready on outbox (priority, not_before, id)
where state = 'ready';

create index outbox_queues on outbox (chat_id, priority, state, id)
where finished is null;

create index outbox_sending on outbox (lease_until)
where state = 'sending';

create index outbox_finished on outbox (finished)
where finished is not null;

create index outbox_failed on outbox (finished desc)
where state = 'failed';

create index outbox_digests on outbox (digest_id)
where digest_id is not null;

create table outbox_totals (
    name text primary key,
    value integer not null
) without rowid;

-- After an outage a chat gets one digest in place of single posts, unless it does not want it.
alter table chats add column catch_up integer not null default 1;

create index chats_inactive on chats (inactive_since)
where active = 0;
