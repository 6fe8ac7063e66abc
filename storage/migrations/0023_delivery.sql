-- How often a post may have reached its chat although no answer came: it is not sent again blindly.
alter table outbox add column doubts integer not null default 0;

-- A post that was taken back in this chat but is too old to be deleted: it is edited instead.
alter table outbox add column marked integer not null default 0;
