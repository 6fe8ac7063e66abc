-- Since when a group takes no posts from the bot, which is still its member; null: it takes them.
alter table chats add column locked_since bigint;

create index chats_locked on chats (id)
where locked_since is not null;
