-- How many reactions a channel's post has by now; which post it is Telegram says by the message.
alter table channel_posts add column message_id bigint not null default 0;

alter table channel_posts add column reactions bigint not null default 0;

create index channel_posts_by_message on channel_posts (chat_id, message_id)
where message_id <> 0;

create or replace function note_channel_post() returns trigger
language plpgsql
as $$
begin
    insert into channel_posts (chat_id, article_id, event, at, message_id)
    select
        new.chat_id,
        new.article_id,
        case when new.state = 'failed' then 'failure' when old.action = 'edit' then 'edit' else 'post' end,
        new.finished,
        new.message_id
    from chats
    where id = new.chat_id and kind <> 'private';
    return null;
end
$$;
