-- 1 while a poll stores a flood of a feed: one that is interrupted leaves less than a flood to the
-- next, which holds it back all the same.
alter table feeds add column in_flood bigint not null default 0;
