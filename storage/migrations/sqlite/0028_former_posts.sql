-- Posts of groups that became supergroups before it was kept which group that was: they stand in the
-- old one, and other messages have their numbers in the supergroup. 0: a group whose id is not known.
update outbox
set posted_in = 0
where message_id <> 0
and posted_in is null
and exists (
    select 1
    from chats c
    where c.id = outbox.chat_id
    and c.migrated is not null
    and c.former_telegram_id is null
    and outbox.sent <= c.migrated
);

update channel_posts
set message_id = 0
where message_id <> 0
and exists (
    select 1
    from chats c
    where c.id = channel_posts.chat_id
    and c.migrated is not null
    and channel_posts.at <= c.migrated
);

-- Changes of such posts since the move.
update channel_posts
set message_id = 0
where message_id <> 0
and exists (
    select 1
    from outbox o
    where o.article_id = channel_posts.article_id
    and o.chat_id = channel_posts.chat_id
    and o.posted_in is not null
);

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
    case when new.posted_in is null then new.message_id else 0 end
);
end;
