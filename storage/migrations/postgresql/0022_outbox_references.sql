-- The outbox refers to articles and announcements as before, but is checked once for each statement
-- that adds rows. For a foreign key the server looks for the article of each row, which was two
-- fifths of the work of addressing one to a hundred thousand chats.
alter table outbox drop constraint outbox_article_id_fkey;

alter table outbox drop constraint outbox_announcement_id_fkey;

create function check_outbox_contents() returns trigger
language plpgsql
as $$
declare
    content record;
begin
    for content in select distinct article_id, announcement_id from added
    loop
        -- Nobody deletes it before the transaction ends, and what is deleted just now is waited for.
        if content.article_id is not null then
            perform 1 from articles where id = content.article_id for key share;
        else
            perform 1 from announcements where id = content.announcement_id for key share;
        end if;
        if not found then
            raise foreign_key_violation using message = 'a row of the outbox carries what is not there';
        end if;
    end loop;
    return null;
end
$$;

create trigger outbox_contents_added
after insert on outbox
referencing new table as added
for each statement
execute function check_outbox_contents();

create function keep_outbox_contents() returns trigger
language plpgsql
as $$
begin
    raise foreign_key_violation using message = 'what a row of the outbox carries is never changed';
end
$$;

create trigger outbox_contents_kept
after update of article_id, announcement_id on outbox
for each row
when (
    old.article_id is distinct from new.article_id
    or old.announcement_id is distinct from new.announcement_id
)
execute function keep_outbox_contents();

create function delete_outbox_rows() returns trigger
language plpgsql
as $$
begin
    if tg_table_name = 'articles' then
        delete from outbox where article_id = old.id;
    else
        delete from outbox where announcement_id = old.id;
    end if;
    return null;
end
$$;

create trigger outbox_goes_with_articles
after delete on articles
for each row
execute function delete_outbox_rows();

create trigger outbox_goes_with_announcements
after delete on announcements
for each row
execute function delete_outbox_rows();
