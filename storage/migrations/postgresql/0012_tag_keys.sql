-- A tag is known by the words that its hashtag shows, so a sign between them is a space: «كوفيد-19»
-- and #كوفيد_19 are one. Tags that become one keep the first of them, and all who follow or mute it.
create table tag_keys as
with signless as (
    select id, kind, folded,
        translate(folded, '-–—./\|()[]{}<>،,؛;:؟!"''«»“”’‘&+*=~^@#_…·•', repeat(' ', 42)) as words
    from tags
),
keyed as (
    select id, kind, folded,
        trim(replace(replace(replace(words, '  ', ' '), '  ', ' '), '  ', ' ')) as key
    from signless
),
named as (
    select id, kind, case when key = '' then folded else key end as key
    from keyed
)
select id, key, min(id) over (partition by kind, key) as kept
from named;

insert into article_tags (article_id, tag_id, position)
select article_id, kept, min(position)
from article_tags
join tag_keys on id = tag_id and kept <> id
group by article_id, kept
on conflict do nothing;

insert into follows (chat_id, tag_id)
select distinct chat_id, kept
from follows
join tag_keys on id = tag_id and kept <> id
where true
on conflict do nothing;

insert into mutes (chat_id, tag_id)
select distinct chat_id, kept
from mutes
join tag_keys on id = tag_id and kept <> id
where true
on conflict do nothing;

-- Who followed one of them and muted another mutes.
delete from follows
where exists (
    select 1 from mutes m where m.chat_id = follows.chat_id and m.tag_id = follows.tag_id
);

delete from tags
where id in (select id from tag_keys where kept <> id);

update tags
set folded = (select key from tag_keys where tag_keys.id = tags.id)
where folded <> (select key from tag_keys where tag_keys.id = tags.id);

drop table tag_keys;
