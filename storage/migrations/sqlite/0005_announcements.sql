-- Messages of the newsroom to all subscribers, and the outbox rows that carry them.

create table announcements (
    id integer primary key,
    -- The Telegram id of the owner who wrote it; 0 once everything about that person was erased.
    owner_id integer not null,
    -- As Telegram takes it, with its formatting; empty for a photo or video without words.
    html text not null,
    -- What stands above the words, by its id at Telegram: 'photo', 'video', or empty.
    file_kind text not null default '' check (file_kind in ('', 'photo', 'video')),
    file_id text not null default '',
    -- The link whose preview is shown, and whether above the words; empty for no preview.
    preview_url text not null default '',
    preview_above integer not null default 0,
    -- 1: it goes to groups and channels, too.
    everywhere integer not null default 0,
    state text not null default 'draft' check (state in ('draft', 'approved', 'withdrawn', 'dropped')),
    drafted integer not null,
    approved integer,
    -- When the owner was told what became of it; null while it is not done.
    reported integer
);

create index announcements_unreported on announcements (id)
where state in ('approved', 'withdrawn') and reported is null;

-- SQLite can't take `not null` from a column: the table is written anew.
create table new_outbox (
    id integer primary key,
    -- What is posted, exactly one: an article of the newsroom, or a message of an owner to all.
    article_id integer references articles (id) on delete cascade,
    announcement_id integer references announcements (id) on delete cascade,
    chat_id integer not null,
    priority integer not null,
    action text not null default 'post' check (action in ('post', 'digest', 'edit', 'delete')),
    state text not null check (
        state in ('ready', 'waiting', 'sending', 'sent', 'failed', 'dropped', 'digested')
    ),
    not_before integer not null,
    attempts integer not null default 0,
    lease_until integer,
    -- When the post was promised to the chat.
    addressed integer not null,
    message_id integer not null default 0,
    has_photo integer not null default 0,
    sent integer,
    finished integer,
    -- What is to be done after the present sending: the article changed meanwhile.
    next_action text,
    -- Of a 'digested' row: the row that is sent in its place.
    digest_id integer,
    error text not null default '',
    -- 1: a person has posted it, whatever the chat mutes; 0: a rule has addressed it.
    manual integer not null default 0,
    -- How often the post may have reached its chat although no answer came.
    doubts integer not null default 0,
    -- 1: the post was taken back but is too old to be deleted: it is edited instead.
    marked integer not null default 0,
    -- The messages of a post with photo, video or audio, and what each shows: "id:mark id:mark …".
    parts text not null default '',
    unique (article_id, chat_id),
    check ((article_id is null) <> (announcement_id is null))
);

insert into new_outbox (
    id, article_id, chat_id, priority, action, state, not_before, attempts, lease_until, addressed,
    message_id, has_photo, sent, finished, next_action, digest_id, error, manual, doubts, marked, parts
)
select
    id, article_id, chat_id, priority, action, state, not_before, attempts, lease_until, addressed,
    message_id, has_photo, sent, finished, next_action, digest_id, error, manual, doubts, marked, parts
from outbox;

drop table outbox;

alter table new_outbox rename to outbox;

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

-- Posts in doubt for the second time are few, and owners are told of them.
create index outbox_doubted on outbox (article_id)
where doubts >= 2;

create unique index outbox_announcements on outbox (announcement_id, chat_id)
where announcement_id is not null;

create trigger channel_posts_from_outbox
after update of state on outbox
when old.state = 'sending' and new.state in ('sent', 'failed') and new.action != 'delete'
and new.article_id is not null
and exists (select 1 from chats where id = new.chat_id and kind != 'private')
begin
insert into channel_posts (chat_id, article_id, event, at)
values (
    new.chat_id,
    new.article_id,
    case when new.state = 'failed' then 'failure' when old.action = 'edit' then 'edit' else 'post' end,
    new.finished
);
end;
