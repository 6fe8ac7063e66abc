-- Each text has a word for its period in the index from here on, by which the newest are asked first.
-- Those that are indexed have none: that this analysis built the index is forgotten, so that the start
-- asks for `khabar reindex`.
delete from key_value where name = 'search analysis';
