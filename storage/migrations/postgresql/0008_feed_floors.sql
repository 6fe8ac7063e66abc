-- Where a feed's first reading ended: what is older stood there before, and is no news. Null where
-- no reading has said it yet.
alter table feeds add column floor bigint;
