-- Tells the instances, once it is committed, that somebody has changed the outbox who is not the
-- leader: he looks at once what there is to send. The leader's own transactions say that they are
-- his by `khabar.leading`, for as long as they run.
create function tell_of_posts() returns trigger
language plpgsql
as $$
begin
    perform pg_notify('khabar', 'posts');
    return null;
end
$$;

create trigger outbox_told
after insert or update on outbox
for each statement
when (coalesce(current_setting('khabar.leading', true), '') = '')
execute function tell_of_posts();
