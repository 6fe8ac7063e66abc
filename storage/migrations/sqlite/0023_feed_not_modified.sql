-- Counts for each feed how many answers of 304 have followed the last whole one. All polls were counted,
-- so that a failure could take the place of the whole reading that was due.
alter table feeds rename column polls to not_modified;

-- When the present validators were first met, by the bot's clock, until they have settled; else null.
alter table feeds add column unsettled_since integer;
