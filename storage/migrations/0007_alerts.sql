-- Words that a chat wants to be alerted to, or to be spared: kept as stems, so that an article
-- finds them by a join.
create table alerts (
    id integer primary key,
    chat_id integer not null references chats (id) on delete cascade,
    kind text not null check (kind in ('alert', 'mute')),
    words text not null,
    terms integer not null,
    created integer not null,
    unique (chat_id, kind, words)
);

create table alert_terms (
    term text not null,
    alert_id integer not null references alerts (id) on delete cascade,
    primary key (term, alert_id)
) without rowid;

create index alert_terms_by_alert on alert_terms (alert_id);

-- Which alerts and muted words an article has met, for addressing it and for telling why it came.
create table article_alerts (
    article_id integer not null references articles (id) on delete cascade,
    chat_id integer not null references chats (id) on delete cascade,
    alert_id integer not null references alerts (id) on delete cascade,
    kind text not null,
    primary key (article_id, chat_id, alert_id)
) without rowid;

create index article_alerts_by_chat on article_alerts (chat_id);

create index article_alerts_by_alert on article_alerts (alert_id);

-- Chats that want every article are found without looking at the others.
create index chats_taking_everything on chats (id)
where active = 1 and everything = 1;
