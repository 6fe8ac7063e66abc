-- People who were administrators when Telegram was last asked. The link only says whom to ask
-- about: whether one still is an administrator is asked of Telegram at each use.
create table administrators (
    chat_id integer not null references chats (id) on delete cascade,
    person_id integer not null,
    told integer not null default 0,
    primary key (chat_id, person_id)
) without rowid;

create index administrators_by_person on administrators (person_id);

-- What only channels, groups and topics have; a chat without a row has the defaults.
create table channel_settings (
    chat_id integer primary key references chats (id) on delete cascade,
    edits integer not null default 1,
    summary integer not null default 1,
    photo_line integer not null default 1,
    hashtags integer not null default 1,
    buttons integer not null default 1,
    signature text not null default '',
    moderated integer not null default 0,
    wait_minutes integer not null default 30,
    publish_unanswered integer not null default 1,
    threads integer not null default 0,
    paused_since integer
);

create index channels_without_edits on channel_settings (chat_id)
where edits = 0;

create index channels_moderated on channel_settings (chat_id)
where moderated = 1;

-- Who changed what, the newest fifty of each chat.
create table channel_log (
    id integer primary key,
    chat_id integer not null references chats (id) on delete cascade,
    person_id integer not null,
    person_name text not null,
    what text not null,
    value text not null default '',
    at integer not null
);

create index channel_log_by_chat on channel_log (chat_id, id);

-- An article that waits for an administrator's word before it goes into the outbox.
create table approvals (
    id integer primary key,
    article_id integer not null references articles (id) on delete cascade,
    chat_id integer not null references chats (id) on delete cascade,
    state text not null default 'pending' check (state in ('pending', 'published', 'skipped')),
    propose_at integer,
    due integer not null,
    headline text not null default '',
    person_id integer not null default 0,
    person_name text not null default '',
    decided integer,
    unique (article_id, chat_id)
);

create index approvals_by_chat on approvals (chat_id, decided);

create index approvals_to_propose on approvals (propose_at)
where state = 'pending' and propose_at is not null;

create index approvals_due on approvals (due)
where state = 'pending';

create table approval_messages (
    approval_id integer not null references approvals (id) on delete cascade,
    person_id integer not null,
    message_id integer not null,
    primary key (approval_id, person_id)
) without rowid;

-- A question of the desk that is answered by a reply to its message.
create table desk_questions (
    person_id integer not null,
    message_id integer not null,
    chat_id integer not null references chats (id) on delete cascade,
    purpose text not null check (purpose in ('signature', 'headline')),
    key integer not null default 0,
    asked integer not null,
    primary key (person_id, message_id)
) without rowid;

create index desk_questions_by_chat on desk_questions (chat_id);

-- What became of posts in channels and groups, for a week's statistics: rows of the outbox are
-- pruned before that.
create table channel_posts (
    id integer primary key,
    chat_id integer not null references chats (id) on delete cascade,
    article_id integer not null references articles (id) on delete cascade,
    what text not null check (what in ('post', 'edit', 'failure')),
    at integer not null
);

create index channel_posts_by_chat on channel_posts (chat_id, at);

create index channel_posts_by_article on channel_posts (article_id);

create index channel_posts_by_age on channel_posts (at);

create trigger outbox_tells_channel_posts
after update of state on outbox
when old.state = 'sending' and new.state in ('sent', 'failed') and new.action != 'delete'
and exists (select 1 from chats where id = new.chat_id and kind != 'private')
begin
insert into channel_posts (chat_id, article_id, what, at)
values (
    new.chat_id,
    new.article_id,
    case when new.state = 'failed' then 'failure' when old.action = 'edit' then 'edit' else 'post' end,
    new.finished
);
end;

-- Articles are found by the link that somebody copies.
create index articles_by_url on articles (url);
