-- Articles are read again on a falling schedule; `next_read` is null when one has settled.
-- `misses` counts readings in a row that found it gone, `corrected` is its last visible change.
alter table articles add column next_read integer;

alter table articles add column misses integer not null default 0;

alter table articles add column corrected integer;

create index articles_to_reread on articles (next_read)
where next_read is not null;
