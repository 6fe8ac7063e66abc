-- Whom it is still to be told that posts come to a chat no more, or only to one of its topics.
create table loss_notices (
    chat_id integer not null references chats (id) on delete cascade,
    person_id integer not null,
    reason text not null,
    at integer not null,
    primary key (chat_id, person_id)
) without rowid;
