-- The first message of the thread of answers in which the bot asked; 0: in no thread.
alter table prompts add column thread_id bigint not null default 0;
