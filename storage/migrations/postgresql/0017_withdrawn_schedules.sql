-- Posts that waited for their time or for room when their article was withdrawn: they wait again
-- when it is public again.
create table withdrawn_schedules (
    article_id bigint not null references articles (id) on delete cascade,
    chat_id bigint not null references chats (id) on delete cascade,
    not_before bigint not null,
    manual smallint not null,
    primary key (article_id, chat_id)
);

create index withdrawn_schedules_by_chat on withdrawn_schedules (chat_id);
