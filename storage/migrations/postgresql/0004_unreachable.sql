-- Administrators whom Telegram lets nobody write to, because they never pressed START or blocked
-- the bot: they are not tried again before they do.
alter table administrators add column unreachable smallint not null default 0;
