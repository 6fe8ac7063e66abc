-- The copies of an article: when it is gone the oldest takes its place.
create index articles_by_original on articles (copy_of)
where copy_of is not null;
