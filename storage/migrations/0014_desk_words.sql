-- At most so many posts an hour (0: no bound), and whether breaking news is pinned.
alter table channel_settings add column hourly integer not null default 0;

alter table channel_settings add column pin_breaking integer not null default 0;

create index channels_pinning on channel_settings (chat_id)
where pin_breaking = 1;

-- 1: the bot has pinned this post, 2: it could not, or it has unpinned it since.
alter table channel_posts add column pinned integer not null default 0;

-- What waits because its chat has had its posts of this hour, or (by_hand) for the time that an
-- administrator has chosen. In the outbox it would hold up all that comes after it.
create table waits (
    article_id integer not null references articles (id) on delete cascade,
    chat_id integer not null references chats (id) on delete cascade,
    not_before integer not null,
    arrived integer not null,
    by_hand integer not null default 0,
    primary key (chat_id, article_id)
) without rowid;

create index waits_by_article on waits (article_id);

create index waits_by_time on waits (not_before);

-- What administrators wrote in the place of an article's headline or summary, for one chat.
create table own_words (
    article_id integer not null references articles (id) on delete cascade,
    chat_id integer not null references chats (id) on delete cascade,
    headline text not null default '',
    summary text not null default '',
    primary key (article_id, chat_id)
) without rowid;

create index own_words_by_chat on own_words (chat_id);

insert into own_words (article_id, chat_id, headline)
select article_id, chat_id, headline
from approvals
where headline != '';

alter table approvals drop column headline;

-- Earlier articles of the site that an article's own text links to.
create table article_links (
    article_id integer not null references articles (id) on delete cascade,
    earlier_id integer not null references articles (id) on delete cascade,
    primary key (article_id, earlier_id)
) without rowid;

create index article_links_by_earlier on article_links (earlier_id);

-- Questions of the desk have more purposes than the first table allowed.
drop table desk_questions;

create table desk_questions (
    person_id integer not null,
    message_id integer not null,
    chat_id integer not null references chats (id) on delete cascade,
    purpose text not null,
    key integer not null default 0,
    asked integer not null,
    primary key (person_id, message_id)
) without rowid;

create index desk_questions_by_chat on desk_questions (chat_id);

create index approval_messages_by_message on approval_messages (person_id, message_id);
