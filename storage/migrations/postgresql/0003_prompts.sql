-- A question that the bot has asked in words: answered by a reply to its message, or, while it is
-- open, by the next message of the person who was asked.
create table prompts (
    person_id bigint not null,
    -- The Telegram id of the chat in which the question stands.
    asked_in bigint not null,
    message_id bigint not null,
    chat_id bigint not null references chats (id) on delete cascade,
    purpose text collate "C" not null,
    -- What the question is about: the id of an article or an approval, by the purpose.
    key bigint not null default 0,
    asked bigint not null,
    is_open smallint not null default 1,
    primary key (person_id, asked_in, message_id)
);

insert into prompts
select person_id, person_id, message_id, chat_id, purpose, key, asked, 0
from desk_prompts;

drop table desk_prompts;

create index prompts_by_chat on prompts (chat_id);
