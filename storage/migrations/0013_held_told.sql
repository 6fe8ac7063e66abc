-- When the owners were told that articles were held back; null where they were not.
alter table held_articles add column told integer;
