-- Whether a post's headline is a link to the article, besides where it has no buttons.
alter table channel_settings add column link integer not null default 0;
