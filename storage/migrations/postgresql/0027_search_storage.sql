-- The words of a text lie beside their row from here on, as they are: of a common word's rows most
-- are only counted and sorted by their numbers. A row was as long as half a page before, and each of
-- ten thousand a page to read.
alter table search_stems set (toast_tuple_target = 128);

alter table search_stems alter column terms set storage external;
