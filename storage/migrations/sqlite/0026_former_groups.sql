-- The id of the group that became this supergroup, where its older posts still stand; null: it was none.
alter table chats add column former_telegram_id integer;

create index chats_by_former_id on chats (former_telegram_id)
where former_telegram_id is not null;

-- The group in which the post stands since that became a supergroup; null: it stands in its chat.
alter table outbox add column posted_in integer;
