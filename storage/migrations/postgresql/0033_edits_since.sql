-- From when on WordPress REST is still to say what was edited, where it was silent; null: from the
-- last success.
alter table feeds add column edits_since bigint;
