-- Each text has a word for its period in the index from here on, by which the newest are asked first.
-- Those that are indexed have none, nor those of an index being built, and what was built before
-- migration 27 has its words in their rows still: that this analysis built them is forgotten, so that
-- the start asks for `khabar reindex`, which begins anew.
delete from key_value where name in ('search analysis', 'search rebuild');
