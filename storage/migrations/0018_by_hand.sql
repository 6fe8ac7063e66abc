-- What a person has posted into a chat goes there whatever is muted; what was addressed by a rule
-- does not when its tag or words were muted meanwhile.
alter table outbox add column by_hand integer not null default 0;
