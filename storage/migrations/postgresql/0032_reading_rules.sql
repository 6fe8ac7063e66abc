-- Which rules for pages an article was read by the last time; empty: by those of a version that
-- did not say. What other rules read otherwise is no edit of the newsroom.
alter table articles add column reading_rules text collate "C" not null default '';
