-- In its quiet hours a chat's posts wait until they are over, instead of coming without sound.
alter table chats add column quiet_holds integer not null default 0;

-- Chats whose news gathers, found without looking at the others.
drop index chats_with_digests;

create index chats_gathering on chats (
    zone, digest_hours, quiet_from, quiet_until, quiet_holds, id
)
where active = 1 and (digest_hours <> '' or quiet_holds = 1);

-- A followed search is words that come with the other news (at_once = 0), with what else it asks
-- for beside its words: phrases, exclusions and tags as JSON, empty for none.
alter table alerts add column at_once integer not null default 1;

alter table alerts add column conditions text not null default '';
