-- Posts that waited for their time or for room when their article was withdrawn: they wait again
-- when it is public again.
create table withdrawn_schedules (
    article_id integer not null references articles (id) on delete cascade,
    chat_id integer not null references chats (id) on delete cascade,
    not_before integer not null,
    manual integer not null,
    primary key (article_id, chat_id)
) without rowid;

create index withdrawn_schedules_by_chat on withdrawn_schedules (chat_id);
