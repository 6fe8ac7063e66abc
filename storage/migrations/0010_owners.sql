-- Since when a feed has failed, and why in a word; the WebSub hub that it names.
alter table feeds add column failing_since integer;

alter table feeds add column cause text not null default '';

alter table feeds add column hub text not null default '';

-- Which owners know that a feed fails, so that each is told once, and once when it is back.
create table feed_alarms (
    feed_url text not null,
    owner_id integer not null,
    told integer not null,
    primary key (feed_url, owner_id)
) without rowid;

-- Articles of status 'held' that wait for an owner's word, with what the quality gate said.
create table held_articles (
    article_id integer primary key references articles (id) on delete cascade,
    reason text not null,
    held integer not null
);
