-- Changes of posts that stand in a chat: whose decision they are, and which of them are owed.

-- 1: a person has taken the post back from its chat; no correction and no return of the article
-- undoes that.
alter table outbox add column taken_back integer not null default 0;

update outbox set taken_back = 1 where marked = 1;

-- Of a finished row `next_action` is a change that its chat, which was gone, has not got.
create index outbox_owed on outbox (chat_id)
where finished is not null and next_action is not null;
