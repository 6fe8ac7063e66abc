-- A question that the bot has asked in words: answered by a reply to its message, or, while it is
-- open, by the next message of the person who was asked.
create table prompts (
    person_id integer not null,
    -- The Telegram id of the chat in which the question stands.
    asked_in integer not null,
    message_id integer not null,
    chat_id integer not null references chats (id) on delete cascade,
    purpose text not null,
    -- What the question is about: the id of an article or an approval, by the purpose.
    key integer not null default 0,
    asked integer not null,
    is_open integer not null default 1,
    primary key (person_id, asked_in, message_id)
) without rowid;

insert into prompts
select person_id, person_id, message_id, chat_id, purpose, key, asked, 0
from desk_prompts;

drop table desk_prompts;

create index prompts_by_chat on prompts (chat_id);
