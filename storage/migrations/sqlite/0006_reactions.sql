-- How many reactions a channel's post has by now; which post it is Telegram says by the message.
alter table channel_posts add column message_id integer not null default 0;

alter table channel_posts add column reactions integer not null default 0;

create index channel_posts_by_message on channel_posts (chat_id, message_id)
where message_id <> 0;

drop trigger channel_posts_from_outbox;

create trigger channel_posts_from_outbox
after update of state on outbox
when old.state = 'sending' and new.state in ('sent', 'failed') and new.action != 'delete'
and new.article_id is not null
and exists (select 1 from chats where id = new.chat_id and kind != 'private')
begin
insert into channel_posts (chat_id, article_id, event, at, message_id)
values (
    new.chat_id,
    new.article_id,
    case when new.state = 'failed' then 'failure' when old.action = 'edit' then 'edit' else 'post' end,
    new.finished,
    new.message_id
);
end;
