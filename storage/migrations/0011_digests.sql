-- The hours of the chat's own day at which it gets its news as a digest, joined by commas;
-- empty: each article at once.
alter table chats add column digest_hours text not null default '';

create index chats_with_digests on chats (zone, digest_hours, id)
where active = 1 and digest_hours <> '';
