-- What the attempts at an update have done so far, as JSON, so that a further one does not do it again
-- and answers by what the first one found; empty once it is handled.
alter table inbox add column steps text collate "C" not null default '';
